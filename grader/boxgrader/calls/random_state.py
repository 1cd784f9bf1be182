"""The streams of random numbers that all code of a process shares: Python's own and numpy's.

A test that sets a seed means the numbers that the learner's function will draw.
"""

from __future__ import annotations

import random
import sys
from typing import Any


class RandomState:
    """What a test has done to the streams since this was made, or since it was asked last."""

    def __init__(self) -> None:
        self._known = _states()

    def changed(self) -> dict[str, Any]:
        """The states, as data, of those that are others now; the function draws from them."""
        now = _states()
        found = {name: one for name, one in now.items() if one != self._known.get(name)}
        if found:
            # so that the same seed, set again, makes a difference
            random.random()  # noqa: S311  nothing depends on it
            if numpy := sys.modules.get("numpy"):
                numpy.random.random_sample()
            self._known = _states()
        return found


def _states() -> dict[str, Any]:
    version, numbers, left = random.getstate()
    found: dict[str, Any] = {"python": [version, list(numbers), left]}
    if numpy := sys.modules.get("numpy"):
        name, keys, *more = numpy.random.get_state()
        found["numpy"] = [name, keys.tolist(), *more]
    return found


def resume(states: dict[str, Any]) -> None:
    """Let the streams of this process go on from these states."""
    if "python" in states:
        version, numbers, left = states["python"]
        random.setstate((version, tuple(numbers), left))
    if "numpy" in states:
        sys.modules["numpy"].random.set_state(tuple(states["numpy"]))
