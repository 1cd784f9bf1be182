"""Where everything stands in a checkout of the course: the one place that knows paths."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

SAMPLE_PREFIX = "sample-"


class CourseError(Exception):
    """Something a person can mend; the message says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one checkout.

    Raises:
        CourseError: `root` does not hold a course.
    """

    root: Path

    def __post_init__(self) -> None:
        if not (self.root / "exercises" / "nbgrader_config.py").is_file():
            raise CourseError(
                f"{self.root} is not a course: it has no exercises/nbgrader_config.py; "
                "run this command inside the course's folder"
            )

    @property
    def toc(self) -> Path:
        """The book's table of contents: the one truth about the order of chapters."""
        return self.root / "_toc.yml"

    @property
    def notebooks(self) -> Path:
        """The labs."""
        return self.root / "notebooks"

    @property
    def exercises(self) -> Path:
        """The nbgrader course."""
        return self.root / "exercises"

    @property
    def gradebook_url(self) -> str:
        """The gradebook's database, as nbgrader_config.py has it."""
        default = f"sqlite:///{self.exercises / 'gradebook.db'}"
        return os.environ.get("PMLEARN_GRADEBOOK", default)

    @property
    def build(self) -> Path:
        """Everything that can be made again."""
        return self.root / "build"

    @property
    def site(self) -> Path:
        """The built book."""
        return self.build / "_build" / "html"

    @property
    def reports(self) -> Path:
        """Class report, profiles, exported grades."""
        return self.build / "reports"

    @property
    def workspace(self) -> Path:
        """The learner's own copy: labs and released assignments."""
        return self.root / "workspace"

    def assignments(self) -> list[str]:
        """The slugs of all assignments, sorted: folders with a notebook of whatever name."""
        source = self.exercises / "source"
        return sorted({path.parent.name for path in source.glob("[!.]*/[!.]*.ipynb")})

    def source_notebooks(self, slug: str) -> list[Path]:
        """The instructor's notebooks of an assignment."""
        return sorted((self.exercises / "source" / slug).glob("[!.]*.ipynb"))

    def assignment(self, slug: str) -> str:
        """The slug itself, when there is such an assignment.

        Raises:
            CourseError: no assignment has this slug, then the message lists those there are; or
                nbgrader takes no such name.
        """
        if "+" in slug:
            raise CourseError(
                f"no assignment can be called {slug!r}: nbgrader puts '+' between the names in its "
                f"exchange; rename the folder, for instance to {slug.replace('+', '-')!r}"
            )
        if slug not in self.assignments():
            known = ", ".join(self.assignments()) or "none yet"
            raise CourseError(f"no assignment {slug!r}; there are: {known}")
        return slug


def find_layout(start: Path | None = None) -> Layout:
    """The course that holds `start` (the current folder unless given).

    Raises:
        CourseError: neither the folder nor one above it is a course.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "exercises" / "nbgrader_config.py").is_file():
            return Layout(folder)
    raise CourseError(f"no course in {start} or above it; change into the course's folder")
