"""Which lessons the book has already, in which order, and where their pages stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmlearn.competency.framework.model import Element


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of the book.

    Attributes:
        pages: The pages in reading order, as _toc.yml names them: chapters such as
            "book/roles/five-roles", labs such as "notebooks/five-roles".
        assignments: Slugs of the lessons that have an assignment.
    """

    pages: tuple[str, ...]
    assignments: frozenset[str] = frozenset()

    def chapter(self, slug: str) -> str | None:
        """The page of a lesson's chapter; None while it is still to come."""
        return self._page(slug, lab=False)

    def lab(self, slug: str) -> str | None:
        """The page of a lesson's lab; None when there is none."""
        return self._page(slug, lab=True)

    def has(self, slug: str) -> bool:
        """Whether the book has this lesson."""
        return self.chapter(slug) is not None

    def place(self, slug: str) -> int:
        """The lesson's place in reading order; lessons still to come stand last."""
        page = self.chapter(slug)
        return self.pages.index(page) if page else len(self.pages)

    def missing(self, element: Element) -> tuple[str, ...]:
        """The element's lessons that are still to come."""
        return tuple(slug for slug in element.chapters if not self.has(slug))

    def _page(self, slug: str, *, lab: bool) -> str | None:
        for page in self.pages:
            folder, _, name = page.rpartition("/")
            if name == slug and (folder.split("/")[0] == "notebooks") == lab:
                return page
        return None
