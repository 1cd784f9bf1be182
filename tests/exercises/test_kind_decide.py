"""Decisions beside what a model says will follow: form, marks, and what a file may not say."""

from __future__ import annotations

import copy
import json
import math

import pytest
from exercises.trial import RAW, TRIAL, mark, written

DESK = TRIAL["desk"]


def changed(tmp_path, *, graded=False, **fields):
    return written(tmp_path, {**copy.deepcopy(RAW["desk"]), **fields}, graded=graded)


def decision(**fields):
    return {"id": "people", "label": "People", "from": 1, "to": 8, "start": 1, **fields}


@pytest.mark.parametrize(
    ("answer", "points", "said"),
    [
        ({"people": 4, "hours": 5}, 1, "24 minutes for 20 k."),
        ({"people": "4", "hours": "4,5"}, 1, "24 minutes for 18 k."),
        ({"people": 3, "hours": 8}, 0.5, "Waits of 32 minutes."),
        ({"people": 8, "hours": 8}, 0, "12 minutes for 64 k is not it."),
        ({"people": 9, "hours": 8}, 0, "People: must be 1 to 8 in steps of 1, got 9."),
        ({"people": 4.5, "hours": 8}, 0, "People: must be 1 to 8 in steps of 1, got 4.5."),
        ({"people": 4, "hours": None}, 0, "Hours: must be 4 to 8 in steps of 0.5, got None."),
        (
            {"people": 4},
            0,
            'Must be a table such as {"people": 1, "hours": 4}, got {\'people\': 4}.',
        ),
        (None, 0, 'Must be a table such as {"people": 1, "hours": 4}, got None.'),
    ],
)
def test_the_first_condition_that_holds_gives_points_and_feedback(answer, points, said):
    found = mark(DESK, answer)
    assert (found.points, found.feedback) == (points, said)


def test_the_page_gets_what_follows_from_each_combination_and_the_verdict_in_practice(tmp_path):
    """The last decision moves fastest; a graded question has no verdict."""
    practised = DESK.to_dict()["outcomes"]
    asked = changed(tmp_path, graded=True).to_dict()["outcomes"]
    assert len(practised) == len(asked) == 8 * 9
    assert practised[3 * 9 + 1] == [24.0, 18.0, 1.0, "24 minutes for 18 k."]
    assert asked[3 * 9 + 1] == [24.0, 18.0]


def test_a_case_of_ones_own_fills_limits_labels_and_conditions(tmp_path):
    case = {"most": {"choose": [6]}, "place": {"choose": ["harbor"]}}
    shows = [{"id": "wait", "label": "Wait at the {place}", "value": "= 96 / people"}]
    accept = [{"when": "= wait <= 96 / most", "share": 1, "feedback": "All {most} are needed."}]
    question = changed(
        tmp_path,
        case=case,
        decisions=[decision(to="= most")],
        shows=shows,
        accept=accept,
        solution={"people": "= most"},
        feedback={"right": "Yes.", "wrong": "Not {people}."},
    )
    assert mark(question, {"people": 6}).feedback == "All 6 are needed."
    assert mark(question, {"people": 2}).feedback == "Not 2."
    assert question.to_dict()["shows"] == [{"id": "wait", "label": "Wait at the harbor"}]


def growing(case, decided):
    del case
    return {"wait": math.inf if decided["people"] < 3 else 60 / decided["people"]}


def test_what_grows_without_end_can_be_written_as_json(tmp_path, monkeypatch):
    monkeypatch.setattr("pmlearn.service.staffing.growing", growing, raising=False)
    question = changed(
        tmp_path,
        model="pmlearn.service.staffing:growing",
        decisions=[decision()],
        shows=[{"id": "wait", "label": "Wait"}],
        accept=[{"when": "= wait <= 15", "share": 1, "feedback": "Yes."}],
        solution={"people": 4},
        feedback={"right": "Yes.", "wrong": "No."},
    )
    rows = json.loads(json.dumps(question.to_dict(), allow_nan=False))["outcomes"]
    assert [row[0] for row in rows[:4]] == [None, None, 20, 15]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decisions": []}, "decisions must be a list of one or more"),
        ({"decisions": [decision(id=f"d{n}") for n in range(5)]}, "1 to 4 decisions, got 5"),
        ({"decisions": [decision(), decision()]}, "the id 'people' is used twice"),
        ({"decisions": [{"id": "people"}]}, "each needs id, label, from, to, start"),
        ({"decisions": [decision(to=10**400)]}, "'people': to must be a number"),
        ({"decisions": [decision(to=float("inf"))]}, "'people': to must be a number, got inf"),
        ({"decisions": [decision(start=float("nan"))]}, "start must be a number, got nan"),
        ({"decisions": [decision(start=True)]}, "start must be a number, got True"),
        ({"decisions": [decision(to=1e12)]}, "more than 2,000 values"),
        ({"decisions": [decision(step=0)]}, "from must lie below to, and step above 0"),
        ({"decisions": [decision(to=1)]}, "from must lie below to, and step above 0"),
        ({"decisions": [decision(start=1.5)]}, "start must be one of from, from [+] step, ... to"),
        (
            {"decisions": [decision(to=50), decision(id="hours", to=50)]},
            "2,500 combinations of decisions; at most 2,000",
        ),
        ({"shows": [{"id": "people", "label": "P", "value": "= 1"}]}, "'people' names two things"),
        ({"shows": [{"id": "x", "label": "X"}]}, "'x' needs a value, or a model that gives it"),
        ({"shows": [{"id": "x", "label": "X", "value": "= 1 / (people - 1)"}]}, "divides by zero"),
        ({"chart": "profit"}, "chart must be one of wait, cost, got 'profit'"),
        ({"model": "os:system"}, "model must be pmlearn.module:function, not 'os:system'"),
        ({"model": "pmlearn.nothing:here"}, "model must be pmlearn.module:function"),
        ({"accept": [{"when": "wait", "share": 1, "feedback": "Yes."}]}, "when must be a formula"),
        ({"accept": [{"when": "= 1", "share": 2, "feedback": "Yes."}]}, "share 0 to 1"),
        ({"accept": [{"when": "= profit", "share": 1, "feedback": "."}]}, "there is no 'profit'"),
        ({"accept": [{"when": "= 1", "share": 1, "feedback": "{x}"}]}, "the text needs {x}"),
        ({"accept": [{"when": "= 1", "share": 1}]}, "each needs when, share, feedback"),
        ({"solution": {"people": 1}}, "solution: must be a table such as"),
        ({"solution": {"people": 1, "hours": 8}}, "its own solution is not right"),
        (
            {"accept": [{"when": "= wait > 0", "share": 1, "feedback": "Yes."}]},
            "must not start where they are right already",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, fields, said):
    with pytest.raises(ValueError, match="question 'desk'") as error:
        changed(tmp_path, **fields)
    assert said.replace("[+]", "+") in str(error.value)
