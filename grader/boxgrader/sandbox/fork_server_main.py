"""What runs in a box outside of rooms: the fork server, and a server for each worker.

Neither runs any of the learners' code. The fork server imports everything, then forks a server for
each worker. For each room a worker's server forks the room's first process, which isolates itself
(`boxgrader.sandbox.isolation`) and only then does what its role says. The worker's server stays
outside and watches (`boxgrader.sandbox.watchdog`): it ends a room at the grader's order or when a
limit is passed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any

from boxgrader.sandbox import linux as ns
from boxgrader.sandbox.isolation import FullIsolation, Isolation, ProcessIsolation
from boxgrader.sandbox.messages import Line, LineClosedError
from boxgrader.sandbox.room import RoomRequest
from boxgrader.sandbox.watchdog import Watchdog
from boxgrader.settings import Settings
from boxgrader.trusted import trust

if TYPE_CHECKING:
    from collections.abc import Iterable

# What nearly all assignments use; the more there is, the longer each fork takes.
_MODULES = ("numpy", "pandas")
_tried: set[str] = set()  # what is not installed will not be for the next room
# The kernel comes last: it remembers how all is before any learner's code runs, and puts its own
# input in the place of the one that the checker keeps.
_ROLES = {"checker": "boxgrader.checking.runner", "kernel": "boxgrader.execution.kernel"}


def main(control: Line, isolation: Isolation, settings: Settings) -> None:
    """Import everything, then fork a server for each worker until the grader hangs up."""
    ns.die_with_parent()
    trust(settings.trusted)
    for name in (*_MODULES, *settings.preload):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for name in _ROLES.values():
        getattr(importlib.import_module(name), "prepare")()  # noqa: B009  mypy knows no such module
    _warm_up()
    gc.collect()
    gc.freeze()
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208  names only
        raise RuntimeError("the fork server has more than one thread and cannot be forked")
    control.send({"ready": True})
    _go_quiet()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker's server that ends
    with contextlib.suppress(LineClosedError):
        while True:
            control.receive(descriptors=True)
            line = Line(control.take_socket())
            if os.fork() == 0:
                _leave(lambda: _serve_rooms(line, isolation))  # noqa: B023  it never comes back
            line.close()


def _serve_rooms(control: Line, isolation: Isolation) -> None:
    """Fork a room for each request of one worker until the grader hangs up."""
    ns.die_with_parent()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    control.send({"ready": True})
    watchdog = Watchdog(isolation)
    with contextlib.closing(watchdog):
        while True:
            watchdog.watch_until(control)
            try:
                request = RoomRequest.from_message(control.receive(descriptors=True))
            except LineClosedError:
                return
            _open(request, Line(control.take_socket()), Line(control.take_socket()), watchdog)


def _open(request: RoomRequest, line: Line, control_line: Line, watchdog: Watchdog) -> None:
    """Fork a room."""
    _load(request.imports)
    child = watchdog.isolation.fork()
    if child == 0:
        _leave(lambda: _first_process(request, line, watchdog))
    line.close()
    watchdog.add(child, control_line, request.limits)


def _first_process(request: RoomRequest, line: Line, watchdog: Watchdog) -> None:
    """Shut the room, then play the role."""
    ns.die_with_parent()
    os.setsid()  # a signal to its process group reaches nobody else
    _close_all_but(line.fileno())
    watchdog.isolation.enter(line, request)
    line.send({"ready": True})
    os.environ.update(request.environment)
    if request.role == "probe":
        _probe(line)
    else:
        sys.modules[_ROLES[request.role]].main(line, request.task)


def _warm_up() -> None:
    """Use the libraries once: what they load at first use is then there for all rooms."""
    with contextlib.suppress(Exception):
        import numpy as np
        import pandas as pd

        table = pd.DataFrame({"a": ["x", "y"], "b": [1, 2], "c": [0.5, np.nan]})
        repr(table)
        pd.crosstab(table["a"], table["b"]).reindex(index=["x"], fill_value=0)
        table.groupby("a").agg({"b": "sum"}).merge(table, on="b", how="outer").sort_values("b")
        table.loc[table["b"] > 1, "c"] = table["a"].value_counts().mean()
        table.pivot_table(index="a", values="b", aggfunc="mean").apply(np.sum, axis="columns")


def _load(names: Iterable[str]) -> None:
    """Import what an assignment's rooms will need, as far as it is there."""
    missing = [name for name in names if name not in sys.modules and name not in _tried]
    _tried.update(missing)
    had_plots = "matplotlib" in sys.modules
    for name in missing:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if "matplotlib" in sys.modules and not had_plots:
        sys.modules[_ROLES["kernel"]].draw_once()
    if missing:
        gc.collect()
        gc.freeze()


def _leave(work: Any) -> None:
    """Do the work of a forked process, then end it without returning to the caller's code."""
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def _go_quiet() -> None:
    """Let the standard streams lead nowhere: nobody reads them from now on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


def _close_all_but(kept: int) -> None:
    """Leave no way out but one; the standard streams lead nowhere already."""
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _probe(line: Line) -> None:
    """Run the grader's own questions about the room: what it says is proven is proven in here."""
    while True:
        names: dict[str, Any] = {}
        try:
            exec(line.receive()["source"], names)  # noqa: S102  the grader's own text
            line.send({"result": names.get("result")})
        except LineClosedError:
            return
        except Exception as error:  # noqa: BLE001  the answer is what went wrong
            line.send({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    import socket

    main(
        Line(socket.socket(fileno=int(sys.argv[1]))),
        FullIsolation() if sys.argv[2] == "isolated" else ProcessIsolation(),
        Settings(**json.loads(sys.argv[3])),
    )
