"""What `with`, `async with` and `async for` ask of a learner's object in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boxgrader.calls.connection import Connection


class ManagedStandIn:
    """The part of a stand-in that these statements use."""

    __slots__ = ()
    if TYPE_CHECKING:
        _connection: Connection
        _ref: int

    def __enter__(self) -> Any:
        return self._connection.method(self._ref, "__enter__")

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        return self._left("__exit__", error)

    async def __aenter__(self) -> Any:
        return self._connection.method(self._ref, "__aenter__")

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> bool:
        return self._left("__aexit__", error)

    def _left(self, method: str, error: BaseException | None) -> bool:
        """Whether a context manager, left with an error, makes it undone."""
        if error is None:
            return bool(self._connection.method(self._ref, method))
        if not isinstance(error, Exception):
            return False
        if isinstance(error, AssertionError):  # the test has failed; its text is not the answer's
            self._connection.method(self._ref, method, AssertionError())
            return False
        return self._connection.method(self._ref, method, error) is True

    def __aiter__(self) -> Any:
        return self._connection.method(self._ref, "__aiter__")

    async def __anext__(self) -> Any:
        return self._connection.method(self._ref, "__anext__")
