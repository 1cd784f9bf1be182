"""nbgrader's zip_collect, under this course's settings, on archives as platforms make them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from grading.course import SLUG
from grading.lesson import submitted

from pmlearn.course.layout import Layout

WHEN = (2026, 1, 10, 12, 0, 0)
TIME = datetime(*WHEN).astimezone().astimezone(UTC)
EARLY = (2020, 1, 1, 0, 0, 0)


def packed(files, when=WHEN):
    """An archive as bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), content)
    return stream.getvalue()


def download(course, files):
    place = course.folder / "downloaded" / SLUG / "archive"
    place.mkdir(parents=True)
    (place / "download.zip").write_bytes(packed(files))


def stamp(course, learner):
    return (course.folder / "submitted" / learner / SLUG / "timestamp.txt").read_text()


def test_what_moodle_canvas_and_we_name_arrives_with_its_time(course):
    mine = packed({"docks.ipynb": submitted(), "timestamp.txt": "2020-01-01"}, EARLY)
    download(
        course,
        {
            "Kim Lee_98_assignsubmission_file_/docks.ipynb": submitted(),
            "Kim Lee_98_assignsubmission_file_/docks.answers.json": b"{}",
            "Kim Lee_98_assignsubmission_file_/timestamp.txt": b"2020-01-01 00:00:00 UTC",
            "Zoë Müller_99_assignsubmission_file_work.zip": mine,
            "doekim_4714_777_docks.ipynb": submitted(),
            "12345_docks.ipynb": submitted(),
            "lou_docks.ipynb": submitted(),
            "<img src=x onerror=alert(1)>_x.ipynb": submitted(),
            "a\x1b[2J_x.ipynb": submitted(),
        },
    )
    before = course.students()
    told = course.nbgrader("zip_collect", SLUG)
    assert course.submitted() == [
        "12345/docks/docks.ipynb",
        "12345/docks/timestamp.txt",
        "kd2/docks/docks.ipynb",
        "kd2/docks/timestamp.txt",
        "kim/docks/docks.answers.json",
        "kim/docks/docks.ipynb",
        "kim/docks/timestamp.txt",
        "zoe_m/docks/docks.ipynb",
        "zoe_m/docks/timestamp.txt",
    ]
    for learner in ("12345", "kd2", "kim", "zoe_m"):
        assert stamp(course, learner).startswith(f"{TIME:%Y-%m-%d %H:%M:%S}")
    assert "5 of 11 files arrived" in told
    assert "'lou', who is not in the roster" in told
    assert "a page could take for code" in told
    assert "\x1b[2J" not in told
    assert course.students() == before


def test_without_a_roster_ids_are_taken_only_on_request(course):
    """Slow: nbgrader starts for each learner that is removed, and for each look."""
    for learner in sorted(course.students()):
        course.nbgrader("db", "student", "remove", learner)
    download(course, {"lou_docks.ipynb": submitted()})
    told = course.nbgrader("zip_collect", SLUG)
    assert "The roster is empty" in told
    assert course.submitted() == []
    course.nbgrader("zip_collect", SLUG, "--force", "--PlatformCollector.add_unknown=True")
    assert "lou/docks/docks.ipynb" in course.submitted()


def test_an_id_that_is_code_enters_by_no_command(course):
    """Slow: every command that takes an id starts nbgrader."""
    before = course.students()
    for odd in ("<b>x</b>", "..", "a/b", "o'neil", "x\x1b[31m"):
        told = course.nbgrader("db", "student", "add", odd, code=1)
        assert "a learner's id has" in told
        assert "Traceback" not in told
    (course.folder / "more.csv").write_text("id\nnew\n<i>\n")
    told = course.nbgrader("db", "student", "import", "more.csv", code=1)
    assert "a page could take for code" in told
    assert course.students() - {"new"} == before
    assert Layout(course.folder.parent).exercises == course.folder
