"""Every command that README and book name works on a class that has odd members."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from course.small_class import DUE, SLUG, SmallClass

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "book").rglob("*.md"))]
COMMAND = re.compile(r"\s*(?:\.venv/bin/)?(nbgrader db \w+|(?:nbgrader|pmlearn|make) [a-z_]+)")

# In the order of a term, with the exit code that the documentation gives them.
RUN = {
    "nbgrader db assignment": (["add", SLUG, f"--duedate={DUE}"], 0),
    "nbgrader db student": (["import", "roster.csv"], 0),
    "nbgrader collect": ([SLUG, "--update"], 0),
    "nbgrader zip_collect": ([SLUG], 0),
    "pmlearn check": ([], 1),  # cells of the small assignment name no criterion
    "pmlearn release": ([SLUG], 0),
    "pmlearn grade": ([SLUG], 1),  # two submissions are set aside, and the table says so
    "nbgrader generate_feedback": ([SLUG, "--force"], 0),
    "nbgrader release_feedback": ([SLUG], 0),
    "pmlearn report": ([], 0),
    "pmlearn profile": (["kim", "--role", "product manager"], 0),
    "pmlearn badges": (
        ["kim", "--issuer-url", "https://tidewell.example", "--issuer-name", "Tidewell"],
        0,
    ),
    "pmlearn framework": (["--creator", "X", "--base-url", "https://x.example"], 0),
    "pmlearn course": ([], 2),  # there are real learners
    "pmlearn clean": ([], 0),
}
ELSEWHERE = {
    "nbgrader submit": "a learner's command, in tests/journeys/test_learner.py",
    "nbgrader autograde": "named to say which box it uses, in tests/grading/test_graders.py",
    "pmlearn verify": "needs no class, in tests/competency/test_badges.py",
    "pmlearn book": "touches no class, in tests/course/test_real_class.py",
    "pmlearn bundle": "touches no class, in tests/course/test_bundle.py",
    "pmlearn lab": "serves until it is stopped, in tests/journeys",
    "pmlearn site": "serves until it is stopped, in tests/journeys",
    "pmlearn labs": "touches no class, and runs every lab",
    "pmlearn links": "touches no class, in tests/journeys/test_course.py",
    "pmlearn pdf": "touches no class, in tests/journeys/test_course.py",
    "pmlearn tasks": "touches no class, in tests/course/test_tasks.py",
    "pmlearn preview": "serves until it is stopped, in tests/journeys/test_preview.py",
    "pmlearn overview": "touches no class, in tests/course/test_overview.py",
    "pmlearn new": "touches no class, in tests/course/test_new_lesson.py",
}


def documented():
    """The commands of all pages, with the pages that name them."""
    found = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        pieces = re.findall(r"`([^`\n]+)`", text)
        pieces += re.findall(r"(?ms)^```(?:bash|console|sh)\n(.*?)^```", text)
        for line in (line for piece in pieces for line in piece.splitlines()):
            if match := COMMAND.match(line):
                found.setdefault(match[1], set()).add(page.name)
    return found


def test_each_documented_command_is_run_here_or_named_with_its_reason():
    commands = {name for name in documented() if not name.startswith("make ")}
    assert commands == RUN.keys() | ELSEWHERE.keys()
    assert not RUN.keys() & ELSEWHERE.keys()


def test_each_documented_target_is_one_of_the_makefile():
    """Targets are thin calls of the commands above."""
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {name.split()[1] for name in documented() if name.startswith("make ")}
    assert named
    assert named <= targets


def prove(made, grade_id, criterion):
    """Let a test of the small assignment prove something, for profiles and badges."""
    path = made.exercises / "source" / SLUG / f"{SLUG}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            cell.metadata["pmlearn"] = {"criteria": [criterion]}
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """A class with odd members, after all commands: what each of them said."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: apt install bubblewrap")
    made = SmallClass(tmp_path_factory.mktemp("class") / "course")
    prove(made, "test_mean", "PJ2.1")
    made.nbgrader("generate_assignment", SLUG)
    made.nbgrader("release_assignment", SLUG)
    (made.exercises / "roster.csv").write_text(
        "id,first_name,last_name\nkim,Kim,Lund\nno-time,Noa,Time\nabsent,Ab,Sent\n"
    )
    archive = made.exercises / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    made.hand_in("kim")
    made.hand_in("no-time", stamp=None)
    made.hand_in("no-secret")
    made.hand_in("not-in-the-roster", {"total": "1 / 0"})
    made.hand_in("set-aside", raw=b"no notebook")
    made.hand_in("empty", raw=b"")
    made.hand_in("odd-time", stamp="next week")
    for folder in made.exercises.glob(f"submitted/*/{SLUG}"):
        if folder.parent.name != "no-secret":
            (folder / "submission_secret.txt").write_text(folder.parent.name * 9)
    (made.exercises / "submitted" / "nothing-in-it" / SLUG).mkdir(parents=True)
    made.said = {}
    for name, (arguments, _) in RUN.items():
        program, *words = name.split()
        made.said[name] = getattr(made, program)(*words, *arguments, expect=None)
        if name == "nbgrader release_feedback":
            made.released = len(list((made.exercises / "exchange/pmlearn/feedback").glob("*.html")))
            made.pages = sorted(
                p.parent.parent.name for p in made.exercises.glob("feedback/*/*/*.html")
            )
    return made


@pytest.mark.parametrize("name", RUN)
def test_a_command_ends_as_documented_and_without_a_traceback(term, name):
    done = term.said[name]
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said[-3000:]
    assert done.returncode == RUN[name][1], said[-3000:]


def test_everybody_whose_page_can_be_fetched_gets_it(term):
    """The page of work without a secret can only be handed over; the command says whose it is."""
    assert term.pages == ["kim", "no-secret", "no-time", "not-in-the-roster", "odd-time"]
    assert term.released == 4
    assert "no-secret" in term.said["nbgrader release_feedback"].stderr
