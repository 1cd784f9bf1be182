"""Files are written whole or not at all, and read with bounds."""

from __future__ import annotations

import os

import pytest

from pmlearn.files import keep_aside, read_within, replacing, write_text


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = write_text(tmp_path / "page.html", "old")

    def full(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr("os.fdopen", full)
    with pytest.raises(OSError, match="disk full"):
        write_text(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["page.html"]


def test_a_block_that_fails_leaves_the_old_file(tmp_path):
    target = write_text(tmp_path / "book.pdf", "old")

    def print_half():
        with replacing(target) as beside:
            beside.write_text("half", encoding="utf-8")
            raise OSError("the browser has gone")

    with pytest.raises(OSError, match="has gone"):
        print_half()
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["book.pdf"]


def test_the_folder_is_made_and_line_ends_stay(tmp_path):
    target = write_text(tmp_path / "a" / "b" / "grades.csv", "x\r\ny\n")
    assert target.read_bytes() == b"x\r\ny\n"


def test_a_private_file_is_readable_by_its_owner_alone(tmp_path):
    open_to_all = write_text(tmp_path / "page", "text")
    private = write_text(tmp_path / "key", "secret", private=True)
    umask = os.umask(0)
    os.umask(umask)
    assert private.stat().st_mode & 0o777 == 0o600
    assert open_to_all.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_file_of_somebody_else_is_read_with_bounds(tmp_path):
    path = write_text(tmp_path / "answers.json", "{}")
    assert read_within(path, 2) == "{}"
    with pytest.raises(ValueError, match="it has 2 bytes, more than 1"):
        read_within(path, 1)
    (tmp_path / "link").symlink_to(path)
    for odd in (tmp_path / "link", tmp_path):
        with pytest.raises(ValueError, match="it is not an ordinary file"):
            read_within(odd, 2)


def test_a_file_that_cannot_be_used_is_kept_under_another_name(tmp_path):
    for text in ("one", "two"):
        keep_aside(write_text(tmp_path / "answers.json", text))
    assert names(tmp_path) == ["answers.json.unusable1", "answers.json.unusable2"]
    assert (tmp_path / "answers.json.unusable2").read_text(encoding="utf-8") == "two"
