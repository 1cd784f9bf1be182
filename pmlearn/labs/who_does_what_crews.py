"""The lab on who does what: crews with a matrix and without, chosen by need or by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import ipywidgets as widgets
import numpy as np

from pmlearn.labs.controls import Panel
from pmlearn.labs.who_does_what import WIDE
from pmlearn.plots import style
from pmlearn.tidewell.people import crew_records

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Choice = Literal["worst", "lot"]

DRAWS = 200
CHOICES: dict[str, Choice] = {"the 8 weakest crews": "worst", "8 crews drawn by lot": "lot"}


def gains(records: pd.DataFrame) -> tuple[float, float]:
    """Mean change in jobs a week of the crews with a matrix, and of those without."""
    change = records["after"] - records["before"]
    return float(change[records["matrix"]].mean()), float(change[~records["matrix"]].mean())


def differences(effect: float, chosen: Choice) -> NDArray[np.float64]:
    """Gain with a matrix minus gain without, draw by draw."""
    found = [gains(crew_records(effect=effect, chosen=chosen, seed=n)) for n in range(DRAWS)]
    return np.array([own - others for own, others in found])


class CrewMonths(Panel):
    """Who gets a matrix and what it does, above the two months of all crews.

    Attributes:
        chosen: Who gets it.
        effect: Jobs a week that it adds.
        seed: The number of the draw.
        slide: The crews before and after, and what they gained.
    """

    def __init__(self) -> None:
        self.chosen = widgets.Dropdown(options=CHOICES, description="The matrix goes to", **WIDE)
        self.effect = widgets.FloatSlider(
            0, min=0, max=4, step=0.5, description="Jobs a week that it adds", **WIDE
        )
        self.seed = widgets.IntSlider(3, min=0, max=100, description="Draw number", **WIDE)
        self.slide = widgets.HTML()
        controls = [self.chosen, self.effect, self.seed]
        super().__init__(*controls, self.slide, controls=controls)

    def show(self) -> None:
        """Draw the crews' months."""
        effect = self.effect.value
        records = crew_records(effect=effect, chosen=self.chosen.value, seed=self.seed.value)
        own, others = gains(records)
        self.slide.value = (
            f"{_months(records)}<p role='status'>With a matrix (thick): <b>{own:+.1f}</b> jobs a "
            f"week. Without: <b>{others:+.1f}</b>. Difference: <b>{own - others:+.1f}</b>; true "
            f"effect {effect:g}.</p>"
        )


def _months(records: pd.DataFrame) -> str:
    """Each crew as a line from the month before to the month after."""
    lines = "".join(_line(crew) for crew in records.itertuples())
    ticks = "".join(
        f"<text x='60' y='{_y(jobs) + 5:.0f}' font-size='13' text-anchor='end'>{jobs}</text>"
        for jobs in (10, 15, 20, 25, 30)
    )
    return (
        "<svg viewBox='0 0 500 370' style='max-width:500px;background:#fff' role='img'"
        f" aria-label='Jobs a week of 24 crews before and after'>{ticks}{lines}"
        "<text x='90' y='360' font-size='14' text-anchor='middle'>before</text>"
        "<text x='410' y='360' font-size='14' text-anchor='middle'>after</text></svg>"
    )


def _y(jobs: float) -> float:
    return 330 - 10 * (jobs - 5)


def _line(crew: Any) -> str:
    """The crew's line: thick and unbroken with a matrix."""
    color, width, dash = (style.VERMILION, 2.5, "none") if crew.matrix else (style.MUTED, 1, "4 3")
    return (
        f"<line x1='90' x2='410' y1='{_y(crew.before):.0f}' y2='{_y(crew.after):.0f}'"
        f" stroke='{color}' stroke-width='{width}' stroke-dasharray='{dash}'/>"
    )


def plot_draws() -> Figure:
    """200 differences for no effect and for one of 2, by who gets the matrix."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(2, 1, figsize=(6.8, 4.6), sharex=True, layout="constrained")
    figure.patch.set_facecolor(style.CARD)
    for ax, (crews, chosen) in zip(axes, CHOICES.items(), strict=True):
        for effect, color, hatch in ((0, style.MUTED, ""), (2, style.VERMILION, "//")):
            ax.hist(
                differences(effect, chosen),
                np.arange(-5, 12, 0.5),
                histtype="step",
                hatch=hatch,
                edgecolor=color,
                linewidth=1.6,
                label=f"true effect {effect} jobs a week",
            )
        ax.axvline(0, color=style.INK, linewidth=1)
        ax.set(title=f"Matrix to {crews}", ylabel=f"Draws of {DRAWS}")
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].legend(frameon=False, fontsize=9)
    axes[1].set_xlabel("Gain with a matrix minus gain without (jobs a week)")
    return figure
