"""Files named as each platform names them reach their learner; what is unclear is left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from collecting.conftest import ROSTER

from boxgrader.collecting.arrivals import Sorter
from boxgrader.collecting.platforms import PLATFORMS
from boxgrader.collecting.roster import Roster

STORED = 1_768_000_000.0


def roster():
    names, *rows = (line.split(",") for line in ROSTER.splitlines())
    return Roster(SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows)


def sort(*paths, times=None, **options):
    stored = times or [STORED] * len(paths)
    made = Sorter(roster(), ["docks", "five-roles"], **options)
    return made.sort(zip(paths, stored, strict=True))


@pytest.mark.parametrize(
    ("path", "learner", "file"),
    [
        # Moodle, all files in one folder
        ("docks/Kim Lee_98_assignsubmission_file_docks.ipynb", "kim", "docks.ipynb"),
        ("docks/Lee Kim_98_assignsubmission_file_docks.ipynb", "kim", "docks.ipynb"),
        ("d/Zoë Müller_9_assignsubmission_file_my_docks.ipynb", "zoe_m", "docks.ipynb"),
        ("d/Zoe Mueller_9_assignsubmission_file_docks.ipynb", "zoe_m", "docks.ipynb"),
        ("d/Kim Lee_9_assignsubmission_file_zoe_m_docks.ipynb", "kim", "docks.ipynb"),
        ("d/Ada O'Neil Smith_9_assignsubmission_file_docks.ipynb", "12345", "docks.ipynb"),
        # Moodle, a folder for each learner
        ("d/Kim Lee_98_assignsubmission_file_/docks.ipynb", "kim", "docks.ipynb"),
        ("d/Kim Lee_98_assignsubmission_file/docks (1).ipynb", "kim", "docks (1).ipynb"),
        ("d/Kim Lee_98_assignsubmission_file_/w/docks.answers.json", "kim", "docks.answers.json"),
        # Moodle, the learner's own archive
        ("d/Kim Lee_98_assignsubmission_file_work/docks.ipynb", "kim", "docks.ipynb"),
        # Canvas
        ("d/leekim_4711_777_docks.ipynb", "kim", "docks.ipynb"),
        ("d/leekim_LATE_4711_777_docks-1.ipynb", "kim", "docks-1.ipynb"),
        ("d/leekim_4711_778_docks.answers-1.json", "kim", "docks.answers.json"),
        ("d/muellerzoe_1_777_docks.ipynb", "zoe_m", "docks.ipynb"),
        ("d/doekim_4714_777_docks.ipynb", "kd2", "docks.ipynb"),
        ("d/oneilsmithada_1_777_docks.ipynb", "12345", "docks.ipynb"),
        # Blackboard
        ("d/Docks_kim_attempt_2026-01-10-12-00-00_docks.ipynb", "kim", "docks.ipynb"),
        ("d/Docks_zoe_m_attempt_2026-01-10-12-00-00_docks.ipynb", "zoe_m", "docks.ipynb"),
        ("d/Lab_1_2_kim_attempt_2026-01-10-12-00-00_docks.ipynb", "kim", "docks.ipynb"),
        ("d/Lab_1_12345_attempt_2026-01-10-12-00-00_docks.ipynb", "12345", "docks.ipynb"),
        # the names that we ask for
        ("kim_docks.ipynb", "kim", "docks.ipynb"),
        ("kim_docks.answers.json", "kim", "docks.answers.json"),
        ("kim_self-assessment.json", "kim", "self-assessment.json"),
        ("kim_week_1_five-roles.ipynb", "kim", "five-roles.ipynb"),
        ("zoe_m_docks.ipynb", "zoe_m", "docks.ipynb"),
        ("kim.lee@x.org_docks.ipynb", "kim", "docks.ipynb"),
        ("12345_docks.ipynb", "12345", "docks.ipynb"),
        ("class/kim/docks.ipynb", "kim", "docks.ipynb"),
        ("kim_docks/docks.ipynb", "kim", "docks.ipynb"),
    ],
)
def test_a_file_reaches_its_learner_with_its_time(path, learner, file):
    [one] = sort(path)
    assert (one.learner, one.file, one.reason) == (learner, file, "")
    assert one.time is not None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("d/Kim Stranger_98_assignsubmission_file_docks.ipynb", "not in the roster"),
        ("d/strangerkim_1_2_docks.ipynb", "'strangerkim', who is not in the roster"),
        ("lou_docks.ipynb", "'lou', who is not in the roster"),
        ("Kim Mueller11_docks.ipynb", "not in the roster"),
        ("d/Kim Doe_98_assignsubmission_file_docks.ipynb", "may be kd1 or kd2"),
        ("docks.ipynb", "does not begin with LEARNER_"),
        ("kim_docks.pdf", "no file of an assignment"),
        ("kim_timestamp.txt", "no file of an assignment"),
        ("__MACOSX/._kim_docks.ipynb", "left it behind"),
        ("<img src=x onerror=alert(1)>_x.ipynb", "a page could take for code"),
        ("a&b_x.ipynb", "a page could take for code"),
        (".._docks.ipynb", "does not begin with a dot"),
        ("d/.._1_assignsubmission_file_docks.ipynb", "does not begin with a dot"),
        ("a\x1b[31m_docks.ipynb", "only visible characters"),
    ],
)
@pytest.mark.parametrize("add_unknown", [False, True])
def test_what_nobody_can_assign_is_left_with_the_reason(path, why, add_unknown):
    [one] = sort(path, add_unknown=add_unknown)
    if add_unknown and "not in the roster" in why:
        assert one.learner
        return
    assert (one.learner, one.file) == ("", "")
    assert why in one.reason


def test_a_platforms_example_is_one_of_its_names():
    for platform in PLATFORMS:
        assert platform.pattern.fullmatch(platform.example)


def test_the_platform_is_believed_and_the_learners_own_file_name_is_not():
    forged = "Kim Lee_1_assignsubmission_file_Zoë Müller_2_assignsubmission_file_docks.ipynb"
    assert sort(forged)[0].learner == "kim"
    forged = "leekim_4711_7_Zoë Müller_2_assignsubmission_file_docks.ipynb"
    assert sort(forged)[0].learner == "kim"


def test_a_file_called_as_another_platform_would_name_a_neighbors_reaches_no_neighbor():
    attempt = "attempt_2027-01-10-12-00-00_docks.ipynb"
    forged, honest = f"leekim_4711_7_x_zoe_m_{attempt}", "muellerzoe_4712_8_docks.ipynb"
    assert [one.learner for one in sort(forged, honest)] == ["kim", "zoe_m"]
    [alone] = sort(forged)
    assert (alone.learner, alone.file) == ("", "")
    assert "may be kim or zoe_m" in alone.reason
    [unknown, _] = sort(f"stranger_1_7_x_zoe_m_{attempt}", honest)
    assert (unknown.learner, "'stranger', who is not in the roster" in unknown.reason) == ("", True)
    moodle = f"Kim Lee_1_assignsubmission_file_x_zoe_m_{attempt}"
    assert sort(moodle)[0].learner == "kim"


def test_of_two_attempts_the_newer_arrives():
    paths = ["a/leekim_4711_1_docks.ipynb", "b/leekim_4711_2_docks.ipynb"]
    older, newer = sort(*paths, times=[STORED, STORED + 60])
    assert (older.learner, newer.learner) == ("", "kim")
    assert older.reason == "kim handed in a newer docks.ipynb"


def test_two_that_claim_one_place_stop_nobody():
    paths = ["x/kim_docks.ipynb", "y/kim_docks.ipynb", "zoe_m_docks.ipynb"]
    first, second, other = sort(*paths)
    assert (first.learner, second.learner, other.learner) == ("", "", "zoe_m")
    assert first.reason == (
        "'y/kim_docks.ipynb' would be the same file of kim: keep the one that counts"
    )


def test_a_time_in_the_name_wins_and_one_that_is_none_is_none():
    [named] = sort("Docks_kim_attempt_2026-01-10-12-00-00_docks.ipynb")
    assert named.time.year == 2026
    assert sort("Docks_kim_attempt_2026-99-10-12-00-00_docks.ipynb")[0].time is None
    assert sort("kim_docks.ipynb", times=[0.0])[0].time is None
