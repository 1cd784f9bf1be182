"""What the lessons' tests share: an assignment's cells and case, its sample class, the lab."""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import json
import re
import sys
from functools import cached_property
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SLUGS = sorted(p.name for p in (ROOT / "exercises" / "source").iterdir() if p.is_dir())
LABS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def read_cells(path):
    """The cells of a notebook file."""
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def read_yaml(path):
    """What a YAML file holds."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


class Lesson:
    """The assignment, the sample class and the lab of one lesson."""

    def __init__(self, slug):
        self.slug = slug
        self.folder = ROOT / "exercises" / "source" / slug

    @cached_property
    def cells(self):
        """grade_id -> cell of the assignment."""
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: cell
            for cell in read_cells(self.folder / f"{self.slug}.ipynb")
            if "nbgrader" in cell["metadata"]
        }

    @cached_property
    def module_name(self):
        """The module beside the notebook that draws cases."""
        return next(self.folder.glob("*_case.py")).stem

    @cached_property
    def questions(self):
        """id -> graded question; none where all is code."""
        path = self.folder / "questions.yml"
        asked = read_yaml(path)["questions"] if path.is_file() else []
        return {question["id"]: question for question in asked}

    @cached_property
    def recipes(self):
        """Name of a sample learner -> recipe."""
        return read_yaml(ROOT / "exercises" / "sample_class" / f"{self.slug}.yml")["learners"]

    @cached_property
    def lab(self):
        """The lab's code cells, as text."""
        return [
            "".join(cell["source"])
            for cell in read_cells(ROOT / "notebooks" / f"{self.slug}.ipynb")
            if cell["cell_type"] == "code"
        ]

    def source(self, grade_id):
        """The text of a cell."""
        return "".join(self.cells[grade_id]["source"])

    def hidden(self, grade_id):
        """The hidden tests of a test cell."""
        found = re.search(r"(?s)### BEGIN HIDDEN TESTS(.*?)### END", self.source(grade_id))
        return found.group(1)

    def visible(self, grade_id):
        """What a learner sees of a test cell."""
        return re.sub(r"(?s)### BEGIN HIDDEN TESTS.*", "", self.source(grade_id))

    def full(self, grade_id):
        """All points that a test cell can give."""
        return self.cells[grade_id]["metadata"]["nbgrader"]["points"]

    def criteria(self, grade_id):
        """The criteria that a test cell proves."""
        return self.cells[grade_id]["metadata"]["pmlearn"]["criteria"]

    def key(self, name):
        """The key of a question, as the hidden test writes it out."""
        return ast.literal_eval(re.search(r"(?s)\{.*\}", self.hidden(f"test_{name}")).group())

    def answer(self, name):
        """The instructor's answer to a question."""
        return ast.literal_eval(self.source(name).split("\n", 1)[1].strip())

    @contextlib.contextmanager
    def case_module(self, monkeypatch):
        """The assignment's own module, imported the way its notebook does."""
        monkeypatch.syspath_prepend(str(self.folder))
        sys.modules.pop(self.module_name, None)
        yield importlib.import_module(self.module_name)
        sys.modules.pop(self.module_name, None)

    def learner(self, case, *grade_ids, learner_id="learner-07", code="", **given):
        """What these cells of the instructor define, and then a learner's own code."""
        names = {"learner_id": learner_id, "case": case.draw(learner_id), **given}
        for grade_id in grade_ids:
            exec(self.source(grade_id), names)
        exec(code, names)
        return names

    def points(self, grade_id, names, failures=Exception):
        """What a test cell gives for these names: its last value, or 0 when a check fails.

        Args:
            grade_id: The test cell.
            names: What the learner's cells have defined.
            failures: What counts as a failed check; nbgrader gives 0 whatever a cell raises.
        """
        *before, last = ast.parse(self.source(grade_id)).body
        names = dict(names)
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            try:
                exec(compile(ast.Module(before, []), grade_id, "exec"), names)
                value = eval(compile(ast.Expression(last.value), grade_id, "eval"), names)
            except failures:
                return 0
        assert not err.getvalue(), "what a test writes to stderr costs all its points"
        assert type(value) in (int, float), "nbgrader gives full marks for anything else"
        assert 0 <= value <= self.full(grade_id)
        return value

    def run_lab(self, cells=None, lines=None):
        """What the lab defines, and what it says of its tasks.

        Args:
            cells: Beginning of a cell -> what stands in its place.
            lines: Name at the beginning of a line `name = ...` -> what stands in its place.
        """
        names, printed = {}, io.StringIO()
        with contextlib.redirect_stdout(printed):
            for cell in self.lab:
                text = next((n for old, n in (cells or {}).items() if cell.startswith(old)), cell)
                for old, new in (lines or {}).items():
                    text = re.sub(rf"(?m)^{old} = .*$", lambda _, new=new: new, text)
                exec(text, names)
        return names, re.findall(r"(Task \d): (done|not yet)", printed.getvalue())
