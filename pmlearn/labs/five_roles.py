"""The lab on the five roles: two managers' labels, and what shared definitions do to them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import pandas as pd

from pmlearn.labs.controls import Panel, note
from pmlearn.plots import style
from pmlearn.roles import cohens_kappa

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.axes import Axes

    Labels = pd.Series[str]

ROLES = ["project", "program", "portfolio", "product", "service"]
DEFINITIONS = {
    "A": "A program joins projects until a benefit is reached; a portfolio chooses between them.",
    "B": "Product says what riders get and why; a project delivers it to a date and a budget.",
    "C": "Service answers for what runs today; product for what shall run differently.",
}
# A job, the portfolio lead's label, the product manager's, the definition that settles it, and how.
_JOBS = [
    ("choose next year's proposals", "portfolio", "portfolio", "", ""),
    ("rank proposals by strategy", "portfolio", "portfolio", "", ""),
    ("stop a proposal without purpose", "portfolio", "program", "A", "portfolio"),
    ("keep three projects in step", "portfolio", "program", "A", "program"),
    ("settle which project waits", "project", "program", "A", "program"),
    ("check that the benefit arrives", "portfolio", "product", "A", "program"),
    ("say what the app is to become", "product", "product", "", ""),
    ("interview riders", "product", "product", "", ""),
    ("decide which feature is next", "project", "product", "B", "product"),
    ("write down what riders need", "project", "product", "B", "product"),
    ("fix the week of the launch", "project", "product", "B", "project"),
    ("inspect the finished work", "project", "product", "B", "project"),
    ("plan the crew's weeks", "project", "project", "", ""),
    ("watch budget and risks", "project", "project", "", ""),
    ("repair the unlock function", "service", "service", "", ""),
    ("staff the support desk", "service", "service", "", ""),
    ("report which docks fail most", "service", "service", "", ""),
    ("order spare locks", "project", "service", "C", "service"),
    ("end a failure that keeps returning", "service", "product", "C", "service"),
    ("promise faster repairs next year", "service", "product", "C", "product"),
]


def labeled_jobs() -> pd.DataFrame:
    """Twenty jobs with both managers' labels, and the definition that would settle each."""
    columns = ["job", "portfolio_lead", "product_manager", "definition", "settled_as"]
    return pd.DataFrame(_JOBS, columns=columns)


_jobs = cache(labeled_jobs)


def labels(shared: Collection[str]) -> tuple[Labels, Labels]:
    """Both managers' labels once they share these definitions, such as {"A", "C"}."""
    jobs = _jobs()
    settled = jobs["definition"].isin(list(shared))
    return (
        jobs["portfolio_lead"].mask(settled, jobs["settled_as"]),
        jobs["product_manager"].mask(settled, jobs["settled_as"]),
    )


def agreement(first: Labels, second: Labels) -> tuple[float, float]:
    """Share of equal labels, and Cohen's kappa."""
    return float((first == second).mean()), cohens_kappa(first.tolist(), second.tolist())


class LabelTable(Panel):
    """Both managers' labels as a table of counts, by shared definitions and changes by hand.

    Attributes:
        ticks: Definition -> the box that shares it.
        job: The job whose label can be changed.
        role: What the product manager says of it.
        table: The counts, with agreement and kappa below.
    """

    def __init__(self) -> None:
        wide = {"layout": widgets.Layout(width="auto"), "style": {"description_width": "initial"}}
        self.ticks = {
            key: widgets.Checkbox(description=f"{key}: {text}", indent=False, **wide)
            for key, text in DEFINITIONS.items()
        }
        jobs = list(_jobs()["job"])
        self.job = widgets.Dropdown(options=jobs, description="For this job", **wide)
        self.role = widgets.Dropdown(options=ROLES, description="the product manager says", **wide)
        self.table = widgets.HTML()
        self._by_hand: dict[str, str] = {}
        ticks = list(self.ticks.values())
        super().__init__(
            *ticks, widgets.HBox([self.job, self.role]), self.table, controls=[*ticks, self.job]
        )

    def labels(self) -> tuple[Labels, Labels]:
        """Both managers' labels as they are now."""
        first, second = labels([key for key, tick in self.ticks.items() if tick.value])
        for name, chosen in self._by_hand.items():
            second = second.mask(_jobs()["job"] == name, chosen)
        return first, second

    def show(self) -> None:
        """Draw the table, and put the chosen job's label into its control."""
        first, second = self.labels()
        self.role.unobserve_all("value")
        self.role.value = second[_jobs()["job"] == self.job.value].iloc[0]
        self.role.observe(self._change_by_hand, "value")
        self.table.value = _as_html(first, second)

    def _change_by_hand(self, change: dict[str, Any]) -> None:
        self._by_hand[self.job.value] = change["new"]
        self.show()


def _as_html(first: Labels, second: Labels) -> str:
    """The two managers' labels as a table of counts, with agreement and kappa below."""
    observed, kappa = agreement(first, second)
    heads = "".join(f"<th scope='col' style='padding:.3em .8em'>{role}</th>" for role in ROLES)
    rows = ""
    for row in ROLES:
        rows += f"<tr><th scope='row' style='text-align:left;padding:.3em .8em'>{row}</th>"
        for column in ROLES:
            count = int(((first == row) & (second == column)).sum())
            color = "0,114,178" if row == column else "213,94,0"
            shade = f"background:rgba({color},{min(0.15 * count, 0.6)})"
            rows += f"<td style='text-align:center;{shade}'>{count or '·'}</td>"
        rows += "</tr>"
    return (
        "<table><caption style='text-align:left'>Rows: portfolio lead. Columns: product manager."
        f"</caption><tr><td></td>{heads}</tr>{rows}</table>"
        f"<p role='status'><b>{(first == second).sum()} of {len(first)}</b> labels are equal "
        f"({observed:.0%}); kappa is <b>{kappa:.2f}</b>.</p>"
    )


def plot_agreement() -> Axes:
    """Share of equal labels and kappa, with one definition shared after the other."""
    import matplotlib.pyplot as plt

    names = ["none", "A", "A and B", "A, B and C"]
    steps = [agreement(*labels("ABC"[:shared])) for shared in range(len(names))]
    observed, kappas = zip(*steps, strict=True)
    _, ax = plt.subplots(figsize=(6.5, 3.4))
    ax.plot(names, observed, marker="o", color=style.BLUE)
    ax.plot(names, kappas, marker="s", color=style.VERMILION, linestyle="--")
    note(ax, "equal labels", (1, observed[1]), (-6, 8), side="right")
    note(ax, "kappa", (1, kappas[1]), (8, -12))
    ax.margins(x=0.12)
    ax.set_title("Invented labels: each definition settles some of them")
    ax.set(xlabel="Definitions they share", ylabel="Agreement (share or kappa)", ylim=(0, 1.08))
    ax.grid(axis="y", alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
