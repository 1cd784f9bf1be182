"""What the reports share: templates, links, numbers as texts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmlearn.competency.reports.profile import Step

TEMPLATES = Path(__file__).with_name("templates")
NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Links:
    """Where links of a report lead.

    Attributes:
        book: What stands before a page's path, such as "../_build/html/" or a site's address.
        assignments: What stands before <slug>/<slug>.ipynb.
    """

    book: str = ""
    assignments: str = ""

    def to(self, step: Step) -> str:
        """The address that a step of a plan leads to."""
        if step.kind == "assignment":
            return f"{self.assignments}{step.lesson}/{step.lesson}.ipynb"
        anchor = "#check-yourself" if step.kind == "review" else ""
        return f"{self.page(step.page)}{anchor}"

    def page(self, page: str) -> str:
        """The address of a page of the book."""
        return f"{self.book}{page}.html"


def render(template: str, **values: Any) -> str:
    """Fill a template; every value is escaped, and a page asks nothing of the network."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    from markupsafe import Markup

    # the style is our own file, and CSS must not be escaped as if it were text
    css = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704
    today = values.pop("today", None) or date.today()  # noqa: DTZ011  the reader's own day
    return environment.get_template(template).render(css=css, today=today, **values)


def number(value: float, digits: int = 2) -> str:
    """A number as text; a dash where there is none."""
    return NONE if value is None or math.isnan(value) else f"{value:.{digits}f}"


def rounded(points: float) -> str:
    """Points with one decimal, where there is one."""
    return f"{points:.1f}".removesuffix(".0")


def percent(value: float) -> str:
    """A share as a percentage; a dash where there is none."""
    return NONE if value is None or math.isnan(value) else f"{100 * value:.0f} %"


def css_class(status: str) -> str:
    """The style of a status."""
    return status.replace(" ", "-")
