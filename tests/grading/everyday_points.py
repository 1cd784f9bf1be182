"""Everyday assignments, and the points that stock nbgrader gives for answers to them.

    python tests/grading/everyday_points.py COURSE
    python benchmarks/compare_grading.py COURSE

The first command writes them as an nbgrader course, on which the second one measures the points.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent.parent / "data" / "everyday.yml"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
_HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)


@cache
def everyday():
    """Name -> what `tests/data/everyday.yml` says of an assignment."""
    found = yaml.load(DATA.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {one["name"]: one for one in found}


def written(one, answers=None, *, released=False):
    """The notebook of an assignment as JSON text.

    Args:
        one: The assignment.
        answers: For each answer cell another text than the instructor's.
        released: Without hidden tests.
    """
    cells = []
    left = iter(answers or [])
    for number, cell in enumerate(one["cells"]):
        (kind, text), *_ = cell.items()
        text = next(left, text) if kind == "answer" else text
        text = _HIDDEN.sub("", text) if released else text
        cells.append(_cell(number, kind, text, cell.get("points", 1)))
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells})


def _cell(number, kind, text, points):
    metadata = {}
    if kind != "free":
        metadata["nbgrader"] = {
            "grade_id": f"c{number}",
            "cell_type": "code",
            "grade": kind == "test",
            "solution": kind == "answer",
            "locked": kind != "answer",
            "task": False,
            "schema_version": 3,
            **({"points": points} if kind == "test" else {}),
        }
    more = {"metadata": metadata, "outputs": [], "execution_count": None}
    return {"cell_type": "code", "id": f"c{number}", "source": text, **more}


def stubs(one):
    """What the answer cells hold that learners get."""
    return [STUB for cell in one["cells"] if "answer" in cell]


def main(course):
    """Write all of them as a course, with the versions as learners."""
    for name, one in everyday().items():
        path = course / "source" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(written(one), encoding="utf-8")
        for version in one["versions"]:
            path = course / "submitted" / version["version"] / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(written(one, version.get("answers"), released=True), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
