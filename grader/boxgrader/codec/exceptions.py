"""Exceptions across the boundary: what one side raises arrives as the same kind on the other.

One that comes back to where it was raised is the same object again.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from typing import TYPE_CHECKING, Any

from boxgrader.codec.failure_text import message
from boxgrader.limits import MAX_CAUSES, MAX_EXCEPTION_CHARACTERS, MAX_KNOWN_EXCEPTIONS
from boxgrader.stand_ins.exception_classes import LearnerException, learner_exception
from boxgrader.stand_ins.stand_in import StandIn, as_attribute
from boxgrader.trusted import LIBRARIES

if TYPE_CHECKING:
    from boxgrader.calls.connection import Connection


Data = dict[str, Any]


class ExceptionCodec:
    """The exceptions that cross a line.

    Args:
        connection: This side's end of the line; it knows the objects that were handed over.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._learner_classes: dict[str, type[BaseException]] = {}
        self._arrived: dict[int, tuple[BaseException, int]] = {}

    def describe(self, error: BaseException, causes: int = MAX_CAUSES) -> Data:
        """An exception as JSON: its kinds, most special first, what it says and holds."""
        if id(error) in self._arrived:
            return {"back": self._arrived[id(error)][1]}
        found: Data = {
            "kinds": bases(type(error)),
            "text": message(error, MAX_EXCEPTION_CHARACTERS),
        }
        with contextlib.suppress(Exception):  # too many objects, or something that is no value
            found["args"] = self._connection.encode(_args(error))
            found["vars"] = self._connection.encode(vars(error))
            if type(error).__module__ == "__main__":
                found["ref"] = self._connection.reference(error)
                found["classes"] = {
                    one.__qualname__: self._connection.reference(one)
                    for one in type.mro(type(error))
                    if one.__module__ == "__main__"
                }
        if error.__cause__ is not None and causes:
            found["cause"] = self.describe(error.__cause__, causes - 1)
        return found

    def rebuild(self, data: Any) -> BaseException:
        """The exception that the data, which `describe` made or anything else, stand for."""
        data = data if isinstance(data, dict) else {}
        if "back" in data:
            known = self._connection.exported(data["back"])
            return known if isinstance(known, BaseException) else RuntimeError("no exception")
        error = self._rebuilt(data)
        if isinstance(data.get("ref"), int) and len(self._arrived) < MAX_KNOWN_EXCEPTIONS:
            self._arrived[id(error)] = error, data["ref"]
        if "cause" in data:
            error.__cause__ = self.rebuild(data["cause"])
        return error

    def _rebuilt(self, data: Data) -> BaseException:
        text = str(data.get("text", ""))[:MAX_EXCEPTION_CHARACTERS]
        args = self._decoded(data.get("args"), list) or []
        classes = data.get("classes") if isinstance(data.get("classes"), dict) else {}
        for kind in [*self.kinds(data.get("kinds"), classes), RuntimeError]:
            error = _made(kind, args, text)
            if error is not None:
                self._fill(error, data, text)
                return error
        return RuntimeError(text)

    def _fill(self, error: BaseException, data: Data, text: str) -> None:
        """Give an exception its attributes; one of a learner's class looks them up when asked."""
        held = self._decoded(data.get("vars"), dict) or {}
        if isinstance(error, LearnerException):
            held = {name: held[name] for name in held.keys() & {"__notes__"}}
            held["_text"] = text
            if isinstance(data.get("ref"), int):
                name = type(error).__name__
                held["_stand_in"] = StandIn(self._connection, data["ref"], "object", name, object)
        with contextlib.suppress(AttributeError, TypeError):
            vars(error).update({str(k): as_attribute(one, str(k)) for k, one in held.items()})

    def _decoded(self, encoded: Any, kind: type) -> Any:
        with contextlib.suppress(ValueError, TypeError):
            value = self._connection.decode(encoded)
            return value if isinstance(value, kind) else None
        return None

    def kinds(self, names: Any, classes: Data | None = None) -> list[type[BaseException]]:
        """The classes that the names of an exception's classes stand for, most special first.

        A class that only the other side has is made here, so that a test can expect it.
        """
        pairs = _pairs(names)
        found: list[type[BaseException]] = []
        for module, name in reversed(pairs):
            kind = self._known(module, name)
            if kind is None and module == "__main__":
                ref = (classes or {}).get(name)
                kind = self._learner_classes[name] = learner_exception(
                    name, found[0] if found else Exception
                )
                if isinstance(ref, int):
                    LearnerException.stand_ins[kind] = StandIn(
                        self._connection, ref, "class", name, type
                    )
            if kind is not None:
                found.insert(0, kind)
        return found

    def _known(self, module: str, name: str) -> type[BaseException] | None:
        """A kind of exception that this process has anyway; nothing is imported for it."""
        if module == "__main__":
            found = self._connection.own_class(name) or self._learner_classes.get(name)
        elif module == "builtins" or module.partition(".")[0] in LIBRARIES:
            space = builtins if module == "builtins" else sys.modules.get(module)
            found = getattr(space, name, None)
        else:
            return None
        return found if isinstance(found, type) and issubclass(found, BaseException) else None


def bases(kind: type[BaseException]) -> list[list[str]]:
    """The classes that a kind of exception is made of, most special first."""
    return [
        [str(one.__module__), str(one.__qualname__)]
        for one in type.mro(kind)
        if issubclass(one, BaseException)
    ][:20]


def is_odd(data: Any) -> bool:
    """Whether an error may be another one where a test runs in the learner's own process."""
    kinds = _pairs(data.get("kinds")) if isinstance(data, dict) else []
    own = any(module != "builtins" for module, _ in kinds)
    return own or not kinds or ["builtins", "NameError"] in map(list, kinds)


def _args(error: BaseException) -> list[Any]:
    """What an exception is made from; a missing file's name is not among its own arguments."""
    if isinstance(error, OSError) and error.filename is not None:
        return [error.errno, error.strerror, error.filename]
    return list(error.args)


def _made(kind: type[BaseException], args: list[Any], text: str) -> BaseException | None:
    """An exception of a kind; some need other arguments than they keep."""
    own = kind.__module__ == "__main__"
    for given in () if own else (args, [text]):
        with contextlib.suppress(Exception):
            return kind(*given)
    with contextlib.suppress(Exception):
        error = kind.__new__(kind, *args)
        error.args = tuple(args)
        return error
    return None


def _pairs(kinds: Any) -> list[tuple[str, str]]:
    if not isinstance(kinds, list):
        return []
    return [(str(one[0]), str(one[1])) for one in kinds if isinstance(one, list) and len(one) == 2]  # noqa: PLR2004  a pair
