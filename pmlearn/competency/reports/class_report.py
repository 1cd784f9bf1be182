"""The class report: one self-contained HTML page for the instructor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.competency.evidence.attainment import PLANNED
from pmlearn.competency.reports.class_tables import (
    distractors,
    heat_map,
    item_analysis,
    not_yet_met,
    work_status,
)
from pmlearn.competency.reports.pages import number, percent, render
from pmlearn.competency.reports.profile_report import title

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from pmlearn.competency.evidence.class_record import ClassRecord
    from pmlearn.competency.reports.names import Names


def class_html(record: ClassRecord, names: Names, *, today: date | None = None) -> str:
    """The class report as a page that needs nothing else: no script, no request, printable.

    Args:
        record: From `read_class`.
        names: How learners are named.
        today: The day the page is made; today unless given.
    """
    work = work_status(record)
    return render(
        "class.html",
        today=today,
        framework=record.framework,
        learners=len(record.gradebook.learners),
        handed_in=int(work["status"].isin(["handed in", "late"]).sum()),
        expected=int((work["status"] != "not due").sum()),
        late=int((work["status"] == "late").sum()),
        missing=int((work["status"] == "missing").sum()),
        waiting=int(work["waiting"].sum()),
        real_names=names.key is None,
        errors=record.check.errors,
        **_heat(record, names),
        unmet=_unmet(record),
        tests=[_test(record, slug) for slug in record.assignments],
        open_work=_open_work(work, names),
        absent=_absent(work, names),
    )


def _heat(record: ClassRecord, names: Names) -> dict[str, Any]:
    """The heat map without the elements that are planned for everybody; those as a list."""
    table = heat_map(record)
    planned = [code for code in table.columns if table[code].eq(PLANNED).all()]
    table = table.drop(columns=planned)
    domains = [
        {"name": domain.name.split(":")[0], "elements": shown}
        for domain in record.framework
        if (shown := [e for e in domain.elements if e.code in table.columns])
    ]
    rows = [
        {"name": names.shown(learner), "cells": [_heat_cell(v) for v in table.loc[learner]]}
        for learner in sorted(table.index, key=names)
    ]
    elements = [record.framework.element(code) for code in planned]
    return {"heat": rows, "domains": domains, "planned": elements}


def _heat_cell(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"css": "planned" if value == PLANNED else "none", "text": "", "title": value}
    return {"css": f"l{value}", "text": str(value), "title": f"level {value}"}


def _unmet(record: ClassRecord) -> list[dict[str, Any]]:
    table = not_yet_met(record)
    table["percent"] = table["share"].map(percent)
    table["width"] = (100 * table["share"]).round().astype(int)
    return _records(table)


def _test(record: ClassRecord, slug: str) -> dict[str, Any]:
    found, left_out = item_analysis(record, slug)
    items = found.items.copy()
    for column in ("difficulty", "item_rest", "alpha_if_deleted"):
        items[column] = items[column].map(number)
    items["points"] = items["points"].map("{:g}".format)
    return {
        "title": title(slug),
        "n": found.n,
        "left_out": found.left_out,
        "unmarked": left_out,
        "alpha": number(found.alpha),
        "range": f"{number(found.low)} to {number(found.high)}",
        "warning": found.warning,
        "items": _records(items),
        "questions": _questions(distractors(record, slug)),
    }


def _questions(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Options of one question; rows with items become a small table per question."""
    questions = []
    for name, rows in table.groupby("question", sort=False):
        shown = rows.assign(
            percent=rows["share"].map(percent),
            width=(100 * rows["share"].fillna(0)).round().astype(int),
            mean=rows["mean_score"].map(percent),
        )
        options = [
            {**row, "right": bool(row["right"])}
            for row in _records(shown)
            # of a sort, what nobody chose and nobody should have chosen says nothing
            if row["n"] or row["right"] or not row["item"]
        ]
        questions.append(
            {
                "name": name,
                "prompt": rows["prompt"].iloc[0],
                "sort": bool(rows["item"].ne("").any()),
                "keyed": bool(rows["right"].notna().any()),
                "answered": bool(rows["n"].sum()),
                "options": options,
            }
        )
    return questions


def _open_work(work: pd.DataFrame, names: Names) -> list[dict[str, Any]]:
    rows = work[work["status"].isin(["late", "could not be marked"]) | (work["waiting"] > 0)]
    shown = rows.assign(
        name=rows["learner"].map(names.shown),
        assignment=rows["assignment"].map(title),
        late=[number(days, 1) for days in rows["days_late"]],
    )
    return _records(shown.sort_values(["assignment", "status", "name"], kind="stable"))


def _absent(work: pd.DataFrame, names: Names) -> list[dict[str, Any]]:
    """Who has not handed in what is due, a row per learner; who lacks most comes first."""
    rows = work[work["status"] == "missing"]
    found = [
        {"name": names.shown(str(learner)), "works": [title(slug) for slug in group["assignment"]]}
        for learner, group in rows.groupby("learner")
    ]
    return sorted(found, key=lambda row: (-len(row["works"]), row["name"]))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
