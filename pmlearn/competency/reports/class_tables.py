"""The tables behind the class report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.competency.evidence.answers import (
    asked_alike,
    options_chosen,
    read_answers,
    read_questions,
    reference,
)
from pmlearn.competency.evidence.attainment import MET, NOT_ASSESSED, NOT_MET, PLANNED
from pmlearn.competency.evidence.cells import KEYS, is_optional
from pmlearn.competency.evidence.gradebook import SUBMISSION
from pmlearn.competency.reports.psychometrics import ItemAnalysis, analyze_items

if TYPE_CHECKING:
    from pmlearn.competency.evidence.class_record import ClassRecord

# An item that fewer of those who handed in have a mark for is not analyzed yet.
ENOUGH_MARKED = 0.5


def heat_map(record: ClassRecord) -> pd.DataFrame:
    """Attained levels, learners x elements; text where there is no level to show.

    Returns:
        Integers, or "not yet assessed" or "planned" where no criterion of the element has
        evidence.
    """
    criteria = record.attainment.criteria
    seen = criteria[criteria["n"] > 0].groupby(["learner", "element"]).size()
    planned = criteria[criteria["status"] == PLANNED].groupby(["learner", "element"]).size()
    every = criteria.groupby(["learner", "element"]).size()
    levels = record.attainment.levels.astype(object)
    for learner in levels.index:
        for element in levels.columns:
            place = (learner, element)
            if place not in seen.index:
                all_planned = planned.get(place, 0) == every[place]
                levels.loc[place] = PLANNED if all_planned else NOT_ASSESSED
    return levels


def not_yet_met(record: ClassRecord) -> pd.DataFrame:
    """The criteria that some of the class have been assessed in and not met, hardest first.

    Returns:
        criterion, element, level, statement, met, not_met, not_assessed (learners), waiting
        (learners whose work waits for a person), share (met of those assessed).
    """
    criteria = record.attainment.criteria
    counts = criteria.groupby("criterion")["status"].value_counts().unstack(fill_value=0)  # noqa: PD010  counts
    counts = counts.reindex(columns=[MET, NOT_MET, NOT_ASSESSED], fill_value=0)
    waiting = (criteria["waiting"] > 0).groupby(criteria["criterion"]).sum()
    rows = [
        (c.code, e.code, c.level, c.statement, *counts.loc[c.code], waiting[c.code])
        for e in record.framework.elements()
        for c in e.criteria
        if c.code in counts.index
    ]
    columns = ["criterion", "element", "level", "statement", "met", "not_met", "not_assessed"]
    table = pd.DataFrame(rows, columns=[*columns, "waiting"])
    table["share"] = table["met"] / (table["met"] + table["not_met"])
    return (
        table[table["not_met"] > 0]
        .sort_values(["share", "level"], kind="stable")
        .reset_index(drop=True)
    )


def work_status(record: ClassRecord, now: datetime | None = None) -> pd.DataFrame:
    """How each piece of work stands, a row per learner and assignment.

    Args:
        record: From `read_class`.
        now: The moment up to which work is due; now unless given.

    Returns:
        learner, assignment, status ("handed in", "late", "could not be marked", "missing", "not
        due": not handed in, and optional, without a due date, or before it), days_late, waiting
        (cells that wait for a person).
    """
    table = _handed_in(record)
    dates = record.gradebook.submissions.set_index(SUBMISSION)
    late_by = (dates["timestamp"] - dates["due"]).dt.total_seconds() / 86400
    table["days_late"] = late_by.reindex(pd.MultiIndex.from_frame(table[SUBMISSION])).to_numpy()
    table["days_late"] = table["days_late"].where(table["late"])
    # where people judge everything, no mark means that none of them has looked yet
    unread = table["submitted"] & ~table["marked"] & table["machine"]
    moment = pd.Timestamp(now or datetime.now(UTC)).tz_convert("UTC").tz_localize(None)
    due = {slug for slug, when in record.gradebook.due.items() if pd.Timestamp(when) < moment}
    optional = table["assignment"].map(is_optional).astype(bool)
    missing = ~table["submitted"] & table["assignment"].isin(due) & ~optional
    table["status"] = np.select(
        [missing, ~table["submitted"], unread, table["late"]],
        ["missing", "not due", "could not be marked", "late"],
        "handed in",
    )
    table.loc[unread, "waiting"] = 0
    order = {slug: place for place, slug in enumerate(record.assignments)}
    table = table.sort_values(
        ["assignment", "learner"], key=lambda c: c.map(order) if c.name == "assignment" else c
    )
    columns = [*SUBMISSION, "status", "days_late", "waiting"]
    return table[columns].reset_index(drop=True)


def _handed_in(record: ClassRecord) -> pd.DataFrame:
    """For each learner and assignment what was handed in, marked, and how many cells wait."""
    marks = record.marks.assign(
        machine=~record.marks["judged"],
        marked=record.marks["score"].notna() & ~record.marks["needs_manual_grade"],
        waits=record.marks["needs_manual_grade"] & record.marks["judged"],
    )
    flags = ["submitted", "late", "marked", "machine"]
    groups = marks.groupby(SUBMISSION)
    return groups[flags].any().join(groups["waits"].sum().rename("waiting")).reset_index()


def item_analysis(record: ClassRecord, assignment: str) -> tuple[ItemAnalysis, tuple[str, ...]]:
    """Item analysis of one assignment, and the cells too few of which are marked yet."""
    scores, points = record.scores(assignment)
    scores = scores[scores.notna().any(axis=1)]
    marked = scores.notna().mean()
    enough = points.index[(marked.reindex(points.index) >= ENOUGH_MARKED) & (points > 0)]
    left_out = tuple(name for name in points.index if name not in set(enough))
    return analyze_items(scores[list(enough)], points[enough]), left_out


def distractors(record: ClassRecord, assignment: str) -> pd.DataFrame:
    """Which options of an assignment's widget questions were chosen, and by whom.

    Questions whose options read otherwise in another learner's case are left out.

    Returns:
        question, prompt, item, text, option, label, n, share, mean_score (the mean score of those
        who chose it, as a share of the assignment's points), right (whether the instructor's own
        version has it; empty where that version does not tell, or does not ask for the item).
    """
    source = record.exercises / "source" / assignment
    questions = asked_alike(source, record.gradebook.learners)
    answers = read_answers(record.exercises / "submitted", source, questions)
    answers = answers[answers["learner"].isin(record.gradebook.learners)]
    results = record.gradebook.results.reset_index("assignment")
    own = results[results["assignment"] == assignment]
    shares = own["score"] / own["max_score"].where(own["max_score"] > 0)
    table = options_chosen(answers, questions, shares).rename(columns={"mean_rest": "mean_score"})
    table.insert(1, "prompt", [questions[name].prompt for name in table["question"]])
    authors = read_questions(source)
    right = reference(source, assignment, authors)
    keyed = {question for question, _, _ in right}
    elsewhere = {
        (name, entry["id"])
        for name, question in questions.items()
        for entry in question.entries
        if entry not in authors[name].entries
    }
    chosen = zip(table["question"], table["item"], table["option"], strict=True)
    table["right"] = [
        place in right if place[0] in keyed and place[:2] not in elsewhere else None
        for place in chosen
    ]
    return table


def totals(record: ClassRecord) -> pd.DataFrame:
    """Each learner's score in each assignment, as `Gradebook.results` has it.

    Empty unless every point is final: where work is missing, could not be marked, or an answer
    still waits for a person, whether it proves a criterion or not. An assignment that is in the
    gradebook and no longer in the course stands at the end.
    """
    scores = record.gradebook.results["score"]
    final = scores[~scores.index.isin(_not_final(record))]
    learners = list(record.gradebook.learners)
    return pd.DataFrame(
        {
            slug: final[final.index.get_level_values("assignment") == slug]
            .droplevel("assignment")
            .reindex(learners)
            for slug in points_possible(record)
        },
        index=pd.Index(learners, name="learner"),
    )


def points_possible(record: ClassRecord) -> dict[str, float]:
    """The points that each assignment gives, those of the course first."""
    possible = dict.fromkeys(record.assignments, 0.0)
    for cell in record.cells:
        possible[cell.assignment] += cell.points
    scores = record.gradebook.scores
    most = scores.groupby(["assignment", "learner"])["max_score"].sum().groupby("assignment").max()
    return possible | {str(slug): most[slug] for slug in most.index if slug not in possible}


def _not_final(record: ClassRecord) -> pd.MultiIndex:
    """Learner and assignment of all work some points of which may still change."""
    work = work_status(record)
    changes = ~work["status"].isin(["handed in", "late"]) | (work["waiting"] > 0)
    # cells that the course has no longer, and the gradebook still asks a person for
    scores = record.gradebook.scores
    ours = pd.MultiIndex.from_tuples([(c.assignment, c.notebook, c.cell) for c in record.cells])
    theirs = ~pd.MultiIndex.from_frame(scores[KEYS]).isin(ours) & scores["needs_manual_grade"]
    both = pd.concat([work.loc[changes, SUBMISSION], scores.loc[theirs, SUBMISSION]])
    return pd.MultiIndex.from_frame(both)
