"""The case of this assignment: the ferry ticket, last year's project, and the checked cards."""

from __future__ import annotations

from typing import Any

import numpy as np

USUAL_BATCHES = 16
BATCHES_AFTER = 8
WEEKS_LOOKED_AT = 8
WEEKS_SHOWN = 6


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known on the status date; money in thousands."""
    return {**_ticket(random), **_last_year(random), **_checked_cards(random)}


def _plan(random: np.random.Generator, weeks: int, scale: float) -> np.ndarray:
    """Planned value from the start on: a plan that begins and ends slowly."""
    shape = 1 + 3 * np.sin(np.pi * (np.arange(weeks) + 0.5) / weeks) ** 2
    money = np.round(shape * random.uniform(0.85, 1.15, weeks) * scale, 1)
    return np.concatenate([[0], money.cumsum().round(1)])


def _ticket(random: np.random.Generator) -> dict[str, Any]:
    """Slower than planned from the third week on, and dearer since the weekend shifts began."""
    while True:
        duration = int(random.integers(14, 19))
        plan = _plan(random, duration, random.uniform(6, 12))
        plan[-1] = 10 * round(plan[-1] / 10)  # a budget is granted in round figures
        now = int(np.ceil(0.6 * duration))
        pace = np.where(np.arange(now) < 2, 1.0, random.uniform(0.68, 0.82)).cumsum()
        earned = np.interp(pace, np.arange(duration + 1), plan).round(1)
        since = now - int(random.integers(1, 3))
        usual, weekend = random.uniform(1.02, 1.05), random.uniform(1.16, 1.24)
        price = np.where(np.arange(1, now + 1) < since, usual, weekend)
        actual = (np.diff(earned, prepend=0) * price).cumsum().round(1)
        full = int((plan <= earned[-1]).sum()) - 1
        shown = np.arange(WEEKS_SHOWN) + full - int(random.integers(1, 3))
        if plan[-2] < plan[-1] and np.abs(plan - earned[-1]).min() > 1 and shown[-1] <= duration:
            break
    found: dict[str, Any] = {"duration": duration, "now": now, "since": since}
    found |= {"budget": int(plan[-1]), "planned": plan[now], "before": since - 1}
    found |= {"earned": earned[-1], "actual": actual[-1]}
    found |= {"earned_before": earned[since - 2], "actual_before": actual[since - 2]}
    for number, week in enumerate(shown, start=1):
        found |= {f"week_{number}": int(week), f"plan_{number}": plan[week]}
    return {name: _plain(value) for name, value in found.items()}


def _last_year(random: np.random.Generator) -> dict[str, Any]:
    """Eight weeks of a project that was late by a quarter or more; near its end it looks green."""
    while True:
        duration = int(random.integers(12, 16))
        plan = _plan(random, duration, random.uniform(5, 9))
        weeks = int(np.ceil(duration / random.uniform(0.68, 0.76)))
        moments = np.concatenate([[0, 1, 2, 3], np.linspace(3, duration, weeks - 2)[1:]])
        earned = np.interp(moments, np.arange(duration + 1), plan).round(1)
        shown = np.sort(random.choice(np.arange(2, weeks + 1), WEEKS_LOOKED_AT, replace=False))
        planned = plan[np.minimum(shown, duration)]
        spi, spi_time = earned[shown] / planned, moments[shown] / shown
        told = np.abs(spi - 0.95).min() > 0.006 and np.abs(spi_time - 0.9).min() > 0.02  # noqa: PLR2004
        green = spi >= 0.95  # noqa: PLR2004
        false = int((green & (spi_time < 0.9)).sum())  # noqa: PLR2004
        if told and 2 <= false <= 4 and green.sum() > false and shown[-1] == weeks:  # noqa: PLR2004
            break
    found: dict[str, Any] = {"last_duration": duration, "last_weeks": weeks}
    for number, week in enumerate(shown, start=1):
        found |= {
            f"look_{number}": int(week),
            f"pv_{number}": _plain(planned[number - 1]),
            f"ev_{number}": _plain(earned[week]),
            f"es_{number}": _plain(moments[week]),
        }
    return found


def _checked_cards(random: np.random.Generator) -> dict[str, Any]:
    """Some of the last batches stand out; fewer of them if these batches widen the limits."""
    while True:
        size = int(random.integers(8, 15)) * 10
        checked = int(random.integers(80, 141, USUAL_BATCHES).sum())
        usual, odd = random.uniform(0.05, 0.08), random.uniform(0.15, 0.2)
        faulty = int(random.binomial(checked, usual))
        share = np.where(random.random(BATCHES_AFTER) < 0.4, odd, usual)  # noqa: PLR2004
        bad = random.binomial(size, share)
        low, center, high = _limits(faulty, checked, size)
        whole = _limits(faulty + int(bad.sum()), checked + BATCHES_AFTER * size, size)
        signals = int((bad > high).sum())
        clear = np.abs(bad - high).min() > 0.4 and bad.min() > low and (bad < center).any()  # noqa: PLR2004
        if clear and 2 <= signals <= 4 and (bad > whole[2]).sum() < signals:  # noqa: PLR2004
            break
    found = {f"bad_{number}": int(count) for number, count in enumerate(bad, start=1)}
    return {"usual_checked": checked, "usual_faulty": faulty, "checked": size, **found}


def _limits(faulty: int, checked: int, size: int) -> tuple[float, float, float]:
    """Lower limit, center and upper limit as numbers of faulty cards in a sample."""
    center = faulty / checked
    width = 3 * np.sqrt(center * (1 - center) / size)
    return size * (center - width), size * center, size * (center + width)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else round(float(value), 1)
