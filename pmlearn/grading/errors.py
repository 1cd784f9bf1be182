"""Exceptions across the boundary: what a learner's code raises arrives as the same kind."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

MOST_TEXT = 2_000
MOST_FAILURE_TEXT = 5_000
_LIBRARIES = {"numpy", "pandas", "scipy", "pmlearn"} | sys.stdlib_module_names


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as JSON: its kinds, most special first, and its message."""
    plain = [one for one in error.args if isinstance(one, str | int | float | bool | None)]
    args = plain if len(plain) == len(error.args) and len(str(plain)) < MOST_TEXT else None
    return {"kinds": bases(type(error)), "args": args, "text": message(error, MOST_TEXT)}


def message(error: BaseException, most: int) -> str:
    """What an exception says, up to so many characters; nothing if saying it fails."""
    try:
        return str(error)[:most]
    except Exception:  # noqa: BLE001  the message is code of the learner's, too
        return ""


def failure(error: BaseException, line: int) -> dict[str, Any]:
    """What a test came to that raised this, at a line of its own; 0 when it is not known."""
    text = message(error, MOST_FAILURE_TEXT)
    return {"ename": type(error).__name__, "evalue": text, "line": line}


def line_of(error: BaseException, is_test: Callable[[FrameType], bool]) -> int:
    """The first line that is one of a test's; 0 when there is none."""
    frame = error.__traceback__
    while frame is not None and not is_test(frame.tb_frame):
        frame = frame.tb_next
    return frame.tb_lineno if frame is not None else 0


def bases(kind: type[BaseException]) -> list[list[str]]:
    """The classes that a kind of exception is made of, most special first."""
    return [
        [str(one.__module__), str(one.__qualname__)]
        for one in type.mro(kind)
        if issubclass(one, BaseException)
    ][:20]


def rebuild(data: Any, known: dict[str, type[BaseException]]) -> BaseException:
    """The exception that the data describe.

    Args:
        data: What `describe` made, or anything else.
        known: Exceptions that the learner defined and a test has asked for, by name.
    """
    data = data if isinstance(data, dict) else {}
    text = str(data.get("text", ""))[:MOST_TEXT]
    args = data.get("args")
    pairs = _pairs(data.get("kinds"))
    if pairs and pairs[0][0] == "__main__":
        learned(pairs[0][1], data["kinds"], known)
    kinds = [kind for pair in pairs if (kind := _kind(*pair, known))]
    for kind in [*kinds, RuntimeError]:
        for given in (args if isinstance(args, list) else [text], [text]):
            try:
                return kind(*given)
            except Exception:  # noqa: BLE001, S112  some kinds need other arguments
                continue
    return RuntimeError(text)


def learned(name: str, kinds: Any, known: dict[str, type[BaseException]]) -> type[BaseException]:
    """A class for an exception that the learner defined, so that a test can expect it."""
    if name not in known:
        parents = [kind for pair in _pairs(kinds)[1:] if (kind := _kind(*pair, known))]
        known[name] = type(name, (parents[0] if parents else Exception,), {})
    return known[name]


def _pairs(kinds: Any) -> list[tuple[str, str]]:
    if not isinstance(kinds, list):
        return []
    return [(str(one[0]), str(one[1])) for one in kinds if isinstance(one, list) and len(one) == 2]  # noqa: PLR2004  a pair


def _kind(
    module: str, name: str, known: dict[str, type[BaseException]]
) -> type[BaseException] | None:
    """A kind of exception that this process has anyway; nothing is imported for it."""
    if module == "__main__":
        return known.get(name)
    if module != "builtins" and module.partition(".")[0] not in _LIBRARIES:
        return None
    kind = getattr(builtins if module == "builtins" else sys.modules.get(module), name, None)
    if isinstance(kind, type) and issubclass(kind, BaseException):
        return kind
    return None
