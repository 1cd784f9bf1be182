"""The lab on resources and uncertainty: crews and rules, and the chance of every date."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from pmlearn import plots
from pmlearn.labs.controls import Panel, as_image
from pmlearn.plots import style
from pmlearn.project.crew_chains import with_crew_chains
from pmlearn.project.resources import RULES, ResourceSchedule, level_by_rule
from pmlearn.project.risk import Simulation, ThreePoint, simulate
from pmlearn.project.schedule import Activity, schedule
from pmlearn.tidewell.dock_promise import PERMITS_WITH_PRIORITY_DESK
from pmlearn.tidewell.projects import APP_TEAM, DEPOT_CREWS, FIELD_CREWS, open_harbor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

CREWS: dict[str, dict[str, int]] = {
    "Dock refit": dict(FIELD_CREWS),
    "Pass relaunch": dict(APP_TEAM),
    "Depot move": dict(DEPOT_CREWS),
}
_PERT = "#CC79A7"
# Crew members and electricians of Dock refit -> color, line, width.
_LOOKS = {
    (4, 3): (style.BLUE, "-", 2),
    (5, 3): ("#E69F00", ":", 4),
    (6, 3): (style.GREEN, "--", 2),
    (6, 4): (style.VERMILION, "-.", 2),
}
_projects = cache(open_harbor)


def plan_of(
    name: str, capacity: Mapping[str, int], rule: str = "latest finish time"
) -> ResourceSchedule:
    """The plan that the serial scheme makes by one rule."""
    return level_by_rule(_projects()[name], capacity, rule=rule)


def dates_of(plan: ResourceSchedule, trials: int = 10_000) -> Simulation:
    """Simulated finishes of a plan whose crews go from job to job as planned."""
    return simulate(with_crew_chains(plan), trials=trials, seed=1)


def with_priority_desk(plan: ResourceSchedule) -> list[Activity]:
    """A plan's activities, crews included, with the permits as the city's desk gives them."""
    return [
        Activity(
            job.name,
            PERMITS_WITH_PRIORITY_DESK if job.name == "Obtain permits" else job.duration,
            job.predecessors,
            job.resources,
        )
        for job in with_crew_chains(plan)
    ]


def _control(kind: Any, **settings: Any) -> Any:
    """A control of this lab's width."""
    look = {"style": {"description_width": "8em"}, "layout": widgets.Layout(width="24em")}
    return kind(**settings, **look)


class CrewsAndRule(Panel):
    """A project, a rule and the size of each crew, beside the plan and dates that follow.

    Attributes:
        which: The project.
        rule: By which work is put in order.
        sizes: A slider for each crew of the project.
        result: What follows, as sentences and a picture.
    """

    def __init__(self) -> None:
        self.which = _control(widgets.Dropdown, options=list(CREWS), description="Project")
        self.rule = _control(widgets.Dropdown, options=list(RULES), description="Rule")
        self.sizes, self.result = widgets.VBox(), widgets.HTML()
        self._take_crews()
        self.which.observe(self._choose, "value")
        choices = widgets.HBox([widgets.VBox([self.which, self.rule]), self.sizes])
        super().__init__(choices, self.result, controls=[self.rule])

    def show(self) -> None:
        """Draw the plan and its dates."""
        capacity = {slider.description: slider.value for slider in self.sizes.children}
        plan = plan_of(self.which.value, capacity, self.rule.value)
        dates = dates_of(plan)
        self.result.value = _in_words(plan, dates) + _picture(plan, dates)

    def _choose(self, _: Any) -> None:
        self._take_crews()
        self.show()

    def _take_crews(self) -> None:
        """Sliders for the crews of the chosen project; none smaller than its largest job."""
        jobs = _projects()[self.which.value]
        self.sizes.children = [
            _control(
                widgets.IntSlider,
                value=size,
                min=max(1, int(max(job.resources.get(crew, 0) for job in jobs))),
                max=8,
                description=crew,
                continuous_update=False,
            )
            for crew, size in CREWS[self.which.value].items()
        ]
        for slider in self.sizes.children:
            slider.observe(self._changed, "value")


def _in_words(plan: ResourceSchedule, dates: Simulation) -> str:
    """The numbers that matter, as a sentence each."""
    bound = "no plan can be shorter" if plan.proven_optimal else f"at least {plan.lower_bound:g}"
    return (
        f"<p role='status'>Plan: <b>{plan.makespan:.1f}</b> weeks ({bound}), kept with a chance of "
        f"<b>{dates.probability(plan.makespan):.0%}</b>. By 80 %: PERT says "
        f"<b>{dates.pert.percentile(80):.1f}</b>, the simulation <b>{dates.percentile(80):.1f}</b> "
        f"weeks. Merge bias: <b>{dates.merge_bias:+.2f}</b> weeks.</p>"
    )


def _picture(plan: ResourceSchedule, dates: Simulation) -> str:
    """Profile and S-curve of a plan, side by side, with their descriptions."""
    figure = Figure(figsize=(11, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    plots.resource_profile(plan, period="week", title="Who is at work when", ax=left)
    plots.s_curve(dates.finishes, deterministic=plan.makespan, unit="weeks", ax=right)
    # Half a percent to 99.5 percent of what PERT takes for normal.
    shares = np.linspace(0.005, 0.995, 100)
    normal = NormalDist(dates.pert.mean, max(dates.pert.sd, 1e-6))
    weeks = [normal.inv_cdf(share) for share in shares]
    right.plot(weeks, 100 * shares, color=_PERT, linestyle="--", linewidth=2, label="PERT")
    right.legend(loc="upper left")
    # The same span for one project, so that a shorter plan is seen to move.
    logic = schedule(plan.problem.activities).finish
    right.set_xlim(0.85 * logic, max(1.6 * logic, dates.finishes.max()))
    return as_image(figure, f"{plots.alt(left)} {plots.alt(right)}")


def plot_crew_sizes() -> Axes:
    """The chance of every date of Dock refit with four sizes of its crews."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(7.5, 3.8), layout="constrained")
    figure.patch.set_facecolor(style.CARD)
    for (crew, electricians), (color, line, width) in _LOOKS.items():
        capacity = CREWS["Dock refit"] | {"crew": crew, "electrician": electricians}
        finishes = np.sort(dates_of(plan_of("Dock refit", capacity)).finishes)
        shares = 100 * np.arange(1, len(finishes) + 1) / len(finishes)
        name = f"crew {crew}, electricians {electricians}"
        ax.plot(finishes, shares, color=color, linestyle=line, linewidth=width, label=name)
    ax.set(xlabel="Finish of Dock refit (weeks)", ylabel="Share of trials (%)", ylim=(0, 102))
    ax.set_title("The fifth crew member changes nothing")
    ax.legend(frameon=False)
    ax.grid(alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


class Opening(Panel):
    """Equal teams side by side, and the chance that the last of them is done by a date.

    Attributes:
        teams: How many there are.
        worst: The longest that each may take.
        answer: What PERT and the simulation say.
    """

    def __init__(self) -> None:
        slider = widgets.IntSlider
        self.teams = _control(slider, value=1, min=1, max=16, description="Teams")
        self.worst = _control(slider, value=8, min=6, max=16, description="At the worst")
        self.answer = widgets.HTML()
        controls = [self.teams, self.worst]
        super().__init__(*controls, self.answer, controls=controls)

    def show(self) -> None:
        """Say what PERT and the simulation say."""
        estimate = ThreePoint(4, 6, self.worst.value)
        date = estimate.percentile(80)
        teams = [Activity(f"team {number}", estimate) for number in range(self.teams.value)]
        last = simulate(teams, 10_000, seed=1)
        self.answer.value = (
            f"<p role='status'>Each team is done by week {date:.1f} with a chance of 80 %. The "
            f"opening by then: PERT says <b>{last.pert.probability(date):.0%}</b>, the simulation "
            f"<b>{last.probability(date):.0%}</b>. Mean week of the opening: PERT "
            f"{last.pert.mean:.2f}, simulation {last.mean:.2f}; merge bias {last.merge_bias:+.2f} "
            "weeks.</p>"
        )
