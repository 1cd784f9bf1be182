"""The framework as a CASE package."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pmlearn.competency.framework import load
from pmlearn.competency.framework.case_export import case_json

FRAMEWORK = load()
PILOTS = load(Path(__file__).with_name("data") / "harbor_pilots.yml")
WHEN = datetime(2026, 3, 2, 12, tzinfo=UTC)

# What each object of a CASE 1.1 package must hold, and what it may hold besides.
# Source: 1EdTech, case_v1p1_cfpackage-jsonschema1.json (no other properties are permitted).
CASE = {
    "CFDocument": (
        {"identifier", "uri", "creator", "title", "lastChangeDateTime"},
        {"caseVersion", "version", "language", "description", "publisher", "extensions"},
    ),
    "CFItem": (
        {"identifier", "uri", "fullStatement", "lastChangeDateTime"},
        {"humanCodingScheme", "CFItemType", "language", "educationLevel", "extensions"},
    ),
    "CFAssociation": (
        {"identifier", "uri", "associationType", "originNodeURI", "destinationNodeURI"}
        | {"lastChangeDateTime"},
        {"sequenceNumber", "notes", "extensions"},
    ),
    "LinkGenURI": ({"title", "identifier", "uri"}, {"targetType"}),
    "LinkURI": ({"title", "identifier", "uri"}, set()),
    "CFRubric": (
        {"identifier", "uri", "lastChangeDateTime"},
        {"title", "description", "CFRubricCriteria"},
    ),
    "CFRubricCriterion": (
        {"identifier", "uri", "lastChangeDateTime"},
        {"category", "description", "CFItemURI", "weight", "position", "rubricId"}
        | {"CFRubricCriterionLevels"},
    ),
    "CFRubricCriterionLevel": (
        {"identifier", "uri", "lastChangeDateTime"},
        {"description", "quality", "score", "feedback", "position", "rubricCriterionId"},
    ),
}


def conforms(kind, data):
    required, permitted = CASE[kind]
    assert required <= data.keys() <= required | permitted, kind
    if "identifier" in data:
        uuid.UUID(data["identifier"])
    if "lastChangeDateTime" in data:
        assert datetime.fromisoformat(data["lastChangeDateTime"]).tzinfo


@pytest.fixture(scope="module", params=[FRAMEWORK, PILOTS], ids=["ours", "pilots"])
def case(request):
    text = case_json(
        request.param, creator="Tidewell", base_url="https://tidewell.example/", changed=WHEN
    )
    return request.param, json.loads(text)


class TestCase:
    def test_every_object_has_what_case_1_1_requires_and_nothing_it_forbids(self, case):
        _, package = case
        assert package.keys() == {"CFDocument", "CFItems", "CFAssociations", "CFRubrics"}
        conforms("CFDocument", package["CFDocument"])
        for item in package["CFItems"]:
            conforms("CFItem", item)
        for association in package["CFAssociations"]:
            conforms("CFAssociation", association)
            conforms("LinkGenURI", association["originNodeURI"])
            conforms("LinkGenURI", association["destinationNodeURI"])
        for rubric in package["CFRubrics"]:
            conforms("CFRubric", rubric)
            for criterion in rubric["CFRubricCriteria"]:
                conforms("CFRubricCriterion", criterion)
                conforms("LinkURI", criterion["CFItemURI"])
                for level in criterion["CFRubricCriterionLevels"]:
                    conforms("CFRubricCriterionLevel", level)

    def test_identifiers_are_unique(self, case):
        _, package = case
        objects = [*package["CFItems"], *package["CFAssociations"], *package["CFRubrics"]]
        identifiers = [entry["identifier"] for entry in objects]
        assert len(set(identifiers)) == len(identifiers)

    def test_codes_and_uuids_are_those_of_the_framework(self, case):
        framework, package = case
        items = {item["humanCodingScheme"]: item for item in package["CFItems"]}
        for criterion in framework.criteria():
            assert items[criterion.code]["identifier"] == criterion.uuid
            assert items[criterion.code]["fullStatement"] == criterion.statement

    def test_every_item_hangs_from_the_document_by_one_chain(self, case):
        _, package = case
        parents = {
            a["originNodeURI"]["identifier"]: a["destinationNodeURI"]["identifier"]
            for a in package["CFAssociations"]
        }
        assert len(parents) == len(package["CFItems"]) == len(package["CFAssociations"])
        for item in package["CFItems"]:
            node = item["identifier"]
            for _ in range(3):
                node = parents.get(node, node)
            assert node == package["CFDocument"]["identifier"]

    def test_every_rubric_comes_along(self, case):
        framework, package = case
        assert len(package["CFRubrics"]) == sum(bool(c.rubric) for c in framework.criteria())

    def test_a_second_export_is_the_same(self, case):
        framework, package = case
        again = case_json(
            framework, creator="Tidewell", base_url="https://tidewell.example", changed=WHEN
        )
        assert json.loads(again) == package


def test_a_framework_without_rubrics_exports_too():
    domain = PILOTS.domains[1]
    package = json.loads(
        case_json(replace(PILOTS, domains=(domain,)), creator="T", base_url="https://t.example")
    )
    assert package["CFRubrics"] == []


def test_no_level_is_given_out_as_one_of_sfia_or_gapps():
    """SFIA's PGMG begins at level 6; an element that touches it may be of level 2 here."""
    package = case_json(FRAMEWORK, creator="Tidewell", base_url="https://example.org", changed=WHEN)
    foreign = {c for e in FRAMEWORK.elements() for codes in e.alignment.values() for c in codes}
    assert {"PGMG", "POMG", "PgM01", "PM06", "MEAS"} <= foreign
    assert not any(f'"{code}"' in package for code in foreign)
    for item in json.loads(package)["CFItems"]:
        for level in item.get("educationLevel", []):
            assert level.startswith(f"{FRAMEWORK.title}, level ")
    kinds = {link["associationType"] for link in json.loads(package)["CFAssociations"]}
    assert kinds == {"isChildOf"}
