"""A learner's profile as one self-contained HTML page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pmlearn.competency.evidence.attainment import MET, NOT_ASSESSED, PLANNED
from pmlearn.competency.reports.charts import radar
from pmlearn.competency.reports.pages import NONE, Links, css_class, number, percent, render

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from pmlearn.competency.framework.lessons import Lessons
    from pmlearn.competency.reports.names import Names
    from pmlearn.competency.reports.profile import Profile, Step

WAITING = "waits for a person"
_KINDS = {
    "chapter": "Chapter",
    "lab": "Lab",
    "assignment": "Assignment",
    "review": "Self-checks of the chapter",
}


def profile_html(
    found: Profile,
    lessons: Lessons,
    names: Names,
    links: Links | None = None,
    *,
    today: date | None = None,
) -> str:
    """The profile as a page that needs nothing else: no script, no request, printable.

    Args:
        found: From `profile`.
        lessons: The lessons that the book has.
        names: How the learner is named.
        links: Where the plan's links lead.
        today: The day the page is made; today unless given.
    """
    links = links or Links()
    rows = _rows(found)
    rated = any(row["own"] != NONE for row in rows)
    asked = [c for row in rows for c in row["all"]]
    missing = [c for row in rows for c in row["missing"]]
    return render(
        "profile.html",
        today=today,
        framework=found.attainment.framework,
        name=names.shown(found.learner),
        role=found.role.name,
        levels=sorted(found.attainment.framework.levels),
        rows=rows,
        domains=_domains(found, rows),
        rated=rated,
        met=sum(c["status"] == MET for c in asked),
        asked=len(asked),
        reached=sum(row["level"] >= row["target"] for row in rows),
        waiting=sum(c["status"] == WAITING for c in missing),
        planned=sum(len(row["later"]) for row in rows),
        complete=found.complete,
        radar=_radar(found, rated=rated),
        plan=[_step(step, links) for step in found.plan],
        review=_review(found, lessons, links),
    )


def _step(step: Step, links: Links) -> dict[str, Any]:
    return {
        "href": links.to(step),
        "label": f"{_KINDS[step.kind]}: {title(step.lesson)}",
        "why": step.why,
        "criteria": step.criteria,
    }


def title(slug: str) -> str:
    """A lesson's slug as words."""
    return slug.replace("-", " ").capitalize()


def _rows(found: Profile) -> list[dict[Any, Any]]:
    criteria = {row["criterion"]: row for row in found.attainment.criteria.to_dict("records")}
    rows: list[dict[Any, Any]] = []
    for gap in found.gaps.to_dict("records"):
        element = found.attainment.framework.element(gap["element"])
        every = [
            _criterion(criteria[c.code], c.statement)
            for c in element.criteria
            if c.counts and c.level <= gap["target"]
        ]
        later = [c for c in every if c["status"] == PLANNED]
        rows.append(
            {
                **gap,
                "steps": element.levels,
                "own": number(gap["self_level"], 0),
                "state": _state(gap, every, later),
                "all": every,
                "missing": [c for c in every if c["status"] not in (MET, PLANNED)],
                "later": later,
            }
        )
    return rows


def _state(gap: dict[Any, Any], every: list[dict[str, Any]], later: list[dict[str, Any]]) -> str:
    """The level in words; without any evidence a zero would say too much."""
    if gap["level"] == 0 and len(later) == len(every):
        return "planned"
    if gap["level"] == 0 and all(c["status"] in (NOT_ASSESSED, PLANNED, WAITING) for c in every):
        return NOT_ASSESSED
    return str(gap["level"])


def _criterion(row: dict[Any, Any], statement: str) -> dict[str, Any]:
    waits = row["status"] == NOT_ASSESSED and row["waiting"] > 0
    status = WAITING if waits else str(row["status"])
    return {
        "code": row["criterion"],
        "statement": statement,
        "status": status,
        "css": "waiting" if waits else css_class(status),
        "share": None if math.isnan(row["share"]) else percent(row["share"]),
    }


def _domains(found: Profile, rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    return [
        # "rows" would be found first as a key, but "items" would be the dictionary's own method
        {"name": domain.name, "rows": [row for row in rows if row["domain"] == domain.code]}
        for domain in found.attainment.framework
        if any(row["domain"] == domain.code for row in rows)
    ]


def _radar(found: Profile, *, rated: bool) -> Any:
    from markupsafe import Markup

    gaps: pd.DataFrame = found.gaps
    if len(gaps) < 3:  # noqa: PLR2004  no area to draw
        return ""
    own = [
        None if math.isnan(level) else float(level) for level in gaps["self_level"].astype(float)
    ]
    series: list[tuple[str, str, list[float | None]]] = [
        ("got", "attained", list(gaps["level"].astype(float))),
        ("goal", "asked for", list(gaps["target"].astype(float))),
        *([("own", "own rating", own)] if rated else []),
    ]
    label = (
        f"Radar with one axis for each of {len(gaps)} elements, levels 0 to 5: attained against "
        f"asked for by the {found.role.name}. The table beside it gives the same figures."
    )
    return Markup(radar(list(gaps["element"]), series, label))  # noqa: S704  radar escapes


def _review(found: Profile, lessons: Lessons, links: Links) -> list[dict[str, Any]]:
    rows = []
    for row in found.review.to_dict("records"):
        page = lessons.lab(row["lesson"]) or lessons.chapter(row["lesson"])
        high = found.attainment.criteria.set_index("criterion")["high"].loc[row["criterion"]]
        rows.append(
            {
                "criterion": row["criterion"],
                "statement": found.attainment.framework.criterion(row["criterion"]).statement,
                "status": row["status"],
                "css": css_class(row["status"]),
                "share": percent(row["share"]),
                "range": f"{percent(row['low'])} to {percent(float(high))}",
                "lesson": title(row["lesson"]),
                "href": links.page(page) if page else "",
                "dates": ", ".join(f"{day:%B} {day.day}" for day in row["dates"]),
            }
        )
    return rows
