"""A class is graded again when what its assignment imports changes, and not for any other file."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from grading.lesson import exercise

from boxgrader.analysis import used_files as module
from boxgrader.analysis.used_files import used_files
from boxgrader.records import ledger
from boxgrader.records.ledger import release_version

FILES = {
    "__init__.py": "",
    "models/__init__.py": "from tidal.models.flow import rate",
    "models/flow.py": "from tidal import units\ndef rate(): return units.HOUR",
    "models/table.csv": "1,2",
    "units.py": "HOUR = 60\n\ndef lazily():\n    from tidal import late",
    "late.py": "",
    "plots.py": "COLOR = 'blue'",
    "pages/page.html": "",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The folder of a course's own package."""
    for name, text in FILES.items():
        path = tmp_path / "tidal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    yield tmp_path / "tidal"
    forget()
    sys.modules.pop("tidal", None)


def forget():
    """What a process keeps in mind of files, so that the next run is another process."""
    for kept in (module._root, module._imported, ledger.file_version):
        kept.cache_clear()


@pytest.fixture
def assignment():
    made = exercise("from tidal.models import rate\nx = rate()", "pass", hidden="assert x == 60")
    return replace(made, packages=("tidal",))


def stamp(assignment):
    forget()
    return release_version({"one": assignment})


def test_what_imports_lead_to_is_found_from_the_texts(package, assignment):
    found = {path.relative_to(package).as_posix() for path in used_files(assignment)}
    assert found == {"__init__.py", "late.py", "units.py"} | {
        f"models/{name}" for name in ("__init__.py", "flow.py", "table.csv")
    }
    assert "tidal" not in sys.modules


@pytest.mark.parametrize(
    ("file", "graded_again"),
    [
        ("models/flow.py", True),
        ("models/table.csv", True),
        ("units.py", True),
        ("plots.py", False),
        ("pages/page.html", False),
    ],
)
def test_a_change_has_a_class_graded_again_where_it_may_matter(
    package, assignment, file, graded_again
):
    before = stamp(assignment)
    (package / file).write_text("# another color")
    assert (stamp(assignment) != before) is graded_again


def test_a_package_that_the_course_does_not_call_its_own_is_not_looked_into(package, assignment):
    assert used_files(replace(assignment, packages=())) == ()


def test_a_module_that_is_missing_counts_as_no_file(package, assignment):
    (package / "models" / "flow.py").unlink()
    found = {path.relative_to(package).as_posix() for path in used_files(assignment)}
    assert found == {"__init__.py", "models/__init__.py", "models/table.csv"}
