"""A learner's class, function or object tells a test what it is, as in one process."""

from __future__ import annotations

import pytest
from grading.lesson import exercise, handed_in

from boxgrader.grade_submission import grade_one

STACK = """
class Stack:
    def __init__(self, items=()): self._items = list(items)
    def push(self, x): self._items.append(x); return self
    def __len__(self): return len(self._items)
    def __repr__(self): return f'Stack({self._items})'
    def __getitem__(self, i): return self._items[i]
    def __eq__(self, o): return isinstance(o, Stack) and self._items == o._items
    def __hash__(self): return hash(tuple(self._items))
    def __format__(self, how): return f'stack{how}'
"""
OF_A_CLASS = [
    "repr(Stack([1])) == 'Stack([1])' == str(Stack([1])) == '%s' % Stack([1])",
    "f'{Stack():>3}' == 'stack>3' and f'{Stack([1])!r}' == 'Stack([1])'",
    "Stack([5, 6, 7])[0:2] == [5, 6] and Stack([5, 6])[-1] == 6",
    "hash(Stack([1])) == hash(Stack([1])) and len({Stack([1]), Stack([1])}) == 1",
    "type(Stack()) is Stack and type(Stack()) == Stack",
    "type(Stack()).__name__ == 'Stack' == Stack().__class__.__name__",
    "isinstance(Stack, type) and inspect.isclass(Stack) and not inspect.isclass(Stack())",
    "issubclass(Stack, object) and not issubclass(Stack, list)",
    "not isinstance(Stack(), list) and not isinstance(Stack(), dict)",
    "{'push'} <= set(dir(Stack)) & set(dir(Stack()))",
    "[s.push(1) is s for s in [Stack()]] == [True] and Stack() is not Stack()",
    "[(copy.copy(s) == s, copy.deepcopy(s) is s) for s in [Stack([1])]] == [(True, False)]",
    "type(3) is int and isinstance(3, int) and type('T', (), {}).__name__ == 'T'",
]


def full(box, solution, test, *, setup="", hollow="x = 1"):
    """Whether the instructor's answer earns everything, and another one nothing."""
    assignment = exercise(solution, test, setup=setup)
    scores = [
        grade_one(handed_in(assignment, one), assignment, box).scores["test"]
        for one in (solution, hollow)
    ]
    return scores == [2, 0]


@pytest.mark.parametrize("fact", OF_A_CLASS)
def test_a_class_is_what_it_is(box, fact):
    answer = f"{STACK}\nready = True"
    assert full(box, answer, f"import copy, inspect\nassert ready and {fact}")


ANIMAL = (
    "class Animal:\n    legs = 4\n    def __init__(self, name): self.name = name\n"
    "    def hi(self): return f'{self.name} says {self.speak()}'"
)
DOG = "class Dog(Animal):\n    def speak(self): return 'woof'"


@pytest.mark.parametrize(
    "fact",
    [
        "issubclass(Dog, Animal)",
        "isinstance(Dog('Rex'), Animal) and not isinstance(Dog('Rex'), str)",
        "Dog.__bases__ == (Animal,)",
        "Dog('Rex').hi() == 'Rex says woof' and Dog.legs == 4",
        "all(isinstance(one, Animal) for one in [Dog('a'), Animal('b')])",
    ],
)
def test_a_class_is_derived_from_one_that_was_given(box, fact):
    lone = "class Dog:\n    def __init__(self, name): pass\n    legs = 4"
    assert full(box, DOG, f"assert {fact}", setup=ANIMAL, hollow=lone)


FUNCTIONS = """
import matplotlib.pyplot as plt, pathlib, re
def f(a): return a
def g():
    x = yield 1
    yield x
def path(): return pathlib.Path('a') / 'b.txt'
def find(text): return re.search(r'(\\d+) (?P<what>\\w+)', text)
fig, ax = plt.subplots()
"""


@pytest.mark.parametrize(
    "fact",
    [
        "inspect.isfunction(f) and isinstance(f, types.FunctionType) and not inspect.isclass(f)",
        "inspect.isgenerator(g()) and isinstance(g(), types.GeneratorType)",
        "[(next(one), one.send(7)) for one in [g()]] == [(1, 7)]",
        "isinstance(g(), collections.abc.Iterator) and iter(walk) is walk",
        "isinstance(path(), pathlib.Path) and str(path()) == 'a/b.txt'",
        "find('12 docks').group(1) == '12' and find('3 bikes').group('what') == 'bikes'",
        "isinstance(find('12 docks'), re.Match) and find('none') is None",
        "isinstance(ax, plt.Axes) and isinstance(fig, plt.Figure) and type(ax) is plt.Axes",
        "fig.axes[0] is ax and ax.figure is fig",
        "'return a' in inspect.getsourcelines(f)[0][0]",
    ],
)
def test_objects_of_the_libraries_are_what_they_are(box, fact):
    imports = "import collections.abc, inspect, pathlib, re, types\nimport matplotlib.pyplot as plt"
    assert full(box, f"{FUNCTIONS}\nwalk = g()", f"{imports}\nassert {fact}")


@pytest.mark.parametrize(
    "claim",
    [
        "class L(list): pass\n_ = 0",
        "class L: __class__ = list",
        "class L: pass\nL.__module__ = 'builtins'; L.__qualname__ = L.__name__ = 'list'",
    ],
)
def test_nothing_passes_for_data_that_is_none(box, claim):
    """What a test would trust as a list has to have arrived as one."""
    answer = f"{claim}\nL.__len__ = lambda s: 3\nL.__getitem__ = lambda s, i: i\nx = L()"
    assignment = exercise("x = [0, 1, 2]", "assert isinstance(x, list)\nassert len(x) == 3")
    assert grade_one(handed_in(assignment, answer), assignment, box).scores["test"] == 0
