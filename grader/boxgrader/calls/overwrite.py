"""Gives an object that stays where it is the content of another one of its kind."""

from __future__ import annotations

from typing import Any


def overwrite(old: Any, new: Any) -> bool:
    """Give a container the content of another one; False when it is none, or of another kind.

    Containers that a dictionary holds under the same key stay the ones that they were.
    """
    if type(old) is not type(new):
        return False
    if isinstance(old, list | bytearray):
        old[:] = new
    elif isinstance(old, dict):
        kept = {key: old[key] for key in old.keys() & new.keys() if overwrite(old[key], new[key])}
        old.clear()
        old.update(new | kept)
    elif isinstance(old, set):
        old.clear()
        old.update(new)
    elif type(old).__name__ == "ndarray" and old.shape == new.shape and old.dtype == new.dtype:
        old[...] = new
    elif type(old).__name__ in {"DataFrame", "Series"}:
        old._update_inplace(new)  # noqa: SLF001  what pandas' own inplace=True does
    else:
        return type(old).__name__ == "deque" and _refilled(old, new)
    return True


def _refilled(old: Any, new: Any) -> bool:
    old.clear()
    old.extend(new)
    return True
