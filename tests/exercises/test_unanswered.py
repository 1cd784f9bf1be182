"""A fresh assignment runs from top to bottom and says in sentences what is not answered."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.validator import Validator
from traitlets.config import Config

from pmlearn.exercises.validating import name_task

SOURCE = Path(__file__).resolve().parents[2] / "exercises" / "source"
SLUGS = sorted(path.name for path in SOURCE.iterdir() if path.is_dir())


@pytest.fixture(autouse=True)
def learner(monkeypatch):
    monkeypatch.setenv("PMLEARN_LEARNER", "l07")


def fetched(slug, folder):
    """An assignment as it is released, in a folder with its files."""
    shutil.copytree(SOURCE / slug, folder, dirs_exist_ok=True)
    path = folder / f"{slug}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for step in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = step.preprocess(notebook, {})
    nbformat.write(notebook, path)
    return path


def run_all(path, answers=()):
    """The notebook after Run All in a kernel at which somebody sits."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = dict(answers).get(name, cell.source)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel():
        client.kc.allow_stdin = True
        for number, cell in enumerate(notebook.cells):
            client.execute_cell(cell, number)
    return notebook


def errors(notebook):
    """grade_id -> what is shown of its error."""
    return {
        cell.metadata.nbgrader.grade_id: "\n".join(output.traceback)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    }


def validator():
    """nbgrader's, with a learner's settings."""
    return Validator(config=Config({"Execute": {"on_cell_complete": name_task}}))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fresh_assignment_runs_to_its_end_and_says_not_answered_yet(slug, tmp_path):
    notebook = run_all(fetched(slug, tmp_path))
    shown = errors(notebook)
    assert all("\n" not in text for text in shown.values())
    assert all(text.startswith("Not answered yet") for text in shown.values())
    tests = [cell for cell in notebook.cells if utils.is_grade(cell) and cell.cell_type == "code"]
    assert tests
    for cell in tests:  # nbgrader gives points for a test that shows no error
        assert utils.determine_grade(cell)[0] == 0


def test_half_done_work_is_told_what_is_missing_and_what_is_wrong(tmp_path):
    path = fetched("five-roles-in-code", tmp_path)
    own = "def observed_agreement(first, second):\n    return sum(first) / 0"
    shown = errors(
        run_all(
            path,
            {
                "contested": "contested = 'r01'",
                "most_confused": "most_confused = 1 / 0",
                "observed_agreement": own,
            },
        )
    )
    assert shown["test_confusion_table"] == "Not answered yet: 1a A table of who said what"
    assert shown["test_contested"] == "contested must be a list, not a str"
    assert "ZeroDivisionError" in shown["most_confused"]
    assert "Traceback" in shown["most_confused"]


def test_validate_shows_tasks_and_sentences_instead_of_checks(tmp_path):
    path = fetched("five-roles", tmp_path)
    found = validator().validate(str(path))
    assert list(found) == ["failed"]
    for one in found["failed"]:
        assert not re.search(r"assert|import|mark_", one["source"] + one["raw_error"])
    asked = {one["source"]: one["raw_error"] for one in found["failed"]}
    assert (
        asked["3d After an afternoon of talk"] == "Not answered yet: 3d After an afternoon of talk"
    )


def test_validate_still_tells_of_a_check_that_was_changed(tmp_path):
    path = fetched("five-roles", tmp_path)
    made = json.loads(path.read_text())
    for cell in made["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade_id") == "test_follows":
            about["checksum"] = "0" * 32
    path.write_text(json.dumps(made))
    [changed] = validator().validate(str(path))["changed"]
    assert "sheet.check" in changed["source"]
