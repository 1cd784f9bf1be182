"""Messages arrive whole, in order and bounded, or the line says what is wrong."""

from __future__ import annotations

import json
import socket
import struct
import threading

import pytest

from boxgrader.checking.orders import CheckerAnswer, CheckerOrder
from boxgrader.execution.verdict import Verdict
from boxgrader.sandbox import messages
from boxgrader.sandbox.messages import Line, LineClosedError
from boxgrader.sandbox.typed_message import one_of


@pytest.fixture
def line():
    near, far = Line.pair()
    yield near, far
    near.close()
    far.close()


def test_messages_arrive_in_order(line):
    near, far = line
    other = Line(far)
    for n in range(3):
        other.send({"n": n})
    assert [near.receive(1)["n"] for _ in range(3)] == [0, 1, 2]


def test_a_message_larger_than_any_buffer_arrives_whole(line):
    near, far = line
    text = "x" * 5_000_000
    sender = threading.Thread(target=lambda: Line(far).send({"text": text}))
    sender.start()
    assert near.receive(10)["text"] == text
    sender.join()


def test_silence_ends_in_time(line):
    with pytest.raises(TimeoutError):
        line[0].receive(0.01)


def test_a_message_that_drips_ends_in_time(line):
    near, far = line
    far.sendall(struct.pack("=I", 10) + b"{")
    with pytest.raises(TimeoutError):
        near.receive(0.05)


def test_half_a_message_and_then_nothing_is_a_closed_line(line):
    near, far = line
    far.sendall(struct.pack("=I", 10) + b"{")
    far.close()
    with pytest.raises(LineClosedError):
        near.receive(1)


def test_a_claim_of_too_many_bytes_is_refused_before_they_come(line):
    near, far = line
    far.sendall(struct.pack("=I", messages.MAX_MESSAGE_BYTES + 1))
    with pytest.raises(ValueError, match="bytes"):
        near.receive(1)


def test_a_message_too_large_to_be_accepted_is_not_sent(line, monkeypatch):
    monkeypatch.setattr(messages, "MAX_MESSAGE_BYTES", 100)
    with pytest.raises(ValueError, match="bytes"):
        line[0].send({"text": "x" * 100})


@pytest.mark.parametrize("body", [b"[1]", b"nonsense", b"\xff\xfe", b"[" * 200_000, b"7", b""])
def test_what_is_no_message_is_refused(line, body):
    near, far = line
    far.sendall(struct.pack("=I", len(body)))
    sender = threading.Thread(target=far.sendall, args=(body,))
    sender.start()
    with pytest.raises(ValueError, match=r"."):
        near.receive(1)
    sender.join()


def test_a_socket_comes_along_where_it_is_expected(line):
    near, far = line
    ours, given = socket.socketpair()
    Line(far).send({"op": "take"}, (given,))
    assert near.receive(1, descriptors=True) == {"op": "take"}
    taken = near.take_socket()
    taken.sendall(b"hello")
    assert ours.recv(5) == b"hello"
    for one in (ours, given, taken):
        one.close()


def test_a_socket_that_nobody_expects_is_thrown_away(line):
    near, far = line
    ours, given = socket.socketpair()
    Line(far).send({}, (given,))
    given.close()
    near.receive(1)
    assert ours.recv(1) == b""  # nobody holds its other end
    with pytest.raises(ValueError, match="no socket"):
        near.take_socket()
    ours.close()


def test_sending_to_nobody_is_a_closed_line(line):
    near, far = line
    far.close()
    with pytest.raises(LineClosedError):
        near.send({})


def test_an_order_arrives_as_it_was_sent():
    order = CheckerOrder("check", "assert f(1) == 2", 10, values={"x": 1}, paths=["a.csv"])
    assert CheckerOrder.from_message(json.loads(json.dumps(order.to_message()))) == order


def test_an_order_with_a_missing_or_an_unknown_key_is_refused_by_both_names():
    message = CheckerOrder("check", "", 10).to_message()
    with pytest.raises(ValueError, match="CheckerOrder: the key 'other' is unknown"):
        CheckerOrder.from_message(message | {"other": 1})
    del message["seconds"]
    with pytest.raises(ValueError, match="CheckerOrder: the key 'seconds' is missing"):
        CheckerOrder.from_message(message)


WRONG = {
    "a text for a number": {"seconds": "10"},
    "a number for a text": {"source": 1},
    "a truth for a number": {"seconds": True},
    "a number for a truth": {"silent": 1},
    "a number without end": {"seconds": 10**400},
    "a text for a list": {"carried": "f"},
    "a list with another thing in it": {"carried": ["f", 1]},
    "three values for two": {"libraries": {"np": ["numpy", "", ""]}},
    "a list for a dict": {"values": []},
    "nothing for a list": {"carried": None},
}


@pytest.mark.parametrize("what", list(WRONG))
def test_a_message_with_a_value_of_another_type_is_refused_by_its_key(what):
    message = CheckerOrder("check", "", 10).to_message() | WRONG[what]
    with pytest.raises(ValueError, match=f"CheckerOrder: the key '{next(iter(WRONG[what]))}': "):
        CheckerOrder.from_message(message)


def test_a_message_inside_another_is_checked_as_well():
    answer = CheckerAnswer(Verdict("ValueError", "no such dock", 3)).to_message()
    assert CheckerAnswer.from_message(json.loads(json.dumps(answer))).verdict.line == 3
    answer["verdict"]["line"] = -1
    with pytest.raises(ValueError, match=r"CheckerAnswer: the key 'verdict': Verdict: line must"):
        CheckerAnswer.from_message(answer)


@pytest.mark.parametrize("message", [{}, {"kind": []}, {"kind": "CheckerOrder"}, [], None])
def test_what_is_another_message_is_refused(message):
    with pytest.raises(ValueError, match="CheckerAnswer: the message is of another kind"):
        CheckerAnswer.from_message(message)


@pytest.mark.parametrize("kind", [None, [], "CheckerTask"])
def test_what_is_none_of_several_messages_is_refused(kind):
    with pytest.raises(ValueError, match="one of CheckerOrder, CheckerAnswer"):
        one_of({"kind": kind}, CheckerOrder, CheckerAnswer)
