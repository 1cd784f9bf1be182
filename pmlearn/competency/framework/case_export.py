"""The framework in 1EdTech's exchange format for competencies: a CASE 1.1 package.

What a package must and may hold follows 1EdTech's JSON schema of the CFPackage of CASE 1.1
(case_v1p1_cfpackage-jsonschema1.json); the tests check every object's required and permitted
properties against it. Whether a service accepts the package is not tested.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmlearn.competency.framework.model import Criterion, Framework

Json = dict[str, Any]


def case_json(
    framework: Framework,
    *,
    creator: str,
    base_url: str,
    changed: datetime | None = None,
) -> str:
    """The framework as a CASE 1.1 package.

    Domains, elements and criteria become items with their uuids and codes, rubrics become rubrics,
    and `isChildOf` associations carry structure and order. Evidence, threshold and weight stand in
    the items' extensions, which CASE leaves to the publisher. Levels are this framework's own and
    named so; codes of other frameworks are left out, since an element that touches a SFIA skill
    says nothing about a SFIA level.

    Args:
        framework: What to export.
        creator: Who answers for the framework.
        base_url: What stands before the objects' paths, such as "https://example.org".
        changed: When the framework last changed; now unless given.
    """
    return json.dumps(case_package(framework, creator, base_url, changed), indent=1)


def case_package(
    framework: Framework, creator: str, base_url: str, changed: datetime | None = None
) -> Json:
    """The package as JSON data; see `case_json`."""
    package = _Package(framework, base_url.rstrip("/"), changed or datetime.now(UTC))
    document = {
        **package.named("CFDocuments", framework.uuid),
        "title": framework.title,
        "creator": creator,
        "version": framework.version,
        "caseVersion": "1.1",
        "language": "en",
    }
    root = package.link("CFDocuments", framework.uuid, framework.title)
    for place, domain in enumerate(framework, start=1):
        parent = package.item(domain.uuid, domain.code, domain.name, "Domain")
        package.child(parent, root, place)
        for position, element in enumerate(domain.elements, start=1):
            own = package.item(element.uuid, element.code, element.name, "Element")
            package.child(own, parent, position)
            for number, criterion in enumerate(element.criteria, start=1):
                package.child(package.criterion(criterion), own, number)
    return {
        "CFDocument": document,
        "CFItems": package.items,
        "CFAssociations": package.associations,
        "CFRubrics": package.rubrics,
    }


class _Package:
    """Collects what a package holds; ids of new objects follow from those of the framework."""

    def __init__(self, framework: Framework, base: str, changed: datetime) -> None:
        self.framework = framework
        self.base = base
        self.changed = changed.isoformat(timespec="seconds")
        self.items: list[Json] = []
        self.associations: list[Json] = []
        self.rubrics: list[Json] = []

    def named(self, kind: str, identifier: str) -> Json:
        return {
            "identifier": identifier,
            "uri": self.uri(kind, identifier),
            "lastChangeDateTime": self.changed,
        }

    def uri(self, kind: str, identifier: str) -> str:
        return f"{self.base}/ims/case/v1p1/{kind}/{identifier}"

    def link(self, kind: str, identifier: str, title: str) -> Json:
        return {"title": title, "identifier": identifier, "uri": self.uri(kind, identifier)}

    def item(self, identifier: str, code: str, text: str, kind: str, **more: Any) -> Json:
        self.items.append(
            {
                **self.named("CFItems", identifier),
                "fullStatement": text,
                "humanCodingScheme": code,
                "CFItemType": kind,
                "language": "en",
                **more,
            }
        )
        return self.link("CFItems", identifier, code)

    def criterion(self, criterion: Criterion) -> Json:
        level = self.framework.levels[criterion.level]
        extensions = {
            "evidence": list(criterion.evidence),
            "threshold": criterion.threshold,
            "weight": criterion.weight,
        }
        link = self.item(
            criterion.uuid,
            criterion.code,
            criterion.statement,
            "Criterion",
            educationLevel=[f"{self.framework.title}, level {level.number}: {level.name}"],
            extensions=extensions,
        )
        if criterion.rubric:
            self.rubric(criterion, link)
        return link

    def child(self, item: Json, parent: Json, place: int) -> None:
        identifier = _derived(item["identifier"], "isChildOf", parent["identifier"])
        self.associations.append(
            {
                **self.named("CFAssociations", identifier),
                "associationType": "isChildOf",
                "sequenceNumber": place,
                "originNodeURI": {**item, "targetType": "CASE"},
                "destinationNodeURI": {**parent, "targetType": "CASE"},
            }
        )

    def rubric(self, criterion: Criterion, item: Json) -> None:
        rubric, own = (_derived(criterion.uuid, part) for part in ("rubric", "rubric criterion"))
        levels = [
            {
                **self.named("CFRubricCriterionLevels", _derived(own, step.name)),
                "quality": step.name,
                "description": text,
                "score": step.share,
                "position": place,
                "rubricCriterionId": own,
            }
            for place, (step, text) in enumerate(
                zip(self.framework.performance, criterion.rubric, strict=True), start=1
            )
        ]
        self.rubrics.append(
            {
                **self.named("CFRubrics", rubric),
                "title": f"{criterion.code}: rubric",
                "CFRubricCriteria": [
                    {
                        **self.named("CFRubricCriteria", own),
                        "description": criterion.statement,
                        "CFItemURI": item,
                        "position": 1,
                        "rubricId": rubric,
                        "CFRubricCriterionLevels": levels,
                    }
                ],
            }
        )


def _derived(identifier: str, *parts: str) -> str:
    return str(uuid.uuid5(uuid.UUID(identifier), "/".join(parts)))
