"""Classes of exceptions that the other side defines, so that a test can expect and make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from boxgrader.stand_ins.stand_in import StandIn

_ASKED = {"__notes__"}


class _Class(type):
    """Looks up what the class itself holds where it is defined."""

    def __getattr__(cls, name: str) -> Any:
        stand_in = LearnerException.stand_ins.get(cls)
        if stand_in is None or name.startswith("__"):
            raise AttributeError(name)
        return getattr(stand_in, name)


class LearnerException(BaseException, metaclass=_Class):
    """What an exception of the other side's own class is: it asks for its attributes.

    Attributes:
        stand_ins: Such a class -> its stand-in, which makes new ones.
    """

    stand_ins: dict[type, StandIn] = {}  # noqa: RUF012  one for all
    _stand_in: StandIn | None = None
    _text: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Have a new one made where its class is defined."""
        super().__init__(*args)
        stand_in = LearnerException.stand_ins.get(type(self))
        if stand_in is not None:
            twin = stand_in(*args, **kwargs)
            if isinstance(twin, LearnerException):
                self.args = twin.args
                vars(self).update(vars(twin))

    def __getattr__(self, name: str) -> Any:
        """What the exception holds on the other side."""
        if self._stand_in is None or (name.startswith("__") and name not in _ASKED):
            raise AttributeError(name)
        return getattr(self._stand_in, name)

    def __str__(self) -> str:
        """What the other side says."""
        return super().__str__() if self._text is None else self._text


def learner_exception(name: str, parent: type[BaseException]) -> type[BaseException]:
    """A class for an exception that the other side defines below another one."""
    parents = (parent,) if issubclass(parent, LearnerException) else (LearnerException, parent)
    made: Any = _Class(name, parents, {"__module__": "__main__"})
    return cast("type[BaseException]", made)
