"""How fast a class is graded: stock nbgrader beside this course's grader, box and checker included.

    .venv/bin/python benchmarks/grading.py [CLASS SIZE]...

Both grade the same submissions of one assignment, from nothing to the gradebook, start-up included;
the scores must be the same. A class of 230 takes nbgrader a quarter of an hour. The table goes to
`benchmarks/grading.csv`, which the book shows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from results import publish

from pmlearn.course.layout import Layout
from pmlearn.course.sample_class import hand_in
from pmlearn.grading.autograde import Course

HERE = Path(__file__).parent
SLUG = "five-roles"
# Of the sample class those whose work ends by itself: an endless loop measures the time limit.
HONEST = [f"sample-{number:02}" for number in (1, 2, 3, 4, 5, 6, 9, 10)]
CLASS_SIZES = (24, 230)
ROUNDS = 1
HEADER = ["Submissions", "Stock nbgrader (s)", "pmlearn grade (s)", "Ratio", "Each (ms)"]


def course(folder: Path, size: int) -> Layout:
    """A course in a folder of its own, with a class that has handed in."""
    folder.mkdir()
    for part in ("_toc.yml", "exercises", "pmlearn"):
        origin = HERE.parent / part
        if origin.is_dir():
            ignore = shutil.ignore_patterns("submitted", "autograded", "feedback", "gradebook.db")
            shutil.copytree(origin, folder / part, ignore=ignore)
        else:
            shutil.copy(origin, folder / part)
    layout = Layout(folder)
    Course(layout.exercises).generate_assignment(SLUG)
    hand_in(layout, SLUG)
    submitted = layout.exercises / "submitted"
    for number in range(size):
        origin = submitted / HONEST[number % len(HONEST)]
        shutil.copytree(origin, submitted / f"learner-{number:03}")
    for origin in submitted.glob("sample-*"):
        shutil.rmtree(origin)
    return layout


def run(command: list[str], folder: Path, **environment: str) -> float:
    """Seconds that a command takes."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    began = perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        check=True,
        capture_output=True,
    )
    return perf_counter() - began


def scores(layout: Layout) -> dict[str, float]:
    """Learner -> points."""
    from nbgrader.api import Gradebook

    with Gradebook(layout.gradebook_url) as gradebook:
        return {s.student.id: s.score for s in gradebook.find_assignment(SLUG).submissions}


def compare(size: int) -> list[str]:
    """One line of the table."""
    stock, ours = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            layout = course(Path(name) / "course", size)
            nbgrader = [sys.executable, "-m", "nbgrader", "autograde", SLUG]
            stock.append(run(nbgrader, layout.exercises, PMLEARN_UNSANDBOXED="1"))
            expected = scores(layout)
            shutil.rmtree(layout.exercises / "autograded")
            pmlearn = [sys.executable, "-m", "pmlearn", "grade", SLUG, "--no-feedback"]
            ours.append(run(pmlearn, layout.root))
            assert scores(layout) == expected
    slow, fast = median(stock), median(ours)
    return [
        f"{size}",
        f"{slow:.0f}",
        f"{fast:.1f}",
        f"{slow / fast:.1f}",
        f"{1000 * fast / size:.0f}",
    ]


def main() -> None:
    """Measure, print and store the table."""
    sizes = [int(size) for size in sys.argv[1:]] or CLASS_SIZES
    lines = [compare(size) for size in sizes]
    publish("grading", HEADER, lines)


if __name__ == "__main__":
    main()
