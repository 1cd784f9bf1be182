"""Who works when: the Gantt chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import number
from pmlearn.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pmlearn.project.resources.resource_schedule import ResourceSchedule
    from pmlearn.project.schedule import Schedule


def gantt(
    schedule: Schedule | ResourceSchedule | pd.DataFrame,
    *,
    title: str = "Schedule",
    unit: str = "periods",
    ax: Axes | None = None,
) -> Axes:
    """Bars from start to finish; a thin bar behind each shows how far it can slip.

    Critical activities are hatched and of another color, milestones are diamonds. A schedule under
    limited resources has neither float nor critical path, as the limits change both.

    Args:
        schedule: Of `pmlearn.project.schedule.schedule` or `pmlearn.project.resources.level`; or a
            table like theirs, with the columns activity, early_start, early_finish and, if known,
            late_finish and critical; or activity, start, finish.
        title: Above the plot.
        unit: Of time.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no activity, a column is missing, a date is not finite, or an activity
            finishes before it starts.

    Source: Gantt (1919), Organizing for work.
    """
    rows = _rows(schedule if isinstance(schedule, pd.DataFrame) else schedule.table)
    size = (7.2, style.grow(len(rows)))
    ax = style.canvas(ax, title, style.with_unit("Time", unit), size=size, grid="x")
    start, finish, late = (rows[column].to_numpy(float) for column in ("start", "finish", "late"))
    critical, work = rows["critical"].to_numpy(bool), finish > start
    thin = {"height": 0.28, **_look(style.PALE_BLUE, style.BLUE), "label": "float"}
    usual = {"height": 0.62, **_look(style.BLUE, style.INK), "label": "activity"}
    marked = {**usual, **_look(style.VERMILION, style.INK), "label": "critical"}
    for kind, begin, end, bar in (
        (late > finish, finish, late, thin),
        (work & ~critical, start, finish, usual),
        (work & critical, start, finish, {**marked, "hatch": style.OVERLOAD}),
    ):
        if kind.any():
            ax.barh(np.flatnonzero(kind), (end - begin)[kind], left=begin[kind], **bar)
    if not work.all():
        points = start[~work], np.flatnonzero(~work)
        ax.plot(*points, "D", color=style.INK, markersize=6, label="milestone", clip_on=False)
    style.row_labels(ax, rows["activity"])
    ax.set_xlim(min(0.0, start.min()), max(finish.max(), late.max()) * 1.02 or 1.0)
    style.plain_ticks(ax, "x")
    style.legend(ax)
    return style.describe(ax, _in_words(rows, unit))


def _look(face: str, edge: str) -> style.Look:
    return {"facecolor": face, "edgecolor": edge, "linewidth": 0.8}


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """Activity, start, finish, late (finish) and critical, whatever the columns are called."""
    early = "early_start" in table.columns
    start, finish = ("early_start", "early_finish") if early else ("start", "finish")
    for column in ("activity", start, finish):
        if column not in table.columns:
            raise ValueError(f"gantt: schedule must have a column {column!r}")
    if table.empty:
        raise ValueError("gantt: schedule must have at least one activity, got none")
    rows = pd.DataFrame(
        {
            "activity": table["activity"],
            "start": table[start],
            "finish": table[finish],
            "late": table.get("late_finish", table[finish]),
            "critical": table.get("critical", False),
        }
    ).astype({"critical": bool})
    for row in rows.to_dict("records"):
        what = f"gantt: activity {row['activity']!r}:"
        number(f"{what} start", row["start"])
        number(f"{what} finish", row["finish"], least=row["start"])
        number(f"{what} late finish", row["late"])
    return rows


def _in_words(rows: pd.DataFrame, unit: str) -> str:
    count = len(rows)
    finish = style.plain(rows["finish"].max())
    critical = rows.loc[rows["critical"], "activity"].tolist()
    path = f" Without float: {style.listing(critical)}." if critical else ""
    noun = "activity" if count == 1 else "activities"
    return f"Gantt chart of {count} {noun}; the last ends at {finish} {unit}.{path}"
