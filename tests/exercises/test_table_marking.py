"""The table: an early slip costs once, and what is wrong is said cell by cell."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml

from pmlearn.exercises.cases.formula import formula
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.marking.grid import KeyCell, Slip, mark_table
from pmlearn.exercises.questions import load_file

KEY = {
    "w1.cost": KeyCell(
        "= rate * 5", slips=[Slip("= rate + 5", "You added.")], label="Week 1, cost"
    ),
    "w2.cost": KeyCell("= w1.cost + 10", tolerance=0.5),
    "w2.share": KeyCell("= w1.cost / all.cost", tolerance=0.01),
    "w2.late": KeyCell("= 'late' if w2.cost > 35 else 'on time'", also=["in time"]),
    "w3.cost": KeyCell(100, relative=0.1, weight=2, feedback="It is in the contract."),
    "w3.share": KeyCell("not defined"),
}
TOTALS = {"all.cost": formula("= w1.cost + w2.cost + w3.cost")}
KNOWN = {"rate": 4}
RIGHT = {
    "w1": {"cost": 20},
    "w2": {"cost": 30, "share": 20 / 150, "late": "on time"},
    "w3": {"cost": 100, "share": "not defined"},
}


def verdicts(**cells):
    """Share and feedback by cell of the right answer with other cells, as w1_cost=7."""
    answer = copy.deepcopy(RIGHT)
    for name, value in cells.items():
        row, column = name.split("_")
        answer[row][column] = value
    mark = mark_table(answer, KEY, KNOWN, totals=TOTALS, out_of=7)
    return {part.id: (part.share, part.feedback) for part in mark.parts}, mark.points


def test_the_right_answer_earns_all():
    found, points = verdicts()
    assert points == 7
    assert {share for share, _ in found.values()} == {1}


def test_an_early_slip_costs_once_and_what_follows_from_it_is_right():
    """Also through a total, and for a word that follows."""
    found, points = verdicts(w1_cost=27, w2_cost=37, w2_share=27 / 164, w2_late="late")
    assert found["w1.cost"] == (0, "Week 1, cost: not right.")
    assert found["w2.cost"] == (1, "w2.cost: right, given your 27 above.")
    assert found["w2.share"] == (1, "w2.share: right, given your 164 and 27 above.")
    assert found["w2.late"] == (1, "w2.late: right, given your 37 above.")
    assert points == 6


def test_after_a_slip_the_value_that_would_have_been_right_counts_as_well():
    assert verdicts(w1_cost=27)[0]["w2.cost"] == (1, "w2.cost: right.")


def test_who_fills_in_zeros_has_computed_nothing():
    """Zero would follow from zero."""
    key = {"a.x": KeyCell("= rate"), "a.y": KeyCell("= a.x * 3")}
    for zero in (0, 0.0, "0", "0,0", -0.0):
        assert mark_table({"a": {"x": zero, "y": zero}}, key, KNOWN).points == 0
    assert mark_table({"a": {"x": 1, "y": 3}}, key, KNOWN).points == 0.5


def test_an_empty_cell_is_no_slip_to_follow_from():
    found, _ = verdicts(w1_cost="", w2_cost=10)
    assert found["w1.cost"] == (0, "Week 1, cost: nothing is filled in.")
    assert found["w2.cost"] == (0, "w2.cost: not right.")


@pytest.mark.parametrize(
    ("cells", "name", "share"),
    [
        ({"w2_cost": 30.5}, "w2.cost", 1),
        ({"w2_cost": 30.51}, "w2.cost", 0),
        ({"w2_cost": "29,5"}, "w2.cost", 1),
        ({"w3_cost": 90}, "w3.cost", 1),
        ({"w3_cost": 110.1}, "w3.cost", 0),
        ({"w2_late": " On  Time "}, "w2.late", 1),
        ({"w2_late": "in time"}, "w2.late", 1),
        ({"w2_late": "late"}, "w2.late", 0),
        ({"w2_late": 5}, "w2.late", 0),
        ({"w3_share": "NOT DEFINED"}, "w3.share", 1),
        ({"w3_share": 0}, "w3.share", 0),
        ({"w2_share": "not defined"}, "w2.share", 0),
        ({"w1_cost": "not defined", "w2_cost": "not defined"}, "w2.cost", 0),
        ({"w2_cost": float("nan")}, "w2.cost", 0),
        ({"w2_cost": float("inf")}, "w2.cost", 0),
        ({"w2_cost": 10**400}, "w2.cost", 0),
        ({"w2_cost": True}, "w2.cost", 0),
        ({"w2_cost": [30]}, "w2.cost", 0),
        ({"w2_cost": {"x": 30}}, "w2.cost", 0),
    ],
)
def test_tolerance_words_and_what_is_no_number(cells, name, share):
    assert verdicts(**cells)[0][name][0] == share


def test_a_known_slip_and_a_wrong_cell_say_why():
    found, points = verdicts(w1_cost=9, w3_cost=5)
    assert found["w1.cost"] == (0, "Week 1, cost: You added.")
    assert found["w3.cost"] == (0, "w3.cost: It is in the contract.")
    assert points == 4


@pytest.mark.parametrize("answer", [None, {}, [], "x", 7, {"w1": 5}, {"w1": None}, {3: {4: 5}}])
def test_what_is_no_table_earns_nothing_and_raises_nothing(answer):
    mark = mark_table(answer, KEY, KNOWN, totals=TOTALS, out_of=7)
    assert mark.points == 0
    assert mark.feedback


def loaded(folder, **change):
    document = yaml.safe_load((Path(__file__).parent / "data" / "trial.yml").read_text("utf-8"))
    question = next(one for one in document["questions"] if one["id"] == "plan") | change
    path = folder / "trial.yml"
    path.write_text(yaml.safe_dump({"lesson": "trial", "questions": [question]}), encoding="utf-8")
    return load_file(path, graded=False)["plan"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"answer": {}}, "answer must name each cell to fill in, and no other: "),
        ({"blank": {"all": ["earned", "gone"]}}, "blank: there is no cell all.gone"),
        ({"totals": {"all": {"weeks": 7}}}, "totals, all.weeks: must be a formula"),
        ({"totals": {"all": {"weeks": "= all.cost", "cost": "= all.weeks"}}}, "in a circle"),
        ({"columns": [{"id": "weeks"}]}, "columns must list one or more with id and label"),
        ({"columns": [{"id": "x", "label": "X", "words": [True]}]}, "put yes, no .* in quotes"),
        ({"columns": [{"id": "x", "label": "X", "words": []}]}, "words must be a list"),
        ({"rows": [{"id": "north", "text": "North"}]}, "there is no cell south.earned"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_author_is_named(tmp_path, change, problem):
    with pytest.raises(ValueError, match=problem) as error:
        loaded(tmp_path, **change)
    assert "question 'plan'" in str(error.value)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ([], "must be a table such as"),
        ({"west": {}}, "'west' is not one of north, south, all"),
        ({"north": 5}, 'north: must be {"cost": 12.5}'),
        ({"north": {"weeks": 5}}, "north: there is nothing to fill in under 'weeks'"),
        ({"north": {"cost": "12 weeks"}}, "north, Cost: '12 weeks' is no number"),
        ({"north": {"state": "open"}}, "'open' is not one of keep, close"),
        ({"north": {"cost": [[[1]]]}}, "is no number"),
        ({"south": {"ratio": "not defined"}}, "^$"),
        ({"south": {"ratio": ""}, "north": {"cost": "12,5"}}, "^$"),
    ],
)
def test_the_form_says_what_is_wrong_and_never_whether_it_is_right(tmp_path, answer, problem):
    question = loaded(tmp_path)
    found = KINDS["table"].form(question, answer)
    assert re.search(problem, found), found


class TestEmptyCells:
    """A key may say that a cell stays empty."""

    KEY = MappingProxyType(
        {
            "a.rule": KeyCell("R1"),
            "b.rule": KeyCell("= broken", label="Row b"),
            "c.rule": KeyCell("R2", weight=2),
        }
    )

    def mark(self, answer):
        return mark_table(answer, self.KEY, {"broken": ""}, out_of=3)

    def test_what_stays_empty_earns_nothing(self):
        assert self.mark({"a": {"rule": "R1"}, "c": {"rule": "R2"}}).points == 3
        assert self.mark({"a": {"rule": "R1"}, "b": {"rule": ""}, "c": {"rule": "R2"}}).points == 3
        assert self.mark({}).points == 0

    def test_filled_in_it_takes_back_what_it_weighs(self):
        mark = self.mark({"a": {"rule": "R1"}, "b": {"rule": "R1"}, "c": {"rule": "R2"}})
        assert mark.points == 2
        assert mark.feedback == "2 of 2 cells are right. 1 filled in that stay empty."
        assert mark.parts[-1].feedback == "Row b: stays empty."

    def test_the_same_word_everywhere_earns_little(self):
        assert self.mark({row: {"rule": "R1"} for row in "abc"}).points == 0

    def test_a_key_of_empty_cells_alone_is_refused(self):
        with pytest.raises(ValueError, match="at least one cell, got none"):
            mark_table({}, {"a.rule": KeyCell("")}, {})
