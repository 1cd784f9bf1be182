"""Attainment as Open Badges 3.0 achievement credentials.

The credential's members follow Open Badges 3.0 with the data model of Verifiable Credentials 2.0;
the tests check the members that version 3.0 (final, with `validFrom`) asks for. Neither its JSON
schema nor 1EdTech's own validator was run.
`pmlearn.competency.badges.signing` signs credentials.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pmlearn.competency.evidence.attainment import MET
from pmlearn.competency.reports.pages import rounded

if TYPE_CHECKING:
    from pmlearn.competency.evidence.attainment import Attainment
    from pmlearn.competency.framework import Element
    from pmlearn.competency.reports.names import Names

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards; `identifier` is a URL or DID that the issuer controls.

    Raises:
        ValueError: the identifier is neither.
    """

    identifier: str
    name: str

    def __post_init__(self) -> None:
        if not self.identifier.startswith(("https://", "http://", "did:")):
            raise ValueError(f"issuer {self.name!r}: needs a URL or DID, got {self.identifier!r}")


def credentials(
    attainment: Attainment,
    learner: str,
    issuer: Issuer,
    names: Names,
    *,
    when: datetime | None = None,
) -> list[dict[str, Any]]:
    """One credential for every element in which the learner has attained a level.

    Args:
        attainment: Of the class or of the learner.
        learner: The learner's id.
        issuer: Who awards.
        names: How the learner is named in the credential.
        when: From when on it is valid; now unless given.

    Raises:
        ValueError: no such learner; the message lists the nearest names.
    """
    own = attainment.of(learner)
    levels = dict(zip(own.elements["element"], own.elements["level"], strict=True))
    moment = (when or datetime.now(UTC)).isoformat(timespec="seconds")
    return [
        _credential(own, element, issuer, names(learner), moment)
        for element in own.framework.elements()
        if levels[element.code] > 0
    ]


def _credential(
    own: Attainment, element: Element, issuer: Issuer, name: str, moment: str
) -> dict[str, Any]:
    level = int(own.elements.set_index("element")["level"].loc[element.code])
    root = uuid.UUID(own.framework.uuid)
    subject = uuid.uuid5(root, f"{issuer.identifier}/{name}")
    title = f"{element.name}, level {level}: {own.framework.levels[level].name}"
    return {
        "@context": list(CONTEXTS),
        "id": uuid.uuid5(subject, f"{element.uuid}/{level}/{moment}").urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {"id": issuer.identifier, "type": ["Profile"], "name": issuer.name},
        "validFrom": moment,
        "credentialSubject": {
            "id": subject.urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": name,
                    "identityType": "identifier",
                }
            ],
            "achievement": _achievement(own, element, level, title),
        },
        "evidence": _evidence(own, element, level),
    }


def _achievement(own: Attainment, element: Element, level: int, title: str) -> dict[str, Any]:
    met = [c for c in element.criteria if c.counts and c.level <= level]
    narrative = "\n".join(f"- {c.code}: {c.statement}" for c in met)
    return {
        "id": uuid.uuid5(uuid.UUID(element.uuid), f"level {level}").urn,
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": title,
        "humanCode": f"{element.code}-L{level}",
        "description": f"{own.framework.levels[level].meaning}. {own.framework.title}.",
        "criteria": {"narrative": f"Every criterion up to level {level} is met:\n\n{narrative}"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetCode": c.code,
                "targetName": c.statement,
                "targetFramework": own.framework.title,
                "targetType": "CFItem",
                "targetUrl": uuid.UUID(c.uuid).urn,
            }
            for c in met
        ],
    }


def _evidence(own: Attainment, element: Element, level: int) -> list[dict[str, Any]]:
    rows = own.criteria[
        (own.criteria["element"] == element.code)
        & (own.criteria["status"] == MET)
        & (own.criteria["level"] <= level)
    ]
    return [
        {
            "type": ["Evidence"],
            "name": row["criterion"],
            "narrative": f"{rounded(row['earned'])} of {rounded(row['n'])} points, "
            f"graded cells: {row['cells']}",
        }
        for row in rows.to_dict("records")
    ]
