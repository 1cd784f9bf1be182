# ruff: noqa: E501  an answer reads best in one piece
"""Classes that are derived from those of data, of libraries or of the lesson; records and enumerations."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

DERIVED: dict[str, Everyday] = {
    "list subclass": Everyday(
        answer=(
            "class Stack(list):\n    def push(self, x): self.append(x)\n"
            "    def peek(self): return self[-1]"
        ),
        other=(
            "class Stack(list):\n    def push(self, x): self += [x]\n"
            "    def peek(self): return list(self)[-1]"
        ),
        wrong="class Stack(list):\n    def push(self, x): pass\n    def peek(self): return 1",
        test=(
            "s = Stack()\ns.push(1)\ns.push(2)\n"
            "assert s == [1, 2] and s.peek() == 2 and len(s) == 2"
        ),
        hidden=(
            "assert isinstance(s, list) and issubclass(Stack, list)\n"
            "assert s[0] == 1 and 2 in s and s.pop() == 2"
        ),
    ),
    "dict subclass": Everyday(
        answer="class D(dict):\n    def __missing__(self, k): return 0",
        other=(
            "from collections import defaultdict\nclass D(dict):\n"
            "    def __missing__(self, k):\n        return int()"
        ),
        wrong="class D(dict): pass",
        test="d = D(a=1)\nassert d['a'] == 1 and d['b'] == 0",
        hidden=(
            "d['c'] = 4\n"
            "assert d == {'a': 1, 'c': 4} and isinstance(d, dict) and sorted(d) == ['a', 'c']"
        ),
    ),
    "int subclass": Everyday(
        answer="class Even(int):\n    def half(self): return self // 2",
        other="class Even(int):\n    def half(self): return int(self / 2)",
        wrong="class Even(int):\n    def half(self): return 2",
        test="e = Even(4)\nassert e == 4 and e.half() == 2 and e + 1 == 5",
        hidden="assert Even(10).half() == 5 and isinstance(Even(2), int)",
    ),
    "str subclass": Everyday(
        answer=(
            "class Name(str):\n    def initials(self): return ''.join(w[0] for w in self.split())"
        ),
        other=(
            "class Name(str):\n    def initials(self):\n"
            "        return ''.join([w[:1] for w in str(self).split()])"
        ),
        wrong="class Name(str):\n    def initials(self): return 'AB'",
        test="n = Name('Al Bo')\nassert n.initials() == 'AB' and n == 'Al Bo'",
        hidden="assert Name('x y z').initials() == 'xyz' and Name('q').upper() == 'Q'",
    ),
    "abc given": Everyday(
        answer=(
            "class Sq(Shape):\n    def __init__(self, s): self.s = s\n"
            "    def area(self): return self.s ** 2"
        ),
        other=(
            "class Sq(Shape):\n    def __init__(self, side): self.side = side\n"
            "    def area(self): return self.side * self.side"
        ),
        wrong=(
            "class Sq:\n    def __init__(self, s): self.s = s\n"
            "    def area(self): return self.s ** 2"
        ),
        test="q = Sq(3)\nassert q.area() == 9 and isinstance(q, Shape)",
        hidden=(
            "assert issubclass(Sq, Shape) and q.describe() == 'area 9'\ntry:\n    Shape()\n"
            "except TypeError:\n    pass\nelse:\n    assert False"
        ),
        setup=(
            "from abc import ABC, abstractmethod\nclass Shape(ABC):\n    @abstractmethod\n"
            "    def area(self): ...\n    def describe(self): return f'area {self.area()}'"
        ),
    ),
    "dataclass": Everyday(
        answer=(
            "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: int\n"
            "    y: int = 2\n    tags: list = field(default_factory=list)"
        ),
        other=(
            "import dataclasses\n@dataclasses.dataclass(order=True)\nclass P:\n    x: int\n"
            "    y: int = 2\n    tags: list = dataclasses.field(default_factory=list)"
        ),
        wrong="class P:\n    def __init__(self, x, y=2): self.x, self.y, self.tags = x, y, []",
        test=(
            "p = P(1)\nassert p.x == 1 and p.y == 2 and P(1) == P(1) and P(1) != P(2)\n"
            "assert repr(p) == 'P(x=1, y=2, tags=[])'"
        ),
        hidden=(
            "import dataclasses\nassert dataclasses.is_dataclass(P)\n"
            "assert [f.name for f in dataclasses.fields(P)] == ['x', 'y', 'tags']\n"
            "assert dataclasses.asdict(p) == {'x': 1, 'y': 2, 'tags': []}\n"
            "assert dataclasses.replace(p, x=5) == P(5)"
        ),
    ),
    "enum": Everyday(
        answer=(
            "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n"
            "    @classmethod\n    def parse(cls, t): return cls[t.upper()]"
        ),
        other=(
            "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2\n"
            "    @staticmethod\n    def parse(t): return getattr(Color, t.upper())"
        ),
        wrong=(
            "class Color:\n    RED = 1\n    BLUE = 2\n    @classmethod\n"
            "    def parse(cls, t): return cls.RED"
        ),
        test="assert Color.RED.value == 1 and Color.RED.name == 'RED' and Color(2) is Color.BLUE",
        hidden=(
            "from enum import Enum\n"
            "assert issubclass(Color, Enum) and len(Color) == 2 and Color['RED'] is Color.RED\n"
            "assert [c.name for c in Color] == ['RED', 'BLUE'] and Color.parse('blue') == Color.BLUE\n"
            "assert isinstance(Color.RED, Color) and Color.RED in Color"
        ),
    ),
    "intenum flag": Everyday(
        answer="from enum import IntEnum\nclass L(IntEnum):\n    LOW = 1\n    HIGH = 2",
        other="import enum\nL = enum.IntEnum('L', 'LOW HIGH')",
        wrong="LOW = 1\nclass L: LOW = 2; HIGH = 1",
        test="assert L.LOW < L.HIGH and L.HIGH == 2",
        hidden="assert max(L) is L.HIGH and L(1).name == 'LOW'",
    ),
    "typed namedtuple method": Everyday(
        answer=(
            "from typing import NamedTuple\nclass Item(NamedTuple):\n    name: str\n"
            "    price: float = 1.0\n    def twice(self): return self.price * 2"
        ),
        other=(
            "from typing import NamedTuple\nclass Item(NamedTuple):\n    name: str\n"
            "    price: float = 1.0\n    def twice(self): return self.price + self.price"
        ),
        wrong=(
            "from typing import NamedTuple\nclass Item(NamedTuple):\n    name: str\n"
            "    price: float = 1.0\n    def twice(self): return 2"
        ),
        test="i = Item('a', 3.0)\nassert i.twice() == 6 and Item('b').price == 1.0",
        hidden="assert Item('a') == Item('a', 1.0) and repr(Item('a')) == \"Item(name='a', price=1.0)\"",
    ),
    "vars and hasattr": Everyday(
        answer="class A:\n    def __init__(self): self.x = 1; self._y = 2\n    def m(self): pass",
        other=(
            "class A:\n    def __init__(self):\n        self.x, self._y = 1, 2\n"
            "    def m(self): return"
        ),
        wrong="class A: x = 1",
        test=(
            "a = A()\nassert hasattr(a, 'x') and not hasattr(a, 'z') and callable(a.m)\n"
            "assert vars(a) == {'x': 1, '_y': 2}"
        ),
        hidden=(
            "assert a.__dict__['x'] == 1 and getattr(a, 'q', 5) == 5\nsetattr(a, 'w', 9)\n"
            "assert a.w == 9\ndel a.w\nassert not hasattr(a, 'w')"
        ),
    ),
    "not callable": Everyday(
        answer="class B: pass\nb = B()",
        other="class B:\n    x = 1\nb = B()",
        wrong="class B:\n    def __call__(self): pass\nb = B()",
        test="assert not callable(b)",
    ),
    "getitem setitem slices": Everyday(
        answer=(
            "class V:\n    def __init__(self, *a): self.a = list(a)\n"
            "    def __getitem__(self, i): return self.a[i]\n"
            "    def __setitem__(self, i, x): self.a[i] = x\n"
            "    def __delitem__(self, i): del self.a[i]\n"
            "    def __len__(self): return len(self.a)\n"
            "    def __eq__(self, o): return self.a == o.a\n"
            "    def __bool__(self): return bool(self.a)\n"
            "    def __neg__(self): return V(*[-x for x in self.a])\n"
            "    def __iadd__(self, o):\n        self.a += o.a\n        return self"
        ),
        other=(
            "class V:\n    def __init__(self, *a): self.a = [*a]\n"
            "    def __getitem__(self, i): return self.a.__getitem__(i)\n"
            "    def __setitem__(self, i, x): self.a.__setitem__(i, x)\n"
            "    def __delitem__(self, i): self.a.pop(i)\n"
            "    def __len__(self): return len(self.a)\n"
            "    def __eq__(self, o): return list(self) == list(o)\n"
            "    def __neg__(self): return V(*(0 - x for x in self.a))\n"
            "    def __iadd__(self, o):\n        self.a.extend(o.a)\n        return self"
        ),
        wrong=(
            "class V:\n    def __init__(self, *a): self.a = a\n"
            "    def __getitem__(self, i): return self.a[i]\n"
            "    def __len__(self): return len(self.a)"
        ),
        test=(
            "v = V(1, 2, 3)\nassert v[0] == 1 and v[1:] == [2, 3]\nv[0] = 9\nassert v[0] == 9\n"
            "del v[0]\nassert len(v) == 2"
        ),
        hidden=(
            "assert -v == V(-2, -3) and not V() and v\nw = v\nw += V(7)\n"
            "assert v[2] == 7 and w is v\n"
            "assert [x for x in v] == [2, 3, 7] and 3 in v and list(reversed(v)) == [7, 3, 2]"
        ),
    ),
    "learner object of given class is instance": Everyday(
        answer="def f(): return [Node(1), Node(2)]",
        other="def f(): return [Node(i) for i in (1, 2)]",
        wrong="def f(): return [1, 2]",
        test="assert all(isinstance(n, Node) for n in f()) and [n.v for n in f()] == [1, 2]",
        hidden="assert f() == [Node(1), Node(2)]",
        setup=(
            "class Node:\n    def __init__(self, v): self.v = v\n"
            "    def __eq__(self, o): return isinstance(o, Node) and o.v == self.v"
        ),
    ),
}


@pytest.mark.parametrize("what", list(DERIVED))
def test_a_class_is_what_it_is_derived_from(box, what):
    assert earned(box, DERIVED[what]) == AS_STOCK


def test_what_is_compared_with_an_object_that_extends_data_stays_with_the_test(box):
    case = Everyday(
        answer="class Even(int):\n    def half(self): return self // 2\ndef f(): return Even(4)",
        other="class Even(int):\n    def half(self): return int(self) // 2\ndef f(): return Even(4)",
        wrong="class Even(int):\n    def half(self): return 2\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0\n    def __hash__(self): return 0\ndef f(): return Even(6)",
        test="assert Even(4).half() == 2",
        hidden="assert abs(f() - 4) < 1 and f() == 4",
    )
    assert earned(box, case) == AS_STOCK


def test_such_a_class_passes_for_data_only_where_learners_are_asked_for_it(box):
    lie = "class Total(int):\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\n"
    case = Everyday(
        answer="def f(): return 3",
        other="def f(): return 1 + 2",
        wrong=f"{lie}def f(): return Total(5)",
        test="assert f() == 3",
    )
    assert earned(box, case) == AS_STOCK
