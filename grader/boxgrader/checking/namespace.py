"""A test's global names: the instructor's own, and the learner's for as long as a cell runs."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.python_names import parsed
from boxgrader.checking.builtin_functions import ClassOf, is_callable, is_subclass
from boxgrader.stand_ins.exception_classes import LearnerException
from boxgrader.stand_ins.stand_in import StandIn
from boxgrader.stand_ins.stand_in_types import library

if TYPE_CHECKING:
    from boxgrader.calls.connection import Connection
    from boxgrader.checking.orders import CheckerOrder

CHECK = "<check>"
_STDIN = sys.stdin


class TestNamespace(dict[str, Any]):
    """A test's global names: the instructor's own, and the learner's for as long as a cell runs."""

    def __init__(self) -> None:
        quiet = {"get_ipython": lambda: _IPythonShell(self), "display": lambda *_, **__: None}
        super().__init__({"__name__": "__main__", "__builtins__": builtins, **quiet})
        self |= {"type": ClassOf, "callable": is_callable, "issubclass": is_subclass}
        self._user = {"input": builtins.input, "print": builtins.print}
        self.connection: Connection | None = None
        self.trusted = frozenset[str]()
        self.answers: set[str] = set()
        self.answered: set[str] = set()
        self.asked = False
        self.blocked: set[str] = set()
        self.libraries: dict[str, tuple[str, str]] = {}
        self.fetched: dict[str, Any] = {}
        self._encoded: dict[str, Any] = {}
        self._stale: set[str] = set()
        self.taken: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) and name not in self.answered:
            raise KeyError(name)
        self.asked = True
        if self.connection is None or name in self.blocked or name.startswith("__"):
            raise KeyError(name)
        if name in self.fetched and name not in self._stale:  # the test has deleted it
            raise KeyError(name)
        try:
            encoded = self.taken[name] if name in self.taken else self.connection.fetch(name)
        except KeyError:  # a missing answer is missing, also where Python has something of its name
            raise NameError(f"name {name!r} is not defined") from None
        unchanged = name in self._stale and encoded == self._encoded[name]
        value = self.fetched[name] if unchanged else self._decoded(name, encoded, self.connection)
        self._stale.discard(name)
        self._encoded[name] = encoded
        self.fetched[name] = self[name] = value
        return value

    def __delitem__(self, name: str) -> None:
        if name not in self:
            self[name]  # a test may delete an answer that it has not used yet
        super().__delitem__(name)

    def _decoded(self, name: str, encoded: Any, connection: Connection) -> Any:
        value = connection.decode(encoded)
        if name in self.libraries:
            with contextlib.suppress(ModuleNotFoundError):  # unless an answer writes the module
                return _imported(*self.libraries[name])
        if isinstance(value, StandIn) and value._kind == "module":  # noqa: SLF001  a stand-in has no public names
            return library(name, value._name)  # noqa: SLF001
        return value

    def begin(self, order: CheckerOrder) -> None:
        """Give names back to the learner, and know which are whose, before a cell runs."""
        self.answers = set(order.answers)
        self.answered |= set(order.given_back)
        self.libraries = order.libraries
        for name in order.given_back:
            self.pop(name, None)
        self.taken = order.values or {}

    def own_class(self, name: str) -> Any:
        """The class of this name that the instructor's cells define, or None."""
        found: Any = self.get(name)
        own = issubclass(type(found), type) and not issubclass(found, LearnerException)
        return found if own and found.__module__ == "__main__" else None

    def look_again(self) -> None:
        """Ask anew for the learner's data, which a call may have changed."""
        for name, value in self.fetched.items():
            if self.get(name) is value and not isinstance(value, StandIn):
                del self[name]
                self._stale.add(name)

    def is_fetched(self, name: str) -> bool:
        """Whether a name stands for what was fetched from the learner."""
        return name in self.fetched and self.get(name) is self.fetched[name]

    def is_unchanged(self, name: str, encoded: Any) -> bool:
        """Whether something fetched is, as data, still what arrived."""
        return isinstance(self.fetched[name], StandIn) or encoded == self._encoded[name]

    def deleted(self) -> list[str]:
        """The learner's names that the test has deleted, to see what comes of it."""
        return [name for name in self.fetched if name not in self and name not in self._stale]

    def played(self) -> dict[str, Any]:
        """The functions of a user that the test plays: what `input` and `print` stand for now."""
        now = {name: self.get(name, getattr(builtins, name)) for name in self._user}
        typed = sys.stdin is not _STDIN
        return {
            name: one
            for name, one in now.items()
            if one is not self._user[name] or (typed and name == "input")
        }

    def forget_fetched(self) -> None:
        """Give the learner's names back: a later cell may have changed them."""
        for name, value in self.fetched.items():
            if self.get(name) is value:
                del self[name]
        self.fetched.clear()
        self._encoded.clear()
        self._stale.clear()


class MainModule(ModuleType):
    """What a test finds, and replaces, under `__main__`: the names of the notebook."""

    def __init__(self, names: TestNamespace) -> None:
        super().__init__("__main__")
        vars(self)["_names"] = names

    def __getattr__(self, name: str) -> Any:
        try:
            return vars(self)["_names"][name]
        except (KeyError, NameError):
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        vars(self)["_names"][name] = value

    def __delattr__(self, name: str) -> None:
        del vars(self)["_names"][name]

    def __dir__(self) -> list[str]:
        return sorted(vars(self)["_names"])  # `unittest.main()` looks for its tests here


def _imported(module: str, name: str) -> Any:
    """What the instructor's notebook imports under some name."""
    found = importlib.import_module(module)
    return getattr(found, name) if name else found


class _IPythonShell:
    """What magics come to in a test: those around a cell run it, the others do nothing."""

    def __init__(self, names: TestNamespace) -> None:
        self._names = names

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the cell below `%%time` and the like."""
        del name, line
        exec(compile(parsed(cell, CHECK), CHECK, "exec"), self._names)  # noqa: S102  a test's own text

    @property
    def user_ns(self) -> TestNamespace:
        """The names of the notebook."""
        return self._names

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None
