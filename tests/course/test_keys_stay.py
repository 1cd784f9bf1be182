"""No key, feedback or solving formula of a task is in anything that learners get."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from boxgrader.nbgrader_api import Course
from pmlearn.course.authoring.tasks import with_tasks
from pmlearn.course.class_work.answer_cells import HINT
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.question_fields import without_key
from pmlearn.exercises.questions import read_document
from pmlearn.notebooks import read_cells

ROOT = Path(__file__).resolve().parents[2]
SLUGS = with_tasks(Layout(ROOT))
SHORTEST = 12  # a shorter text of a key, such as "= a + b" or an id, may stand elsewhere by chance


def texts(part):
    """All texts in a part of a question file."""
    if isinstance(part, dict):
        return [text for one in part.values() for text in texts(one)]
    if isinstance(part, list):
        return [text for one in part for text in texts(one)]
    return [" ".join(part.split())] if isinstance(part, str) else []


def secrets(document):
    """What only the instructor's file has: texts of keys, feedback, slips and solutions."""
    public = {t for raw in document["questions"] for t in texts(without_key(raw))}
    public |= set(texts(document.get("case", {})))
    hidden = texts(document.get("solve", {}))
    for raw in document["questions"]:
        kind = KINDS[raw["kind"]]
        own = {"feedback", "worked", "hint", "solve", *kind.key}
        hidden += [t for name, part in raw.items() if name in own for t in texts(part)]
        for entry in raw[kind.entries] if kind.entries else []:
            told = {"feedback", *kind.entry_key}
            hidden += [t for name, part in entry.items() if name in told for t in texts(part)]
    return sorted({t for t in hidden if len(t) >= SHORTEST} - public)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The assignments as nbgrader's own command releases them."""
    folder = tmp_path_factory.mktemp("course") / "exercises"
    shutil.copytree(ROOT / "exercises" / "tasks", folder / "tasks")
    for name in ("nbgrader_config.py", "learner.txt"):
        shutil.copy(ROOT / "exercises" / name, folder)
    for slug in SLUGS:
        shutil.copytree(ROOT / "exercises" / "source" / slug, folder / "source" / slug)
    course = Course(folder)
    for slug in SLUGS:
        course.generate_assignment(slug)
    return folder / "release"


@pytest.mark.parametrize("slug", SLUGS)
def test_no_file_of_a_release_tells_anything_of_a_key(released, slug):
    hidden = secrets(read_document(ROOT / "exercises" / "tasks" / f"{slug}.yml"))
    assert len(hidden) > 20, "there is something to look for"
    for path in (one for one in (released / slug).rglob("*") if one.is_file()):
        text = " ".join(path.read_text(encoding="utf-8").split())
        found = [one for one in hidden if one in text]
        assert not found, f"{path.name} tells {found[0]!r}"


def test_the_package_that_learners_install_has_no_task_file(root):
    assert not list((root / "pmlearn").rglob("tasks/*.yml"))


@pytest.mark.parametrize("slug", SLUGS)
def test_an_answer_cell_begins_with_a_sentence_and_no_code_stub(released, slug):
    cells = read_cells(released / slug / f"{slug}.ipynb")
    answers = [cell.text for cell in cells if cell.text.startswith("%%answer")]
    assert len(answers) >= 8
    assert all(one.split("\n")[1:] == [HINT] for one in answers)
