"""Whatever is handed in becomes a notebook with the assignment's cells, or is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import nbformat
import pytest
from grading.lesson import (
    HIDDEN,
    RIGHT,
    STUBS,
    about,
    cell,
    lesson,
    named,
    notebook,
    submitted,
)
from nbgrader import utils

from boxgrader.limits import MAX_CELLS, MAX_NOTEBOOK_BYTES
from boxgrader.submission import folder as folder_limits
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import RefusedError, read_folder
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.restore import restore


def taken_in(content):
    """The restored notebook, its cells by grade_id, and the notes."""
    pieces, notes = read_notebook(content)
    restored, repaired = restore(pieces, lesson())
    nbformat.validate(restored)
    return (
        restored,
        {c.metadata.nbgrader.grade_id: c for c in restored.cells if "nbgrader" in c.metadata},
        notes + repaired,
    )


def order(restored):
    return [c.metadata.nbgrader.grade_id for c in restored.cells if "nbgrader" in c.metadata]


ALL = ["setup", "mean", "test_mean", "total", "test_total", "essay"]


def test_an_honest_notebook_keeps_its_answers_and_needs_no_note():
    restored, known, notes = taken_in(submitted())
    assert notes == []
    assert order(restored) == ALL
    assert {name: known[name].source for name in RIGHT} == RIGHT


def test_a_test_comes_with_its_hidden_part_and_nbgraders_checksum():
    _, known, _ = taken_in(submitted())
    assert HIDDEN["test_mean"] in known["test_mean"].source
    for one in known.values():
        if not one.metadata.nbgrader.solution:
            assert one.metadata.nbgrader.checksum == utils.compute_checksum(one)


def test_an_untouched_answer_has_the_checksum_of_the_release():
    """nbgrader gives an untouched judged answer 0 points by itself."""
    _, known, _ = taken_in(submitted(STUBS))
    assert utils.determine_grade(known["essay"]) == (0, 4)
    _, known, _ = taken_in(submitted())
    assert utils.determine_grade(known["essay"]) == (None, 4)


@pytest.mark.parametrize(
    ("encode", "note"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), ""),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.encode("latin-1"), "Latin-1"),
    ],
    ids=["byte order mark", "UTF-16", "Latin-1"],
)
def test_a_notebook_in_another_encoding_is_read(encode, note):
    made = json.loads(submitted({"essay": "Räder für Gäste"}))
    _, known, notes = taken_in(encode(json.dumps(made, ensure_ascii=False)))
    assert known["essay"].source == "Räder für Gäste"
    assert note in "".join(notes)


@pytest.mark.parametrize(
    "change", [{"nbformat": 5}, {"nbformat": 99}, {"nbformat": None}, {"nbformat": "4"}]
)
def test_a_notebook_of_another_format_is_read(change):
    made = {**json.loads(submitted()), **change}
    _, known, notes = taken_in(json.dumps(made).encode())
    assert known["mean"].source == RIGHT["mean"]
    assert "read as format 4" in notes[0]


def test_a_notebook_of_format_3_is_read():
    made = json.loads(submitted())
    old = [{**c, "input": c["source"]} if c["cell_type"] == "code" else c for c in made["cells"]]
    for one in old:
        if one["cell_type"] == "code":
            del one["source"]
    content = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": old}]}
    _, known, _ = taken_in(json.dumps(content).encode())
    assert known["mean"].source == RIGHT["mean"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"My answers are in the attached document.",
        b"[]",
        b'{"nbformat": 4}',
        b'{"cells": {"0": {}}}',
        b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"%PDF-1.7",
        b'{"cells": [' + b"1" * 5_000 + b"]}",
        json.dumps(notebook(*[cell("1")] * (MAX_CELLS + 1))).encode(),
        json.dumps(notebook(*[cell("pass")] * 20_000)).encode(),
        b" " * (MAX_NOTEBOOK_BYTES + 1),
    ],
    ids=[
        "empty",
        "text",
        "list",
        "no cells",
        "cells are no list",
        "deep",
        "PDF",
        "long number",
        "1,001 cells",
        "20,000 cells",
        "large",
    ],
)
def test_what_is_no_notebook_is_refused_in_one_line(content):
    with pytest.raises(RefusedError, match=r"^[^\n]{10,150}$"):
        read_notebook(content)


@pytest.mark.parametrize("name", ALL)
def test_a_deleted_cell_is_put_back_with_a_note(name):
    restored, _, notes = taken_in(submitted(change=lambda made: made.remove(named(made, name))))
    assert order(restored) == ALL
    assert any(name in note and "missing" in note for note in notes)


def test_a_deleted_answer_cell_is_put_back_without_its_stub():
    """The stub would overwrite what the learner defined in a cell of their own."""
    _, known, _ = taken_in(submitted(change=lambda made: made.remove(named(made, "mean"))))
    assert "NotImplementedError" not in known["mean"].source


def test_moved_cells_come_back_in_order():
    restored, known, notes = taken_in(submitted(change=lambda made: made[::-1]))
    assert order(restored) == ALL
    assert known["mean"].source == RIGHT["mean"]
    assert any("moved" in note for note in notes)


def test_of_a_cell_that_is_there_twice_the_changed_one_is_the_answer():
    def twice(made):
        place = made.index(named(made, "mean"))
        made.insert(place, cell(STUBS["mean"], nbgrader=about("mean", solution=True)))

    restored, known, notes = taken_in(submitted(change=twice))
    assert known["mean"].source == RIGHT["mean"]
    assert order(restored) == ALL
    assert any("2 times" in note for note in notes)


def test_a_second_answer_under_the_same_name_still_runs():
    def twice(made):
        made.insert(
            made.index(named(made, "mean")) + 1,
            cell("extra = 1", nbgrader=about("mean", solution=True)),
        )

    restored, _, _ = taken_in(submitted(change=twice))
    sources = [one.source for one in restored.cells]
    assert sources.index("extra = 1") == sources.index(RIGHT["mean"]) + 1


@pytest.mark.parametrize("kind", ["markdown", "raw", "evil", None, ["code"], 7])
def test_a_retyped_cell_gets_its_type_back(kind):
    def retype(made):
        named(made, "mean")["cell_type"] = kind

    _, known, notes = taken_in(submitted(change=retype))
    assert (known["mean"].cell_type, known["mean"].source) == ("code", RIGHT["mean"])
    assert any("type" in note for note in notes)


@pytest.mark.parametrize("name", ["mean", "essay"])
def test_a_renamed_answer_is_found_between_its_neighbors(name):
    def rename(made):
        named(made, name)["metadata"]["nbgrader"]["grade_id"] = "mine"

    _, known, notes = taken_in(submitted(change=rename))
    assert known[name].source == RIGHT[name]
    assert any("mine" in note for note in notes)


def test_a_judged_answer_in_a_new_cell_is_found():
    def retype(made):
        made[-1] = cell("My answer.", "markdown")

    _, known, notes = taken_in(submitted(change=retype))
    assert known["essay"].source == "My answer."
    assert any("new cell" in note for note in notes)


def test_changed_tests_points_and_tags_are_the_assignments_again():
    def cheat(made):
        test = named(made, "test_mean")
        test["source"] = "2.0"
        test["metadata"]["nbgrader"] |= {"points": 100, "solution": True, "locked": False}
        test["metadata"]["tags"] = ["skip-execution"]
        test["outputs"] = [
            {
                "output_type": "execute_result",
                "data": {"text/plain": "2.0"},
                "metadata": {},
                "execution_count": 1,
            }
        ]

    _, known, notes = taken_in(submitted(change=cheat))
    test = known["test_mean"]
    assert HIDDEN["test_mean"] in test.source
    assert test.metadata.nbgrader.points == 2
    assert test.outputs == []
    assert "tags" not in test.metadata
    assert any("test_mean" in note for note in notes)


def test_own_cells_stay_below_the_cell_they_followed():
    def add(made):
        made.insert(made.index(named(made, "test_mean")), cell("check = mean([1])"))
        made.insert(0, cell("import statistics"))

    restored, _, notes = taken_in(submitted(change=add))
    sources = [one.source for one in restored.cells]
    assert sources[0] == "import statistics"
    assert sources.index("check = mean([1])") == sources.index(RIGHT["mean"]) + 1
    assert notes == []


@pytest.mark.parametrize(
    "junk",
    [
        None,
        7,
        "cell",
        [],
        {},
        {"cell_type": "code", "source": 7},
        {"cell_type": "code", "source": ["a", 1]},
        {"cell_type": "code", "source": "x" * 1_000_001},
        {"source": "x"},
    ],
)
def test_a_cell_that_is_none_costs_nothing_else(junk):
    _, known, _ = taken_in(submitted(change=lambda made: made.append(junk)))
    assert known["mean"].source == RIGHT["mean"]


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        [],
        {"nbgrader": 1},
        {"nbgrader": {"grade_id": ["mean"]}},
        {"nbgrader": {"grade_id": None}},
    ],
)
def test_nonsense_in_metadata_is_ignored(metadata):
    own = {"cell_type": "code", "source": "own = 1", "metadata": metadata}
    restored, _, _ = taken_in(submitted(change=lambda made: made.append(own)))
    assert restored.cells[-1].source == "own = 1"


def test_half_a_character_does_not_stop_the_notebook():
    _, known, _ = taken_in(submitted({"mean": RIGHT["mean"] + "  # \ud800"}))
    known["mean"].source.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JavaScript :alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "$\\href{javascript:alert(1)}{x}$",
        "<svg/onload=alert(1)>",
        "[x](data:text/html;base64,AAAA)",
        "`<b>`<script>alert(1)</script>",
        "<!-- --><style>@import url(//evil)</style>",
    ],
)
def test_markdown_of_a_learner_runs_nothing_in_a_browser(text):
    import re

    from nbconvert.filters import markdown2html

    _, known, _ = taken_in(submitted({"essay": text}))
    page = markdown2html(known["essay"].source)
    assert not re.search(r"<(script|img|svg|style)", page)
    assert not re.search(r'href="[^"#]*(script|data)', page)
    assert "\\href" not in page


def test_markdown_keeps_formatting_formulas_and_comparisons():
    text = "**Bold**, $a < b$, 3 < 4 and `x[0]`"
    _, known, _ = taken_in(submitted({"essay": text}))
    assert known["essay"].source == text


def test_a_pasted_picture_stays_and_anything_else_attached_does_not():
    picture = {"image/png": "iVBORw0KGgo=", "text/html": "<script>"}

    def attach(made):
        named(made, "essay")["attachments"] = {
            "a.png": picture,
            "b.svg": {"image/svg+xml": "<svg>"},
            "c": 1,
        }

    _, known, _ = taken_in(submitted(change=attach))
    assert known["essay"].attachments == {"a.png": {"image/png": "iVBORw0KGgo="}}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docks.ipynb").write_bytes(submitted())
    return tmp_path


class TestFolder:
    def test_files_beside_the_notebook_come_along(self, folder):
        (folder / "data").mkdir()
        (folder / "data" / "rides.csv").write_text("a,b\n")
        (folder / "docks.answers.json").write_text("{}")
        read = read_folder(folder, "docks")
        assert dict(read.files) == {"data/rides.csv": b"a,b\n", "docks.answers.json": b"{}"}
        assert read.notebook == submitted()
        assert read.notes == ()

    def test_what_grading_and_jupyter_leave_behind_stays_there(self, folder):
        (folder / "timestamp.txt").write_text("2026")
        for name in ("__pycache__", ".ipynb_checkpoints"):
            (folder / name).mkdir()
            (folder / name / "x").write_text("x")
        assert read_folder(folder, "docks").files == {}

    def test_the_only_notebook_is_taken_under_a_wrong_name(self, folder):
        (folder / "docks.ipynb").rename(folder / "docks (1).ipynb")
        read = read_folder(folder, "docks")
        assert read.notebook == submitted()
        assert "docks (1).ipynb" in read.notes[0]

    def test_of_several_wrong_names_none_is_taken(self, folder):
        (folder / "docks.ipynb").rename(folder / "a.ipynb")
        (folder / "b.ipynb").write_bytes(submitted())
        with pytest.raises(RefusedError, match="2 notebooks under other names"):
            read_folder(folder, "docks")

    def test_a_link_instead_of_the_notebook_is_not_followed(self, folder, tmp_path_factory):
        secret = tmp_path_factory.mktemp("instructor") / "docks.ipynb"
        secret.write_bytes(submitted())
        (folder / "docks.ipynb").unlink()
        (folder / "docks.ipynb").symlink_to(secret)
        with pytest.raises(RefusedError, match="ordinary"):
            read_folder(folder, "docks")

    def test_a_pipe_instead_of_the_notebook_is_not_waited_for(self, folder):
        (folder / "docks.ipynb").unlink()
        os.mkfifo(folder / "docks.ipynb")
        with pytest.raises(RefusedError, match="ordinary"):
            read_folder(folder, "docks")

    def test_links_and_pipes_beside_the_notebook_are_left_out(self, folder, tmp_path_factory):
        secret = tmp_path_factory.mktemp("instructor")
        (secret / "key.txt").write_text("the key")
        (folder / "key.txt").symlink_to(secret / "key.txt")
        (folder / "all").symlink_to(secret)
        os.mkfifo(folder / "pipe")
        read = read_folder(folder, "docks")
        assert read.files == {}
        assert len(read.notes) == 2

    def test_a_folder_that_is_a_link_is_refused(self, folder, tmp_path_factory):
        link = tmp_path_factory.mktemp("links") / "docks"
        link.symlink_to(folder)
        with pytest.raises(RefusedError, match="not a folder"):
            read_folder(link, "docks")

    @pytest.mark.parametrize("name", ["-rf", "a\nb", "x" * 200, "\u202egnp.exe", "a;b", "$(id)"])
    def test_a_file_with_an_odd_name_is_left_out(self, folder, name):
        (folder / name).write_text("x")
        read = read_folder(folder, "docks")
        assert read.files == {}
        assert len(read.notes) == 1

    def test_sizes_and_counts_are_bounded(self, folder, monkeypatch):
        monkeypatch.setattr(folder_limits, "MAX_FILES", 3)
        monkeypatch.setattr(folder_limits, "MAX_FILE_BYTES", 100)
        for n in range(5):
            (folder / f"{n}.csv").write_text("x" * (200 if n == 0 else 10))
        read = read_folder(folder, "docks")
        assert sorted(read.files) == ["1.csv", "2.csv", "3.csv"]
        assert len(read.notes) == 2

    def test_deep_and_wide_folders_end(self, folder, monkeypatch):
        monkeypatch.setattr(folder_limits, "MAX_FOLDERS", 5)
        deep = folder
        for n in range(10):
            deep = deep / f"d{n}"
            deep.mkdir()
        assert "more than 5" in read_folder(folder, "docks").notes[0]


def test_a_release_without_one_of_the_tests_is_no_assignment():
    whole = lesson()
    release = json.loads(whole.release)
    release["cells"] = [
        c for c in release["cells"] if c is not named(release["cells"], "test_mean")
    ]
    with pytest.raises(ValueError, match="test_mean"):
        Assignment("docks", "docks", whole.source, json.dumps(release), {})


def test_an_assignment_is_read_from_the_course_folders(tmp_path):
    whole = lesson()
    for place, text in (("source", whole.source), ("release", whole.release)):
        (tmp_path / place / "docks").mkdir(parents=True)
        (tmp_path / place / "docks" / "docks.ipynb").write_text(text)
        (tmp_path / place / "docks" / "helper.py").write_bytes(whole.files["helper.py"])
    read = Assignment.load(tmp_path, "docks")
    assert read == replace(whole, seconds=read.seconds)
    assert read.seconds == 30  # nbgrader's own limit, where the course sets none
