"""What the learner's process replies to a test's questions about names and objects in it."""

from __future__ import annotations

import builtins
import contextlib
import copy
import inspect
import io
import operator
import signal
from typing import TYPE_CHECKING, Any

from pmlearn.grading.errors import describe
from pmlearn.grading.shell import MOST_TEXT
from pmlearn.grading.streams import resume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pmlearn.grading.files import Folder
    from pmlearn.grading.peer import Peer
    from pmlearn.grading.wire import Message


class Replies:
    """Replies about some names.

    Args:
        names: Name -> what it stands for.
        folder: The files of the working folder.
        seconds: A question that takes longer ends this process.
    """

    def __init__(self, names: dict[str, Any], folder: Folder, seconds: int) -> None:
        self._names, self._folder, self._seconds = names, folder, seconds

    def own_class(self, name: str) -> Any:
        """The learner's class of a name; objects of a class that was given are of it here, too."""
        found = self._names.get(name)
        return found if isinstance(found, type) else None

    def reply(self, peer: Peer, question: Message) -> Message:
        """The reply to a question; whatever goes wrong is one, too."""
        printed = io.StringIO()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(self._seconds + 1)
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                answer = self._answer(peer, question)
        except BaseException as error:  # noqa: BLE001  also what ends Python is only an answer
            answer = {"error": describe(error)}
        signal.alarm(0)
        return answer | {"printed": printed.getvalue()[:MOST_TEXT]}

    def _answer(self, peer: Peer, question: Message) -> Message:
        if question["op"] == "get":
            name, names = question["name"], self._names
            return {"value": peer.encode(names[name])} if name in names else {}
        target = peer.exported(question["ref"])
        if question["op"] in {"call", "method"}:
            return self._called(peer, question, target)
        if question["op"] == "set":
            setattr(target, question["name"], peer.decode(question["value"]))
            return {}
        return {"value": peer.encode(_LOOKS[question["op"]](target, question.get("name")))}

    def _called(self, peer: Peer, question: Message, target: Any) -> Message:
        args, kwargs = peer.decode(question["args"]), peer.decode(question["kwargs"])
        if question["op"] == "method":
            return {"value": peer.encode(_METHODS[question["name"]](target, *args))}
        self._folder.put(question.get("files"))
        resume(question.get("streams", {}))
        with self._user(peer, question):
            answer: Message = {"value": peer.encode(target(*args, **kwargs))}
        if "files" in question:
            answer["files"] = self._folder.changed()
        left = peer.encode(args)
        return answer if left == question["args"] else answer | {"args": left}

    @contextlib.contextmanager
    def _user(self, peer: Peer, question: Message) -> Iterator[None]:
        """Let the test play the user: what `input` and `print` do, and which names are gone."""
        played = {name: peer.decode(one) for name, one in question.get("played", {}).items()}
        own = {name: getattr(builtins, name) for name in played}
        names = self._names
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
