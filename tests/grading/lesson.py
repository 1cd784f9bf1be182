"""A small assignment for the tests of this room, and the notebooks that learners hand in."""

from __future__ import annotations

import json

from boxgrader.submission.assignment import Assignment


def about(grade_id, *, kind="code", grade=False, solution=False, points=0):
    return {
        "grade_id": grade_id,
        "cell_type": kind,
        "grade": grade,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "schema_version": 3,
        **({"points": points} if grade else {}),
    }


def cell(source, kind="code", nbgrader=None):
    extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {"cell_type": kind, "metadata": metadata, "source": source, **extra}


def notebook(*cells):
    return {
        "cells": [
            {**one, "id": f"c{n}"} if isinstance(one, dict) else one for n, one in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


SETUP = "import math\n\nimport pandas as pd\nfrom helper import RATES\n\nDOCKS = [3, 5, 8]"
STUBS = {
    "mean": "def mean(values):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "total": "# YOUR CODE HERE\nraise NotImplementedError()",
    "essay": "YOUR ANSWER HERE",
}
RIGHT = {
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "total": "total = sum(DOCKS)",
    "essay": "Because **riders** wait.",
}
VISIBLE = {
    "test_mean": 'assert mean([2, 4]) == 3, "the mean of 2 and 4 is 3"',
    "test_total": 'assert isinstance(total, int), "total must be a whole number"',
}
HIDDEN = {
    "test_mean": (
        "points = 0\n"
        "for values, expected in [([1, 2, 9], 4.0), ([-7.5, 41.25], 16.875)]:\n"
        "    try:\n"
        "        points += abs(mean(values) - expected) < 1e-9\n"
        "    except Exception:\n"
        "        pass\n"
        "float(points)"
    ),
    "test_total": "assert total == sum(DOCKS)",
}
POINTS = {"test_mean": 2, "test_total": 3, "essay": 4}
FULL = {"test_mean": 2.0, "test_total": 3.0}
HELPER = b"RATES = {'adult': 4.5}\n"


def cells(answers, *, hidden):
    """The lesson's cells with these answers, and with or without hidden tests."""

    def test(name):
        source = VISIBLE[name]
        if hidden:
            source += f"\n### BEGIN HIDDEN TESTS\n{HIDDEN[name]}\n### END HIDDEN TESTS"
        return cell(source, nbgrader=about(name, grade=True, points=POINTS[name]))

    return [
        cell("# Docks", "markdown"),
        cell(SETUP, nbgrader=about("setup")),
        cell("## The mean", "markdown"),
        cell(answers["mean"], nbgrader=about("mean", solution=True)),
        test("test_mean"),
        cell("## The total", "markdown"),
        cell(answers["total"], nbgrader=about("total", solution=True)),
        test("test_total"),
        cell(
            answers["essay"],
            "markdown",
            about("essay", kind="markdown", grade=True, solution=True, points=4),
        ),
    ]


def lesson():
    """The assignment as its instructor released it."""
    return Assignment(
        slug="docks",
        notebook="docks",
        source=json.dumps(notebook(*cells(RIGHT, hidden=True))),
        release=json.dumps(notebook(*cells(STUBS, hidden=False))),
        files={"helper.py": HELPER},
    )


def submitted(answers=None, change=None):
    """A learner's notebook as bytes.

    Args:
        answers: Other answers than the right ones.
        change: What happens to the list of cells before it is stored.
    """
    made = cells({**RIGHT, **(answers or {})}, hidden=False)
    if change:
        made = change(made) or made
    return json.dumps(notebook(*made)).encode()


def named(made, grade_id):
    """The cell of this grade_id."""
    return next(c for c in made if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def exercise(solution, test, *, hidden="", points=2, setup="", stub="# YOUR CODE HERE", files=None):
    """An assignment with one answer and one test.

    Args:
        solution: The instructor's answer.
        test: What a learner sees of the test.
        hidden: What a learner does not see of it.
        points: What the test gives.
        setup: A locked cell above.
        stub: What the answer cell holds when it is released.
        files: The files released beside the notebook.
    """
    full = f"{test}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS" if hidden else test

    def made(answer, check):
        return json.dumps(
            notebook(
                cell(setup, nbgrader=about("setup")),
                cell(answer, nbgrader=about("answer", solution=True)),
                cell(check, nbgrader=about("test", grade=True, points=points)),
            )
        )

    return Assignment("one", "one", made(solution, full), made(stub, test), files or {})


def many_tests(solution, tests, *, hidden, setup=""):
    """An `exercise` with many tests below one answer, called t0, t1, ..., 2 points each.

    What holds of each of them for one answer is found out by grading that answer once.
    """
    full = [f"pass\n### BEGIN HIDDEN TESTS\n{one}\n### END HIDDEN TESTS" for one in tests]
    first = cell(setup, nbgrader=about("setup"))

    def made(answer, texts):
        marks = [about(f"t{number}", grade=True, points=2) for number, _ in enumerate(texts)]
        checks = [cell(one, nbgrader=mark) for one, mark in zip(texts, marks, strict=True)]
        return json.dumps(
            notebook(first, cell(answer, nbgrader=about("answer", solution=True)), *checks)
        )

    source = made(solution, full if hidden else tests)
    release = made("# YOUR CODE HERE", ["pass"] * len(tests) if hidden else tests)
    return Assignment("one", "one", source, release, {})


def handed_in(assignment, answer, *, before="", after=""):
    """A learner's notebook for an `exercise`: the answer, and own cells around it."""
    made = json.loads(assignment.release)
    place = made["cells"].index(named(made["cells"], "answer"))
    made["cells"][place]["source"] = answer
    own = {"id": "own", **cell(after)}
    if after:
        made["cells"].insert(place + 1, own)
    if before:
        made["cells"].insert(0, {**own, "id": "own2", "source": before})
    return json.dumps(made).encode()
