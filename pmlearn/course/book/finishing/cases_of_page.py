"""Other cases of a page's self-checks: `_static/cases/<lesson>.json`, loaded when first asked for.

    {"question": [{"prompt": ..., ...}, ...]}

Each case holds the fields in which it differs from the one on the page; see static/mount.js.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

from pmlearn import exercises
from pmlearn.exercises.questions import load_file
from pmlearn.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

QUESTIONS = Path(exercises.__file__).parent / "questions"
CASES = 20
# Draws until there are so many cases that all differ; some tasks have fewer.
_DRAWS = 150


def other_cases(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The cases beside the first one of each question that draws, by the question's id.

    Args:
        path: A file of self-checks.

    Raises:
        ValueError: the file breaks a rule, or somebody's case does.
    """
    first = {
        name: question.to_dict()
        for name, question in load_file(path, graded=False).items()
        if question.is_drawn
    }
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in first}
    for number in range(1, _DRAWS + 1):
        if all(len(cases) >= CASES for cases in found.values()):
            break
        questions = load_file(path, graded=False, learner=f"page-{number}")
        for name, cases in found.items():
            drawn = _differing(questions[name].to_dict(), first[name])
            if drawn and drawn not in cases and len(cases) < CASES:
                cases.append(drawn)
    return {name: cases for name, cases in found.items() if cases}


def _differing(drawn: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in drawn.items() if value != first.get(name)}


def write_cases(folder: Path, path: Path) -> None:
    """Write a lesson's cases into a folder of static files; nothing where none are drawn."""
    if cases := other_cases(path):
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(cases, ensure_ascii=False, separators=(",", ":"))
        write_text(folder / f"{path.stem}.json", text)


def write_all_cases(app: Sphinx, exception: Exception | None) -> None:
    """Sphinx's hook when a book of HTML pages has been written."""
    if exception is None and isinstance(app.builder, StandaloneHTMLBuilder):
        for path in sorted(QUESTIONS.glob("*.yml")):
            write_cases(Path(app.outdir) / "_static" / "cases", path)
