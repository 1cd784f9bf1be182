"""A cell that ends the process is found, and only cells that can run are blamed or left out."""

from __future__ import annotations

from grading.lesson import cell, lesson, named, submitted

from boxgrader.grade_submission import grade_one

# A test finds nothing ready of this one, so the process is copied for it, which ends it.
UNABLE = "import os\nos.fork = lambda: os._exit(3)\ndef mean(values, seen=[]):\n    return 1"


def put_before(grade_id, *own):
    def change(cells):
        place = cells.index(named(cells, grade_id))
        return [*cells[:place], *own, *cells[place:]]

    return change


def shown_by_texts(graded):
    return [one for one in graded.notebook.cells if one.cell_type != "code" and "outputs" in one]


def test_what_leaves_the_process_unable_is_found_above_any_text(box):
    texts = [cell(f"Note {n}", "markdown") for n in range(6)]
    work = submitted({"mean": UNABLE}, put_before("test_mean", *texts))
    graded = grade_one(work, lesson(), box)
    assert graded.scores["test_mean"] == 0
    assert graded.scores["test_total"] == 3
    assert [note for note in graded.notes if "ended Python" in note] == [
        "mean: this cell ended Python; it was left out"
    ]
    assert not shown_by_texts(graded)


def test_where_python_ended_too_often_only_cells_that_run_say_so(box):
    own = [cell("import os; os._exit(1)"), cell("A thought", "markdown")] * 5
    graded = grade_one(submitted({}, put_before("total", *own)), lesson(), box)
    assert graded.scores["test_mean"] == 2
    assert not shown_by_texts(graded)
