"""A manager who does not program takes core assignments in a real JupyterLab, and earns all points.

What the widgets record, `pmlearn grade` and stock `nbgrader autograde` then agree.
"""

from __future__ import annotations

import json
import shutil

import pytest
from journeys.answering import BY_KEYBOARD, BY_MOUSE
from journeys.conftest import Made, copy_course
from journeys.lab import Notebook, jupyter_lab

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS

TAKEN = {
    ("control-and-closing", "mouse"): "mona",
    ("control-and-closing", "keyboard"): "kim",
    ("who-does-what", "mouse"): "max",
}
HANDS = {"mouse": BY_MOUSE, "keyboard": BY_KEYBOARD}


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A course in which these assignments are released and nothing is handed in."""
    course = Made(tmp_path_factory.mktemp("core") / "course")
    copy_course(root, course.root)
    for slug in sorted({slug for slug, _ in TAKEN}):
        course.pmlearn("release", slug)
    course.pmlearn("lab", "--prepare-only", "--learner", "nobody")
    return course


@pytest.fixture(scope="module")
def lab(course, tmp_path_factory):
    """A JupyterLab on the learners' workspaces."""
    with jupyter_lab(course.root / "workspace", tmp_path_factory.mktemp("jupyter")) as url:
        yield url


def fetched(course, learner, slug):
    """The learner's own copy of the assignment."""
    workspace = course.root / "workspace"
    shutil.copytree(workspace / slug, workspace / learner / slug)
    shutil.copy(workspace / "nbgrader_config.py", workspace / learner)
    (workspace / learner / "learner.txt").write_text(learner)
    return workspace / learner / slug


def score(course, slug, learner):
    """What the machine has given in the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.exercises / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(slug, slug, learner).grades
        return sum(grade.auto_score or 0 for grade in grades)


@pytest.mark.parametrize(("slug", "hand"), TAKEN)
def test_all_points_are_earned_without_code(course, lab, chromium, slug, hand):
    """All tasks are answered, a kernel restarts, all is run again, and two graders are asked.

    Slow: a whole assignment is taken on the screen.
    """
    learner = TAKEN[slug, hand]
    folder = fetched(course, learner, slug)
    tasks = load_tasks(Layout(course.root), slug, learner)
    answers = {name: KINDS[task.kind].solution(task) for name, task in tasks.items()}

    page = chromium.new_page(viewport={"width": 1300, "height": 1000})
    notebook = Notebook(page, lab(f"{learner}/{slug}/{slug}.ipynb"))
    notebook.run(notebook.cell("sheet = Sheet("))
    for name, task in tasks.items():
        asked = notebook.cell(f'sheet.ask("{name}")')
        notebook.run(asked)
        box = asked.locator(".pm-exercise")
        box.wait_for(timeout=30_000)
        if hand == "keyboard":
            box.locator(".pm-prompt, legend").first.click()  # where Tab begins
        HANDS[hand][task.kind](page, box, task, answers[name])
        notebook.run(notebook.cell(f"%%answer {name}"))
        box.locator(".pm-status", has_text="Recorded").wait_for(timeout=30_000)
    notebook.save(folder / f"{slug}.ipynb")
    notebook.restart_kernel()
    notebook.run_all()
    notebook.save(folder / f"{slug}.ipynb")
    page.close()

    kept = json.loads((folder / f"{slug}.answers.json").read_text())["answers"]
    for name, task in tasks.items():
        mark = KINDS[task.kind].mark(task, kept[name]["answer"], task.points)
        assert mark.points == task.points, f"{name}: {mark.feedback}"
    course.nbgrader("submit", slug, f"--student={learner}", cwd=folder.parent)
    course.nbgrader("collect", slug)
    everything = sum(task.points for task in tasks.values())
    course.pmlearn("grade", slug, learner)
    assert score(course, slug, learner) == everything
    course.nbgrader("autograde", slug, f"--student={learner}", "--force", stock=True)
    assert score(course, slug, learner) == everything
