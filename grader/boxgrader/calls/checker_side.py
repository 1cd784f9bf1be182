"""All that a learner's process may ask the checker: to use what a test has handed over.

A function or a class of the test may be called. An object of a class that the learner was given may
be looked at and changed, as the learner's code could do in one process; so may, as far as their use
goes, an iterator, a text that stands for a file, and a mock. Nothing else is open.
"""

from __future__ import annotations

import functools
import inspect
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock, NonCallableMock

from boxgrader.calls.questions import Answer
from boxgrader.stand_ins.awaitables import kind_of_awaited
from boxgrader.stand_ins.operators import SPECIAL
from boxgrader.stand_ins.stand_in import as_attribute

if TYPE_CHECKING:
    from boxgrader.calls.connection import Connection
    from boxgrader.calls.questions import Question

_OF_FUNCTIONS = {"__name__", "__qualname__", "__doc__"}
_OF_TEXTS = {
    *("read", "readline", "readlines", "write", "writelines", "getvalue", "seek", "tell"),
    *("flush", "close", "closed", "truncate"),
}
_OF_MOCKS = frozenset(dir(Mock()))  # these are the test's


def answer(connection: Connection, question: Question) -> Answer:
    """The answer to a question of a learner's process.

    Raises:
        AttributeError: the question is not for learners' code.
    """
    target, op, name = connection.exported(question.ref), question.op, question.name
    args = connection.decode(question.args)
    if op == "call" and _may_be_called(target):
        return Answer(connection.encode(target(*args, **connection.decode(question.kwargs))))
    if name == "__delattr__" and str(args[0]).startswith("_"):
        raise AttributeError(args[0])
    if op == "method" and _may_be_used(target, name):
        return Answer(connection.encode(SPECIAL[name](target, *args)))
    if op == "attribute" and _may_be_read(target, name):
        return Answer(connection.encode(getattr(target, name)))
    if op == "set" and _is_of_test_class(target) and not name.startswith("_"):
        if callable(getattr(type(target), name, None)):
            raise AttributeError(f"{name} is a method of the test's own")
        setattr(target, name, as_attribute(args[0], name))
        return Answer()
    raise AttributeError("this is not for learners' code")


def _is_of_test_class(target: Any) -> bool:
    """Whether it is an object of a class of the instructor's notebook."""
    return type(target).__module__ == "__main__"


def _is_test_class(target: Any) -> bool:
    return inspect.isclass(target) and target.__module__ == "__main__"


def _may_be_called(target: Any) -> bool:
    known = inspect.isroutine(target) or isinstance(target, functools.partial | Mock)
    return known or _is_of_test_class(target) or _is_test_class(target)


def _may_be_used(target: Any, name: str) -> bool:
    if name in {"__iter__", "__next__"} and isinstance(target, Iterator | io.StringIO):
        return True
    if name in {"__await__", "__anext__"} and kind_of_awaited(target):
        return True
    if name in {"__instancecheck__", "__subclasscheck__"}:
        return _is_test_class(target)
    return name in SPECIAL and _is_of_test_class(target)


def _may_be_read(target: Any, name: str) -> bool:
    if isinstance(target, NonCallableMock):
        return not name.startswith("_") and name not in _OF_MOCKS
    if isinstance(target, io.StringIO):
        return name in _OF_TEXTS
    if inspect.isgenerator(target):
        return name in {"send", "close"}
    if inspect.isroutine(target) or _is_test_class(target):
        return name in _OF_FUNCTIONS or (inspect.isclass(target) and not name.startswith("_"))
    return _is_of_test_class(target) and not name.startswith("_")
