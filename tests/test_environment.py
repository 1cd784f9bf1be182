"""One truth about dependencies: pyproject.toml; the lock file and environment.yml follow it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def declared(project):
    extras = project["optional-dependencies"].values()
    return [Requirement(r) for r in [*project["dependencies"], *(r for e in extras for r in e)]]


@pytest.fixture(scope="module")
def lock(root):
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_a_lower_and_an_upper_bound_or_types_only(declared):
    for requirement in declared:
        operators = {specifier.operator for specifier in requirement.specifier}
        assert ">=" in operators, requirement
        stubs = requirement.name.endswith("-stubs") or requirement.name.startswith("types-")
        assert "<" in operators or stubs, requirement


# The first version in which a published hole is closed, and what it let happen.
CLOSED = {
    "nbgrader": ("0.9.6", "validating an assignment reads files outside the notebooks' folder"),
    "jinja2": ("3.1.6", "a template runs code through the filter attr"),
    "jupyterlab": ("4.4.8", "a link in a formula gets hold of the tab that it was opened from"),
    "fonttools": ("4.60.2", "a designspace file writes any file"),
    "pillow": ("12.1.1", "a PSD picture writes beyond its memory"),
    "joserfc": ("1.6.3", "a token keeps the processor busy as long as it asks"),
    "distributed": ("2026.1.0", "a link to the dashboard runs script in JupyterLab"),
    "pytest": ("9.0.3", "another user of the machine owns the temporary folder"),
}


@pytest.mark.parametrize("name", CLOSED)
def test_no_version_with_a_published_hole_is_allowed(declared, name):
    """The version right before the first one without the hole is out of bounds."""
    (bounds,) = [one.specifier for one in declared if canonical(one.name) == name]
    first, hole = CLOSED[name]
    lowest = max(Version(one.version) for one in bounds if one.operator == ">=")
    assert lowest >= Version(first), f"{name} below {first}: {hole}"


def test_lock_pins_one_version_of_each_dependency_within_its_bounds(declared, lock):
    pinned = {}
    for requirement in lock:
        assert [s.operator for s in requirement.specifier] == ["=="], requirement
        pinned.setdefault(canonical(requirement.name), []).append(requirement)
    for requirement in (one for one in declared if one.name != "boxgrader"):  # it is in grader/
        for pin in pinned[canonical(requirement.name)]:
            version = next(iter(pin.specifier)).version
            assert requirement.specifier.contains(version, prereleases=True), (requirement, pin)


def test_lock_names_no_index(root):
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--" not in text


def test_this_environment_runs_what_the_lock_pins(lock):
    """What the tests ran against is what users get."""
    from importlib.metadata import version

    for pin in lock:
        if pin.marker is None or pin.marker.evaluate():
            assert pin.specifier.contains(version(pin.name), prereleases=True), pin


def test_conda_environment_installs_this_project_under_the_same_lock(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == project["name"]
    *conda, pip = environment["dependencies"]
    python = next(Requirement(d) for d in conda if d.startswith("python"))
    assert python.specifier == SpecifierSet(project["requires-python"])
    assert {Requirement(d).name for d in conda} == {"python", "pip"}, "declare in pyproject.toml"
    grader, course = "--editable grader", "--editable .[test,postgresql]"
    assert pip["pip"] == ["--constraint requirements.lock", grader, course]


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_make_refuses_an_old_python_in_one_line(root, tmp_path):
    """A wrong Python gets one line that says what and how to mend, and exit code 2."""
    old = tmp_path / "python"
    old.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 1\nexec {sys.executable} "$@"\n')
    old.chmod(0o755)
    (tmp_path / "grader").mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "grader/pyproject.toml"):
        shutil.copy(root / name, tmp_path / name)
    done = subprocess.run(
        ["make", f"PYTHON={old}", "course"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()
