"""A learner against a role: what is missing, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pmlearn.competency.evidence.attainment import MET, NOT_ASSESSED, NOT_MET, PLANNED, Attainment
from pmlearn.competency.evidence.cells import is_optional
from pmlearn.limits import MAX_PLAN_STEPS, MAX_REVIEWS, MIN_PLAN_STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pmlearn.competency.evidence.cells import GradedCell
    from pmlearn.competency.framework import Criterion, Role
    from pmlearn.competency.framework.lessons import Lessons

# Days until each review. Gaps that grow serve a course of some months best (Cepeda et al. 2008);
# what is met but thinly proved can wait longer than what failed.
REVIEW_DAYS = {NOT_MET: (1, 7, 30), MET: (7, 30)}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next.

    Attributes:
        kind: "chapter", "lab", "assignment" or "review" (the chapter's self-checks).
        lesson: The lesson's slug.
        page: The book's page; empty for an assignment.
        criteria: Codes of the criteria that it serves.
        why: A sentence for the learner.
    """

    kind: str
    lesson: str
    page: str
    criteria: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A learner against a role.

    Attributes:
        learner: The learner's id.
        role: The role's profile.
        attainment: This learner's part of the class's attainment.
        gaps: One row per element that the role asks for: domain, element, name, level, target,
            self_level, gap (levels still to go), size (weight of the criteria still to be met),
            missing (their codes), planned (those of them that no lesson assesses yet).
        plan: The next three to five things to do, first things first; fewer only where the book
            has no more to offer.
        review: Criteria to come back to: criterion, status, share, low, lesson, dates.
    """

    learner: str
    role: Role
    attainment: Attainment
    gaps: pd.DataFrame
    plan: tuple[Step, ...]
    review: pd.DataFrame

    @property
    def complete(self) -> bool:
        """Whether everything that the role asks for is attained."""
        return bool((self.gaps["gap"] == 0).all())


def profile(
    attainment: Attainment,
    learner: str,
    role: str,
    lessons: Lessons,
    cells: Iterable[GradedCell] = (),
    *,
    today: date | None = None,
) -> Profile:
    """Hold a learner against a role.

    The plan takes the lowest level first, as it is what the next one rests on; among equal levels
    the lesson that closes the larger gap, then the one that the book has earlier. Each lesson gives
    its chapter, its lab and its assignment; where some of its criteria were assessed and not met,
    it is about these. What waits for a person's judgment is left alone.

    Args:
        attainment: Of the class or of the learner.
        learner: The learner's id.
        role: Such as "product manager".
        lessons: The lessons that the book has.
        cells: The graded cells, which tell the lesson that assesses a criterion.
        today: From which reviews are counted; the day of the call unless given.

    Raises:
        ValueError: no such learner or role; the message lists the nearest names.

    Source: Cepeda et al. (2008) on spaced review.
    """
    own, wanted = attainment.of(learner), attainment.framework.role(role)
    needed = [cell for cell in cells if not is_optional(cell.assignment)]
    assessed = {code: cell.assignment for cell in needed for code in cell.criteria}
    review = _review(own, lessons, assessed, today or date.today())  # noqa: DTZ011  own calendar
    plan = _filled(_plan(own, wanted, lessons, assessed), review, lessons)
    return Profile(learner, wanted, own, _gaps(own, wanted), plan, review)


def _gaps(own: Attainment, role: Role) -> pd.DataFrame:
    status = _status(own)
    levels = dict(zip(own.elements["element"], own.elements["level"], strict=True))
    ratings = dict(zip(own.elements["element"], own.elements["self_level"], strict=True))
    rows: list[tuple[Any, ...]] = []
    for domain in own.framework:
        for element in domain.elements:
            if (target := role.targets.get(element.code)) is None:
                continue
            missing = [c for c in _asked(element.criteria, target) if status[c.code] != MET]
            level = levels[element.code]
            to_go = sum(level < step <= target for step in element.levels)
            planned = [c.code for c in missing if status[c.code] == PLANNED]
            names = (domain.code, element.code, element.name)
            numbers = (level, target, ratings[element.code], to_go, sum(c.weight for c in missing))
            rows.append((*names, *numbers, [c.code for c in missing], planned))
    columns = ["domain", "element", "name", "level", "target", "self_level", "gap", "size"]
    return pd.DataFrame(rows, columns=[*columns, "missing", "planned"])


def _plan(own: Attainment, role: Role, lessons: Lessons, assessed: Mapping[str, str]) -> list[Step]:
    """Everything that can be done now, first things first; what waits for a person cannot."""
    status = _status(own)
    waiting = set(own.criteria.loc[own.criteria["waiting"] > 0, "criterion"])
    work: dict[str, list[Criterion]] = {}
    for element in own.framework.elements():
        for criterion in _asked(element.criteria, role.targets.get(element.code, 0)):
            to_do = status[criterion.code] in (NOT_MET, NOT_ASSESSED)
            if to_do and criterion.code not in waiting:
                lesson = _lesson(criterion.code, element.chapters, lessons, assessed)
                if lesson:
                    work.setdefault(lesson, []).append(criterion)

    def urgency(lesson: str) -> tuple[int, float, int]:
        size = sum(c.weight for c in work[lesson])
        return min(c.level for c in work[lesson]), -size, lessons.place(lesson)

    order = sorted(work, key=urgency)
    return [step for slug in order for step in _steps(slug, work[slug], status, lessons)]


def _steps(
    lesson: str, criteria: list[Criterion], status: Mapping[str, str], lessons: Lessons
) -> list[Step]:
    """What one lesson offers for some criteria of it."""
    codes = tuple(c.code for c in criteria)
    tried = tuple(code for code in codes if status[code] == NOT_MET)
    steps = []
    if page := lessons.chapter(lesson):
        why = "Read again what did not work out yet" if tried else "Read the chapter"
        steps.append(Step("chapter", lesson, page, tried or codes, why))
    if page := lessons.lab(lesson):
        steps.append(Step("lab", lesson, page, tried or codes, "Try it out in the lab"))
    if lesson in lessons.assignments:
        why = "Do these parts of the assignment again" if tried else "Hand in the assignment"
        steps.append(Step("assignment", lesson, "", tried or codes, why))
    return steps


def _filled(plan: list[Step], review: pd.DataFrame, lessons: Lessons) -> tuple[Step, ...]:
    """The first steps of a plan; one too short goes on with what is met on little evidence."""
    steps = plan[:MAX_PLAN_STEPS]
    planned = {step.lesson for step in steps}
    for lesson, rows in review[review["status"] == MET].groupby("lesson", sort=False):
        page = lessons.chapter(str(lesson))
        if len(steps) < MIN_PLAN_STEPS and page and lesson not in planned:
            why = "Answer the self-checks again; this is met, but on few points"
            steps.append(Step("review", str(lesson), page, tuple(rows["criterion"]), why))
    return tuple(steps)


def _review(
    own: Attainment, lessons: Lessons, assessed: Mapping[str, str], today: date
) -> pd.DataFrame:
    """The weakest criteria: those failed, and those met on so little that it may be luck."""
    rows = own.criteria[own.criteria["status"].isin([MET, NOT_MET])]
    thresholds = {c.code: c.threshold for c in own.framework.criteria()}
    weak = rows[rows["low"] < rows["criterion"].map(thresholds)]
    weak = weak.sort_values(["share", "low", "level"], kind="stable").head(MAX_REVIEWS)
    chapters = {c.code: e.chapters for e in own.framework.elements() for c in e.criteria}
    return pd.DataFrame(
        {
            "criterion": weak["criterion"],
            "status": weak["status"],
            "share": weak["share"],
            "low": weak["low"],
            "lesson": [_lesson(c, chapters[c], lessons, assessed) for c in weak["criterion"]],
            "dates": [
                [today + timedelta(days=days) for days in REVIEW_DAYS[status]]
                for status in weak["status"]
            ],
        }
    ).reset_index(drop=True)


def _lesson(
    code: str, chapters: tuple[str, ...], lessons: Lessons, assessed: Mapping[str, str]
) -> str:
    """The lesson that assesses a criterion, or else the first that teaches it; empty for none."""
    candidates = [assessed[code]] if code in assessed else []
    return next((slug for slug in (*candidates, *chapters) if lessons.has(slug)), "")


def _asked(criteria: tuple[Criterion, ...], target: int) -> list[Criterion]:
    """The criteria that bear on a level up to the target."""
    return [c for c in criteria if c.counts and c.level <= target]


def _status(own: Attainment) -> dict[str, str]:
    return dict(zip(own.criteria["criterion"], own.criteria["status"], strict=True))


def share_met(found: Profile) -> float:
    """The share of the role's criteria that are met; not a number for a role that asks nothing."""
    status = _status(found.attainment)
    asked = [
        criterion.code
        for element in found.attainment.framework.elements()
        for criterion in _asked(element.criteria, found.role.targets.get(element.code, 0))
    ]
    return float(np.mean([status[code] == MET for code in asked])) if asked else float("nan")
