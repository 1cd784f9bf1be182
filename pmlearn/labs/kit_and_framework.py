"""The opening lab: points moved between criteria, and the evidence on three people."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np
import pandas as pd

from pmlearn.competency.evidence.attainment import attain, interval
from pmlearn.competency.framework import load
from pmlearn.labs.controls import WHOLE_TEXT, Panel, note
from pmlearn.plots import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from pmlearn.competency.evidence.attainment import Attainment

# Criterion -> points at first, points possible.
TASKS = {"PG3.1": (10, 10), "PG3.2": (7, 10), "PG3.3": (20, 20)}
_TONES = {"met": "0,114,178", "not yet met": "213,94,0", "not yet assessed": "128,128,128"}
_FULL = {".1": 10, ".2": 10, ".3": 20, ".4": 10}
# Person -> criterion -> points earned; None: not handed in.
_STAFF: dict[str, dict[str, int | None]] = {
    "dispatcher": {
        "PG1.1": 10,
        "PG1.2": 6,
        "PG1.3": 20,
        "PG3.1": 9,
        "PG3.2": 9,
        "PG3.3": 12,
    },
    "crew lead": {
        "PG1.1": 8,
        "PG1.2": 8,
        "PG1.3": 16,
        "PG3.1": 8,
        "PG3.2": 8,
        "PG3.3": 18,
        "PG3.4": 10,
    },
    "analyst": {"PG1.1": 10, "PG3.1": 10, "PG3.2": 10, "PG3.3": None},
}
_OWN_WORDS = {
    "dispatcher": {"PG1": 3, "PG3": 2},
    "crew lead": {"PG1": 2, "PG3": 1},
    "analyst": {"PG1": 1, "PG3": 3},
}

_framework = cache(load)


def staff_evidence() -> pd.DataFrame:
    """What three people of Tidewell's staff have earned in a course, a row for each criterion."""
    rows = [
        (person, criterion, score, _FULL[criterion[-2:]], "auto")
        for person, points in _STAFF.items()
        for criterion, score in points.items()
    ]
    return pd.DataFrame(rows, columns=["learner", "criterion", "score", "max_score", "kind"])


def staff_ratings() -> pd.DataFrame:
    """How the three have rated themselves, a row for each element."""
    rows = [
        (person, element, level)
        for person, ratings in _OWN_WORDS.items()
        for element, level in ratings.items()
    ]
    return pd.DataFrame(rows, columns=["learner", "element", "level"])


class EvidenceSliders(Panel):
    """Points for three criteria of PG3, and the level and the average that follow.

    Attributes:
        handed_in: Criterion -> the box that says that there is work to mark.
        sliders: Criterion -> the points for it.
        result: The criteria with their intervals, the level and the average.
    """

    def __init__(self) -> None:
        self.handed_in = {
            code: widgets.Checkbox(value=True, description=f"{code} handed in", indent=False)
            for code in TASKS
        }
        self.sliders = {
            code: widgets.IntSlider(start, 0, full, description=f"{code} points", **WHOLE_TEXT)
            for code, (start, full) in TASKS.items()
        }
        self.result = widgets.HTML()
        super().__init__(
            *(widgets.HBox([self.sliders[code], self.handed_in[code]]) for code in TASKS),
            self.result,
            controls=[*self.handed_in.values(), *self.sliders.values()],
        )

    def show(self) -> None:
        """Draw what follows from the points; what is not handed in has none."""
        earned = {}
        for code, slider in self.sliders.items():
            slider.disabled = not self.handed_in[code].value
            earned[code] = None if slider.disabled else slider.value
        self.result.value = _as_html(earned)


def _attained(earned: Mapping[str, int | None]) -> Attainment:
    """What somebody has attained who earned these points."""
    rows = [
        {"learner": "you", "criterion": code, "score": points, "max_score": TASKS[code][1]}
        for code, points in earned.items()
    ]
    return attain(_framework(), rows)


def _as_html(earned: Mapping[str, int | None]) -> str:
    """Each criterion with its status, its interval as a bar, and level and average below."""
    attained = _attained(earned)
    criteria = attained.criteria.set_index("criterion")
    rows = "".join(_row(code, criteria.loc[code]) for code in [*earned, "PG3.4"])
    seen = {code: points for code, points in earned.items() if points is not None}
    possible = sum(TASKS[code][1] for code in seen)
    share = sum(seen.values()) / possible if possible else 0
    average = f"{share:.0%} of {possible} points" if possible else "no points yet"
    return (
        "<table><caption style='text-align:left'>The bar is the 95 % interval, the line in it the "
        f"threshold.</caption>{rows}</table><p role='status'>Level "
        f"<b>{attained.level('you', 'PG3')}</b>; average <b>{average}</b>.</p>"
    )


def _row(code: str, found: Any) -> str:
    """One criterion: its level, its status, and the interval of its share of points."""
    bar, span = "&nbsp;", "no points yet"
    if found["n"]:
        left, width = 100 * found["low"], 100 * (found["high"] - found["low"])
        span = f"{found['low']:.2f} to {found['high']:.2f}"
        bar = (
            "<div style='position:relative;height:1em;background:rgba(128,128,128,.2)'>"
            f"<div style='position:absolute;left:{left:.0f}%;width:{width:.0f}%;height:100%;"
            f"background:rgba({_TONES[found['status']]},.7)'></div>"
            "<div style='position:absolute;left:80%;width:2px;height:100%;"
            "background:currentColor'></div></div>"
        )
    return (
        f"<tr><th scope='row' style='text-align:left'>{code}, level {found['level']}</th>"
        f"<td style='padding:.3em .8em'>{found['status']}</td>"
        f"<td style='width:12em'>{bar}</td><td style='padding:.3em .8em'>{span}</td></tr>"
    )


def plot_interval() -> Axes:
    """The interval around 90 percent of the points, by how many points there were."""
    import matplotlib.pyplot as plt

    points = np.arange(5, 101)
    low, high = interval(0.9 * points, points)
    _, ax = plt.subplots(figsize=(6.5, 3.4))
    ax.fill_between(points, low, high, color=style.BLUE, alpha=0.3)
    ax.axhline(0.9, color=style.BLUE)
    ax.axhline(0.8, color="black", linestyle="--", linewidth=1)
    note(ax, "earned: 90 % of the points", (100, 0.9), (0, 5), side="right")
    note(ax, "threshold", (100, 0.8), (0, -12), side="right")
    ax.set_title("How much do points tell?")
    ax.set(xlabel="Points possible", ylabel="Share, 95 % interval")
    ax.set(ylim=(0.4, 1.02), xlim=(5, 101))
    ax.spines[["top", "right"]].set_visible(False)
    return ax
