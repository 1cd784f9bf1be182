"""The lab on who does what: a matrix under eight rules, and a map whose lines can be moved."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np
import pandas as pd

from pmlearn.labs.controls import Panel, note
from pmlearn.plots import style
from pmlearn.roles import raci_problems
from pmlearn.tidewell.people import stakeholder_ratings, stakeholders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    Answer = Mapping[str, Mapping[str, str]]

MIDDLE = 5.5  # of a scale from 1 to 10
WIDE = {"layout": widgets.Layout(width="32em"), "style": {"description_width": "12em"}}
_UNIT, _LEFT, _BOTTOM = 50, 60, 560  # of the map, in its own units

_ratings = cache(stakeholder_ratings)


def as_matrix(editor: Any, answer: Answer | None = None) -> pd.DataFrame:
    """A matrix of the editor with the names of tasks and roles; without an answer, the draft."""
    question = editor.question
    filled = answer or question["given"]
    tasks = {row["id"]: row["text"] for row in question["entries"]}
    roles = {column["id"]: column["label"] for column in question["columns"]}
    cells = [[filled.get(task, {}).get(role, "") for role in roles] for task in tasks]
    return pd.DataFrame(cells, index=list(tasks.values()), columns=list(roles.values()))


class Faults(Panel):
    """What the rules say of the matrix in the editor, and how many letters each role holds.

    Attributes:
        editor: The exercise in which the matrix is changed.
        found: The rules that are broken, and the letters.
    """

    def __init__(self, editor: Any) -> None:
        self.editor, self.found = editor, widgets.HTML()
        editor.observe(self._changed, "answer")
        super().__init__(self.found)

    @property
    def matrix(self) -> pd.DataFrame:
        """The matrix as it stands in the editor."""
        return as_matrix(self.editor, self.editor.answer)

    def show(self) -> None:
        """Count anew."""
        matrix = self.matrix
        found = raci_problems(matrix)
        said = "".join(f"<li>{one}</li>" for one in found) or "<li>No rule is broken.</li>"
        bars = "".join(
            f"<tr><th scope='row' style='text-align:left'>{role}</th>{_bars(matrix[role])}</tr>"
            for role in matrix
        )
        self.found.value = f"<ul role='status'>{said}</ul><table>{bars}</table>"


def _bars(cells: pd.Series) -> str:
    """How many tasks a role has with each letter."""
    return "".join(
        f"<td style='padding:0 .8em'>{letter} {'■' * int(cells.str.contains(letter).sum())}</td>"
        for letter in "ARC"
    )


def agreed(influence_line: float, interest_line: float) -> pd.Series:
    """Whether all five managers put a stakeholder into the same field, one entry for each."""
    ratings = _ratings()
    fields = ratings.assign(
        influence=ratings["influence"] >= influence_line,
        interest=ratings["interest"] >= interest_line,
    ).groupby("stakeholder")[["influence", "interest"]]
    return (fields.min() == fields.max()).all(axis="columns").reindex(stakeholders().index)


class StakeholderMap(Panel):
    """The map of the stakeholders, and the two lines that part its fields.

    Attributes:
        influence_line: From where on influence is high.
        interest_line: From where on interest is high.
        picture: The map, and on whom the managers differ.
    """

    def __init__(self) -> None:
        self.influence_line, self.interest_line = (
            widgets.FloatSlider(
                MIDDLE, min=1.5, max=9.5, step=0.5, description=f"{what} is high from", **WIDE
            )
            for what in ("Influence", "Interest")
        )
        self.picture = widgets.HTML()
        controls = [self.influence_line, self.interest_line]
        super().__init__(*controls, self.picture, controls=controls)

    def show(self) -> None:
        """Draw the map with its lines as they are."""
        influence, interest = self.influence_line.value, self.interest_line.value
        same = agreed(influence, interest)
        points = "".join(
            _point(str(name), own, same[str(name)])
            for name, own in _ratings().groupby("stakeholder")
        )
        contested = ", ".join(same.index[~same]) or "none"
        self.picture.value = (
            "<svg viewBox='0 0 720 600' style='max-width:720px;background:#fff' role='img'"
            f" aria-label='Stakeholder map; {same.sum()} of {len(same)} placed alike by all "
            f"managers'>{points}{_lines(influence, interest)}"
            "<text x='340' y='592' text-anchor='middle' font-size='14'>interest →</text>"
            "<text x='20' y='300' font-size='14' transform='rotate(-90 20 300)'>influence →</text>"
            f"</svg><p role='status'><b>{same.sum()} of {len(same)}</b> stakeholders are put into "
            f"the same field by all five managers. Contested: {contested}.</p>"
        )


def _x(interest: float) -> float:
    return _LEFT + _UNIT * interest


def _y(influence: float) -> float:
    return _BOTTOM - _UNIT * influence


def _point(name: str, ratings: pd.DataFrame, same: bool) -> str:
    """A stakeholder's mean, and the box from the lowest to the highest rating."""
    low, mean, high = (ratings[["interest", "influence"]].agg(f) for f in ("min", "mean", "max"))
    color = style.BLUE if same else style.VERMILION
    width, height = _UNIT * (high - low)
    x, y = _x(mean["interest"]), _y(mean["influence"])
    return (
        f"<rect x='{_x(low['interest']):.0f}' y='{_y(high['influence']):.0f}' width='{width:.0f}'"
        f" height='{height:.0f}' fill='{color}' fill-opacity='.08' stroke='{color}'"
        f" stroke-opacity='.5' stroke-dasharray='{'none' if same else '4 3'}'/>"
        f"<circle cx='{x:.0f}' cy='{y:.0f}' r='6' fill='{color}'/>"
        f"<text x='{x + 9:.0f}' y='{y - 7:.0f}' font-size='14' fill='{style.INK}'>{name}</text>"
    )


def _lines(influence: float, interest: float) -> str:
    """The two lines across the map."""
    x, y = _x(interest), _y(influence)
    return (
        f"<line x1='{x}' x2='{x}' y1='40' y2='{_BOTTOM}' stroke='{style.MUTED}'/>"
        f"<line x1='{_LEFT}' x2='620' y1='{y}' y2='{y}' stroke='{style.MUTED}'/>"
    )


def plot_agreement() -> Axes:
    """How many stakeholders all five managers place alike, by where both lines stand."""
    import matplotlib.pyplot as plt

    steps = np.arange(1.5, 10, 0.5)
    counts = [int(agreed(step, step).sum()) for step in steps]
    figure, ax = plt.subplots(figsize=(6.5, 3.2))
    figure.patch.set_facecolor(style.CARD)
    ax.step(steps, counts, where="mid", color=style.BLUE)
    ax.axvline(MIDDLE, color=style.MUTED, linestyle="--")
    note(ax, "the middle of the scale", (MIDDLE, 9.4), (5, 0))
    ax.set_title("Wherever the lines stand, the managers differ on some")
    ax.set(xlabel="Both lines at", ylabel="Stakeholders placed alike (of 10)", ylim=(0, 10.4))
    ax.spines[["top", "right"]].set_visible(False)
    return ax
