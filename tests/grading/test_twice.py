"""An answer cell that is there twice costs nothing; changed settings and odd origins are told."""

from __future__ import annotations

import json

import pytest
from grading.lesson import RIGHT, STUBS, about, cell, exercise, handed_in, lesson, named, submitted

from boxgrader.feedback.page_size import bound_page
from boxgrader.grade_submission import grade_one
from boxgrader.limits import MAX_PAGE_CHARACTERS
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.restore import restore

WRONG = "def mean(values):\n    return 0"


def copied(source, *, first=False):
    """Add one more cell of the answer `mean`, at the end of the notebook or at its beginning."""

    def add(made):
        made.insert(0 if first else len(made), cell(source, nbgrader=about("mean", solution=True)))

    return add


def notes_of(content):
    return restore(read_notebook(content)[0], lesson())[1]


class TestAnAnswerThatIsThereTwice:
    @pytest.mark.parametrize(
        ("kept", "copy", "first"),
        [
            (RIGHT["mean"], WRONG, False),
            (WRONG, RIGHT["mean"], False),
            (RIGHT["mean"], WRONG, True),
            (WRONG, RIGHT["mean"], True),
            (STUBS["mean"], RIGHT["mean"], False),
            (RIGHT["mean"], STUBS["mean"], False),
            (RIGHT["mean"], RIGHT["mean"], False),
        ],
    )
    def test_earns_what_the_better_reading_earns(self, box, kept, copy, first):
        content = submitted({"mean": kept}, copied(copy, first=first))
        graded = grade_one(content, lesson(), box)
        assert (graded.scores["test_mean"], graded.scores["test_total"]) == (2, 3)
        assert any("mean: the cell is there 2 times" in note for note in graded.notes)
        told = any("counts and earns 5" in note for note in graded.notes)
        assert told is ({kept, copy} == {RIGHT["mean"], WRONG})

    def test_that_is_no_answer_at_all_takes_nothing(self, box):
        content = submitted(change=copied("mean = None"))
        assert grade_one(content, lesson(), box).scores["test_mean"] == 2

    def test_stays_where_it_stood(self):
        content = submitted(change=copied(WRONG))
        restored, notes = restore(read_notebook(content)[0], lesson())
        assert restored.cells[-1].source == WRONG
        assert "nbgrader" not in restored.cells[-1].metadata
        assert notes == ["mean: the cell is there 2 times"]

    def test_is_no_answer_to_another_cell(self):
        def change(made):
            made.remove(named(made, "total"))
            made.insert(5, cell(WRONG, nbgrader=about("mean", solution=True)))

        restored, _ = restore(read_notebook(submitted(change=change))[0], lesson())
        total = next(
            c for c in restored.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "total"
        )
        assert "def mean" not in total.source


class TestWhatWasRepairedIsTold:
    @pytest.mark.parametrize(
        ("change", "note"),
        [
            ({"points": 100}, "'points' was not the release's in test_mean (100)"),
            ({"locked": False}, "'locked' was not the release's in test_mean"),
            ({"solution": True}, "'solution' was not the release's in test_mean"),
            ({"grade": False}, "'grade' was not the release's in test_mean"),
            ({"task": True}, "'task' was not the release's in test_mean"),
        ],
    )
    def test_each_setting_by_its_name(self, change, note):
        def cheat(made):
            named(made, "test_mean")["metadata"]["nbgrader"] |= change

        [told] = notes_of(submitted(change=cheat))
        assert note in told

    def test_nonsense_in_settings_is_no_setting(self):
        def cheat(made):
            named(made, "test_mean")["metadata"]["nbgrader"] |= {"points": "x" * 99, "locked": []}

        assert notes_of(submitted(change=cheat)) == []

    def test_another_assignments_notebook(self):
        other = exercise("answer = 1", "assert answer == 1")
        told = notes_of(handed_in(other, "answer = 1"))
        assert told[0].startswith("none of its graded cells is one of this assignment's")


class TestPage:
    def test_shows_a_bounded_whole_with_a_note(self, box):
        many = [cell("print('<&' * 45_000)") for _ in range(190)]
        content = submitted(change=lambda made: made[:1] + many + made[1:])
        graded = grade_one(content, lesson(), box)
        assert graded.scores["test_mean"] == 2
        assert len(json.dumps(graded.notebook)) < MAX_PAGE_CHARACTERS
        assert any("were left out of the page" in note for note in graded.notes)

    def test_keeps_what_decides_about_points(self):
        from nbformat import from_dict

        made = json.loads(submitted())
        full = {
            "output_type": "stream",
            "name": "stdout",
            "text": "x" * (MAX_PAGE_CHARACTERS - 1_000),
        }
        error = {
            "output_type": "error",
            "ename": "AssertionError",
            "evalue": "no",
            "traceback": ["x" * 10_000],
        }
        named(made["cells"], "mean")["outputs"] = [full]
        named(made["cells"], "test_mean")["outputs"] = [error]
        notebook = from_dict(made)
        assert bound_page(notebook)
        [kept] = named(notebook.cells, "test_mean").outputs
        assert (kept.output_type, kept.traceback) == ("error", ["AssertionError: no"])

    def test_that_is_small_has_no_note(self):
        from nbformat import from_dict

        assert bound_page(from_dict(json.loads(submitted()))) == []
