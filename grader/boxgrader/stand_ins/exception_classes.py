"""Classes of exceptions that the other side defines, so that a test can expect and make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from boxgrader.stand_ins.stand_in import Remote

_ASKED = {"__notes__"}


class _Class(type):
    """Looks up what the class itself holds where it is defined."""

    def __getattr__(cls, name: str) -> Any:
        remote = Learned.remotes.get(cls)
        if remote is None or name.startswith("__"):
            raise AttributeError(name)
        return getattr(remote, name)


class Learned(BaseException, metaclass=_Class):
    """What an exception of the other side's own class is: it asks for its attributes.

    Attributes:
        remotes: Such a class -> its stand-in, which makes new ones.
    """

    remotes: dict[type, Remote] = {}  # noqa: RUF012  one for all
    _remote: Remote | None = None
    _text: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Have a new one made where its class is defined."""
        super().__init__(*args)
        remote = Learned.remotes.get(type(self))
        if remote is not None:
            twin = remote(*args, **kwargs)
            if isinstance(twin, Learned):
                self.args = twin.args
                vars(self).update(vars(twin))

    def __getattr__(self, name: str) -> Any:
        """What the exception holds on the other side."""
        if self._remote is None or (name.startswith("__") and name not in _ASKED):
            raise AttributeError(name)
        return getattr(self._remote, name)

    def __str__(self) -> str:
        """What the other side says."""
        return super().__str__() if self._text is None else self._text


def learned(name: str, parent: type[BaseException]) -> type[BaseException]:
    """A class for an exception that the other side defines below another one."""
    parents = (parent,) if issubclass(parent, Learned) else (Learned, parent)
    made: Any = _Class(name, parents, {"__module__": "__main__"})
    return cast("type[BaseException]", made)
