"""A new lesson from templates: chapter, lab, assignment, questions, and its place in the book."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from pmlearn.course.authoring.tasks import write_tasks
from pmlearn.course.layout import CourseError
from pmlearn.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pmlearn.course.layout import Layout

TEMPLATES = Path(__file__).parent / "lesson_template"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new_lesson(
    layout: Layout, slug: str, part: str, title: str = "", criterion: str = ""
) -> list[Path]:
    """Make the files of a lesson and add it to _toc.yml; returns the files.

    Args:
        layout: The course.
        slug: The lesson's name in files, such as "critical-path".
        part: Caption of the part that it belongs to; a new one comes before "Teaching".
        title: The lesson's title; made from the slug unless given.
        criterion: Code of the criterion that the template's cells name; unless given, the first
            one of an element that lists the lesson in its `chapters`.

    Raises:
        CourseError: the slug is none, the lesson exists, or there is no such criterion. Nothing
            is written then.
    """
    if not _SLUG.fullmatch(slug):
        raise CourseError(
            f"slug {slug!r}: must be small letters, digits and hyphens, such as critical-path"
        )
    values = {
        "__SLUG__": slug,
        "__TITLE__": title or slug.replace("-", " ").capitalize(),
        "__CRITERION__": _criterion(slug, criterion),
    }
    files = _files(layout, slug, part)
    there = [path for path in files if path.exists()]
    if there:
        raise CourseError(f"lesson {slug!r} exists already: {there[0].relative_to(layout.root)}")
    toc = _with_lesson(layout.toc.read_text(encoding="utf-8"), part, files)
    for path, template in files.items():
        write_text(path, _filled(TEMPLATES / template, values))
    write_text(layout.toc, toc)
    return list(dict.fromkeys((*files, *write_tasks(layout, slug))))


def _criterion(slug: str, code: str) -> str:
    from pmlearn.competency.framework import load

    framework = load()
    if code:
        try:
            return framework.criterion(code).code
        except ValueError as error:
            raise CourseError(str(error)) from error
    for element in framework.elements():
        if slug in element.chapters:
            return element.criteria[0].code
    raise CourseError(
        f"no element of the competency framework lists {slug!r} in its chapters; add it there, or "
        "name a criterion: --criterion PJ2.1"
    )


def _files(layout: Layout, slug: str, part: str) -> dict[Path, str]:
    """Every file of the lesson, with its template."""
    assignment = layout.exercises / "source" / slug
    return {
        layout.root / _folder(layout, part) / f"{slug}.md": "chapter.md",
        layout.notebooks / f"{slug}.ipynb": "lab.ipynb",
        assignment / f"{slug}.ipynb": "assignment.ipynb",
        layout.exercises / "tasks" / f"{slug}.yml": "tasks.yml",
        layout.root / "pmlearn" / "exercises" / "questions" / f"{slug}.yml": "practice.yml",
    }


def _folder(layout: Layout, part: str) -> Path:
    """Where the part's chapters stand; for a new part a folder of its first word."""
    for entry in yaml.safe_load(layout.toc.read_text(encoding="utf-8"))["parts"]:
        if entry["caption"] == part:
            chapter: str = entry["chapters"][-1]["file"]
            return Path(chapter).parent
    words = re.findall(r"[a-z0-9]+", part.lower())
    if not words:
        raise CourseError(f"part {part!r}: must have a name")
    return Path("book", words[0])


def _with_lesson(toc: str, part: str, files: Mapping[Path, str]) -> str:
    """The table of contents with the lesson at the end of its part; the rest stays as it is."""
    chapter, lab = list(files)[:2]
    entry = [
        f"      - file: book/{chapter.parent.name}/{chapter.stem}",
        "        sections:",
        f"          - file: notebooks/{lab.stem}",
    ]
    lines = toc.rstrip("\n").split("\n")
    captions = [n for n, line in enumerate(lines) if line.startswith("  - caption: ")]
    names = [yaml.safe_load(lines[n].strip(" -"))["caption"] for n in captions]
    if part in names:
        place = [*captions, len(lines)][names.index(part) + 1]
    else:
        place = captions[names.index("Teaching")] if "Teaching" in names else len(lines)
        entry = [f"  - caption: {json.dumps(part)}", "    chapters:", *entry]
    return "\n".join([*lines[:place], *entry, *lines[place:]]) + "\n"


def _filled(template: Path, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled, quoted where the file is JSON."""
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        shown = json.dumps(value)[1:-1] if template.suffix == ".ipynb" else value
        text = text.replace(name, shown)
    return text
