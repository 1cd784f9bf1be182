"""The page on which a learner's JupyterLab opens: the lessons in order, dates, what is next."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC
from typing import TYPE_CHECKING, Any

from pmlearn.course.lessons import chapters
from pmlearn.exercises.learner import HUB, kept_id
from pmlearn.exercises.record import read_entries
from pmlearn.files import write_text
from pmlearn.notebooks import read_cells

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from pmlearn.course.layout import Layout
    from pmlearn.notebooks import Cell

PAGE = "start.md"
_PAGE = """\
# Start here

{following}

| | Lesson | Lab | Assignment | Due | Where you are |
|---|---|---|---|---|---|
{rows}

{learner}

This page is written anew each time `pmlearn lab` starts.
"""
# What teachers work with; a learner's JupyterLab does not show it.
_TEACHING = ("formgrader", "create-assignment", "course-list")


def write_start_page(layout: Layout) -> None:
    """Write the page into the workspace, and the settings that open it and hide teaching tools."""
    folder = layout.workspace
    write_text(folder / PAGE, _page(layout))
    settings = {
        "page_config": {"disabledExtensions": {f"@jupyter/nbgrader:{n}": True for n in _TEACHING}},
        "default_setting_overrides": {
            "@jupyterlab/docmanager-extension:plugin": {
                "defaultViewers": {"markdown": "Markdown Preview"}
            }
        },
    }
    for name, content in settings.items():
        place = lab_settings(folder) / "labconfig" / f"{name}.json"
        write_text(place, json.dumps(content, indent=1))


def lab_settings(folder: Path) -> Path:
    """Where the settings of a workspace's JupyterLab stand, for JUPYTER_CONFIG_PATH."""
    return folder / ".jupyter"


def _page(layout: Layout) -> str:
    folder, due = layout.workspace, _due_dates(layout)
    rows, following = [], ""
    for number, slug in enumerate(_lessons(layout), start=1):
        lab = folder / "labs" / f"{slug}.ipynb"
        work = folder / slug / f"{slug}.ipynb"
        title = _title(work if work.is_file() else lab)
        state = _state(layout, slug) if work.is_file() else ""
        links = [f"[Lab](labs/{slug}.ipynb)" if lab.is_file() else ""]
        links += [f"[Assignment]({slug}/{slug}.ipynb)" if work.is_file() else "not released yet"]
        links[-1] += _optional(folder, slug)
        if work.is_file() and not following and not state.startswith("handed in"):
            following = f"**Next:** {title}: {' · '.join(filter(None, links))}"
        rows.append(f"| {number} | {title} | {' | '.join(links)} | {due.get(slug, '')} | {state} |")
    learner = os.environ.get(HUB) or kept_id(folder)
    known = f"You hand in as **{learner}**, with *Nbgrader > Assignment List*."
    unknown = "Nobody knows yet under which id you hand in: run `pmlearn lab --learner ID`."
    return _PAGE.format(
        following=following or "You have handed in every assignment.",
        rows="\n".join(rows),
        learner=known if learner else unknown,
    )


def _optional(folder: Path, lesson: str) -> str:
    """A link to the assignment for those who program, where the lesson has one."""
    from pmlearn.competency.evidence.cells import in_code

    slug = in_code(lesson)
    there = (folder / slug / f"{slug}.ipynb").is_file()
    return f", [in code]({slug}/{slug}.ipynb) (optional)" if there else ""


def _lessons(layout: Layout) -> list[str]:
    """The slugs of lessons with a lab or an assignment here, in the book's order."""
    slugs = dict.fromkeys(page.rpartition("/")[2] for page in chapters(layout))
    folder = layout.workspace
    return [
        slug
        for slug in slugs
        if (folder / "labs" / f"{slug}.ipynb").is_file() or (folder / slug).is_dir()
    ]


def _title(notebook: Path) -> str:
    """The heading that a notebook begins with; its name where there is none."""
    cells = _cells(notebook)
    first = cells[0].text.partition("\n")[0] if cells else ""
    title = (
        first.lstrip("# ")
        .removeprefix("Lab: ")
        .removesuffix(": lab")
        .removesuffix(": assignment")
        .strip()
    )
    return (title or notebook.stem).replace("|", "\\|")


def _state(layout: Layout, slug: str) -> str:
    """How far the learner is with an assignment, as its files and the exchange say."""
    if _is_handed_in(layout, slug):
        return "handed in"
    folder = layout.workspace / slug
    stubs = _answers(layout.exercises / "release" / slug / f"{slug}.ipynb")
    now = _answers(folder / f"{slug}.ipynb")
    clicked: Mapping[str, Any] = {}
    with contextlib.suppress(OSError, ValueError, RecursionError):
        clicked = read_entries(folder / f"{slug}.answers.json", slug)
    done = sum(name in clicked or now.get(name, stub) != stub for name, stub in stubs.items())
    return f"{done} of {len(stubs)} answered" if done else "not begun"


def _is_handed_in(layout: Layout, slug: str) -> bool:
    """Whether the exchange, or nbgrader's own copies of what was handed in, have something."""
    from jupyter_core.paths import jupyter_data_dir
    from nbgrader.utils import get_username

    learner = os.environ.get(HUB) or kept_id(layout.workspace) or get_username()
    exchange = os.environ.get("PMLEARN_EXCHANGE", str(layout.exercises / "exchange"))
    places = (f"{exchange}/pmlearn/inbound", f"{jupyter_data_dir()}/nbgrader_cache/pmlearn")
    beginning = f"{learner}+{slug}+"
    for place in places:
        with contextlib.suppress(OSError):  # others' work is not for every learner to list
            if any(name.startswith(beginning) for name in os.listdir(place)):  # noqa: PTH208  names
                return True
    return False


def _answers(notebook: Path) -> dict[str, str]:
    """grade_id -> text of the cells that learners fill in."""
    return {cell.grade_id: cell.text for cell in _cells(notebook) if cell.is_solution}


def _cells(notebook: Path) -> list[Cell]:
    try:
        return read_cells(notebook)
    except (OSError, ValueError):
        return []


def _due_dates(layout: Layout) -> dict[str, str]:
    """Slug -> when it is due, where this machine has the gradebook."""
    from pmlearn.competency.evidence.gradebook import read_gradebook

    try:
        due: Mapping[str, datetime] = read_gradebook(layout.gradebook_url).due
    except (ValueError, FileNotFoundError):
        return {}
    local = {slug: date.replace(tzinfo=UTC).astimezone() for slug, date in due.items()}
    return {slug: f"{date:%B} {date.day}, {date:%H:%M}" for slug, date in local.items()}
