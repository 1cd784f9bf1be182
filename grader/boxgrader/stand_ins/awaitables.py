"""What is to be awaited, across the boundary: each wait runs to its end where its code is."""

from __future__ import annotations

import asyncio
import inspect
from asyncio import events
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Coroutine

    from boxgrader.calls.connection import Connection

_loops: list[asyncio.AbstractEventLoop] = []


def finished(awaitable: Awaitable[Any]) -> Any:
    """The result of something to be awaited, also while another loop runs."""
    loop = next((one for one in _loops if not one.is_running()), None)
    if loop is None:
        loop = asyncio.new_event_loop()
        _loops.append(loop)  # kept: an asynchronous generator may go on in it later
    outer = events._get_running_loop()  # noqa: SLF001  there is no public way to have two
    events._set_running_loop(None)  # noqa: SLF001  as above
    try:
        return loop.run_until_complete(_awaited(awaitable))
    finally:
        events._set_running_loop(outer)  # noqa: SLF001  as above


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def kind_of_awaited(value: Any) -> str:
    """How to speak of something to be awaited; empty for anything else."""
    if inspect.iscoroutine(value):
        return "coroutine"
    return "asyncgen" if inspect.isasyncgen(value) else ""


def awaited(connection: Connection, ref: int, kind: str) -> Any:
    """A coroutine or asynchronous generator of this side for one of the other's."""
    return _coroutine(connection, ref) if kind == "coroutine" else _generator(connection, ref)


def _coroutine(connection: Connection, ref: int) -> Coroutine[Any, Any, Any]:
    async def coroutine() -> Any:
        return connection.method(ref, "__await__")

    return coroutine()


async def _generator(connection: Connection, ref: int) -> AsyncGenerator[Any, Any]:
    while True:
        try:
            value = connection.method(ref, "__anext__")
        except StopAsyncIteration:
            return
        yield value
