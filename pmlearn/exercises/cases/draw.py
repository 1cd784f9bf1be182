"""Drawing a case: what each name of a question file stands for, for one learner.

budget:  {between: [300, 420], step: 10}
place:   {choose: [the depot, the harbor]}
pair:    {choose: [a, b, c], take: 2}
order:   {shuffle: [a, b, c]}
half:    "= budget / 2"
week:    12
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.formula import formula, in_order, is_formula
from pmlearn.exercises.seeds import generator
from pmlearn.limits import MAX_CASE, MAX_DRAWS, MAX_POOL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

CONDITION = "where"  # beside the names: formulas that must hold
_WAYS = ("between", "choose", "shuffle")


def draw_case(
    spec: Mapping[str, Any], learner: str, slug: str, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The values of all names, the same each time for one learner.

    Args:
        spec: Name -> how it is drawn, as the file has it; under `where` formulas that must hold.
        learner: The learner's id.
        slug: What the case is drawn for, so that two assignments or tasks draw different ones.
        known: Values that are already there.

    Raises:
        ValueError: a rule is broken, or no draw meets the conditions; the message names the name.
    """
    conditions = [formula(str(text)) for text in spec.get(CONDITION, [])]
    names = {name: how for name, how in spec.items() if name != CONDITION}
    _check_names(names)
    order = in_order({name: _names_in(how) for name, how in names.items()})
    unmet = ""
    for attempt in range(MAX_DRAWS if conditions else 1):
        values = dict(known or {})
        for name in order:
            random = generator(learner, f"{slug}/{name}/{attempt}" if attempt else f"{slug}/{name}")
            try:
                values[name] = _drawn(names[name], values, random)
            except ValueError as error:
                raise ValueError(f"case: {name}: {error}") from error
        failed = [one.text for one in conditions if not one.value(values)]
        if not failed:
            return values
        unmet = failed[0]
    raise ValueError(f"case: none of {MAX_DRAWS:,} draws meets where: {unmet}; widen what is drawn")


def _check_names(names: Mapping[str, Any]) -> None:
    for name in names:
        if not isinstance(name, str) or not name.isidentifier() or name.startswith("_"):
            raise ValueError(f"case: {name!r} is no name; use letters, digits and _")


def _names_in(how: Any) -> set[str]:
    """The names that the drawing needs."""
    if is_formula(how):
        return set(formula(how).names)
    inner = how.values() if isinstance(how, dict) else how if isinstance(how, list) else ()
    return set().union(*map(_names_in, inner))


def _drawn(how: Any, values: Mapping[str, Any], random: Generator) -> Any:
    if is_formula(how):
        return formula(how).value(values)
    if not isinstance(how, dict):
        return _constant(how)
    way = [name for name in _WAYS if name in how]
    if len(way) != 1 or not set(how) <= {*_WAYS, "step", "take"}:
        raise ValueError(f"must be one of {', '.join(_WAYS)}, got {sorted(how)}")
    if way == ["between"]:
        return _between(how, values, random)
    pool = how[way[0]]
    if not isinstance(pool, list) or not 1 <= len(pool) <= MAX_POOL:
        raise ValueError(f"{way[0]} needs a list of 1 to {MAX_POOL} things, got {str(pool)[:40]}")
    pool = [formula(one).value(values) if is_formula(one) else one for one in pool]
    if way == ["choose"] and "take" not in how:
        return pool[int(random.integers(len(pool)))]
    take = how.get("take", len(pool))
    if isinstance(take, bool) or not isinstance(take, int) or not 1 <= take <= len(pool):
        raise ValueError(f"take must be 1 to {len(pool)}, got {take!r}")
    return [pool[int(place)] for place in random.permutation(len(pool))[:take]]


def _constant(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"must be a finite number, got {value}")
    if isinstance(value, int | float | str | list):
        return value
    raise ValueError(f"must be a number, a text, a list or a way to draw, got {str(value)[:40]}")


def _between(how: Mapping[str, Any], values: Mapping[str, Any], random: Generator) -> float:
    """One of the numbers from the lower bound on, in steps, up to the upper bound."""
    low, high = (
        _number(formula(bound).value(values) if is_formula(bound) else bound, "between")
        for bound in _pair(how["between"])
    )
    if low > high:
        raise ValueError(f"between goes from {low} to {high}: the first must be the smaller")
    step = _number(how.get("step", 1), "step")
    if step <= 0:
        raise ValueError(f"step must be above 0, got {step}")
    steps = math.floor((high - low) / step + 1e-9)
    number = low + int(random.integers(steps + 1)) * step
    if isinstance(low, int) and isinstance(step, int):
        return number
    return round(number, 10)  # adding up steps would give 0.30000000000000004


def _pair(bounds: Any) -> list[Any]:
    if not isinstance(bounds, list) or len(bounds) != 2:  # noqa: PLR2004  from, to
        raise ValueError(f"between needs two numbers, [from, to], got {str(bounds)[:40]}")
    return bounds


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MAX_CASE:
        raise ValueError(f"{what} needs numbers below {MAX_CASE:g}, got {str(value)[:40]!r}")
    return value
