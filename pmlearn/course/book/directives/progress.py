"""The reader's own progress: which self-checks of each chapter are answered, in this browser.

```{progress}
```
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from pmlearn import exercises
from pmlearn.course.layout import Layout
from pmlearn.course.lessons import chapters
from pmlearn.exercises.questions import load_questions

if TYPE_CHECKING:
    from collections.abc import Iterator


QUESTIONS = Path(exercises.__file__).parent / "questions"


class ProgressDirective(SphinxDirective):
    """A list of the chapters with self-checks; static/progress.js shows how they stand."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The list as the page's own Markdown, so that its links get the chapters' titles."""
        self.env.note_dependency(str(Path(self.env.srcdir) / "_toc.yml"))
        for file in QUESTIONS.glob("*.yml"):
            self.env.note_dependency(str(file))
        lines = "\n".join(_lines(Layout(Path(self.env.srcdir).resolve())))
        return [nodes.container("", *self.parse_text_to_nodes(lines), classes=["pmlearn-progress"])]


def _lines(layout: Layout) -> Iterator[str]:
    for page, questions in checked_chapters(layout).items():
        slug = page.rpartition("/")[2]
        names = html.escape(" ".join(questions))
        count = f"{len(questions)} self-check{'s' if len(questions) > 1 else ''}"
        yield f"- {{doc}}`/{page}`"
        yield "  ```{raw} html"
        yield f'  <p data-pmlearn-progress="{slug}" data-questions="{names}">{count}</p>'
        yield "  ```"


def checked_chapters(layout: Layout) -> dict[str, list[str]]:
    """The ids of the self-checks of each chapter that has some, in reading order."""
    slugs = {file.stem for file in QUESTIONS.glob("*.yml")}
    return {
        page: list(load_questions(page.rpartition("/")[2]))
        for page in chapters(layout)
        if page.startswith("book/") and page.rpartition("/")[2] in slugs
    }


def uses_progress(doctree: Any) -> bool:
    """Whether a page shows the reader's progress."""
    return any("pmlearn-progress" in box["classes"] for box in doctree.findall(nodes.container))
