"""The lab From scope to schedule: durations of Dock refit that are dragged, and what follows."""

from __future__ import annotations

from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from matplotlib.figure import Figure

from pmlearn.labs.controls import Panel, note
from pmlearn.plots import alt, gantt, style
from pmlearn.project.schedule import Activity, Schedule, schedule
from pmlearn.tidewell.projects import dock_refit

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = ["Obtain permits", "Prepare hill sites", "Connect power", "Build docks"]


@cache
def _plan() -> Schedule:
    return schedule(dock_refit())


def planned() -> dict[str, float]:
    """Activity -> weeks that it takes as planned."""
    plan = _plan()
    return {str(name): w for name, w in zip(plan.network.names, plan.durations, strict=True)}


def replanned(changes: Mapping[str, float]) -> Schedule:
    """Dock refit with these durations; the others, and all links, stay as planned."""
    durations = planned() | dict(changes)
    return schedule(
        [Activity(job.name, durations[str(job.name)], job.predecessors) for job in dock_refit()]
    )


class DurationSliders(Panel):
    """A slider for the duration of each activity, beside the plan that follows.

    Attributes:
        sliders: Activity -> its duration.
        reset: The button that takes all changes back.
        chart: The plan as bars.
        words: Its finish and its critical paths.
    """

    def __init__(self) -> None:
        self.sliders = {name: _slider(name, weeks) for name, weeks in planned().items()}
        self.reset = widgets.Button(description="Reset all durations")
        self.reset.on_click(self._go_back)
        self.chart, self.words = widgets.HTML(), widgets.HTML()
        controls = list(self.sliders.values())
        beside = widgets.HBox([widgets.VBox([*controls, self.reset]), self.chart])
        super().__init__(beside, self.words, controls=controls)

    def show(self) -> None:
        """Draw the plan with the durations as they are."""
        found = replanned({name: slider.value for name, slider in self.sliders.items()})
        self.chart.value, self.words.value = _drawn(found), _told(found)

    def _go_back(self, _: Any) -> None:
        for name, weeks in planned().items():
            self.sliders[name].value = weeks


def _slider(name: str, weeks: float) -> Any:
    """The slider of one activity."""
    return widgets.FloatSlider(
        value=weeks,
        min=0,
        max=weeks + 8,
        step=0.5,
        description=name,
        readout_format=".1f",
        style={"description_width": "150px"},
        layout=widgets.Layout(width="390px"),
    )


def _drawn(found: Schedule) -> str:
    """The Gantt chart as part of a page, with its description for those who hear it."""
    figure = Figure(figsize=(7, 4.4), layout="constrained")
    ax = figure.subplots()
    gantt(found, title="Dock refit with your durations", unit="weeks", ax=ax)
    ax.axvline(_plan().finish, color=style.MUTED, linestyle=":")
    ax.set_xlim(0, max(40, found.finish))
    svg = StringIO()
    figure.savefig(svg, format="svg")
    picture = svg.getvalue()
    return f"<div role='img' aria-label='{alt(ax)}'>{picture[picture.index('<svg') :]}</div>"


def _told(found: Schedule) -> str:
    """Finish, gain and critical paths in words."""
    gain = _plan().finish - found.finish
    change = f"{abs(gain):g} weeks {'sooner' if gain > 0 else 'later'}" if gain else "as planned"
    paths = "".join(f"<li>{' → '.join(map(str, path))}</li>" for path in found.critical_paths)
    many = len(found.critical_paths)
    return (
        f"<p role='status'>Dock refit takes <b>{found.finish:g} weeks</b>: {change}. "
        f"{many} critical path{'s' if many > 1 else ''}:</p><ol>{paths}</ol>"
    )


def plot_shortening() -> Figure:
    """What the project takes when one activity alone gets shorter or longer, for four of them."""
    import matplotlib.pyplot as plt

    saved = [0.5 * step for step in range(-16, 13)]
    figure, axes = plt.subplots(
        2, 2, figsize=(7.6, 5), sharex=True, sharey=True, layout="constrained"
    )
    figure.set_facecolor(style.CARD)
    figure.suptitle("One activity shorter or longer, the others as planned")
    figure.supxlabel("Weeks taken off the activity (negative: added)")
    figure.supylabel("Dock refit takes (weeks)")
    for name, ax in zip(_SHOWN, axes.flat, strict=True):
        weeks = planned()[name]
        possible = [less for less in saved if less <= weeks]
        finishes = [replanned({name: weeks - less}).finish for less in possible]
        ax.plot(possible, finishes, color=style.BLUE, linewidth=2.5)
        ax.plot(0, _plan().finish, "o", color=style.VERMILION, markersize=7)
        ax.set_title(name, fontsize=11)
        ax.set_yticks(range(22, 39, 4))
        ax.grid(alpha=0.3)
        ax.spines[["top", "right"]].set_visible(False)
    note(axes[0, 0], "today's plan", (0, _plan().finish), (8, 6))
    return figure
