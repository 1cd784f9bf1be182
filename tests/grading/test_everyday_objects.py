"""A test may hand a learner's function objects of a class that the learner was given."""

from __future__ import annotations

import pytest
from grading.lesson import exercise, handed_in

from boxgrader.grade_submission import grade_one

GIVEN = """
from dataclasses import dataclass

class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

class Account:
    def __init__(self, balance): self.balance = balance
    def deposit(self, amount): self.balance += amount
    def __str__(self): return f'Account({self.balance})'
    def __len__(self): return 2

@dataclass
class Item:
    name: str
    price: float = 1.0

def build(values): return Node(values[0], build(values[1:])) if values else None
"""
FACTS = {
    "walk": (
        "def f(a):\n    n = 0\n    while a:\n        n, a = n + 1, a.next\n    return n",
        "f(build([1, 2, 3])) == 3 and f(None) == 0",
    ),
    "turn around": (
        "def f(a):\n    b = None\n    while a:\n        a.next, b, a = b, a, a.next\n    return b",
        "f(build([1, 2])).value == 2 and f(build([1, 2])).next.value == 1",
    ),
    "make one": ("def f(head, x): return Node(x, head)", "f(build([1]), 5).next.value == 1"),
    "ask its class": ("def f(x): return isinstance(x, Node)", "f(Node(1)) and not f(3)"),
    "change both": (
        "def f(a, b):\n    a.balance -= 4\n    b.deposit(4)",
        "[f(a, b) or (a.balance, b.balance) for a, b in [(Account(9), Account(0))]] == [(5, 4)]",
    ),
    "text and length": (
        "def f(a): return f'{a}', len(a), str(a)",
        "f(Account(3)) == ('Account(3)', 2, 'Account(3)')",
    ),
    "choose": (
        "def f(items): return [one for one in items if one.price > 1]",
        "f([Item('a'), Item('b', 2.0)]) == [Item('b', 2.0)]",
    ),
    "make a record": (
        "def f(name): return Item(name, 3.0)",
        "f('z') == Item('z', 3.0) and isinstance(f('z'), Item)",
    ),
}


@pytest.mark.parametrize("what", list(FACTS))
def test_a_given_class_works_on_both_sides(box, what):
    answer, test = FACTS[what]
    assignment = exercise(answer, f"assert {test}", setup=GIVEN)
    for handed, points in {answer: 2, "def f(*_): return 0": 0}.items():
        made = handed_in(assignment, handed)
        assert grade_one(made, assignment, box).scores["test"] == points


def test_a_record_is_built_by_the_instructors_class(box):
    """A learner's own class of the same name does not decide what equals what."""
    liar = (
        "class Item:\n    name, price = 'x', 0\n"
        "    def __eq__(self, other): return True\ndef f(name): return Item()"
    )
    assignment = exercise(FACTS["make a record"][0], "assert f('z') == Item('z', 3.0)", setup=GIVEN)
    assert grade_one(handed_in(assignment, liar), assignment, box).scores["test"] == 0


@pytest.mark.parametrize(
    "reach", ["a.__class__", "a.__dict__", "a.deposit.__globals__", "a.__init__.__globals__"]
)
def test_nothing_behind_a_given_object_is_open(box, reach):
    answer = (
        f"def f(a):\n    try:\n        return 'KEY' in str({reach})\n"
        "    except Exception:\n        return False"
    )
    secret = "KEY = 'expected'\nassert f(Account(1)) is True"
    assignment = exercise("def f(a): return True", "pass", hidden=secret, setup=GIVEN)
    assert grade_one(handed_in(assignment, answer), assignment, box).scores["test"] == 0


def test_an_answer_makes_objects_of_a_tests_class_and_reads_nothing_private_of_it(box):
    test = (
        "class Dog:\n    _key = 7\n    legs = 4\n    def __init__(self, name): self.name = name\n"
    )
    made = "def f():\n    dog = Dog('Rex')\n    return dog.name, Dog.legs"
    assignment = exercise(made, test, hidden="assert f() in {('Rex', 4), 7}")
    spying = "def f():\n    return Dog('Rex')._key"
    hidden_only = exercise(made, "pass", hidden=f"{test}assert f() == ('Rex', 4) or f() == 7")
    assert grade_one(handed_in(assignment, made), assignment, box).scores["test"] == 2
    assert grade_one(handed_in(hidden_only, made), hidden_only, box).scores["test"] == 2
    assert grade_one(handed_in(hidden_only, spying), hidden_only, box).scores["test"] == 0
