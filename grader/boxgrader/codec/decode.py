"""Builds values from JSON that nobody has to trust: the receiving half of `boxgrader.codec.encode`.

Nothing is ever unpickled, and no class is built but those named here and dataclasses and enums of
modules that the tests trust anyway.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import importlib
from typing import TYPE_CHECKING, Any

from boxgrader.codec import scalars, tables
from boxgrader.codec.encode import DICTS, LISTS
from boxgrader.limits import MAX_DEPTH
from boxgrader.stand_ins.stand_in import as_attribute
from boxgrader.stand_ins.stand_in_types import NAMED
from boxgrader.trusted import COURSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Build = Callable[[dict[str, Any]], Any]


class Decoder:
    """Builds values from JSON that nobody has to trust.

    Args:
        reference: Makes something usable of a reference.
        trusted: Modules, besides those of the course, whose dataclasses and enums may be built.

    Attributes:
        is_plain: Whether all so far was plain data and functions, which are the same on both sides.
    """

    def __init__(self, reference: Build, trusted: frozenset[str] = frozenset()) -> None:
        self.reference = reference
        self.trusted = trusted
        self.is_plain = True

    def decode(self, data: Any, depth: int = 0) -> Any:
        """The value.

        Raises:
            ValueError: the data stand for no value.
        """
        if depth > MAX_DEPTH + 1:
            raise ValueError("the value is too deeply nested")
        if data is None or isinstance(data, bool | int | float | str):
            return data
        if isinstance(data, list):
            return [self.decode(one, depth + 1) for one in data]
        if not isinstance(data, dict) or not isinstance(data.get("t"), str):
            raise ValueError("the data stand for no value")  # noqa: TRY004  data, no argument
        try:
            return self._tagged(data["t"], data, depth)
        except (KeyError, TypeError, AttributeError, ArithmeticError, OverflowError) as error:
            raise ValueError(f"the data stand for no {data['t'][:20]}") from error

    def _tagged(  # noqa: PLR0911  one return for each kind of value
        self, tag: str, data: dict[str, Any], depth: int
    ) -> Any:
        value = data.get("v")
        self.is_plain &= tag in _PLAIN or data.get("kind") == "function"
        if tag in scalars.KINDS:
            return scalars.decode(tag, value)
        if tag == "type":
            return NAMED[str(value)]
        if tag in _LISTS:
            made = _LISTS[tag](self.decode(one, depth + 1) for one in list(value or ()))
            most = data.get("most")
            return collections.deque(made, int(most)) if most is not None else made
        if tag == "dict":
            pairs = [
                (self.decode(k, depth + 1), self.decode(v, depth + 1)) for k, v in list(value or ())
            ]
            if data["c"] == "defaultdict":
                return collections.defaultdict(self._factory(data.get("made")), pairs)
            return DICTS[data["c"]](dict(pairs))
        if tag == "namedtuple":
            kind = collections.namedtuple(str(data["c"]), list(data["f"]), rename=True)  # type: ignore[misc]  # noqa: PYI024  its fields are known at run time only
            return kind(*(as_attribute(self.decode(one, depth + 1)) for one in list(value or ())))
        if tag in {"record", "enum"}:
            return self._instance(tag, data, depth)
        if tag in {"ref", "back"}:
            return self.reference(data)
        return tables.decode(data, lambda one: self.decode(one, depth + 1))

    def _factory(self, data: Any) -> Any:
        made = self.decode(data)
        return made if made in NAMED.values() else None

    def _instance(self, tag: str, data: dict[str, Any], depth: int) -> Any:
        """A dataclass or enum of a module that the tests trust anyway."""
        module, _, name = str(data["c"]).partition(":")
        if module.partition(".")[0] not in COURSE and module not in self.trusted:
            raise ValueError(f"{module} is no module of the assignment")
        try:
            kind = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise ValueError(f"there is no {data['c']}") from error
        if tag == "enum" and isinstance(kind, type) and issubclass(kind, enum.Enum):
            return kind[data["v"]]
        if tag == "record" and isinstance(kind, type) and dataclasses.is_dataclass(kind):
            fields = {str(k): self.decode(v, depth + 1) for k, v in data["v"].items()}
            return kind(**{name: as_attribute(one) for name, one in fields.items()})
        raise ValueError(f"{data['c']} is no {tag}")


_LISTS: dict[str, Callable[[Iterable[Any]], Any]] = {
    **LISTS,
    "slice": lambda parts: slice(*parts),
    "keys": lambda names: dict.fromkeys(names).keys(),
}
_PLAIN = frozenset({*scalars.KINDS, *LISTS, "type", "dict", "slice"})
