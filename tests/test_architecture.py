"""The rooms stay light and readable; pyproject.toml has the arrows between them as contracts."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

GROUND = {
    "inputs",
    "project",
    "program",
    "portfolio",
    "product",
    "service",
    "roles",
    "plots",
    "tidewell",
}
GROUND_LIBRARIES = {"numpy", "scipy", "pandas", "matplotlib"}
MAX_FILE_LINES, MAX_FUNCTION_LINES = 250, 30
# What is longer, and why.
LONG_FILES = {
    "grader/boxgrader/codec/tables.py": "writer and reader of one format stand together",
    "grader/boxgrader/execution/run_cells.py": "one run of a notebook, with all its time limits",
    "grader/boxgrader/records/gradebook.py": "all that is written into nbgrader's gradebook",
}
LONG_FUNCTIONS = {
    "pmlearn/tidewell/projects.py dock_refit": "a project's activities, written down",
    "pmlearn/tidewell/projects.py pass_relaunch": "a project's activities, written down",
    "grader/boxgrader/analysis/plan.py _planned": "names each field of a plan once",
}


def imports(path):
    """All modules that a file imports, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
            if node.module == "pmlearn":
                yield from (f"pmlearn.{alias.name}" for alias in node.names)


def files(root):
    """Each file of both packages, with its room."""
    for package in (root / "pmlearn", root / "grader" / "boxgrader"):
        for path in sorted(package.rglob("*.py")):
            yield path, path.relative_to(package).with_suffix("").parts[0]


def test_models_need_only_the_scientific_libraries(root):
    wrong = [
        f"{path.relative_to(root)} imports {module}"
        for path, own in files(root)
        if own in GROUND
        for module in imports(path)
        if module.split(".")[0] not in GROUND_LIBRARIES | sys.stdlib_module_names | {"pmlearn"}
    ]
    assert not wrong


def test_relative_imports_are_not_used(root):
    for path, _ in files(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("pmlearn", ["numpy", "pandas", "IPython"]),
        ("pmlearn.cli", ["pandas", "nbgrader", "matplotlib", "jupyterlab"]),
        ("pmlearn.exercises.marking", ["ipywidgets", "anywidget", "IPython"]),
        ("boxgrader.nbgrader_api", ["ipywidgets", "anywidget"]),
    ],
)
def test_import_stays_light(module, absent):
    """Importing a room does not load what only some of its uses need."""
    code = f"import sys, {module}; print(*(m for m in {absent!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_files_stay_readable(root):
    """A file that grows past 250 lines is asking to be split."""
    long = {
        path.relative_to(root).as_posix()
        for path, _ in files(root)
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_FILE_LINES
    }
    assert long == LONG_FILES.keys()


def test_functions_stay_readable(root):
    """Docstrings aside, a function that grows past 30 lines is asking to be split."""
    long = {
        f"{path.relative_to(root).as_posix()} {node.name}"
        for path, _ in files(root)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of_code(node) > MAX_FUNCTION_LINES
    }
    assert long == LONG_FUNCTIONS.keys()


def lines_of_code(function):
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None and len(function.body) > 1:
        first = function.body[1]
    return function.end_lineno - first.lineno + 1
