"""Of several copies of a notebook the one that was worked on is graded, and the note says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from grading.course import SLUG
from grading.lesson import RIGHT, STUBS, cell, lesson, notebook, submitted

from boxgrader.submission.folder import RefusedError, read_folder

UNTOUCHED = submitted(STUBS)
COPIES = [
    "docks-Copy1.ipynb",
    "docks (1).ipynb",
    "docks_final.ipynb",
    "docks - Kopie.ipynb",
    "Kopie von docks.ipynb",
    "my work.ipynb",
    "sub/docks.ipynb",
    "docks.ipynb.txt",
]


def read(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return read_folder(folder, "docks", (), lesson())


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_finished_beside_the_untouched_original_is_graded(tmp_path, copy):
    taken = read(tmp_path, {"docks.ipynb": UNTOUCHED, copy: submitted()})
    assert taken.notebook == submitted()
    assert taken.notes == (f"{copy!a} was graded, not 'docks.ipynb', which is as it was released",)


@pytest.mark.parametrize("copy", COPIES)
def test_an_untouched_copy_beside_the_finished_original_is_named(tmp_path, copy):
    taken = read(tmp_path, {"docks.ipynb": submitted(), copy: UNTOUCHED})
    assert taken.notebook == submitted()
    assert taken.notes == (f"'docks.ipynb' was graded, not {copy!a}, which is as it was released",)


@pytest.mark.parametrize("copy", COPIES)
def test_two_that_differ_wait_for_a_person_who_learns_where(tmp_path, copy):
    files = {"docks.ipynb": submitted(), copy: submitted({"total": "total = 1"})}
    with pytest.raises(RefusedError, match=r"2 notebooks were worked on.* differ in total: ask"):
        read(tmp_path, files)


def test_of_two_with_the_same_answers_the_one_under_its_name_is_graded(tmp_path):
    stored = json.dumps(json.loads(submitted()), indent=4).encode()
    taken = read(tmp_path, {"a.ipynb": stored, "docks.ipynb": submitted()})
    assert taken.notebook == submitted()
    assert "same answers" in taken.notes[0]


def test_a_copy_of_an_earlier_stage_is_left(tmp_path):
    early = submitted({**STUBS, "mean": RIGHT["mean"]})
    taken = read(tmp_path, {"docks.ipynb": early, "docks-Copy1.ipynb": submitted()})
    assert taken.notebook == submitted()
    assert "fewer answers" in taken.notes[0]


def test_a_notebook_of_the_learners_own_is_no_copy(tmp_path):
    own = json.dumps(notebook(cell("print(1)"))).encode()
    taken = read(tmp_path, {"docks.ipynb": submitted(), "scratch.ipynb": own, "x.ipynb": b"?"})
    assert (taken.notebook, taken.notes) == (submitted(), ())


def test_what_stands_only_in_cells_of_ones_own_is_work_too(tmp_path):
    def add(made):
        made.append(cell("mean = lambda values: sum(values) / len(values)"))

    mine = submitted(STUBS, add)
    taken = read(tmp_path, {"docks.ipynb": UNTOUCHED, "docks-Copy1.ipynb": mine})
    assert taken.notebook == mine
    both = {"docks.ipynb": submitted(), "docks-Copy1.ipynb": mine}
    assert read(tmp_path, both).notebook == submitted()


def test_three_untouched_copies_are_one_untouched_submission(tmp_path):
    files = dict.fromkeys(("docks (1).ipynb", "docks (2).ipynb", "docks.ipynb"), UNTOUCHED)
    assert read(tmp_path, files).notebook == UNTOUCHED


def test_a_copy_of_another_notebook_of_the_assignment_is_not_taken_for_this_one(tmp_path):
    (tmp_path / "docks.ipynb").write_bytes(UNTOUCHED)
    (tmp_path / "docks 2-Copy1.ipynb").write_bytes(submitted())
    assert read_folder(tmp_path, "docks", ["docks 2"], lesson()).notebook == UNTOUCHED


def test_a_damaged_original_does_not_hide_a_finished_copy(tmp_path):
    taken = read(tmp_path, {"docks.ipynb": b"{", "docks-Copy1.ipynb": submitted()})
    assert taken.notebook == submitted()


@pytest.mark.parametrize("name", ["docks.ipynb", "timestamp.txt", "docks.html", "x.pyc"])
def test_a_folder_with_the_name_of_a_file_is_left_out(tmp_path, name):
    """An archive program makes docks.ipynb/docks.ipynb; whatever is in it, no descriptor leaks."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "more.txt").write_text("x")
    path = tmp_path / ("docks.ipynb/docks.ipynb" if name == "docks.ipynb" else "docks.ipynb")
    path.write_bytes(submitted())
    before = open_files()
    for _ in range(3):
        taken = read_folder(tmp_path, "docks", (), lesson())
    assert open_files() == before
    assert taken.notebook == submitted()
    assert dict(taken.files) == {}
    assert any(f"name of a file: {name!a}" in note for note in taken.notes)


class TestInACourse:
    def test_each_ends_with_points_or_with_a_reason(self, fresh, tmp_path, box):
        course = fresh.copy(tmp_path / "exercises")
        released = (course.exercises / "release" / SLUG / "docks.ipynb").read_bytes()
        for learner, (own, copy) in {
            "copied": (released, submitted()),
            "original": (submitted(), released),
            "both": (submitted(), submitted({"mean": "mean = max"})),
        }.items():
            course.hand_in(learner, raw=own)
            folder = course.exercises / "submitted" / learner / SLUG
            (folder / "docks-Copy1.ipynb").write_bytes(copy)
        outcomes, graded = course.grade()
        assert graded == ["copied", "original"]
        assert outcomes["copied"].score == outcomes["original"].score == 5
        assert "'docks-Copy1.ipynb' was graded" in outcomes["copied"].notes[0]
        assert outcomes["both"].status == "set aside"
        assert "ask which one is meant" in outcomes["both"].reason

    def test_folders_in_place_of_files_leave_nobody_waiting(
        self, fresh, remembering, tmp_path, box
    ):
        course = fresh.copy(tmp_path / "exercises")
        for learner in ("stamp", "page"):
            course.hand_in(learner)
        folders = {one: course.exercises / "submitted" / one / SLUG for one in ("stamp", "page")}
        (folders["stamp"] / "timestamp.txt").unlink()
        (folders["stamp"] / "timestamp.txt").mkdir()
        (folders["stamp"] / "timestamp.txt" / "x").write_text("2026")
        (folders["page"] / "docks.html").write_text("<p>saved from JupyterLab")
        outcomes, _ = course.grade(workers=remembering)
        assert {one.status for one in outcomes.values()} == {"graded"}
        assert not (course.exercises / "autograded" / "page" / SLUG / "docks.html").exists()
