"""What learners get: labs, assignments without solutions, the package; as a folder and a zip."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pmlearn
from boxgrader.records.autograded_folder import remove
from boxgrader.releasing.swap import mend, swap
from pmlearn.course.class_work import grading, releasing
from pmlearn.course.layout import CourseError
from pmlearn.course.learners import workspace
from pmlearn.files import replacing
from pmlearn.limits import MAX_LOG_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pmlearn.course.layout import Layout

NAME = f"pmlearn-{pmlearn.__version__}"
# Templates of lessons show how solutions and hidden tests are marked; only authors need them.
_AUTHORS_ONLY = "pmlearn/course/authoring/lesson_template"
_README = "course/learners/bundle_readme.md"
# What nbgrader cuts out of notebooks; nothing that leaves the course may still hold it.
_SECRET = re.compile(rb"BEGIN (?:SOLUTION|HIDDEN TESTS)|### END (?:SOLUTION|HIDDEN)")
# A zip knows no earlier time. The same course gives the same file.
_WHEN = (1980, 1, 1, 0, 0, 0)


def write_bundle(layout: Layout, slugs: list[str], say: Callable[[str], None]) -> tuple[Path, Path]:
    """Write build/bundle/pmlearn-VERSION and its .zip, each beside and then put in place.

    Gradebook and release/ stay as they are.

    Args:
        layout: The course.
        slugs: Which assignments.
        say: Told what is being done.

    Returns:
        The folder and the zip.

    Raises:
        CourseError: an assignment cannot be made, a file beside one holds a solution, or a wheel
            cannot be built.
    """
    place = layout.build / "bundle" / NAME
    part = place.with_name(f".{NAME}.part")
    mend(place)
    remove(part)
    part.mkdir(parents=True)
    try:
        with grading.open_pool(layout) as pool:
            for slug in slugs:
                say(f"making {slug}")
                releasing.make_beside(pool, layout, slug, part)
        workspace.bring(layout.notebooks, part / "labs")
        _refuse_secrets(part)
        say("building the wheels")
        wheels = _build_wheels(layout, part)
        _write_rest(layout, part, wheels, slugs)
        archive = _zipped(part, place.with_name(f"{NAME}.zip"))
        swap(part, place)
    finally:
        remove(part)
    return place, archive


def _refuse_secrets(folder: Path) -> None:
    """See that nothing is left of what nbgrader cuts out: it looks into notebooks alone.

    Raises:
        CourseError: a file holds a solution or a hidden test.
    """
    for path in _files(folder):
        if found := _SECRET.search(path.read_bytes()):
            raise CourseError(
                f"{path.relative_to(folder).as_posix()} holds {found[0].decode()!r}, and learners "
                "would get it; nbgrader cuts solutions and hidden tests out of an assignment's "
                "notebooks only: move it into one, or out of the assignment's folder"
            )


def _build_wheels(layout: Layout, folder: Path) -> list[str]:
    """Build the package without what only authors need, and the grader whose parts it uses.

    Returns:
        The wheels' names.

    Raises:
        CourseError: pip could not build them.
    """
    left_out = shutil.ignore_patterns("__pycache__", ".*", _AUTHORS_ONLY.rpartition("/")[2])
    staged = folder / ".wheels"
    for source, package in ((layout.root, "pmlearn"), (layout.root / "grader", "boxgrader")):
        shutil.copytree(source / package, staged / package / package, ignore=left_out)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(source / name, staged / package)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    command += ["--no-index", "--quiet", "--wheel-dir", str(folder), *map(str, staged.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  own
    shutil.rmtree(staged)
    if done.returncode:
        said = done.stderr.strip()[-MAX_LOG_CHARACTERS:]
        raise CourseError(f"the wheels could not be built\n{said}")
    return sorted(path.name for path in folder.glob("*.whl"))


def _write_rest(layout: Layout, folder: Path, wheels: list[str], slugs: list[str]) -> None:
    """What else belongs to it: settings, tested versions, how to install and begin."""
    shutil.copyfile(layout.root / "requirements.lock", folder / "requirements.lock")
    (folder / workspace.CONFIG).write_text(workspace.config(exchange=""), encoding="utf-8")
    text = (layout.root / "pmlearn" / _README).read_text(encoding="utf-8")
    rows = "\n".join(f"- `{slug}/`" for slug in slugs)
    values = {"__WHEELS__": " ".join(wheels), "__FOLDER__": NAME, "__ASSIGNMENTS__": rows}
    for name, value in values.items():
        text = text.replace(name, value)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _zipped(folder: Path, target: Path) -> Path:
    """The folder as a zip whose bytes depend on nothing but its files."""
    with replacing(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            name = f"{NAME}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
