"""The lab on interdependencies: a matrix put in order by hand, and slips that travel."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from matplotlib.figure import Figure

from pmlearn.labs.controls import WHOLE_TEXT, Panel, as_image, figures_table
from pmlearn.plots import alt, gantt, style
from pmlearn.project.schedule import schedule
from pmlearn.tidewell.hill_stage import (
    CREW_TURNED,
    CREWS,
    END,
    NEEDS,
    PROJECTS,
    hill_forecast,
    hill_network,
    project_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pmlearn.project.schedule import Schedule

MOST_WEEKS = 6
PLANS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "arrows only": {},
    "crew: chargers, then readers": CREWS,
    "crew: readers, then chargers": {**CREWS, "Field crew": CREW_TURNED},
}
ACTIVITIES = [name for project in PROJECTS.values() for name in project if name != END]


def too_late(order: Sequence[str]) -> list[tuple[str, str]]:
    """Needs that an order does not meet, as (what needs, what it needs).

    Args:
        order: All things to settle, the first first.
    """
    place = {name: number for number, name in enumerate(order)}
    return [(name, other) for name in order for other in NEEDS[name] if place[other] > place[name]]


def replanned(plan: str, slips: Mapping[str, float]) -> Schedule:
    """The hill stage with slips, under one of `PLANS`.

    Raises:
        KeyError: there is no such plan.
    """
    return schedule(hill_network(PLANS[plan], slips))


def opening(plan: str, slips: Mapping[str, float]) -> int:
    """The week at whose end the hill opens, under one of `PLANS`.

    Raises:
        KeyError: there is no such plan.
    """
    return round(replanned(plan, slips).finish)


def moves_by(slips: Mapping[str, float]) -> int:
    """By how many weeks the opening moves when the order of the plan is kept."""
    return round(hill_forecast(slips).slip)


class MatrixByHand(Panel):
    """The ten things to settle, to be put in order; marks above the diagonal are counted.

    Attributes:
        order: Names in the order chosen so far.
        chosen: Which of them moves.
        up: The button that moves it one place up.
        down: The button that moves it one place down.
        fewest: The fewest marks above the diagonal that were reached so far.
    """

    def __init__(self) -> None:
        self.order = list(NEEDS)
        self.fewest = len(too_late(self.order))
        self.chosen = widgets.Dropdown(options=self.order, description="Move", **WHOLE_TEXT)
        self.up = widgets.Button(description="Up")
        self.down = widgets.Button(description="Down")
        self.up.on_click(lambda _: self.move(-1))
        self.down.on_click(lambda _: self.move(1))
        self.matrix, self.words = widgets.HTML(), widgets.HTML()
        controls = widgets.HBox([self.chosen, self.up, self.down])
        super().__init__(controls, self.words, self.matrix, controls=[self.chosen])

    def move(self, steps: int) -> None:
        """Move what is chosen by some places; at the edge it stays."""
        place = self.order.index(self.chosen.value)
        to = min(max(place + steps, 0), len(self.order) - 1)
        self.order.insert(to, self.order.pop(place))
        self.fewest = min(self.fewest, len(too_late(self.order)))
        self.show()

    def show(self) -> None:
        """Draw the matrix in the order as it is."""
        now = len(too_late(self.order))
        pairs = {"Marks above the diagonal": str(now), "Fewest so far": str(self.fewest)}
        self.words.value = figures_table(pairs)
        self.matrix.value = _matrix(self.order, str(self.chosen.value))


def _matrix(order: Sequence[str], chosen: str) -> str:
    """The matrix as a table; what is needed too late is a cross."""
    numbers = {name: number for number, name in enumerate(NEEDS, start=1)}
    head = "".join(
        f"<th scope='col' style='width:2em;text-align:center'>{numbers[name]}</th>"
        for name in order
    )
    rows = []
    for row, name in enumerate(order):
        label = f"{escape(name)} · {numbers[name]}"
        shown = f"<u>{label}</u>" if name == chosen else label
        cells = "".join(_cell(name, other, row, column) for column, other in enumerate(order))
        rows.append(f"<tr><th scope='row' style='text-align:left'>{shown}</th>{cells}</tr>")
    return f"<table><tr><th>the row needs the column</th>{head}</tr>{''.join(rows)}</table>"


def _cell(name: str, other: str, row: int, column: int) -> str:
    if row == column:
        return f"<td style='background:{style.GRID}'></td>"
    if other not in NEEDS[name]:
        return "<td></td>"
    late = column > row
    color, sign = (style.VERMILION, "✕") if late else (style.BLUE, "■")
    told = "needed too late" if late else "there before"
    return f"<td style='color:{color};text-align:center' title='{told}'>{sign}</td>"


class SlipBoard(Panel):
    """An activity that takes longer, and where the weeks arrive.

    Attributes:
        activity: What takes longer.
        weeks: By how much.
        plan: Whether crews count, and in which order the field crew works.
        chart: All four projects as bars.
        table: The opening, and by how much it moves.
    """

    def __init__(self) -> None:
        self.activity = widgets.Dropdown(
            options=ACTIVITIES, value="Fit out workshop", description="Takes longer", **WHOLE_TEXT
        )
        self.weeks = widgets.IntSlider(
            0, 0, MOST_WEEKS, description="by weeks", continuous_update=False, **WHOLE_TEXT
        )
        self.plan = widgets.Dropdown(options=list(PLANS), description="Plan", **WHOLE_TEXT)
        self.chart, self.table = widgets.HTML(), widgets.HTML()
        controls: list[Any] = [self.activity, self.weeks, self.plan]
        box = widgets.HBox(controls, layout={"flex_flow": "row wrap"})
        super().__init__(box, self.table, self.chart, controls=controls)

    def show(self) -> None:
        """Draw the plan that follows."""
        plan, slips = self.plan.value, {self.activity.value: self.weeks.value}
        found, before = replanned(plan, slips), opening(plan, {})
        pairs = {
            "The hill opens at the end of week": f"{found.finish:.0f}",
            "Later than this plan without the slip, weeks": f"{found.finish - before:.0f}",
            "Projects on the chain that drives it": ", ".join(_driving(found)),
        }
        self.table.value = figures_table(pairs)
        self.chart.value = _picture(found, plan)


def _driving(found: Schedule) -> list[str]:
    """The projects along the first critical path, each once."""
    return list(dict.fromkeys(project_of(str(name)) for name in found.critical_paths[0]))


def _picture(found: Schedule, plan: str) -> str:
    """The four projects as bars."""
    figure = Figure(figsize=(8.2, 4.6), layout="constrained")
    ax = gantt(found, title=f"Hill stage, {plan}", unit="weeks", ax=figure.subplots())
    return as_image(figure, alt(ax))


def plot_openings() -> Any:
    """When the hill opens, by how much longer the workshop takes, under each of `PLANS`."""
    weeks = range(MOST_WEEKS + 1)
    title = "A slip in the depot, and the week in which the hill opens"
    ax = style.canvas(None, title, "Workshop takes longer (weeks)", "Opening (week)")
    looks = (("o--", style.MUTED), ("s-", style.VERMILION), ("^-", style.BLUE))
    for plan, (look, color) in zip(PLANS, looks, strict=True):
        ends = [opening(plan, {"Fit out workshop": slip}) for slip in weeks]
        ax.plot(weeks, ends, look, color=color, label=plan)
    style.whole_ticks(ax)
    style.legend(ax)
    return ax
