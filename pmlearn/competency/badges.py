"""Attainment as Open Badges 3.0 achievement credentials, signed with a local key.

A credential is a JWT (the specification's VC-JWT proof) with the algorithm RS256. Whoever has the
issuer's public key can verify it offline; one changed letter breaks the signature. The credential's
members follow Open Badges 3.0 with the data model of Verifiable Credentials 2.0; the tests check
the members that its JSON schema requires. 1EdTech's own validator was not run.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlearn.competency.attainment import MET
from pmlearn.competency.pages import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from joserfc.jwk import RSAKey
    from joserfc.jws import JWSRegistry

    from pmlearn.competency.attainment import Attainment
    from pmlearn.competency.framework import Element
    from pmlearn.competency.names import Names

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
ALGORITHM = "RS256"
_KEY_BITS = 2048
# The header carries the public key, which the specification asks for.
_LONGEST_HEADER = 2048


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


def read_signing_key(path: Path) -> RSAKey:
    """The private key in a PEM file, made when there is none; the public one stands beside it.

    The private key is readable by its owner alone. `<name>.pub.pem` is what verifiers need.

    Raises:
        ValueError: the file holds no private RSA key.
    """
    from joserfc.jwk import RSAKey

    if not path.exists():
        made = RSAKey.generate_key(_KEY_BITS)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # with mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(made.as_pem(private=True))
        Path(name).rename(path)
    try:
        key = RSAKey.import_key(path.read_bytes())
    except Exception as error:
        raise ValueError(f"{path} holds no RSA key: {error}") from error
    if not key.is_private:
        raise ValueError(f"{path} holds a public key; signing needs the private one")
    write_text(path.with_suffix(".pub.pem"), key.as_pem(private=False).decode())
    return key


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


def sign(credential: dict[str, Any], key: RSAKey) -> str:
    """A credential as a signed JWT."""
    from joserfc import jwt

    valid_from = datetime.fromisoformat(credential["validFrom"])
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": int(valid_from.timestamp()),
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def verify(token: str, public_key: bytes | str, *, now: datetime | None = None) -> dict[str, Any]:
    """The credential in a signed JWT.

    The key in the token's own header is not trusted: anybody can put one there.

    Args:
        token: From `sign`.
        public_key: The issuer's public key as PEM.
        now: When it must be valid; now unless given.

    Raises:
        ValueError: the signature does not match, or the credential is not valid yet or is not
            what its claims say.
    """
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    try:
        key = RSAKey.import_key(public_key)
        claims = dict(jwt.decode(token, key, registry=_registry()).claims)
    except Exception as error:
        raise ValueError(f"the credential cannot be verified: {error}") from error
    registered = {name: claims.pop(name, None) for name in ("iss", "jti", "sub", "nbf")}
    try:
        valid_from = datetime.fromisoformat(claims["validFrom"])
        said = {
            "iss": claims["issuer"]["id"],
            "jti": claims["id"],
            "sub": claims["credentialSubject"]["id"],
            "nbf": int(valid_from.timestamp()),
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the credential is not an Open Badges credential: {error!r}") from error
    if said != registered:
        raise ValueError("the credential's claims contradict its content")
    if valid_from > (now or datetime.now(UTC)):
        raise ValueError(f"the credential is valid only from {claims['validFrom']} on")
    return claims


def _registry() -> JWSRegistry:
    """The one algorithm that is accepted; `none` and shared secrets are not."""
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length = _LONGEST_HEADER
    return registry


def write_credentials(made: Iterable[dict[str, Any]], key: RSAKey, folder: Path) -> list[Path]:
    """Sign credentials and write each to `<learner's name>-<element>-L<level>.jwt`."""
    written = []
    for credential in made:
        subject = credential["credentialSubject"]
        name = subject["identifier"][0]["identityHash"]
        path = folder / f"{name}-{subject['achievement']['humanCode']}.jwt"
        written.append(write_text(path, sign(credential, key)))
    return written


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
            "narrative": f"{row['earned']:g} of {row['n']:g} points in {row['cells']} graded cells",
        }
        for row in rows.to_dict("records")
    ]
