"""Marking plans, which have many right answers: picks, networks, allocations."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.marking.mark import (
    Mark,
    part,
    read_ids,
    read_number,
    read_table,
)
from pmlearn.limits import MAX_ANSWER_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What adding up decimals may lose; nobody shall lose a point by it.
_ROUNDING = 1e-9


def mark_pick(
    answer: Any,
    *,
    values: Mapping[str, float],
    uses: Mapping[str, Mapping[str, float]],
    capacity: Mapping[str, float],
    best: float,
    floor: float = 0,
    out_of: float = 1,
) -> Mark:
    """A selection under capacity, by its value.

    Points rise evenly from none at `floor` to all at `best`; a selection that needs more than
    there is earns nothing.

    Args:
        answer: A list of candidate ids.
        values: The value of each candidate.
        uses: What each candidate needs of each resource.
        capacity: How much there is of each resource.
        best: The highest value that fits.
        floor: The value that earns nothing, such as that of a simple rule.
        out_of: Points for the best selection.

    Raises:
        ValueError: best is not above floor.
    """
    if best <= floor:
        raise ValueError(f"mark_pick: best must lie above floor, got {best} and {floor}")
    chosen = read_ids(answer)
    if isinstance(chosen, str):
        return Mark(0, out_of, chosen)
    if not chosen:
        return Mark(0, out_of, "Nothing is picked.")
    if unknown := len(chosen - values.keys()):
        return Mark(0, out_of, f"{unknown} of the ids picked name no candidate.")
    over = [
        resource
        for resource, amount in capacity.items()
        if sum(uses[c].get(resource, 0) for c in sorted(chosen)) > amount + _ROUNDING
    ]
    if over:
        return Mark(0, out_of, f"The selection needs more than there is of: {', '.join(over)}.")
    value = sum(values[c] for c in sorted(chosen))
    share = (value - floor) / (best - floor)
    return Mark(part(share, out_of), out_of, f"The selection fits and is worth {value:g}.")


def mark_network(
    answer: Any,
    activities: Mapping[str, Mapping[str, Any]],
    *,
    target: float,
    budget: float | None = None,
    best: float | None = None,
    out_of: float = 1,
) -> Mark:
    """Durations of a network that shall finish in time and within the budget.

    Args:
        answer: {activity id: duration}; activities left out keep their duration.
        activities: {id: {"duration", "least", "most", "after": [ids], "cost"}}; `cost` is what
            one period less costs, `least` and `most` bound the duration (no change unless given).
        target: The latest finish.
        budget: What shortening may cost at most.
        best: The lowest cost that reaches the target; dearer plans earn best / cost of the points.
        out_of: Points for a plan that reaches the target at the lowest cost.

    Raises:
        ValueError: the activities form a cycle.
    """
    table = read_table(answer if answer is not None else {}, "durations")
    if isinstance(table, str):
        return Mark(0, out_of, table)
    if not table or not set(table) <= set(activities):
        return Mark(0, out_of, "The answer must give durations of the network's activities.")
    durations: dict[str, float] = {}
    for name, activity in activities.items():
        normal = activity["duration"]
        chosen = read_number(table.get(name, normal))
        least, most = activity.get("least", normal), activity.get("most", normal)
        if chosen is None or not least <= chosen <= most:
            return Mark(0, out_of, "A duration lies outside what its activity allows.")
        durations[name] = chosen
    finish = network_finish(durations, {n: a.get("after", ()) for n, a in activities.items()})
    saved = {n: max(0, a["duration"] - durations[n]) for n, a in activities.items()}
    cost = sum(saved[n] * a.get("cost", 0) for n, a in activities.items())
    said = f"The plan finishes at {finish:g} and costs {cost:g} more."
    if finish > target + _ROUNDING:
        return Mark(0, out_of, f"{said} That is too late.")
    if budget is not None and cost > budget + _ROUNDING:
        return Mark(0, out_of, f"{said} That is over the budget.")
    share = 1.0 if best is None or cost <= best else best / cost
    return Mark(part(share, out_of), out_of, said)


def network_finish(durations: Mapping[str, float], after: Mapping[str, Sequence[str]]) -> float:
    """The earliest finish of a network of finish-to-start links (forward pass).

    Raises:
        ValueError: the links form a cycle.
    """
    early_finish: dict[str, float] = {}
    try:
        for name in TopologicalSorter({n: list(after[n]) for n in durations}).static_order():
            start = max((early_finish[p] for p in after[name]), default=0.0)
            early_finish[name] = start + durations[name]
    except CycleError as error:
        raise ValueError(f"network: {' -> '.join(error.args[1])} is a cycle") from error
    return max(early_finish.values(), default=0.0)


def mark_allocation(
    answer: Any,
    *,
    demand: Mapping[str, float],
    capacity: Sequence[float],
    windows: Mapping[str, tuple[int, int]] | None = None,
    out_of: float = 1,
) -> Mark:
    """Work allocated to periods: the share of items that get what they need, when they need it.

    Args:
        answer: {item id: [amount in each period]}.
        demand: How much each item needs in all.
        capacity: How much there is in each period; more than that in any period earns nothing.
        windows: First and last period of an item, counted from 1; all periods unless given.
        out_of: Points when every item gets what it needs.

    Raises:
        ValueError: there is no demand.
    """
    if not demand:
        raise ValueError("mark_allocation: demand must name at least one item, got none")
    table = read_table(answer if answer is not None else {}, "amounts per period")
    if isinstance(table, str):
        return Mark(0, out_of, table)
    rows = {item: _amounts(table.get(item), len(capacity)) for item in demand}
    if not all(rows.values()) or not set(table) <= set(demand):
        said = f"Each item needs {len(capacity)} amounts, one a period, none below 0."
        return Mark(0, out_of, said)
    used = [sum(amounts) for amounts in zip(*rows.values(), strict=True)]
    if over := sum(u > c + _ROUNDING for u, c in zip(used, capacity, strict=True)):
        return Mark(0, out_of, f"{over} periods hold more than their capacity.")
    met = 0
    for item, amounts in rows.items():
        first, last = (windows or {}).get(item, (1, len(capacity)))
        inside = sum(amounts[first - 1 : last])
        met += abs(inside - demand[item]) <= _ROUNDING and abs(sum(amounts) - inside) <= _ROUNDING
    said = f"{met} of {len(demand)} items get what they need in their time."
    return Mark(part(met / len(demand), out_of), out_of, said)


def _amounts(row: Any, periods: int) -> list[float]:
    """One amount a period; empty when the row is no such list."""
    if not isinstance(row, list | tuple) or len(row) != min(periods, MAX_ANSWER_ENTRIES):
        return []
    amounts = [read_number(amount) for amount in row]
    return [] if any(a is None or a < 0 for a in amounts) else [a for a in amounts if a is not None]
