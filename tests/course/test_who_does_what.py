"""What is special to the lesson Who does what: the company's people, its case and its key."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest
from course.harness import Lesson

from pmlearn.course.authoring.tasks import load_tasks, task_file
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import read_document
from pmlearn.roles.raci import raci_problems
from pmlearn.tidewell.people import placing

LESSON = Lesson("who-does-what")
SLUG = LESSON.slug
KEY = LESSON.folder.parents[1] / "tasks" / f"{SLUG}.py"


@pytest.fixture(scope="module")
def layout(root):
    return Layout(root)


@pytest.fixture(scope="module", params=[f"learner-{number}" for number in range(25)])
def tasks(request, layout):
    """The tasks of some learners."""
    return load_tasks(layout, SLUG, request.param)


def solution(task):
    return KINDS[task.kind].solution(task)


def points(task, answer):
    return KINDS[task.kind].mark(task, answer, task.points)


def matrix(cells, heads=None):
    return pd.DataFrame.from_dict(cells, orient="index").fillna("").rename(columns=heads or {})


class TestFaults:
    def test_five_to_seven_places_break_one_rule_each(self, tasks):
        task = tasks["faults"]
        heads = {column["id"]: column["label"] for column in task.settings["columns"]}
        problems = raci_problems(matrix(task.case["first"], heads), max_load=4)
        assert 5 <= len(problems) <= 7
        answer = solution(task)
        for problem in problems:
            if problem.task is not None:
                assert answer[problem.task]["rule"] == problem.rule
        columns = {answer["down"][c] for c in answer.get("down", {})}
        assert columns == {p.rule for p in problems if p.task is None}

    def test_a_false_alarm_takes_one_back(self, tasks):
        task = tasks["faults"]
        answer = solution(task)
        free = next(row["id"] for row in task.entries if row["id"] not in {*answer, "down"})
        wrong = {**answer, free: {"rule": "R1"}}
        count = sum(map(len, answer.values()))
        assert points(task, wrong).points == pytest.approx(6 * (count - 1) / count)
        assert "Count the A" not in points(task, wrong).parts[-1].feedback

    @pytest.mark.parametrize("word", ["R1", "R2", "R3", "R4", "R7"])
    def test_one_rule_at_every_row_earns_nothing(self, tasks, word):
        rows = [row["id"] for row in tasks["faults"].entries if row["id"] != "down"]
        assert points(tasks["faults"], {row: {"rule": word} for row in rows}).points == 0

    def test_a_known_confusion_is_named(self, layout):
        task = load_tasks(layout, SLUG, "sample-04")["faults"]
        wrong = {**solution(task), "back": {"rule": "R2"}}
        said = {part.id: part.feedback for part in points(task, wrong).parts}
        assert "An A alone does not do the work" in said["back.rule"]


class TestRepair:
    def test_what_was_said_leaves_no_rule_broken(self, tasks):
        task = tasks["repaired"]
        assert raci_problems(matrix(task.case["second"]), max_load=4)
        assert raci_problems(matrix(solution(task)), max_load=4) == []

    def test_six_to_ten_sentences_are_about_cells_of_their_rows(self, tasks):
        spoken = tasks["repaired"].case["spoken"]
        assert 6 <= len(spoken) <= 10
        assert len({(task, role) for task, role, _ in spoken}) == len(spoken)
        notes = [row["note"] for row in tasks["repaired"].entries]
        assert sum(note.count("“") for note in notes) == len(spoken)

    def test_the_draft_as_it_came_and_an_empty_one_earn_nothing(self, tasks):
        task = tasks["repaired"]
        assert points(task, task.case["second"]).points == 0
        assert points(task, {row["id"]: {} for row in task.entries}).points == 0

    def test_an_invented_matrix_that_obeys_the_rules_earns_a_quarter_at_most(self, tasks):
        task = tasks["repaired"]
        table = {
            row["id"]: {
                ("pgm", "pjm", "svm")[place % 3]: "A",
                ("shop", "crew", "elec", "desk")[place % 4]: "R",
            }
            for place, row in enumerate(task.entries)
        }
        assert points(task, table).points <= 2.01

    def test_half_of_the_rows_repaired_earn_a_part(self, tasks):
        task = tasks["repaired"]
        whole, rows = solution(task), [row["id"] for row in task.entries]
        half = {
            row: whole[row] if n < 4 else task.case["second"][row] for n, row in enumerate(rows)
        }
        assert 0 <= points(task, half).points < 8
        rest = {
            row: whole[row] if n >= 4 else task.case["second"][row] for n, row in enumerate(rows)
        }
        assert points(task, half).points + points(task, rest).points == pytest.approx(8, abs=2.1)


class TestQuarrels:
    def test_each_story_has_a_key_that_it_names(self, case):
        key = runpy.run_path(str(KEY))
        assert set(key["QUARRELS"]) == set(case.QUARRELS)
        for name, (owner, fact) in key["QUARRELS"].items():
            assert owner.lower() in case.QUARRELS[name].lower(), name
            assert fact in {key["SEES"], key["MEANS"], key["TIME"]}

    def test_three_of_different_matters_are_drawn(self, tasks):
        about = {name.rsplit("_", 1)[0] for name in tasks["quarrels"].case["quarrels"]}
        assert len(about) == 3


class TestStakeholders:
    FIELDS = MappingProxyType(
        {
            "manage": "manage closely",
            "satisfy": "keep satisfied",
            "inform": "keep informed",
            "monitor": "monitor",
        }
    )

    def test_the_fields_are_those_of_the_chapter(self, tasks):
        task = tasks["placed"]
        for number in range(1, 7):
            ratings = [task.case[f"{what}_{number}"] for what in ("influence", "interest")]
            means = [[sum(one) / len(one)] for one in ratings]
            (field,) = solution(task)[f"s{number}"]
            assert placing(*means) == [self.FIELDS[field]]
            own = set(placing(*ratings))
            assert (len(own) > 1) == (f"s{number}" in solution(tasks["contested"]))

    def test_no_mean_lies_near_the_line_and_some_are_contested(self, tasks):
        case = tasks["placed"].case
        for number in range(1, 7):
            for what in ("influence", "interest"):
                assert abs(sum(case[f"{what}_{number}"]) / 5 - 5.5) > 0.4
        assert 2 <= len(solution(tasks["contested"])) <= 3

    def test_each_stakeholder_has_a_message_of_its_own_and_one_is_for_nobody(self, layout):
        document = read_document(task_file(layout, SLUG))
        question = next(one for one in document["questions"] if one["id"] == "messages")
        answers = [item["answer"] for item in question["items"]]
        assert len(answers) == len(set(answers)) == len(question["targets"]) - 1


class TestEvidence:
    def test_the_weakest_gain_and_come_back_also_without_a_matrix(self, tasks):
        answer = solution(tasks["slide"])
        gain, rest, back = (answer[row]["change"] for row in ("eight", "rest", "back"))
        assert gain >= 1
        assert back >= 1
        assert rest < 0
        assert answer["remains"]["change"] == pytest.approx(gain - back)

    def test_comparing_with_the_crews_that_were_not_chosen_is_a_known_slip(self, tasks):
        task = tasks["slide"]
        answer = solution(task)
        wrong = {
            **answer,
            "remains": {"change": answer["eight"]["change"] - answer["rest"]["change"]},
        }
        mark = points(task, wrong)
        assert mark.points == pytest.approx(3 * 3 / 5)
        assert "were not chosen for a bad month" in mark.parts[-1].feedback

    def test_an_early_slip_costs_once(self, tasks):
        task = tasks["slide"]
        answer = solution(task)
        gain = -answer["eight"]["change"]
        slipped = gain - answer["back"]["change"]
        wrong = {**answer, "eight": {"change": gain}, "remains": {"change": slipped}}
        assert points(task, wrong).points == pytest.approx(3 * 4 / 5)

    def test_chance_is_either_a_poor_explanation_or_leaves_the_question_open(self, tasks):
        task = tasks["trial"]
        assert len({"poor", "open"} & set(solution(task))) == 1
        assert ("poor" in solution(task)) == (task.case["share"] < 0.05)


def test_what_learners_get_does_not_say_what_a_sentence_amounts_to(case):
    """The module that draws cases numbers the groups of sentences; only the key names letters."""
    assert all(isinstance(sentence, str) for group in case.SAID for sentence in group)
    assert not isinstance(case.SAID, dict)
    key = runpy.run_path(str(KEY))
    assert len(key["LETTERS"]) == len(case.SAID)
    assert key["LETTERS"] not in Path(case.__file__).read_text(encoding="utf-8")
