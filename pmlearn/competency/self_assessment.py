"""The opening lab's self-assessment: an own rating for each element, held against a role.

    from pmlearn.competency.self_assessment import own_ratings, self_assessment

    self_assessment("program manager")       # the widget; saves beside the notebook
    own_ratings().levels                     # {"PG3": 2, ...}

`pmlearn profile` shows the ratings beside what was attained. They never count.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from pmlearn.competency.evidence.self_ratings import FILE, SelfRatings, read_ratings, write_ratings
from pmlearn.competency.framework import Framework, load
from pmlearn.exercises.page import STATIC, question_html
from pmlearn.exercises.widgets import script
from pmlearn.files import keep_aside

if TYPE_CHECKING:
    from collections.abc import Mapping


class SelfAssessmentWidget(anywidget.AnyWidget):
    """The self-assessment in JupyterLab; pages without a kernel run the same script.

    Attributes:
        question: The framework as the front end shows it.
        answer: {"role", "learner", "ratings": {element: 0 to 5, or None for "I don't know"}}.
        lessons: The lessons in the notebook's neighborhood: "slug", "lab" and "assignment", each a
            path from the notebook, or empty.
        said: How saving went, as a sentence.
    """

    _esm = script("self-assessment.js")
    _css = STATIC / "exercises.css"

    question = traitlets.Dict().tag(sync=True)
    answer = traitlets.Any(None, allow_none=True).tag(sync=True)
    lessons: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        """The same in every run, so that stored outputs can be compared."""
        return f"SelfAssessmentWidget({self.question.get('role', '')!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget; and, for pages without a kernel, the same as HTML."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            data = bundle[0] if isinstance(bundle, tuple) else bundle
            data["text/html"] = question_html(self.question)
        return bundle


def self_assessment(
    role: str = "program manager",
    folder: Path | str = ".",
    *,
    framework: Framework | None = None,
) -> SelfAssessmentWidget:
    """The self-assessment against a role, with what was rated before.

    Args:
        role: The role to begin with; the learner may choose another one.
        folder: Where the ratings are kept; beside the notebook unless given.
        framework: Another framework than the course's own.

    Raises:
        ValueError: no such role; the message lists the nearest.
    """
    framework = framework or load()
    framework.role(role)
    path = Path(folder) / FILE
    said = ""
    try:
        stored = read_ratings(path)
    except ValueError as error:
        stored, said = SelfRatings(), f"{error}. What you rate now is saved in its place."
    widget = SelfAssessmentWidget(
        question=_question(framework, role),
        answer=_answer(stored, framework, role),
        lessons=_lessons(Path(folder), framework),
        said=said or _saved_at(stored),
    )
    widget.observe(lambda change: _save(widget, path, change["new"]), "answer")
    return widget


def own_ratings(folder: Path | str = ".") -> SelfRatings:
    """What was rated and saved; empty before anything was.

    Raises:
        ValueError: the file is none that the widget wrote; the message names it.
    """
    return read_ratings(Path(folder) / FILE)


def take_along(source: Path | str = "../labs", target: Path | str = ".") -> str:
    """Copy the saved ratings into an assignment's folder, so that they are handed in with it.

    Returns:
        A sentence about what was done.

    Raises:
        ValueError: the file is none that the widget wrote; the message names it.
        OSError: it cannot be written.
    """
    ratings = own_ratings(source)
    if not ratings.time:
        return f"There is no {FILE} in {source}: nothing to take along."
    write_ratings(Path(target) / FILE, ratings)
    return f"{FILE} with {len(ratings.ratings)} ratings is handed in with this folder."


def _save(widget: SelfAssessmentWidget, path: Path, answer: Any) -> None:
    try:
        try:
            stored = read_ratings(path)
        except ValueError:
            keep_aside(path)
            stored = SelfRatings()
        ratings = SelfRatings(
            dict(answer["ratings"]),
            str(answer["role"]),
            str(answer["learner"]).strip(),
            history=stored.history,
        ).saved()
        write_ratings(path, ratings)
        widget.said = _saved_at(ratings)
    except (OSError, ValueError, TypeError, KeyError) as error:
        widget.said = f"Could not be saved: {error}"


def _saved_at(ratings: SelfRatings) -> str:
    if not ratings.time:
        return f"Nothing rated yet. Ratings are saved in {FILE}, beside this notebook."
    with contextlib.suppress(ValueError):
        at = datetime.fromisoformat(ratings.time).astimezone()
        return f"Saved in {FILE} on {at:%B} {at.day} at {at:%H:%M}."
    return f"Saved in {FILE}."


def _answer(stored: SelfRatings, framework: Framework, role: str) -> dict[str, Any]:
    return {
        "role": stored.role if stored.role in framework.roles else role,
        "learner": stored.learner,
        "ratings": dict(stored.ratings),
    }


def _lessons(folder: Path, framework: Framework) -> list[dict[str, str]]:
    """The labs and assignments that lie beside the notebook, as a workspace has them."""
    slugs = dict.fromkeys(slug for e in framework.elements() for slug in e.chapters)
    found: list[dict[str, str]] = []
    for slug in slugs:
        paths = {"lab": f"{slug}.ipynb", "assignment": f"../{slug}/{slug}.ipynb"}
        there = {what: path for what, path in paths.items() if (folder / path).is_file()}
        if there:
            found.append({"slug": slug, "lab": "", "assignment": "", **there})
    return found


def _question(framework: Framework, role: str) -> dict[str, Any]:
    """The framework as the front end needs it."""
    roles: Mapping[str, Any] = framework.roles
    return {
        "lesson": "kit-and-framework",
        "id": "self_assessment",
        "kind": "self-assessment",
        "prompt": "Rate yourself against a role",
        "entries": [],
        "role": role,
        "levels": [
            {"level": n, "name": level.name, "meaning": level.meaning}
            for n, level in framework.levels.items()
        ],
        "domains": [
            {
                "name": domain.name,
                "elements": [
                    {
                        "code": element.code,
                        "name": element.name,
                        "chapters": list(element.chapters),
                        "criteria": [[c.level, c.statement] for c in element.criteria if c.counts],
                    }
                    for element in domain.elements
                ],
            }
            for domain in framework
        ],
        "roles": {name: dict(profile.targets) for name, profile in roles.items()},
    }
