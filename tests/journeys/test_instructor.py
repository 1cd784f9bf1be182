"""nbgrader used as its own users use it, by command and in JupyterLab."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest
from journeys.lab import jupyter_lab

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import load_file
from pmlearn.exercises.record import draft_of

SLUG = "five-roles"


@pytest.fixture(scope="module")
def learner(made):
    """A folder of a learner on the same machine, who fetches and hands in through the exchange."""
    made.pmlearn("lab", "--prepare-only")
    folder = made.root / "exchange-learner"
    folder.mkdir()
    shutil.copy(made.root / "workspace" / "nbgrader_config.py", folder)
    return folder


def test_the_solution_validates_and_the_release_does_not(made):
    solution = made.nbgrader("validate", f"source/{SLUG}/{SLUG}.ipynb").stdout
    assert "Success" in solution
    release = made.nbgrader("validate", f"release/{SLUG}/{SLUG}.ipynb").stdout
    assert "FAILED" in release


def test_an_assignment_goes_round(made, learner):
    """list, fetch, submit, collect, autograde, feedback there and back."""
    assert SLUG in made.nbgrader("list", cwd=learner).stderr
    made.nbgrader("fetch_assignment", SLUG, cwd=learner)
    assert (learner / SLUG / f"{SLUG}.ipynb").is_file()
    made.nbgrader("submit", SLUG, cwd=learner)
    made.nbgrader("collect", SLUG)
    user = next(
        p.parent.name
        for p in (made.exercises / "submitted").glob(f"*/{SLUG}")
        if not p.parent.name.startswith(("sample-", "clicker", "hasty", "typist", "uploader"))
    )
    made.nbgrader("autograde", SLUG, f"--student={user}")
    made.nbgrader("generate_feedback", SLUG, f"--student={user}")
    made.nbgrader("release_feedback", SLUG, f"--student={user}")
    made.nbgrader("fetch_feedback", SLUG, cwd=learner)
    assert list((learner / SLUG / "feedback").rglob("*.html"))


def clicked(made, learner):
    """The content of a file in which this learner has clicked everything right."""
    tasks = load_tasks(Layout(made.root), SLUG, learner)
    answers = {name: KINDS[task.kind].solution(task) for name, task in tasks.items()}
    asked = made.exercises / "source" / SLUG / "questions.yml"
    questions = load_file(asked, graded=True, learner=learner)
    return json.dumps(draft_of(SLUG, questions, answers, when="2026-01-15T12:00:00+00:00"))


def test_archives_from_a_platform_are_collected_with_their_clicks(made):
    """zip_collect takes the notebook and the answers file beside it."""
    archive = made.exercises / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "class.zip", "w") as file:
        notebook = made.exercises / "release" / SLUG / f"{SLUG}.ipynb"
        file.write(notebook, f"uploader_{SLUG}.ipynb")
        file.writestr(f"uploader_{SLUG}.answers.json", clicked(made, "uploader"))
    made.nbgrader("db", "student", "add", "uploader")
    made.nbgrader("zip_collect", SLUG)
    collected = {p.name for p in (made.exercises / "submitted" / "uploader" / SLUG).iterdir()}
    assert {f"{SLUG}.ipynb", f"{SLUG}.answers.json"} <= collected
    made.nbgrader("autograde", SLUG, "--student=uploader")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{made.exercises / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(SLUG, "uploader").score == 39


def test_the_formgrader_shows_assignment_learners_and_an_answer_to_judge(made, chromium, tmp_path):
    with jupyter_lab(made.exercises, tmp_path) as url:
        address = url("x").split("/lab/")[0]
        token = url("x").partition("?")[2]
        page = chromium.new_page()
        page.goto(f"{address}/formgrader/manage_assignments?{token}")
        page.get_by_role("link", name=SLUG).first.wait_for(timeout=30_000)
        page.goto(f"{address}/formgrader/manage_submissions/{SLUG}")
        page.get_by_text("sample-01").first.wait_for(timeout=30_000)
        page.goto(f"{address}/formgrader/gradebook/{SLUG}/{SLUG}")
        page.get_by_role("link", name="Submission #1").first.click()
        page.get_by_text("Settle an overlap").first.wait_for(timeout=30_000)
        page.close()


def test_the_instructors_jupyterlab_lists_assignments_for_learners(
    made, learner, chromium, tmp_path
):
    """The assignment list of nbgrader's JupyterLab extension knows the released assignment."""
    with jupyter_lab(learner, tmp_path) as url:
        page = chromium.new_page()
        address, token = url("x").split("/lab/")[0], url("x").partition("?")[2]
        listed = page.request.get(f"{address}/assignments?course_id=pmlearn&{token}").json()
        assert SLUG in {entry["assignment_id"] for entry in listed["value"]}
        page.close()
