"""The book's one page as it is printed: self-checks with their options, and at the end the key."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from pmlearn.exercises.paper import key_on_paper, question_on_paper

# What pmlearn/exercises/page.py writes.
_CHECK = re.compile(
    r'<div class="pmlearn-exercise" data-pmlearn-question="([^"]*)"[^>]*>'
    r'<script type="application/json">(.*?)</script>.*?</div>',
    re.DOTALL,
)
_SCRIPT = re.compile(r"<script\b[^>]*\bsrc=[^>]*>\s*</script>")
# On the one page chapters are the second level.
_CHAPTER = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TAGS = re.compile(r'<a class="headerlink".*?</a>|<[^>]*>', re.DOTALL)
_END = "</article>"


@dataclass(slots=True)
class _Key:
    """Collects the key while the page is read.

    Attributes:
        entries: Number of the self-check, its chapter's title, and its key as HTML.
    """

    entries: list[tuple[int, str, str]] = field(default_factory=list)
    count: int = 0

    def printed(self, data: str, heading: str) -> str:
        """The self-check for paper; its key is kept."""
        question: dict[str, Any] = json.loads(data)
        if "levels" in question:  # the self-assessment: a rating has no key
            return _box("Self-assessment", f"<p>{html.escape(question['prompt'])}</p>")
        self.count += 1
        if key := key_on_paper(question):
            self.entries.append((self.count, heading, key))
        name = f"Self-check {self.count}"
        link = f'<a href="#key-{self.count}">{name}</a>' if key else name
        return _box(link, question_on_paper(question), f' id="check-{self.count}"')

    def at_the_end(self) -> str:
        """The key, self-check by self-check, chapter by chapter."""
        parts, below = ["<section><h2>Answers to the self-checks</h2>"], ""
        for number, heading, key in self.entries:
            if heading != below:
                parts.append(f"<h3>{heading}</h3>")
                below = heading
            name = f'<a href="#check-{number}">Self-check {number}</a>'
            parts.append(f'<div class="on-paper" id="key-{number}"><p>{name}</p>{key}</div>')
        return "".join([*parts, "</section>"]) if self.entries else ""


def _box(title: str, body: str, attributes: str = "") -> str:
    return f'<div class="on-paper"{attributes}><p class="on-paper-title">{title}</p>{body}</div>'


def on_paper(page: str) -> str:
    """The page without scripts, its self-checks in print, the key before the end."""
    key, parts, read = _Key(), [], 0
    chapters = [(match.end(), match[1]) for match in _CHAPTER.finditer(page)]
    for match in _CHECK.finditer(page):
        above = [title for place, title in chapters if place < match.start()]
        chapter = _TAGS.sub("", above[-1]).strip() if above else ""
        parts += [page[read : match.start()], key.printed(match[2], chapter)]
        read = match.end()
    text = "".join([*parts, page[read:]])
    before, end, after = text.rpartition(_END)
    return _SCRIPT.sub("", f"{before}{key.at_the_end()}{end}{after}")
