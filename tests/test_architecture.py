"""The arrows between the rooms of the package point one way."""

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
# What every room may use.
SHARED = {"files", "notebooks", "limits"}
# Which rooms a room may import, itself aside.
ALLOWED = {
    **dict.fromkeys(SHARED, frozenset()),
    **dict.fromkeys(GROUND, GROUND - {"plots"}),
    "plots": GROUND,  # draws what the models return
    "exercises": GROUND,
    "competency": GROUND | {"exercises"},
    "grading": GROUND | {"competency", "exercises"},
    "releasing": GROUND | {"competency", "exercises", "grading"},
    "collecting": {"grading"},
    "course": GROUND | {"competency", "exercises", "grading", "releasing"},
    "cli": GROUND | {"competency", "exercises", "grading", "releasing", "course"},
}
GROUND_LIBRARIES = {"numpy", "scipy", "pandas", "matplotlib"}


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


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
    for path in sorted((root / "pmlearn").rglob("*.py")):
        parts = path.relative_to(root / "pmlearn").with_suffix("").parts
        yield path, parts[0]


def test_rooms_import_only_what_lies_below_them(root):
    wrong = [
        f"{path.relative_to(root)} imports {module}"
        for path, own in files(root)
        if own not in ("__init__", "__main__")
        for module in imports(path)
        if module.startswith("pmlearn.") and room(module) not in ALLOWED[own] | SHARED | {own}
    ]
    assert not wrong


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
    """A file that grows past 300 lines is asking to be split."""
    long = {
        str(path.relative_to(root)): lines
        for path, _ in files(root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long
