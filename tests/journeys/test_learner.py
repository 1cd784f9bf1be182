"""A learner's day: fetch, click, type, save, hand in; then the scores that this deserves.

Real JupyterLab in a real Chromium, real nbgrader for the rest.
"""

from __future__ import annotations

import json
import shutil

import pytest
from journeys.lab import Notebook, jupyter_lab

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS

SLUG = "five-roles"

ASKED = 10  # jobs that a learner sorts


@pytest.fixture(scope="module")
def lab(made, tmp_path_factory):
    """A JupyterLab on a workspace, as `pmlearn lab` prepares it, for all learners of this file."""
    made.pmlearn("lab", "--prepare-only")
    with jupyter_lab(made.root / "workspace", tmp_path_factory.mktemp("jupyter")) as url:
        yield url


def fetched(made, learner):
    """The learner's own fetched copy of the assignment."""
    folder = made.root / "workspace" / learner / SLUG
    shutil.copytree(made.root / "workspace" / SLUG, folder)
    shutil.copy(made.root / "workspace" / "nbgrader_config.py", folder.parent)
    (folder.parent / "learner.txt").write_text(learner)
    return folder


def jobs(made, learner):
    """The task that the clicking learners answer, with its key, in the learner's case."""
    return load_tasks(Layout(made.root), SLUG, learner)["jobs"]


def right(made, learner):
    """Card -> its roles."""
    task = jobs(made, learner)
    return KINDS[task.kind].solution(task)


def hasty(made):
    """The same, with the first three cards that have one role in another one."""
    answer = right(made, "hasty")
    single = [card for card, roles in answer.items() if len(roles) == 1][:3]
    return answer | {
        card: ["program" if answer[card] != ["program"] else "service"] for card in single
    }


def sort_by_clicking(page, clicks):
    """Give every card its categories, going from card to card."""
    sorter = page.locator(".pm-exercise[data-kind='sort']").first
    sorter.wait_for(timeout=30_000)
    for categories in clicks.values():
        for category in categories:
            sorter.locator(".pm-category", has_text=category.capitalize()).click()
        sorter.get_by_role("button", name="Next ›").click()
    return sorter


def score(made, learner, cell):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{made.exercises / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(SLUG, SLUG, learner)
        return next(grade.auto_score for grade in notebook.grades if grade.name == cell)


def hand_in(made, learner):
    made.nbgrader("submit", SLUG, f"--student={learner}", cwd=made.root / "workspace" / learner)


def test_what_is_clicked_is_graded(made, lab, chromium):
    """All ten sorted right by clicking; and the answer stands in the cell."""
    folder = fetched(made, "clicker")
    page = chromium.new_page()
    notebook = Notebook(page, lab(f"clicker/{SLUG}/{SLUG}.ipynb"))
    notebook.run(notebook.cell("sheet = Sheet("))
    notebook.run(notebook.cell('sheet.ask("jobs")'))
    sorter = sort_by_clicking(page, right(made, "clicker"))
    assert "Run the answer cell" in sorter.locator(".pm-status").inner_text()

    answer = notebook.cell("%%answer jobs")
    notebook.run(answer)
    assert f"{ASKED} of {ASKED} sorted" in answer.inner_text()
    assert "Recorded" in sorter.locator(".pm-status").inner_text()
    card, roles = next(iter(right(made, "clicker").items()))
    assert f"{json.dumps(card)}: {json.dumps(roles)}" in answer.locator(".cm-content").inner_text()
    notebook.save(folder / f"{SLUG}.ipynb")
    page.close()
    hand_in(made, "clicker")


def test_who_clicks_otherwise_hands_that_in_even_without_running_the_answer_cell(
    made, lab, chromium
):
    """Three cards wrong, the answer cell never run: they are in the file of clicks."""
    folder = fetched(made, "hasty")
    page = chromium.new_page()
    notebook = Notebook(page, lab(f"hasty/{SLUG}/{SLUG}.ipynb"))
    notebook.run(notebook.cell("sheet = Sheet("))
    notebook.run(notebook.cell('sheet.ask("jobs")'))
    sort_by_clicking(page, hasty(made))
    notebook.save(folder / f"{SLUG}.ipynb")
    page.close()

    clicked = json.loads((folder / f"{SLUG}.answers.json").read_text())
    assert clicked["answers"]["jobs"]["answer"] == hasty(made)
    hand_in(made, "hasty")


def test_the_answer_can_be_typed_as_well(made, lab, chromium):
    """The same ten answers as plain Python, typed over the answer cell."""
    folder = fetched(made, "typist")
    page = chromium.new_page()
    notebook = Notebook(page, lab(f"typist/{SLUG}/{SLUG}.ipynb"))
    typed = right(made, "typist")
    notebook.run(notebook.cell("sheet = Sheet("))
    answer = notebook.cell("%%answer jobs")
    notebook.type_into(answer, f"jobs = {typed}")
    notebook.save(folder / f"{SLUG}.ipynb")
    page.close()
    hand_in(made, "typist")


def test_each_of_them_gets_the_points_that_this_deserves(made):
    """Typing scores like clicking, clicks without the answer cell like those with it."""
    task = jobs(made, "hasty")
    part = KINDS[task.kind].mark(task, hasty(made), task.points).points
    assert 0 < part < task.points
    deserved = {"clicker": task.points, "hasty": pytest.approx(part), "typist": task.points}
    made.nbgrader("collect", SLUG)
    made.pmlearn("grade", SLUG, *deserved)
    scores = {learner: score(made, learner, "test_jobs") for learner in deserved}
    assert scores == deserved


def test_clicks_survive_a_kernel_restart(made, lab, chromium):
    """After a restart the widget shows what was clicked, and the answer cell records it."""
    fetched(made, "restarter")
    page = chromium.new_page()
    notebook = Notebook(page, lab(f"restarter/{SLUG}/{SLUG}.ipynb"))
    notebook.run(notebook.cell("sheet = Sheet("))
    notebook.run(notebook.cell('sheet.ask("jobs")'))
    sort_by_clicking(page, right(made, "restarter"))
    notebook.restart_kernel()
    notebook.run(notebook.cell("sheet = Sheet("))
    notebook.run(notebook.cell('sheet.ask("jobs")'))
    sorter = page.locator(".pm-exercise[data-kind='sort']").first
    assert f"{ASKED} sorted" in sorter.inner_text()
    answer = notebook.cell("%%answer jobs")
    notebook.run(answer)
    assert f"{ASKED} of {ASKED} sorted" in answer.inner_text()
    page.close()


def test_a_fresh_assignment_shows_widgets_without_code_and_runs_to_its_end(made, lab, chromium):
    """Run All: every widget is there, no code of checks, and sentences instead of tracebacks."""
    fetched(made, "newcomer")
    page = chromium.new_page()
    notebook = Notebook(page, lab(f"newcomer/{SLUG}/{SLUG}.ipynb"), unfolded=False)
    page.wait_for_timeout(2_000)
    notebook.run_all()
    last = page.locator(".jp-OutputArea-output", has_text="Not answered yet: 3d").last
    last.wait_for(timeout=180_000)
    page.locator(".pm-exercise").nth(8).wait_for(timeout=30_000)  # drawn after the texts
    assert page.locator(".pm-exercise").count() == 9
    code = " ".join(page.locator(".jp-InputArea-editor").all_inner_texts())
    assert "assert" not in code
    assert "sheet.ask" not in code
    shown = " ".join(page.locator(".jp-OutputArea-output").all_inner_texts())
    assert "Traceback" not in shown
    page.close()


def test_the_workspace_holds_nothing_of_the_instructors(made):
    files = [p for p in (made.root / "workspace").rglob("*") if p.is_file()]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        assert "BEGIN HIDDEN TESTS" not in text, file
        assert "BEGIN SOLUTION" not in text, file
