"""What learners get by `pmlearn bundle`: all they need, and nothing that they must not have."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from course.harness import ROOT, SLUGS, read_cells
from journeys.lab import Notebook, free_port, private_settings, wait_until_up

import boxgrader
from pmlearn.course.authoring.tasks import with_tasks
from pmlearn.course.layout import Layout
from pmlearn.course.learners.bundle import NAME
from pmlearn.exercises.questions import load_file

PARTS = ["README.md", "pyproject.toml", "requirements.lock"]
PARTS += ["notebooks", "exercises", "pmlearn", "grader"]
PRIVATE = ["release", "submitted", "gradebook.db*", "exchange", "__pycache__", ".*"]
HIDDEN = re.compile(r"(?s)### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1")
TELLING = 30  # characters of a line that stands nowhere else by chance

# How a case module, and a hidden test of another task, hand a network to the course's package.
HANDED_OVER = """return schedule(
    Activity(name, weeks, [Link(*link) for link in links])
    for name, (weeks, links) in network.items()
)"""


TASKS = with_tasks(Layout(ROOT))
ASKING = [one for one in SLUGS if (ROOT / "exercises/source" / one / "questions.yml").exists()]


def course(root, folder):
    """A checkout without anything that was made in it."""
    ignore = shutil.ignore_patterns(*PRIVATE)
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, folder / part, ignore=ignore)
        else:
            shutil.copy(root / part, folder / part)
    return folder


def bundle(folder, *arguments):
    command = [sys.executable, "-m", "pmlearn", "bundle", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def made(root, tmp_path_factory):
    """A course, and the zip of its bundle."""
    folder = course(root, tmp_path_factory.mktemp("course"))
    done = bundle(folder)
    assert done.returncode == 0, done.stderr
    return folder, Path(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def inside(made):
    """Name -> bytes of every file in the zip, those of the wheels in it included."""
    found = unzipped(made[1].read_bytes())
    wheels = [data for name, data in found.items() if name.endswith(".whl")]
    assert len(wheels) == 2
    return {
        **found,
        **{f"wheel/{name}": data for wheel in wheels for name, data in unzipped(wheel).items()},
    }


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def texts(inside):
    """Name -> what somebody reads in a file: in notebooks what the cells hold and have shown."""
    found = {}
    for name, data in inside.items():
        text = data.decode("utf-8", "replace")
        if name.endswith(".ipynb"):
            cells = json.loads(text)["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells) + text
        found[name] = text
    return found


def secrets(slug):
    """What of an assignment learners must not see, and what they see of it."""
    hidden, shown = [], []
    for cell in read_cells(ROOT / "exercises" / "source" / slug / f"{slug}.ipynb"):
        text = "".join(cell["source"])
        blocks = [match[2] for match in HIDDEN.finditer(text)]
        if not blocks and cell["metadata"].get("nbgrader", {}).get("solution"):
            blocks, text = [text], ""
        hidden += blocks
        shown.append(HIDDEN.sub("", text))
    return hidden, "\n".join(shown)


def code_lines(text):
    """The lines of a text, without empty ones and imports."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(("import ", "from "))]


def tight(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_file_holds_a_solution_or_a_hidden_test(slug, texts):
    """Not a whole one, not two lines of one, and in notebooks not even a line."""
    hidden, shown = secrets(slug)
    assert len(hidden) > 5
    lines = {line.strip() for block in hidden for line in block.splitlines()}
    telling = {line for line in lines if len(line) >= TELLING and line not in shown}
    assert len(telling) > (5 if slug in TASKS else 50)  # a solution is short where it is no code
    notebooks = {name: text for name, text in texts.items() if f"/{slug}/{slug}.ipynb" in name}
    assert notebooks
    assert [line for text in notebooks.values() for line in telling if line in text] == []

    parts = {tight(block) for block in hidden}
    parts |= {tight(a + b) for block in hidden for a, b in pairwise(code_lines(block))}
    known = tight(shown) + tight(HANDED_OVER)
    parts = {part for part in parts if len(part) >= TELLING and part not in known}
    dense = {name: tight(text) for name, text in texts.items()}
    assert [(name, part) for name, text in dense.items() for part in parts if part in text] == []


def test_no_file_tells_why_an_answer_is_wrong_or_what_the_sample_class_did(texts):
    """Reasons name the key of graded questions; the sample class's recipes hold whole answers."""
    exercises = ROOT / "exercises"
    known = [read(path) for path in exercises.glob("sample_class/*.yml")]
    known += [reasons(read(path)) for path in exercises.glob("tasks/*.yml")]
    sentences = {line.strip(" '\"-") for text in strings(known) for line in text.splitlines()}
    telling = {line for line in sentences if len(line) > 2 * TELLING} - shown_anyway()
    assert len(telling) > 100
    assert [(n, s) for n, text in texts.items() for s in telling if s in text] == []


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def reasons(data):
    """Feedback and worked solutions within lists and tables."""
    if isinstance(data, list):
        return [reasons(one) for one in data]
    if not isinstance(data, dict):
        return []
    said = [data[name] for name in ("feedback", "worked") if name in data]
    return said + [reasons(value) for value in data.values()]


def strings(data):
    """All texts within lists and tables."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        return [text for one in data for text in strings(one)]
    return [data] if isinstance(data, str) else []


def shown_anyway():
    return {line.strip() for slug in SLUGS for line in secrets(slug)[1].splitlines()}


@pytest.mark.parametrize("slug", ASKING)
def test_graded_questions_carry_no_key(slug, inside, tmp_path):
    for name, data in inside.items():
        if f"/{slug}/" in name and name.endswith((".yml", ".py")):
            (tmp_path / name.rpartition("/")[2]).write_bytes(data)
    assert load_file(tmp_path / "questions.yml", graded=True)


def test_it_holds_labs_assignments_wheel_and_how_to_install_it(inside):
    names = {name.partition("/")[2] for name in inside if not name.startswith("wheel/")}
    labs = {f"labs/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert labs | {f"{slug}/{slug}.ipynb" for slug in SLUGS} <= names
    assert {name.partition("/")[0] for name in names} == {
        *SLUGS,
        "labs",
        "README.md",
        "nbgrader_config.py",
        f"{NAME}-py3-none-any.whl",
        f"boxgrader-{boxgrader.__version__}-py3-none-any.whl",
        "requirements.lock",
    }
    assert {name.split("/")[1].partition("-")[0] for name in inside if name[:5] == "wheel"} == {
        "pmlearn",
        "boxgrader",
    }
    assert "wheel/pmlearn/py.typed" in inside  # type checkers read the package's types
    readme = inside[f"{NAME}/README.md"].decode()
    for said in ("python3 -m venv .venv", "py -m venv .venv", "pmlearn lab", "-none-any.whl"):
        assert said in readme
    assert "__" not in readme


def test_no_file_names_the_machine_that_made_it(made, inside):
    folder = str(made[0].parent).encode()
    assert [name for name, data in inside.items() if folder in data] == []


def test_the_course_itself_is_not_touched(made):
    left = {path.name for path in (made[0] / "exercises").iterdir()}
    assert left <= {
        "learner.txt",
        "nbgrader_config.py",
        "sample_class",
        "source",
        "tasks",
        ".nbgrader.log",
    }


def test_the_same_course_gives_the_same_bytes(made):
    """Slow: the whole bundle is made a second time."""
    folder, archive = made
    before = hashlib.sha256(archive.read_bytes()).digest()
    (folder / "exercises" / "source" / SLUGS[0] / "questions.yml").touch()
    assert bundle(folder).returncode == 0
    assert hashlib.sha256(archive.read_bytes()).digest() == before
    assert {path.name for path in archive.parent.iterdir()} == {archive.name, archive.stem}


def test_a_solution_in_a_file_beside_a_notebook_keeps_the_bundle_back(root, tmp_path):
    folder = course(root, tmp_path)
    beside = folder / "exercises" / "source" / SLUGS[0] / "helper.py"
    beside.write_text("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n")
    done = bundle(folder, SLUGS[0])
    assert done.returncode == 2
    assert f"{SLUGS[0]}/helper.py holds 'BEGIN SOLUTION'" in done.stderr
    assert not list((folder / "build" / "bundle").iterdir())


@pytest.fixture
def learner(made, tmp_path):
    """Somebody who has unpacked the zip and installed the wheels; the program `pmlearn`.

    The environment is a new one. It sees the libraries of this one, but not the course's checkout.
    """
    with zipfile.ZipFile(made[1]) as archive:
        archive.extractall(tmp_path)
    folder, programs = tmp_path / NAME, tmp_path / "venv" / "bin"
    run = [sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"]
    subprocess.run(run, check=True)
    python = programs / "python"
    own = "import sysconfig; print(sysconfig.get_path('purelib'))"
    place = subprocess.run([python, "-c", own], capture_output=True, text=True, check=True).stdout
    (Path(place.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", *folder.glob("*.whl")], check=True)
    return folder, programs / "pmlearn"


def test_pmlearn_lab_opens_an_assignment_outside_of_any_checkout(learner, tmp_path, chromium):
    """Slow: the package is installed as learners do, and JupyterLab starts."""
    folder, pmlearn = learner
    port, shared = free_port(), Path(sys.prefix) / "share" / "jupyter"
    environment = {
        **private_settings(tmp_path),
        "JUPYTER_TOKEN": "opened",
        "JUPYTER_PATH": str(shared),
        "JUPYTERLAB_DIR": str(shared / "lab"),
    }
    environment.pop("PYTHONPATH", None)
    with (tmp_path / "lab.log").open("w") as log:
        command = [pmlearn, "lab", "--learner", "kim", "--port", str(port), "--no-browser"]
        server = subprocess.Popen(
            command,
            cwd=folder / "labs",
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(f"{address}/api/status?token=opened", server, tmp_path)
        page = chromium.new_page()
        opened = f"{address}/lab/tree/five-roles/five-roles.ipynb?token=opened"
        notebook = Notebook(page, opened)
        notebook.run(notebook.cell("sheet = Sheet("))
        notebook.run(notebook.cell('sheet.ask("jobs")'))
        page.locator(".pm-exercise[data-kind='sort']").first.wait_for(timeout=90_000)
        page.close()
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)
