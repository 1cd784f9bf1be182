"""Tasks with a key of their own file: what learners get of it, and what their answers earn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from boxgrader.grade_submission import grade_one
from boxgrader.nbgrader_api import Course
from boxgrader.sandbox.boxes import Boxes
from boxgrader.settings import Settings
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import Submission
from pmlearn.course.authoring.tasks import load_tasks, stale_files, write_tasks
from pmlearn.course.layout import CourseError, Layout
from pmlearn.exercises.cell import write_answer
from pmlearn.exercises.kinds import KINDS

SLUG = "status"
TASKS = """\
lesson: status
case:
  budget: {between: [300, 420], step: 10}
  earned: {between: ["= 0.4 * budget", "= 0.5 * budget"]}
  spent: {between: ["= earned * 1.05", "= earned * 1.3"]}
solve:
  secret: "= earned / spent"
questions:
  - id: today
    kind: table
    criteria: [PJ5.1]
    points: 6
    prompt: "Work worth {earned:.1f} is done, {spent:.1f} of {budget} is spent."
    rows: [{id: now, text: Now}]
    columns: [{id: cpi, label: CPI}, {id: eac, label: Estimate at completion}]
    answer:
      now:
        cpi: {value: "= secret", tolerance: 0.006}
        eac: {value: "= budget / now.cpi", relative: 0.005}
    feedback: {right: "Yes.", wrong: "Earned value over actual cost."}
"""
BOOK = [
    {"cell_type": "markdown", "id": "begin", "metadata": {}, "source": ["# Status"]},
    {
        "cell_type": "code",
        "execution_count": None,
        "id": "sheet",
        "metadata": {
            "nbgrader": {
                "cell_type": "code",
                "grade": False,
                "grade_id": "sheet",
                "locked": True,
                "schema_version": 3,
                "solution": False,
                "task": False,
            }
        },
        "outputs": [],
        "source": ["from pmlearn.exercises import Sheet\n", "\n", 'sheet = Sheet("status")'],
    },
]


@pytest.fixture(scope="module")
def layout(root, tmp_path_factory):
    """A course with one assignment, whose three cells follow from its task; it is released."""
    layout = Layout(_course(root, tmp_path_factory.mktemp("course")))
    write_tasks(layout, SLUG)
    Course(layout.exercises).generate_assignment(SLUG)
    return layout


def _course(root, folder):
    source, tasks = folder / "exercises" / "source" / SLUG, folder / "exercises" / "tasks"
    source.mkdir(parents=True)
    tasks.mkdir()
    for name in ("nbgrader_config.py", "learner.txt"):
        shutil.copy(root / "exercises" / name, folder / "exercises")
    (tasks / f"{SLUG}.yml").write_text(TASKS, encoding="utf-8")
    book = {"cells": BOOK, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (source / f"{SLUG}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def box(layout):
    """Where submissions run, as in any grader."""
    unsandboxed = not shutil.which("bwrap")  # the submissions are ours
    with Boxes(Settings.load(layout.exercises), [layout.exercises], unsandboxed=unsandboxed) as one:
        yield one


def released(layout):
    return json.loads((layout.exercises / "release" / SLUG / f"{SLUG}.ipynb").read_text("utf-8"))


def answered(layout, text):
    """The released notebook with this answer."""
    book = released(layout)
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "today":
            cell["source"] = text
    return book


def solved(layout, learner):
    """The answer cell that is right for a learner."""
    task = load_tasks(layout, SLUG, learner)["today"]
    return write_answer(task, KINDS[task.kind].solution(task))


def points(layout, box, learner, text, files=None):
    assignment = Assignment.load(layout.exercises, SLUG)
    handed_in = Submission(
        json.dumps(answered(layout, text)).encode(), files or {}, learner=learner
    )
    return grade_one(handed_in, assignment, box).scores["test_today"]


def test_no_file_of_a_release_has_anything_of_the_key(layout):
    """Neither formulas of the key nor what only it needs, nor feedback."""
    files = [p for p in (layout.exercises / "release").rglob("*") if p.is_file()]
    assert {p.name for p in files} == {"status.ipynb", "questions.yml"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        for told in ("secret", "now.cpi", "tolerance", "Earned value over", "sheet.mark"):
            assert told not in text, f"{path.name} tells {told!r}"


def test_a_task_takes_three_short_cells(layout):
    texts = ["".join(cell["source"]) for cell in released(layout)["cells"][3:]]
    assert texts[0] == 'sheet.ask("today")'
    assert texts[1].startswith("%%answer today\n")
    assert texts[2] == 'sheet.check("today", today)'


@pytest.mark.parametrize("learner", ["zoe", "yan", "instructor"])
def test_the_solution_of_the_own_case_earns_everything(layout, box, learner):
    assert points(layout, box, learner, solved(layout, learner)) == 6


def test_a_neighbors_answer_is_worth_what_it_is_worth_on_the_own_case(layout, box):
    assert points(layout, box, "zoe", solved(layout, "yan")) == 0


def test_an_early_slip_costs_once(layout, box):
    case = load_tasks(layout, SLUG, "zoe")["today"].case
    answer = {"now": {"cpi": 0.5, "eac": case["budget"] / 0.5}}
    assert points(layout, box, "zoe", f"%%answer today\n{answer}") == 3


@pytest.mark.parametrize("text", ["", "{}", '{"now": {"cpi": "abc"}}', '{"now": 3}', "1e999"])
def test_what_is_no_answer_earns_nothing(layout, box, text):
    assert points(layout, box, "zoe", f"%%answer today\n{text}") == 0


@pytest.mark.parametrize("place", ["tasks/status.yml", "exercises/tasks/status.yml"])
def test_a_key_of_the_learners_own_counts_for_nothing(layout, box, place):
    own = TASKS.replace('"= secret"', "1").replace('"= budget / now.cpi"', "2")
    text = '%%answer today\n{"now": {"cpi": 1, "eac": 2}}'
    assert points(layout, box, "zoe", text, {place: own.encode()}) == 0


def test_a_learners_code_does_not_find_the_key(layout, box):
    """What marks in the checker finds no key in the learner's process."""
    text = "try:\n    sheet.mark('today', {})\nexcept FileNotFoundError as error:\n    print(error)"
    assignment = Assignment.load(layout.exercises, SLUG)
    graded = grade_one(
        Submission(json.dumps(answered(layout, text)).encode(), {}, learner="zoe"), assignment, box
    )
    shown = [o.get("text", "") for cell in graded.notebook.cells for o in cell.get("outputs", [])]
    assert any("the keys are not here" in one for one in shown)


def test_stock_nbgrader_gives_the_same_points(layout, box, tmp_path):
    exercises = tmp_path / "exercises"
    shutil.copytree(layout.exercises, exercises)
    answers = {"zoe": solved(layout, "zoe"), "yan": solved(layout, "zoe"), "xue": ""}
    for learner, text in answers.items():
        folder = exercises / "submitted" / learner / SLUG
        folder.mkdir(parents=True)
        (folder / f"{SLUG}.ipynb").write_text(json.dumps(answered(layout, text)))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", SLUG],
        cwd=exercises,
        env={**os.environ, "PATH": path, "PMLEARN_UNSANDBOXED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{exercises / 'gradebook.db'}") as book:
        stock = {s.student.id: s.score for s in book.find_assignment(SLUG).submissions}
    ours = {who: points(layout, box, who, text) for who, text in answers.items()}
    assert stock == ours == {"zoe": 6, "yan": 0, "xue": 0}


class TestWriting:
    """`pmlearn tasks`."""

    def test_a_second_time_there_is_nothing_to_write(self, layout):
        assert write_tasks(layout, SLUG) == []
        assert list(stale_files(layout, SLUG)) == []

    def test_a_change_of_the_task_is_noticed_and_written(self, root, tmp_path):
        layout = Layout(_course(root, tmp_path))
        write_tasks(layout, SLUG)
        path = layout.exercises / "tasks" / f"{SLUG}.yml"
        path.write_text(TASKS.replace("points: 6", "points: 4"), encoding="utf-8")
        assert [one.split(":")[0] for one in stale_files(layout, SLUG)] == [
            "exercises/source/status/questions.yml",
            "exercises/source/status/status.ipynb",
        ]
        assert len(write_tasks(layout, SLUG)) == 2
        book = (layout.exercises / "source" / SLUG / f"{SLUG}.ipynb").read_text("utf-8")
        assert '"points": 4' in book
        assert book.count("sheet.ask") == 1

    def test_a_broken_task_is_named_and_nothing_is_written(self, root, tmp_path):
        layout = Layout(_course(root, tmp_path))
        path = layout.exercises / "tasks" / f"{SLUG}.yml"
        path.write_text(TASKS.replace("budget / now.cpi", "budget / now.eac"), encoding="utf-8")
        with pytest.raises(CourseError, match=r"status.yml: question 'today': .*in a circle"):
            write_tasks(layout, SLUG)
        assert not (layout.exercises / "source" / SLUG / "questions.yml").exists()


def test_a_case_that_breaks_for_some_learners_is_found_before_the_release(root, tmp_path):
    from pmlearn.course.authoring.tasks import check_cases

    layout = Layout(_course(root, tmp_path))
    path = layout.exercises / "tasks" / f"{SLUG}.yml"
    broken = TASKS.replace("earned / spent", "earned / (budget - 360)")
    path.write_text(broken, encoding="utf-8")
    learners = [f"learner-{number}" for number in range(60)]
    with pytest.raises(CourseError, match=r"case of learner 'learner-\d+': .*divides by zero"):
        check_cases(layout, SLUG, learners)
