"""What holds for every assignment without code: its tasks, its cells and each learner's case."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path

import pytest

from pmlearn.course.authoring.tasks import load_tasks, stale_files, task_file, with_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.cases.fill import filled
from pmlearn.exercises.cases.formula import formula, is_formula
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.question_fields import without_key
from pmlearn.exercises.questions import read_document

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = Layout(ROOT)
SLUGS = with_tasks(LAYOUT)
LEARNERS = 60
GUESSES = 500
# Of the points, for somebody who clicks without reading.
MOST_BY_CHANCE = 0.2
NO_TASK = {"sheet"}  # cells of the notebook that belong to no task


@cache
def tasks(slug, learner="instructor"):
    return load_tasks(LAYOUT, slug, learner)


@cache
def cells(slug):
    path = ROOT / "exercises" / "source" / slug / f"{slug}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def about(cell):
    return cell["metadata"].get("nbgrader", {})


def text(cell):
    return "".join(cell["source"])


def judged(slug):
    return [cell for cell in cells(slug) if about(cell).get("grade") and about(cell)["solution"]]


def walk(slug, learners):
    """Each learner's tasks with an answer that is right in the learner's case."""
    for learner in learners:
        for task in load_tasks(LAYOUT, slug, learner).values():
            yield task, KINDS[task.kind].solution(task)


def formulas(value):
    """All formulas of some length in a part of the file, as one line each."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from formulas(one)
    elif is_formula(value) and len(value) > 20:
        yield " ".join(formula(value).text.split())


def test_there_are_core_assignments():
    assert SLUGS


@pytest.mark.parametrize("slug", SLUGS)
class TestTasks:
    def test_there_are_eight_to_fourteen(self, slug):
        assert 8 <= len(tasks(slug)) + len(judged(slug)) <= 14

    def test_at_least_six_draw_a_case(self, slug):
        """Two learners are asked something else, and another answer is right."""
        one, other = tasks(slug, "one learner"), tasks(slug, "another one")
        drawn = [
            name
            for name, task in one.items()
            if KINDS[task.kind].solution(task) != KINDS[task.kind].solution(other[name])
        ]
        assert len(drawn) >= 6

    def test_one_or_two_answers_are_judged(self, slug):
        assert 1 <= len(judged(slug)) <= 2

    def test_each_shows_the_way_to_its_solution(self, slug):
        assert [name for name, task in tasks(slug).items() if not task.worked] == []

    def test_the_points_are_those_that_the_table_of_parts_announces(self, slug):
        announced = re.search(r"\| \*\*(\d+)\*\* \|", text(cells(slug)[0]))
        points = [about(cell)["points"] for cell in cells(slug) if about(cell).get("grade")]
        assert int(announced[1]) == sum(points)

    def test_it_takes_an_hour_at_most(self, slug):
        minutes = re.search(r"Plan for (\d+) minutes", text(cells(slug)[0]))
        assert int(minutes[1]) <= 60


@pytest.mark.parametrize("slug", SLUGS)
class TestNotebook:
    def test_follows_from_the_tasks(self, slug):
        assert list(stale_files(LAYOUT, slug)) == []

    def test_no_file_beside_it_has_a_formula_of_the_key(self, slug):
        document = read_document(task_file(LAYOUT, slug))
        secret = set(formulas(document.get("solve", {})))
        for raw in document["questions"]:
            secret |= {*formulas(raw)} - {*formulas(without_key(raw))}
        folder = ROOT / "exercises" / "source" / slug
        beside = [path for path in folder.iterdir() if path.is_file() and path.suffix != ".ipynb"]
        shown = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in beside)
        assert secret
        assert [one for one in sorted(secret) if one in shown] == []

    def test_asks_nobody_to_program(self, slug):
        for cell in cells(slug):
            if cell["cell_type"] == "code":
                assert "YOUR CODE HERE" not in text(cell)
                assert not re.search(r"^\s*(def|class|lambda)\b", text(cell), re.MULTILINE)

    def test_every_answer_is_that_of_a_task(self, slug):
        names = {about(c)["grade_id"] for c in cells(slug) if c["cell_type"] == "code" and about(c)}
        known = {f"{part}{name}" for name in tasks(slug) for part in ("ask_", "", "test_")}
        assert names == known | NO_TASK

    def test_a_test_has_six_lines_at_most(self, slug):
        tests = [c for c in cells(slug) if about(c).get("grade") and c["cell_type"] == "code"]
        assert len(tests) == len(tasks(slug))
        assert max(len(text(cell).splitlines()) for cell in tests) <= 6

    def test_the_heading_of_a_task_tells_its_points(self, slug):
        """Those of a part are the points of its tasks where it has one task."""
        told = {}
        for before, cell in zip(cells(slug), cells(slug)[1:], strict=False):
            if about(cell).get("grade_id", "").startswith("ask_"):
                told[about(cell)["grade_id"].removeprefix("ask_")] = re.findall(
                    r"^#+ .*\(([\d.]+) points?\)$", text(before), re.MULTILINE
                )
        for name, task in tasks(slug).items():
            assert float(told[name][-1]) == task.points, name


@pytest.mark.parametrize("slug", SLUGS)
class TestCases:
    def test_each_learner_can_earn_everything(self, slug):
        self.can_be_solved(slug, LEARNERS)

    @pytest.mark.exhaustive
    def test_each_of_500_learners_can_earn_everything(self, slug):
        self.can_be_solved(slug, 500)

    def can_be_solved(self, slug, learners):
        for task, answer in walk(slug, [f"learner-{n}" for n in range(learners)]):
            assert KINDS[task.kind].form(task, answer) == "", task.id
            assert KINDS[task.kind].mark(task, answer, task.points).points == task.points, task.id

    def test_guessing_does_not_pass(self, slug):
        for name, task in tasks(slug).items():
            kind, dice = KINDS[task.kind], random.Random(1)
            marks = [kind.mark(task, kind.guess(task, dice), 1).points for _ in range(GUESSES)]
            assert sum(marks) / GUESSES < MOST_BY_CHANCE, name

    def test_a_neighbors_answers_do_not_pass(self, slug):
        """Half of the points at most, where a criterion needs four fifths."""
        mine, other = tasks(slug, "one learner"), tasks(slug, "another one")
        copied = {name: KINDS[task.kind].solution(task) for name, task in other.items()}
        earned = sum(
            0 if KINDS[t.kind].form(t, copied[n]) else KINDS[t.kind].mark(t, copied[n], 1).points
            for n, t in mine.items()
        )
        assert earned / len(mine) < 0.5

    def test_nothing_earns_nothing(self, slug):
        for name, task in tasks(slug).items():
            assert KINDS[task.kind].mark(task, None, 1).points == 0, name


def slips(task, answer):
    """Row, column, and what is typed and said for each known slip in a table."""
    tables = answer, task.settings.get("given", {})
    cells = {f"{r}.{c}": v for table in tables for r, cs in table.items() for c, v in cs.items()}
    undefined = {column.get("undefined") for column in task.settings["columns"]}
    for row, columns in task.settings["answer"].items():
        for column, content in columns.items():
            for slip in content.get("slips", []) if isinstance(content, dict) else []:
                value = slip["value"]
                if is_formula(value):
                    value = formula(value).value({**task.case, **cells})
                if not isinstance(value, str) or value in undefined:
                    yield row, column, value, slip["feedback"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_known_slip_is_named(slug):
    """For some learner at least: for others it may give the right value, or that of another."""
    known, named = set(), set()
    for task, answer in walk(slug, [f"learner-{n}" for n in range(20)]):
        for row, column, value, said in slips(task, answer) if task.kind == "table" else ():
            wrong = {**answer, row: {**answer[row], column: value}}
            parts = KINDS[task.kind].mark(task, wrong, 1).parts
            (part,) = (one for one in parts if one.id == f"{row}.{column}")
            known.add((task.id, part.id, said))
            if part.share == 0 and part.feedback.endswith(str(filled(said, task.case))):
                named.add((task.id, part.id, said))
    assert known - named == set()
