"""All that a learner's process may ask the checker: to use what a test has handed over.

A function may be called. An object of a class that the learner was given may be looked at and
changed, as the learner's code could do in one process. Nothing else is open.
"""

from __future__ import annotations

import inspect
from operator import getitem
from typing import TYPE_CHECKING, Any

from pmlearn.grading.remote import as_attribute

if TYPE_CHECKING:
    from pmlearn.grading.peer import Peer
    from pmlearn.grading.wire import Message

_METHODS: dict[str, Any] = {
    f"__{one.__name__}__": one for one in (bool, len, str, repr, iter, next, getitem, format)
}


def answer(peer: Peer, question: Message) -> Message:
    """The answer to a question of a learner's process.

    Raises:
        AttributeError: the question is not for learners' code.
    """
    target = peer.exported(question["ref"])
    if question["op"] == "call" and inspect.isroutine(target):
        args, kwargs = peer.decode(question["args"]), peer.decode(question["kwargs"])
        return {"value": peer.encode(target(*args, **kwargs))}
    if type(target).__module__ == "__main__":  # an object of a class that the learner was given
        return _given(peer, question, target)
    raise AttributeError("this is not for learners' code")


def _given(peer: Peer, question: Message, target: Any) -> Message:
    """Look at an object that a test hands over, or change it, as far as its class is open."""
    name = str(question["name"])
    if question["op"] == "method" and name in _METHODS:
        return {"value": peer.encode(_METHODS[name](target, *peer.decode(question["args"])))}
    if name.startswith("_"):
        raise AttributeError(name)
    if question["op"] == "set":
        if callable(getattr(type(target), name, None)):
            raise AttributeError(f"{name} is a method of the test's own")
        setattr(target, name, as_attribute(peer.decode(question["value"]), name))
        return {}
    return {"value": peer.encode(getattr(target, name))}
