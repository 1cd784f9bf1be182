"""What a course tells the grader: a wrong setting ends in one sentence that names it."""

from __future__ import annotations

import pytest
from grading.course import SETTINGS, SLUG

from boxgrader.grade_course import NotGradedError, grade, open_pool
from boxgrader.settings import Settings, WrongCourseError, config


def course(folder, *lines):
    (folder / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]))
    return folder


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.BoxGrader.preloads = ['yaml']", "c.BoxGrader.preloads is unknown; there are preload"),
        ("c.BoxGrader.preload = 'yaml'", "c.BoxGrader.preload must be a list of names, got 'yaml'"),
        ("c.BoxGrader.trusted = [1]", r"c.BoxGrader.trusted must be a list of names, got \(1,\)"),
        ("c.BoxGrader.learner_variable = 3", "c.BoxGrader.learner_variable must be a name, got 3"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, line, said):
    with pytest.raises(WrongCourseError, match=said):
        Settings.load(course(tmp_path, line))


def test_a_course_that_says_nothing_needs_nothing(tmp_path):
    assert Settings.load(tmp_path) == Settings.load(course(tmp_path)) == Settings()


def test_the_course_is_where_its_settings_are_wherever_the_command_is_called(tmp_path):
    assert config(tmp_path).CourseDirectory.root == str(tmp_path)
    elsewhere = course(tmp_path, "c.CourseDirectory.root = '/elsewhere'")
    assert config(elsewhere).CourseDirectory.root == "/elsewhere"


@pytest.mark.parametrize("learner", ["kim", ""])
def test_a_notebook_is_told_whose_it_is_by_the_name_that_the_course_gives(learner):
    told = {"PMLEARN_LEARNER": learner} if learner else {}
    assert SETTINGS.environment(learner) == told
    assert Settings().environment(learner) == {}


def test_a_wrong_setting_ends_the_command_before_anybody_is_graded(waiting, tmp_path, box):
    made = waiting.copy(tmp_path / "exercises")
    with (made.exercises / "nbgrader_config.py").open("a") as file:
        file.write("c.BoxGrader.preload = 3\n")
    outcomes = []
    with (
        open_pool(made.exercises) as pool,
        pytest.raises(NotGradedError, match=r"c\.BoxGrader\.preload must be a list of names"),
    ):
        grade(
            pool, SLUG, made.learners(), made.ledger, on_outcome=lambda *one: outcomes.append(one)
        )
    assert outcomes == []
