"""Health of a whole from the health of its parts, with every failing part named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, TypeAlias, get_args

import pandas as pd

from pmlearn.inputs import by_name, number, one_of

Rule = Literal["worst-of", "weighted", "count"]
Components: TypeAlias = "Mapping[str, Any] | pd.Series[Any]"


class Status(IntEnum):
    """Traffic light of a component; the worse, the higher."""

    GREEN = 0
    AMBER = 1
    RED = 2

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def read(cls, name: str, status: object) -> Status:
        """Read "red", "Amber", "G" ... for the component of that name.

        Raises:
            ValueError: it is no such word; a missing report is no status.
        """
        if isinstance(status, cls):
            return status
        words = {word: light for light in cls for word in (str(light), str(light)[0])}
        words |= {"yellow": cls.AMBER, "y": cls.AMBER}
        light = words.get(status.strip().lower()) if isinstance(status, str) else None
        if light is None:
            raise ValueError(
                f"component {name!r}: status must be red, amber or green, got {status!r}"
            )
        return light


@dataclass(frozen=True, slots=True)
class Health:
    """Rolled-up health, which never comes without the names of what fails below it.

    Attributes:
        status: The whole's status by the rule.
        rule: The rule.
        failing: Names of all red components at any depth, "program / project" for inner ones.
        at_risk: The same for amber ones.
        components: Status of each direct component.
        parts: Health of those direct components that have components themselves.
        score: Weighted mean of the direct components, from 0 (all green) to 2 (all red).
    """

    status: Status
    rule: Rule
    failing: tuple[str, ...]
    at_risk: tuple[str, ...]
    components: Mapping[str, Status]
    parts: Mapping[str, Health]
    score: float

    @property
    def hides_a_failure(self) -> bool:
        """Whether something below is red although the whole is not."""
        return bool(self.failing) and self.status is not Status.RED

    @property
    def table(self) -> pd.DataFrame:
        """One row per direct component: status, failing (how many red ones in or below it)."""
        rows = {
            name: (
                str(status),
                len(self.parts[name].failing) if name in self.parts else int(status is Status.RED),
            )
            for name, status in self.components.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["status", "failing"])

    def __str__(self) -> str:
        text = f"{self.status} by {self.rule}"
        if self.failing:
            text += f"; failing: {', '.join(self.failing)}"
        return text + (f"; at risk: {', '.join(self.at_risk)}" if self.at_risk else "")


def roll_up(
    components: Components,
    rule: Rule = "worst-of",
    *,
    weights: Mapping[str, float] | None = None,
    amber_from: float = 0.5,
    red_from: float = 1.5,
    red_share: float = 1 / 3,
) -> Health:
    """Roll the statuses of components up into one.

    "worst-of" takes the worst status. "weighted" takes the weighted mean (green 0, amber 1, red 2)
    and calls it amber from `amber_from` and red from `red_from`. "count" is red when more than
    `red_share` of the components are red, green when all are green, else amber. Whatever the
    rule says, `failing` names every red component.

    Args:
        components: Status by name: "red", "amber" or "green", or first letters. A value may again
            be such a mapping (rolled up by the same rule), or a `Health`.
        rule: One of the three.
        weights: For "weighted": importance of each direct component, above 0; equal as a rule,
            and always equal further down.
        amber_from: Score from which the weighted mean counts as amber.
        red_from: Score from which it counts as red.
        red_share: Share of red components above which the count is red.

    Raises:
        ValueError: there are no components, a name repeats, a status or rule is unknown, or
            weights or limits do not fit.

    Source:
        PMI (2017), The Standard for Portfolio Management, 4th ed. (portfolio health reporting);
        the three rules are those in common use in status reports.
    """
    one_of("roll-up: rule", rule, get_args(Rule))
    return _roll(components, rule, weights, _Limits(amber_from, red_from, red_share))


@dataclass(frozen=True, slots=True)
class _Limits:
    amber_from: float
    red_from: float
    red_share: float

    def __post_init__(self) -> None:
        number("roll-up: red_from", self.red_from, most=max(Status), above=0)
        number("roll-up: amber_from", self.amber_from, most=self.red_from, above=0)
        number("roll-up: red_share", self.red_share, least=0, below=1)

    def status(self, rule: Rule, statuses: Mapping[str, Status], score: float) -> Status:
        if rule == "worst-of":
            return max(statuses.values())
        if rule == "weighted":
            return Status((score >= self.amber_from) + (score >= self.red_from))
        red = sum(status is Status.RED for status in statuses.values())
        if red > self.red_share * len(statuses):
            return Status.RED
        return Status.AMBER if any(statuses.values()) else Status.GREEN


def _roll(
    components: Components, rule: Rule, weights: Mapping[str, float] | None, limits: _Limits
) -> Health:
    parts: dict[str, Health] = {}
    statuses: dict[str, Status] = {}
    for name, report in _by_name(components).items():
        if isinstance(report, Health):
            parts[name] = report
        elif isinstance(report, (Mapping, pd.Series)):
            parts[name] = _roll(report, rule, None, limits)
        statuses[name] = parts[name].status if name in parts else Status.read(name, report)
    score = _mean(statuses, weights)
    return Health(
        status=limits.status(rule, statuses, score),
        rule=rule,
        failing=_named(statuses, parts, Status.RED),
        at_risk=_named(statuses, parts, Status.AMBER),
        components=statuses,
        parts=parts,
        score=score,
    )


def _by_name(components: Components) -> dict[str, Any]:
    """The components as a dictionary; a repeated name would hide one of its two statuses."""
    named = by_name("roll-up: components", components)
    if not named:
        raise ValueError("roll-up must have at least one component, got none")
    return {str(name): report for name, report in named.items()}


def _mean(statuses: Mapping[str, Status], weights: Mapping[str, float] | None) -> float:
    if weights is None:
        weights = dict.fromkeys(statuses, 1.0)
    weights = {str(name): weight for name, weight in by_name("weights", weights).items()}
    odd = set(statuses).symmetric_difference(weights)
    if odd:
        raise ValueError(
            f"weights must name exactly the components, got {min(odd, key=str)!r} on one side only"
        )
    for name, weight in weights.items():
        number(f"component {name!r}: weight", weight, above=0)
    total = sum(weights.values())
    return sum(weights[name] * status for name, status in statuses.items()) / total


def _named(
    statuses: Mapping[str, Status], parts: Mapping[str, Health], wanted: Status
) -> tuple[str, ...]:
    """Names at the bottom of the tree: a part that is itself made of parts is named by them."""
    names: list[str] = []
    for name, status in statuses.items():
        if name in parts:
            inner = parts[name].failing if wanted is Status.RED else parts[name].at_risk
            names += [f"{name} / {part}" for part in inner]
        elif status is wanted:
            names.append(str(name))
    return tuple(names)
