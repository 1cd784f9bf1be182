"""A case belongs to the id under which work was handed in, whatever the notebook says."""

from __future__ import annotations

import importlib.util
import json
import shutil

import pytest

from boxgrader.grade_submission import grade_one
from boxgrader.nbgrader_api import Course
from boxgrader.records.ledger import key, release_version
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import Submission

SLUG, OWN, NEIGHBOR = "five-roles-in-code", "l07", "l08"
FIRST_CELL = """\
import pandas as pd
from five_roles_in_code_case import ROLES, draw
from pmlearn.exercises import begin

learner_id = begin("five-roles-in-code")
ratings = draw(learner_id)"""


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A course with one assignment, generated."""
    folder = tmp_path_factory.mktemp("whose") / "exercises"
    shutil.copytree(root / "exercises" / "source" / SLUG, folder / "source" / SLUG)
    shutil.copy(root / "exercises" / "nbgrader_config.py", folder)
    Course(folder).generate_assignment(SLUG)
    return folder


@pytest.fixture(scope="module")
def assignment(course):
    return Assignment.load(course, SLUG, SLUG)


def answered(course, learner, *, claims=""):
    """A notebook with the right answer to one learner's case, as plain text."""
    path = course / "source" / SLUG / "five_roles_in_code_case.py"
    spec = importlib.util.spec_from_file_location("five_roles_in_code_case", path)
    case = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(case)
    table = case.draw(learner)
    contested = list(table.index[table["portfolio_lead"] != table["product_manager"]])
    made = json.loads((course / "release" / SLUG / f"{SLUG}.ipynb").read_text())
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "contested":
            cell["source"] = f"contested = {contested}\n" + (
                f"learner_id = {claims!r}\nimport os\nos.environ['PMLEARN_LEARNER'] = {claims!r}\n"
                if claims
                else ""
            )
    return json.dumps(made).encode()


def test_a_neighbors_answers_are_worth_what_they_are_worth_on_ones_own_case(
    course, assignment, box
):
    work = answered(course, NEIGHBOR)
    theirs = grade_one(Submission(work, learner=NEIGHBOR), assignment, box)
    mine = grade_one(Submission(work, learner=OWN), assignment, box)
    assert theirs.scores["test_contested"] == 2
    assert mine.scores["test_contested"] < 1


def test_a_notebook_that_claims_to_be_a_neighbors_gains_nothing(course, assignment, box):
    work = answered(course, NEIGHBOR, claims=NEIGHBOR)
    graded = grade_one(Submission(work, learner=OWN), assignment, box)
    assert graded.scores["test_contested"] < 1


def test_no_released_cell_holds_or_asks_for_an_id(course):
    made = json.loads((course / "release" / SLUG / f"{SLUG}.ipynb").read_text())
    texts = ["".join(cell["source"]) for cell in made["cells"]]
    assert [one for one in texts if "learner_id = " in one] == [FIRST_CELL]


def test_the_same_files_of_another_learner_are_graded_by_themselves(course, assignment):
    work = answered(course, OWN)
    keys = {
        key({SLUG: Submission(work, learner=one)}, release_version({SLUG: assignment}), b"")
        for one in (OWN, NEIGHBOR)
    }
    assert len(keys) == 2


@pytest.mark.parametrize("unsandboxed", ["0", "1"])
def test_nbgraders_own_command_takes_the_same_learner(course, tmp_path, monkeypatch, unsandboxed):
    """Also where whoever grades is somebody on a JupyterHub."""
    monkeypatch.setenv("PMLEARN_UNSANDBOXED", unsandboxed)
    monkeypatch.setenv("JUPYTERHUB_USER", "teacher")
    folder = tmp_path / "exercises"
    shutil.copytree(course, folder)
    for learner in (OWN, NEIGHBOR):
        place = folder / "submitted" / learner / SLUG
        place.mkdir(parents=True)
        (place / f"{SLUG}.ipynb").write_bytes(answered(course, OWN))
    mine, theirs = (Course(folder).autograde(SLUG, one) for one in (OWN, NEIGHBOR))
    assert (mine.score, theirs.score < 1) == (2, True)
