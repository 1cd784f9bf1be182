"""Stop or go: by what is still to come, never by what was already spent."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal

import pandas as pd

from pmlearn.inputs import number, table, unique

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(frozen=True, slots=True)
class Gate:
    """One component before a decision, in money of today.

    Attributes:
        name: The component.
        remaining_benefit: Expected benefit that comes only if the work goes on.
        remaining_cost: Cost that falls due only if the work goes on.
        spent: What was already spent; shown, and without any influence.
        exit_cost: Cost that falls due only if the work stops (contracts, cleaning up).
        threshold: What going on must bring more than stopping: the value of the best other use of
            the same people and money.
    """

    name: Hashable
    remaining_benefit: float
    remaining_cost: float
    spent: float = 0
    exit_cost: float = 0
    threshold: float = 0

    def __post_init__(self) -> None:
        for field in ("remaining_benefit", "remaining_cost", "spent", "exit_cost", "threshold"):
            least = 0 if field in ("remaining_cost", "spent", "exit_cost") else -inf
            number(f"gate {self.name!r}: {field}", getattr(self, field), least=least)

    @property
    def remaining_value(self) -> float:
        """Remaining benefit less remaining cost."""
        return self.remaining_benefit - self.remaining_cost

    @property
    def advantage(self) -> float:
        """How much going on is worth more than stopping, before other uses are considered."""
        return self.remaining_value + self.exit_cost

    @property
    def decision(self) -> Literal["go", "stop"]:
        """Go when the advantage of going on reaches the threshold."""
        return "go" if self.advantage >= self.threshold else "stop"

    @property
    def break_even_cost(self) -> float:
        """The remaining cost up to which the decision is to go on; below 0 when at none."""
        return self.remaining_benefit + self.exit_cost - self.threshold

    def explain(self) -> str:
        """The decision with the figures that led to it, and the one that did not."""
        sign = ">=" if self.decision == "go" else "<"
        text = (
            f"{self.decision} {self.name}: remaining benefit {self.remaining_benefit:.12g} - "
            f"remaining cost {self.remaining_cost:.12g} = {self.remaining_value:.12g}"
        )
        if self.exit_cost:
            text += f", + saved cost of stopping {self.exit_cost:.12g} = {self.advantage:.12g}"
        text += f" {sign} threshold {self.threshold:.12g}"
        return text + (f"; the {self.spent:.12g} already spent play no part" if self.spent else "")


def review(components: pd.DataFrame) -> pd.DataFrame:
    """Decide about all components at once.

    Args:
        components: One row per component; columns remaining_benefit and remaining_cost, and if
            wanted spent, exit_cost and threshold.

    Returns:
        The same rows: remaining_value, advantage, threshold, decision, reason; the most valuable
        first.

    Raises:
        ValueError: a column is missing or a number is refused by `Gate`.

    Source:
        Arkes and Blumer (1985), The psychology of sunk cost; Cooper (1990), Stage-gate systems.
    """
    unique(
        "gate review", table("gate review", components, "remaining_benefit", "remaining_cost").index
    )
    known = ["remaining_benefit", "remaining_cost", "spent", "exit_cost", "threshold"]
    figures = components[[column for column in known if column in components.columns]]
    gates = [
        Gate(name, **{str(column): amount for column, amount in row.items()})
        for name, row in zip(figures.index, figures.to_dict("records"), strict=True)
    ]
    rows = [(g.remaining_value, g.advantage, g.threshold, g.decision, g.explain()) for g in gates]
    columns = ["remaining_value", "advantage", "threshold", "decision", "reason"]
    decided = pd.DataFrame(rows, index=components.index, columns=columns)
    return decided.sort_values("advantage", ascending=False, kind="stable")
