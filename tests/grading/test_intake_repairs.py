"""What editors, file systems and slips do to a notebook is put right, and the notes say so."""

from __future__ import annotations

import codecs
import json

import pytest
from grading.lesson import RIGHT, STUBS, VISIBLE, lesson, named, submitted

from boxgrader.submission.folder import RefusedError
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.restore import restore


def taken_in(content):
    """The cells by grade_id, all code in order, and the notes."""
    pieces, notes = read_notebook(content)
    restored, repaired = restore(pieces, lesson())
    known = {c.metadata.nbgrader.grade_id: c for c in restored.cells if "nbgrader" in c.metadata}
    return known, [c.source for c in restored.cells], notes + repaired


def stored(change=None, **options):
    made = json.loads(submitted())
    if change:
        change(made)
    return json.dumps(made, **options)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_a_notebook_in_any_unicode_encoding_is_read(encoding):
    known, _, notes = taken_in(stored().encode(encoding))
    assert known["mean"].source == RIGHT["mean"]
    assert notes == [f"the notebook was not stored as UTF-8; it was read as {encoding.upper()}"]


def test_quotes_of_a_windows_editor_are_read():
    def quote(made):
        named(made["cells"], "essay")["source"] = "“full” docks"

    content = stored(quote, ensure_ascii=False).encode("cp1252")
    assert taken_in(content)[0]["essay"].source == "“full” docks"


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 * 2 + stored().encode(),
        stored().encode() + b"\0" * 50,
        b"\n\n" + stored().encode() + b"\r\n",
        stored().replace("riders** wait", "riders**\twait").encode(),
    ],
    ids=["two byte order marks", "zeros behind", "empty lines around", "a bare tab in a text"],
)
def test_a_slip_of_an_editor_or_file_system_needs_no_note(content):
    known, _, notes = taken_in(content)
    assert known["mean"].source == RIGHT["mean"]
    assert notes == []


def test_what_stands_behind_the_notebook_is_left_out_with_a_note():
    known, _, notes = taken_in(stored().encode() + b"\n]}\n")
    assert known["mean"].source == RIGHT["mean"]
    assert "behind the notebook's end" in notes[0]


def test_a_merge_conflict_is_refused_by_its_name():
    text = stored(indent=1).replace('\n "metadata"', '\n<<<<<<< HEAD\n "metadata"')
    with pytest.raises(RefusedError, match="merge conflict"):
        read_notebook(text.encode())


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_line_ends_change_nothing(ends):
    def convert(made):
        for one in made["cells"]:
            one["source"] = one["source"].replace("\n", ends)

    known, _, notes = taken_in(stored(convert).encode())
    assert known["mean"].source == RIGHT["mean"]
    assert notes == []


def test_lines_that_were_stored_without_their_ends_are_still_lines():
    def split(made):
        for one in made["cells"]:
            one["source"] = one["source"].split("\n")

    known, _, notes = taken_in(stored(split).encode())
    assert known["mean"].source == RIGHT["mean"]
    assert notes == []


@pytest.mark.parametrize("name", ["test_mean", "setup"])
def test_an_answer_typed_into_a_locked_cell_runs_above_it(name):
    """Merging two cells does the same."""

    def type_there(made):
        locked = named(made["cells"], name)
        locked["source"] = f"{locked['source']}\n\n{RIGHT['mean']}"
        named(made["cells"], "mean")["source"] = STUBS["mean"]

    known, texts, notes = taken_in(stored(type_there).encode())
    assert texts.index(RIGHT["mean"]) == texts.index(known[name].source) - 1
    assert known[name].source.startswith(VISIBLE.get(name, "import math"))
    assert f"{name}: what was added to the cell was run above it" in notes
