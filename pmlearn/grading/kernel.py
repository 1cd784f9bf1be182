"""The kernel: runs a learner's cells in a room, and answers tests from snapshots of itself.

This is the learner's own process. Nothing here is a boundary: whatever it says may be forged, and
the grader treats it so.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import gc
import inspect
import io
import json
import operator
import os
import random
import signal
from typing import TYPE_CHECKING, Any

from pmlearn.grading.errors import describe
from pmlearn.grading.files import Folder
from pmlearn.grading.peer import Peer
from pmlearn.grading.shell import MOST_TEXT, Shell
from pmlearn.grading.wire import Line, LineClosedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pmlearn.grading.wire import Message

MOST_VALUES = 1_000_000
_shell: Any = None  # a Shell, whose base has no types
_folder = Folder(())


def prepare() -> None:
    """Make the shell, once for all rooms."""
    global _shell  # noqa: PLW0603  forked rooms inherit it
    _shell = Shell.prepared()
    _shell.run("import asyncio\n1 / 0")  # loads what reports errors
    _shell.reset()
    _shell.outputs.clear()


def draw_once() -> None:
    """Load what a plot needs, for all rooms of an assignment that has plots."""
    with contextlib.suppress(Exception):
        import matplotlib.pyplot as plt

        plt.figure(figsize=(1, 1)).savefig(io.BytesIO())
        plt.close("all")


def main(line: Line, request: Message) -> None:
    """Run cells, and keep moments for tests, until the grader hangs up."""
    assert _shell is not None
    global _folder  # noqa: PLW0603  a room is for one notebook
    _folder = Folder(request["released"])
    _shell.start()
    while True:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            order = line.receive(descriptors=True)
        except LineClosedError:
            return
        if order["op"] == "take":
            _take(line, Line(line.take_socket()), order, request["call_seconds"])
        else:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                succeeded, outputs = _shell.run(order["source"])
            except KeyboardInterrupt:  # it came a moment after the cell
                succeeded, outputs = False, _shell.outputs.items
            line.send({"succeeded": succeeded, "outputs": outputs})


def _take(line: Line, own: Line, order: Message, seconds: int) -> None:
    """Keep this moment for a test: as plain values if that is all it needs, or as a snapshot.

    A snapshot is a copy of this process that waits for the test's questions.
    """
    peer = Peer(own, lambda peer, question: _limited(peer, question, seconds))
    peer.own_class = _own_class
    answer = {"files": _files(_folder.everything)} if order["files"] else {}
    values = _plain_values(peer, order["names"])
    if values is not None:
        own.close()
        line.send(answer | {"values": values})
        return
    state = random.getstate()
    if os.fork() != 0:
        own.close()
        line.send(answer)
        return
    try:
        line.close()
        os.setsid()  # what is sent to the learner's process group is not meant for this copy
        gc.freeze()  # a collection would copy every page it looks at
        random.setstate(state)  # a fork draws a new seed, but the learner's seed counts
        peer.serve()
    finally:
        os._exit(0)


def _files(look: Callable[[], dict[str, str]]) -> dict[str, str]:
    try:
        return look()
    except OSError:  # a thread of the learner's may be removing one
        return {}


def _own_class(name: str) -> Any:
    """The learner's class of a name; objects of a class that was given are of it here, too."""
    found = _shell.user_ns.get(name)
    return found if isinstance(found, type) else None


def _plain_values(peer: Peer, names: list[str]) -> dict[str, Any] | None:
    """The values of these names, unless one of them is more than data."""
    there = [name for name in names if name in _shell.user_ns]
    try:
        values = {name: peer.encode(_shell.user_ns[name]) for name in there}
        small = len(json.dumps(values)) < MOST_VALUES
    except Exception:  # noqa: BLE001  the test will ask, and be told what is wrong
        return None
    return values if small and not peer.has_exported else None


def _limited(peer: Peer, question: Message, seconds: int) -> Message:
    """The answer to a question; a question that takes too long ends the snapshot."""
    printed = io.StringIO()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds + 1)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            answer = _answer(peer, question)
    except BaseException as error:  # noqa: BLE001  also what ends Python is only an answer
        answer = {"error": describe(error)}
    signal.alarm(0)
    return answer | {"printed": printed.getvalue()[:MOST_TEXT]}


def _answer(peer: Peer, question: Message) -> Message:
    if question["op"] == "get":
        assert _shell is not None
        names = _shell.user_ns
        return {"value": peer.encode(names[question["name"]])} if question["name"] in names else {}
    target = peer.exported(question["ref"])
    if question["op"] in {"call", "method"}:
        return _called(peer, question, target)
    if question["op"] == "set":
        setattr(target, question["name"], peer.decode(question["value"]))
        return {}
    return {"value": peer.encode(_LOOKS[question["op"]](target, question.get("name")))}


def _called(peer: Peer, question: Message, target: Any) -> Message:
    args, kwargs = peer.decode(question["args"]), peer.decode(question["kwargs"])
    if question["op"] == "method":
        return {"value": peer.encode(_METHODS[question["name"]](target, *args))}
    _folder.put(question.get("files"))
    with _user(peer, question):
        answer: Message = {"value": peer.encode(target(*args, **kwargs))}
    if "files" in question:
        answer["files"] = _files(_folder.changed)
    left = peer.encode(args)
    return answer if left == question["args"] else answer | {"args": left}


@contextlib.contextmanager
def _user(peer: Peer, question: Message) -> Iterator[None]:
    """Let the test play the user: what `input` and `print` do, and which names are gone."""
    played = {name: peer.decode(one) for name, one in question.get("played", {}).items()}
    own = {name: getattr(builtins, name) for name in played}
    names = _shell.user_ns
    gone = {name: names.pop(name) for name in question.get("deleted", []) if name in names}
    vars(builtins).update(played)
    try:
        yield
    finally:
        vars(builtins).update(own)
        names.update(gone)


def _exit(target: Any, *args: Any) -> Any:
    return type(target).__exit__(target, *(args or (None, None, None)))


_LOOKS: dict[str, Any] = {
    "attribute": getattr,
    "source": lambda target, _: inspect.getsource(target),
    "signature": lambda target, _: [
        [one.name, one.kind.value, one.default is not one.empty, _plain(one.default)]
        for one in inspect.signature(target).parameters.values()
    ],
}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bool | None) else None


def _turned(name: str) -> Any:
    forward = getattr(operator, f"__{name}__")
    return lambda target, other: forward(other, target)


_OPERATORS = (
    *("eq", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow"),
    *("matmul", "and", "or", "xor", "neg", "index", "contains", "getitem", "setitem", "delitem"),
)
_METHODS: dict[str, Any] = {
    "__str__": str,
    "__repr__": repr,
    "__format__": format,
    "__hash__": hash,
    "__dir__": dir,
    "__copy__": copy.copy,
    "__deepcopy__": copy.deepcopy,
    "__bool__": bool,
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__abs__": abs,
    "__round__": round,
    "__int__": int,
    "__float__": float,
    "__divmod__": divmod,
    "__instancecheck__": lambda kind, value: isinstance(value, kind),
    "__subclasscheck__": lambda kind, other: issubclass(other, kind),
    "__enter__": lambda target: type(target).__enter__(target),
    "__exit__": _exit,
    **{f"__{name}__": getattr(operator, f"__{name}__") for name in _OPERATORS},
    **{f"__r{name}__": _turned(name) for name in ("add", "sub", "mul", "truediv")},
}
