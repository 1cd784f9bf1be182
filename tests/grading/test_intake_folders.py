"""A notebook is found in what a learner handed in, however the file was stored."""

from __future__ import annotations

import os

import pytest
from grading.lesson import submitted

from boxgrader.limits import MAX_FILES
from boxgrader.records.gradebook import time_of
from boxgrader.submission.folder import RefusedError, read_folder, read_stamp
from boxgrader.submission.notebook import read_notebook


def put(folder, *paths):
    for number, path in enumerate(paths):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"%d" % number)


@pytest.mark.parametrize(
    "name",
    [
        "docks (1).ipynb",
        "docks-Copy1.ipynb",
        "DOCKS.IPYNB",
        "docks.ipynb.txt",
        "docks.ipynb.json",
        "Räder Übung.ipynb",
        "docks/docks.ipynb",
        "my work/week 3.ipynb",
    ],
)
def test_the_only_notebook_is_found_with_a_note(tmp_path, name):
    put(tmp_path, name)
    taken = read_folder(tmp_path, "docks")
    assert taken.notebook == b"0"
    assert taken.notes[0] == f"{name!a} was taken for docks.ipynb"


@pytest.mark.parametrize("other", ["scratch.ipynb", "docks (1).ipynb", "sub/docks.ipynb"])
def test_the_right_name_wins(tmp_path, other):
    put(tmp_path, "docks.ipynb", other)
    assert read_folder(tmp_path, "docks").notebook == b"0"


def test_among_several_wrong_names_the_one_that_begins_rightly_is_taken(tmp_path):
    put(tmp_path, "docks final.ipynb", "scratch.ipynb")
    assert read_folder(tmp_path, "docks").notebook == b"0"
    put(tmp_path, "docks old.ipynb")
    with pytest.raises(RefusedError, match="3 notebooks"):
        read_folder(tmp_path, "docks")


def test_what_jupyter_keeps_for_itself_is_no_notebook(tmp_path):
    put(tmp_path, ".ipynb_checkpoints/docks-checkpoint.ipynb", "._docks.ipynb")
    with pytest.raises(RefusedError, match="no notebook"):
        read_folder(tmp_path, "docks")


def test_a_folder_that_is_a_link_is_not_looked_into(tmp_path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    put(elsewhere, "docks.ipynb")
    (tmp_path / "sub").symlink_to(elsewhere)
    with pytest.raises(RefusedError, match="no notebook"):
        read_folder(tmp_path, "docks")


def test_an_archive_is_refused_by_its_name(tmp_path):
    put(tmp_path, "docks.zip")
    with pytest.raises(RefusedError, match="unpacked"):
        read_folder(tmp_path, "docks")


class TestSeveralNotebooks:
    def test_one_that_is_missing_takes_nothing_from_the_others(self, tmp_path):
        (tmp_path / "docks.ipynb").write_bytes(submitted())
        assert read_folder(tmp_path, "docks", ["bikes"]).notes == ()
        missing = read_folder(tmp_path, "bikes", ["docks"])
        assert missing.notes == ("bikes.ipynb was not handed in",)
        assert read_notebook(missing.notebook) == ([], [])

    def test_one_under_a_wrong_name_is_not_taken_for_another(self, tmp_path):
        put(tmp_path, "docks.ipynb", "my bikes.ipynb")
        assert read_folder(tmp_path, "bikes", ["docks"]).notebook == b"1"
        assert read_folder(tmp_path, "docks", ["bikes"]).notebook == b"0"

    def test_none_of_them_is_refused(self, tmp_path):
        with pytest.raises(RefusedError, match="no notebook"):
            read_folder(tmp_path, "docks", ["bikes"])


def test_a_thousand_odd_names_are_not_told_one_by_one(tmp_path):
    put(tmp_path, "docks.ipynb", *(f"#{number}" for number in range(1000)))
    assert len(read_folder(tmp_path, "docks").notes) == MAX_FILES + 1


class TestTimeOfHandingIn:
    def test_is_not_read_to_the_end(self, tmp_path):
        (tmp_path / "timestamp.txt").write_bytes(b"2026" * 1000)
        assert len(read_stamp(tmp_path)) == 100

    def test_behind_a_link_or_a_pipe_is_none(self, tmp_path):
        assert read_stamp(tmp_path) is None
        (tmp_path / "timestamp.txt").symlink_to("/etc/hostname")
        assert read_stamp(tmp_path) is None
        (tmp_path / "timestamp.txt").unlink()
        os.mkfifo(tmp_path / "timestamp.txt")
        assert read_stamp(tmp_path) is None

    @pytest.mark.parametrize("text", ["", "soon", "\xff", "1e99:99", "2026-99-99", "1" * 30 + "m"])
    def test_that_is_none_is_told_as_none(self, text):
        assert time_of(text.encode("latin-1")) is None
