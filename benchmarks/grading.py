"""How fast a class is graded: stock nbgrader beside this course's grader, in boxes and without.

    .venv/bin/python benchmarks/grading.py [CLASS SIZE]...

All grade the same submissions of one assignment, from nothing to the gradebook, start-up and all;
the scores must be the same. Classes that would keep nbgrader busy for long are graded without it,
to see whether time and memory grow as they should. The table goes to `benchmarks/grading.csv`,
which the book shows.
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

from boxgrader.nbgrader_api import Course
from pmlearn.course.class_work.sample_class import hand_in
from pmlearn.course.layout import Layout

HERE = Path(__file__).parent
SLUG = "five-roles"
# Of the sample class those whose work ends by itself: an endless loop measures the time limit.
HONEST = [f"sample-{number:02}" for number in (1, 2, 3, 4, 5, 6, 9, 10)]
CLASS_SIZES = (24, 230, 1000)
MOST_FOR_STOCK = 500
ROUNDS = {24: 3}
HEADER = [
    "Submissions",
    "Stock nbgrader (s)",
    "In boxes (s)",
    "Ratio",
    "Each (ms)",
    "Grader's memory (MB)",
    "Without boxes (s)",
    "Ratio without",
]


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


def run(command: list[str], folder: Path, **environment: str) -> tuple[float, float]:
    """Seconds that a command takes, and the most megabytes that it or a part of it held."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    began = perf_counter()
    started = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode != 0:
        raise subprocess.CalledProcessError(started.returncode, command)
    return perf_counter() - began, usage.ru_maxrss / 1024


def scores(layout: Layout) -> dict[str, float]:
    """Learner -> points."""
    from nbgrader.api import Gradebook

    with Gradebook(layout.gradebook_url) as gradebook:
        return {s.student.id: s.score for s in gradebook.find_assignment(SLUG).submissions}


def compare(size: int) -> list[str]:
    """One line of the table."""
    stock, boxed, bare, memory = [], [], [], []
    for _ in range(ROUNDS.get(size, 1)):
        with tempfile.TemporaryDirectory() as name:
            layout = course(Path(name) / "course", size)
            grade = [sys.executable, "-m", "pmlearn", "grade", SLUG, "--no-feedback"]
            took, held = run(grade, layout.root)
            boxed.append(took)
            memory.append(held)
            expected = scores(layout)
            bare.append(run([*grade, "--force", "--unsandboxed"], layout.root)[0])
            assert scores(layout) == expected
            if size <= MOST_FOR_STOCK:
                shutil.rmtree(layout.exercises / "autograded")
                nbgrader = [sys.executable, "-m", "nbgrader", "autograde", SLUG]
                stock.append(run(nbgrader, layout.exercises, PMLEARN_UNSANDBOXED="1")[0])
                assert scores(layout) == expected
    slow, fast, faster = median(stock or [0]), median(boxed), median(bare)
    return [
        f"{size:,}",
        f"{slow:.0f}" if stock else "",
        f"{fast:.1f}",
        f"{slow / fast:.1f}" if stock else "",
        f"{1000 * fast / size:.0f}",
        f"{median(memory):.0f}",
        f"{faster:.1f}",
        f"{slow / faster:.1f}" if stock else "",
    ]


def main() -> None:
    """Measure, print and store the table."""
    sizes = [int(size) for size in sys.argv[1:]] or CLASS_SIZES
    lines = [compare(size) for size in sizes]
    publish("grading", HEADER, lines)


if __name__ == "__main__":
    main()
