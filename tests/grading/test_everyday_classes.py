"""A learner's class, function or object tells a test what it is, as in one process."""

from __future__ import annotations

import pytest
from grading.lesson import exercise, handed_in, many_tests

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


def full(box, facts, solution, imports="", *, setup="", hollow="x = 1"):
    """Fact -> what the instructor's answer and another one earn of 2 points for it."""
    assignment = many_tests(
        solution, [f"{imports}\nassert {one}" for one in facts], hidden=False, setup=setup
    )
    both = [grade_one(handed_in(assignment, one), assignment, box) for one in (solution, hollow)]
    return {fact: [one.scores[f"t{number}"] for one in both] for number, fact in enumerate(facts)}


@pytest.fixture(scope="module")
def of_a_class(box):
    answer = f"{STACK}\nready = True"  # or what holds of Python itself would hold of no answer too
    return full(box, OF_A_CLASS, answer, "import copy, inspect\nassert ready")


@pytest.mark.parametrize("fact", OF_A_CLASS)
def test_a_class_is_what_it_is(of_a_class, fact):
    assert of_a_class[fact] == [2, 0]


ANIMAL = (
    "class Animal:\n    legs = 4\n    def __init__(self, name): self.name = name\n"
    "    def hi(self): return f'{self.name} says {self.speak()}'"
)
DOG = "class Dog(Animal):\n    def speak(self): return 'woof'"


DERIVED = [
    "issubclass(Dog, Animal)",
    "isinstance(Dog('Rex'), Animal) and not isinstance(Dog('Rex'), str)",
    "Dog.__bases__ == (Animal,)",
    "Dog('Rex').hi() == 'Rex says woof' and Dog.legs == 4",
    "all(isinstance(one, Animal) for one in [Dog('a'), Animal('b')])",
]


@pytest.fixture(scope="module")
def of_a_derived_one(box):
    lone = "class Dog:\n    def __init__(self, name): pass\n    legs = 4"
    return full(box, DERIVED, DOG, setup=ANIMAL, hollow=lone)


@pytest.mark.parametrize("fact", DERIVED)
def test_a_class_is_derived_from_one_that_was_given(of_a_derived_one, fact):
    assert of_a_derived_one[fact] == [2, 0]


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


OF_LIBRARIES = [
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
]


@pytest.fixture(scope="module")
def of_libraries(box):
    imports = "import collections.abc, inspect, pathlib, re, types\nimport matplotlib.pyplot as plt"
    return full(box, OF_LIBRARIES, f"{FUNCTIONS}\nwalk = g()", imports)


@pytest.mark.parametrize("fact", OF_LIBRARIES)
def test_objects_of_the_libraries_are_what_they_are(of_libraries, fact):
    assert of_libraries[fact] == [2, 0]


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
