"""What people write before an answer costs no more than in stock nbgrader."""

from __future__ import annotations

import json
from dataclasses import replace

import programs
import pytest
from grading.habits import ASSIGNMENT, FILES, cells, expected, submission
from grading.lesson import about, cell, exercise, handed_in, notebook

from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment

# There is no display and no conda where it is graded; where it was written there may have been.
KINDER = {"%matplotlib qt", "%matplotlib tk", "%conda list", "%mamba list"}
# Stock tells; code that behaves only when it is graded is what this is against.
UNTOLD = {"told of grading"}


def test_the_table_has_every_habit():
    assert set(expected()) == set(cells())


@pytest.mark.parametrize("habit", list(cells()))
def test_a_habit_earns_in_a_box_what_it_earns_in_stock(box, habit):
    assert score(habit, box) == points(habit)


@pytest.mark.parametrize("habit", list(cells())[::3])
def test_a_habit_earns_without_a_box_what_it_earns_in_stock(open_box, habit):
    assert score(habit, open_box) == points(habit)


def score(habit, box):
    return grade_one(submission(habit), ASSIGNMENT, box).scores["test"]


def points(habit):
    if habit in KINDER:
        return 2
    return 0 if habit in UNTOLD else float(expected()[habit])


def shown(box, source):
    """What a cell shows, as one text."""
    made = exercise("x = 1", "assert x == 1", files=FILES)
    graded = grade_one(handed_in(made, f"{source}\nx = 1"), made, box)
    assert graded.scores == {"test": 2}
    outputs = graded.notebook.cells[1].outputs
    return "".join(one.get("text", "") or str(one.get("data", "")) for one in outputs)


@pytest.mark.parametrize("ground", ["box", "open_box"])
class TestACommand:
    def test_shows_what_it_writes_in_order(self, request, ground):
        said = shown(request.getfixturevalue(ground), "print('a')\n!echo b; echo c >&2\nprint('d')")
        assert said == "a\nb\nc\nd\n"

    def test_leaves_its_exit_code(self, request, ground):
        assert shown(request.getfixturevalue(ground), "!exit 7\nprint(_exit_code)") == "7\n"

    def test_that_installs_says_that_there_is_no_network(self, request, ground):
        said = shown(request.getfixturevalue(ground), "!pip install no-such-package-anywhere")
        assert "Nothing was installed: there is no network." in said

    def test_that_waits_for_input_gets_none(self, request, ground):
        assert shown(request.getfixturevalue(ground), "!cat; echo $?") == "0\n"

    def test_that_leaves_a_program_running_does_not_wait_for_it(self, request, ground):
        said = shown(request.getfixturevalue(ground), "!(sleep 60 &); echo a")
        assert said == "a\n"


def test_a_command_that_takes_too_long_costs_itself_only(box):
    made = replace(exercise("x = 1", "assert x == 1"), seconds=1)
    graded = grade_one(handed_in(made, "!sleep 60\nx = 1"), made, box)
    assert graded.scores == {"test": 2}
    assert "took more than 1 seconds" in graded.notes[0]


def test_a_display_is_updated_and_cleared_as_in_a_notebook(box):
    source = "from IPython.display import clear_output\nprint('a')\nclear_output(wait=True)\n"
    source += "handle = display('b', display_id=True)\nhandle.update('c')"
    assert shown(box, source) == "{'text/plain': \"'c'\"}"


def test_what_one_learner_stores_another_does_not_find(open_box):
    keep, find = "kept = 'mine'\n%store kept", "%store -r kept\nprint('kept' in globals())"
    assert "Stored 'kept'" in shown(open_box, keep)
    assert "mine" not in shown(open_box, find)
    assert "False" in shown(open_box, find)


@pytest.mark.parametrize("ground", ["box", "open_box"])
def test_learners_code_is_not_told_that_it_is_graded(request, ground):
    source = "import os\nprint([name for name in os.environ if 'NBGRADER' in name])"
    assert shown(request.getfixturevalue(ground), source) == "[]\n"


SETUP = "%matplotlib inline\n!echo start\nimport math"
ANSWERS = {
    "a": "%matplotlib inline\ndef norm(v):\n    return math.hypot(*v)",
    "b": "!ls -1\nfound = !ls\nthree = 3",
}
TESTS = {
    "t": "%matplotlib inline\n%time assert norm([3, 4]) == 5\nassert math.pi > 3",
    "u": "!ls\nassert three == 3",
}
MARK = "### BEGIN SOLUTION\n{}\n### END SOLUTION"


def lesson(answers):
    """A class whose cells all begin with a habit: the locked one, the answers, the tests."""
    made = [cell(SETUP, nbgrader=about("setup"))]
    for (name, answer), (test, check) in zip(answers.items(), TESTS.items(), strict=True):
        made.append(cell(answer, nbgrader=about(name, solution=True)))
        made.append(cell(check, nbgrader=about(test, grade=True, points=2)))
    return json.dumps(notebook(*made))


@pytest.mark.parametrize("ground", ["box", "open_box"])
def test_habits_in_locked_cells_and_tests_cost_nothing(request, ground):
    made = Assignment("one", "one", lesson(ANSWERS), lesson(dict.fromkeys(ANSWERS, "pass")), {})
    graded = grade_one(lesson(ANSWERS).encode(), made, request.getfixturevalue(ground))
    assert graded.scores == {"t": 2, "u": 2}
    assert not graded.notes


@pytest.mark.parametrize("unsandboxed", ["", "1"])
def test_nbgraders_own_command_gives_the_same_and_tells_nothing(root, tmp_path, unsandboxed):
    """`nbgrader autograde` under the course's settings, in a box and without."""
    source, handed = tmp_path / "source" / "one", tmp_path / "submitted" / "zoe" / "one"
    for folder in (source, handed):
        folder.mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_bytes(
        (root / "exercises" / "nbgrader_config.py").read_bytes()
    )
    marked = {name: MARK.format(one) for name, one in ANSWERS.items()}
    (source / "one.ipynb").write_text(lesson(marked))
    untold = "import os\nassert 'NBGRADER_EXECUTION' not in os.environ\n"
    (handed / "one.ipynb").write_text(lesson({**ANSWERS, "b": untold + ANSWERS["b"]}))
    for command in ("generate_assignment", "autograde"):
        done = programs.nbgrader(tmp_path, command, "one", PMLEARN_UNSANDBOXED=unsandboxed)
        assert done.returncode == 0, done.stderr
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        assert book.find_submission("one", "zoe").score == 4
