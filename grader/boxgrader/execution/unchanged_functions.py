"""Whether the learner's process still has the functions that a test relies on.

It is asked in a copy of that process before a test runs there. It finds what is replaced in the
open, such as a builtin or an assertion. Code of the learner's that looks for this module can make
it say anything: a test whose result nobody can bend runs apart (`boxgrader.checking.runner`).
"""

from __future__ import annotations

import builtins
import operator
import sys
from importlib import import_module
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from boxgrader.analysis.inside_needs import Needs

_MODULES = (
    *("builtins", "math", "operator", "statistics", "random", "inspect", "functools", "itertools"),
    *("collections", "copy", "json", "re", "io", "contextlib", "decimal", "fractions", "string"),
    *("unittest", "unittest.case", "unittest.mock", "numpy", "numpy.linalg", "numpy.testing"),
    *("numpy.testing._private.utils", "pandas", "pandas.testing", "pandas._testing"),
    *("ast", "codeop", "IPython.core.interactiveshell", "IPython.core.compilerop"),
    *("IPython.core.displayhook", "IPython.core.inputtransformer2", "IPython.core.events"),
    *("ipykernel.zmqshell", "ipykernel.displayhook"),
)
_OWN = "boxgrader."
# What IPython and its magics replace themselves.
_REPLACED = frozenset(
    {"builtins.input", "matplotlib.pyplot.draw_if_interactive", "matplotlib.pyplot.show"}
)
_MEMBERS = (staticmethod, classmethod, property)
_known: dict[str, tuple[Mapping[str, Any], dict[str, Any]]] = {}
_bodies: dict[FunctionType, tuple[Any, ...]] = {}


def remember(modules: Iterable[str] = ()) -> None:
    """Keep what is in the usual modules, and in these, before any of the learner's code runs."""
    own = [name for name in sys.modules if name.startswith(_OWN)]
    for name in (*_MODULES, *own, *modules):
        module = sys.modules.get(name)
        if module is None or name in _known or name == "sys":  # a notebook has its own streams
            continue
        private = name == "builtins" or name in own  # of others they are not for tests to rely on
        members = {
            one: value
            for one, value in vars(module).items()
            if callable(value) and (private or not one.startswith("_"))
        }
        _known[name] = vars(module), members
        _bodies.update({v: _body(v) for v in members.values() if type(v) is FunctionType})
        for one, kind in members.items():
            if isinstance(kind, type) and kind.__module__.partition(".")[0] != "builtins":
                inside = {n: v for n, v in vars(kind).items() if callable(v) or type(v) in _MEMBERS}
                _known[f"{name}.{one}"] = vars(kind), inside


def changed(names: Mapping[str, Any], needs: Needs) -> list[str]:
    """What is no longer what it was, of all that a test may use; mostly nothing.

    Args:
        names: The notebook's names.
        needs: What the test means by some of these names.
    """
    return [*_replaced(), *_hidden(names, needs)]


def uncover(names: dict[str, Any], needs: Needs) -> None:
    """Let names mean Python's own where `%pylab` has put numpy's function of that name before it.

    Args:
        names: The notebook's names, in a copy of the process that is the test's alone.
        needs: As for `changed`.
    """
    numpys = _known.get("numpy", ({}, {}))[1]
    for name in needs.builtins:
        if name in names and name in numpys and names[name] is numpys[name]:
            del names[name]


def _replaced() -> Iterator[str]:
    if sys.gettrace() is not None or sys.getprofile() is not None:
        yield "sys.settrace"
    for name, (space, members) in _known.items():
        for one, value in members.items():
            replaced = space.get(one) is not value and f"{name}.{one}" not in _REPLACED
            if replaced or (type(value) is FunctionType and not _is_as_made(value)):
                yield f"{name}.{one}"


def _body(function: FunctionType) -> tuple[Any, ...]:
    """What makes a function do what it does."""
    return function.__code__, function.__defaults__, function.__kwdefaults__


def _is_as_made(function: FunctionType) -> bool:
    """Whether nobody has put another body into a function."""
    known = _bodies.get(function)
    return known is None or all(map(operator.is_, known, _body(function)))


def _hidden(names: Mapping[str, Any], needs: Needs) -> Iterator[str]:
    """The names that stand for something of the learner's and not for what the test means."""
    own = vars(builtins)
    for name in needs.builtins:
        if name in names and names[name] is not own.get(name):
            yield name
    for name, (module, what) in needs.libraries.items():
        try:
            meant = import_module(module)
            meant = getattr(meant, what) if what else meant
        except (ImportError, AttributeError):  # a learner's own file, or nothing at all
            continue
        if name in names and names[name] is not meant:
            yield name
    for name, text in needs.functions.items():
        if not _is_made_by(text, names.get(name)):
            yield name


def _is_made_by(text: str, function: Any) -> bool:
    """Whether a function is the one that a definition makes."""
    made = next(one for one in compile(text, "", "exec").co_consts if isinstance(one, CodeType))
    return isinstance(function, FunctionType) and _are_alike(made, function.__code__)


def _are_alike(one: CodeType, other: CodeType) -> bool:
    """Whether two pieces of code do the same, wherever they stand."""
    same = one.co_code == other.co_code and one.co_names == other.co_names
    return (
        same
        and len(one.co_consts) == len(other.co_consts)
        and all(map(_are_equal, one.co_consts, other.co_consts))
    )


def _are_equal(one: Any, other: Any) -> bool:
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        return _are_alike(one, other)
    return type(one) is type(other) and bool(one == other)
