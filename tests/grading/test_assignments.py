"""Every assignment of the course, graded in the box, scores what stock nbgrader gives it."""

from __future__ import annotations

import dataclasses
import functools
import json
from pathlib import Path

import pytest
import yaml
from grading.course import SETTINGS
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from boxgrader.analysis.plan import plan
from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment, settings_for
from boxgrader.submission.folder import Submission

ROOT = Path(__file__).resolve().parents[2]
SLUGS = sorted(
    path.stem
    for path in (ROOT / "exercises" / "source").glob("*/*.ipynb")
    if path.stem == path.parent.name
)


class Released(dict):
    """The assignments as they would be released now."""

    def __missing__(self, slug):
        import nbformat

        folder = ROOT / "exercises" / "source" / slug
        source = (folder / f"{slug}.ipynb").read_text(encoding="utf-8")
        released = nbformat.reads(source, as_version=4)
        for step in (ClearSolutions(), ClearHiddenTests()):
            released, _ = step.preprocess(released, {})
        files = {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in {".py", ".yml"}}
        keys = settings_for(ROOT / "exercises", slug)["test_files"]
        shown = nbformat.writes(released)
        self[slug] = Assignment(slug, slug, source, shown, files, test_files=keys)
        return self[slug]


@pytest.fixture(scope="session")
def assignments():
    return Released()


def solved(assignment):
    """The instructor's notebook as a learner would hand it in."""
    made = json.loads(assignment.source)
    for cell in made["cells"]:
        lines = "".join(cell["source"]).split("\n")
        cell["source"] = "\n".join(one for one in lines if "### " not in one)
    return json.dumps(made).encode()


def most(assignment):
    return {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points
        for c in assignment.cells()
        if c.metadata.nbgrader.grade
    }


@pytest.fixture(scope="module")
def as_solved(box, assignments):
    """Assignment -> what the instructor's version earns, graded when it is first asked for."""

    @functools.cache
    def graded(slug):
        return grade_one(solved(assignments[slug]), assignments[slug], box)

    return graded


@pytest.mark.parametrize("slug", SLUGS)
class TestEvery:
    def test_the_instructors_version_earns_everything(self, as_solved, assignments, slug):
        graded = as_solved(slug)
        tests = plan(assignments[slug]).tests
        full = {name: points for name, points in most(assignments[slug]).items() if name in tests}
        assert {name: graded.scores[name] for name in tests} == full
        assert all(graded.scores[name] is None for name in set(graded.scores) - tests)

    def test_the_untouched_release_earns_nothing(self, box, assignments, slug):
        graded = grade_one(assignments[slug].release.encode(), assignments[slug], box)
        assert set(graded.scores.values()) == {0}
        assert graded.notes == ()

    def test_grading_twice_gives_the_same(self, box, as_solved, assignments, slug):
        again = grade_one(solved(assignments[slug]), assignments[slug], box)
        assert again == as_solved(slug)


def sample(root, slug):
    path = root / "exercises" / "sample_class" / f"{slug}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["learners"]


@pytest.mark.parametrize("learner", [f"sample-{n:02}" for n in (1, 4, 5, 6, 7, 8)])
def test_the_sample_class_earns_what_stock_nbgrader_gives(box, root, assignments, learner):
    """Better only where stock loses what was answered: a deleted test is put back."""
    from pmlearn.course.class_work.sample_class import Recipe, _changed, _solutions

    slug = "five-roles-in-code"
    assignment = assignments[slug]
    recipe = Recipe(**sample(root, slug)[learner])
    made = _changed(
        json.loads(assignment.release), _solutions(json.loads(assignment.source)), recipe
    )
    graded = grade_one(Submission(json.dumps(made).encode()), assignment, box)

    expected = most(assignment) | recipe.expected.get("scores", {})
    put_back = {name: most(assignment)[name] for name in recipe.delete if name.startswith("test_")}
    assert graded.scores == pytest.approx(expected | put_back, abs=0.01)
    assert any(name in note for name in recipe.delete for note in graded.notes) == bool(
        recipe.delete
    )


def test_the_graders_shell_changes_no_score(as_solved, assignments, monkeypatch):
    from boxgrader.sandbox.box import Box

    for name, value in {
        "PYTHONWARNINGS": "error",
        "LC_ALL": "tr_TR",
        "PYTHONHASHSEED": "7",
    }.items():
        monkeypatch.setenv(name, value)
    other = Box(settings=SETTINGS)
    assignment = assignments["five-roles"]
    try:
        assert grade_one(solved(assignment), assignment, other) == as_solved("five-roles")
    finally:
        other.close()


def test_an_assignment_can_be_sent_to_another_process(assignments):
    """A cluster's workers get it as bytes."""
    import pickle

    again = pickle.loads(pickle.dumps(assignments["five-roles"]))
    assert again == assignments["five-roles"]
    assert dataclasses.is_dataclass(again)
