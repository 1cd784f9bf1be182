"""A learner's function finds what a test has just set, as in one process."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

FOUND: dict[str, Everyday] = {
    "global number": Everyday(
        answer="def half(v):\n    return number / 2",
        other="def half(v): return number * 0.5",
        wrong="def half(v): return 2",
        test="number = 4\nassert half(0) == 2",
        hidden="number = 10\nassert half(0) == 5",
    ),
    "global list changed": Everyday(
        answer="def total():\n    return sum(prices)",
        other="def total():\n    t = 0\n    for p in prices: t += p\n    return t",
        wrong="def total(): return 6",
        test="prices = [1, 2, 3]\nassert total() == 6",
        hidden="prices.append(4)\nassert total() == 10\nprices = []\nassert total() == 0",
    ),
    "global from setup changed by learner fn": Everyday(
        answer="def add(x):\n    inventory.append(x)",
        other="def add(x):\n    inventory.extend([x])",
        wrong="def add(x):\n    pass",
        test="inventory = []\nadd('a')\nassert inventory == ['a']",
        hidden="add('b')\nassert len(inventory) == 2",
        setup="inventory = []",
    ),
    "global dict locked": Everyday(
        answer="def price(x):\n    return menu[x]",
        other="def price(x): return menu.get(x)",
        wrong="def price(x): return 3",
        test="assert price('tea') == 3",
        hidden=(
            "menu['tea'] = 4\nassert price('tea') == 4\nmenu = {'tea': 9}\nassert price('tea') == 9"
        ),
        setup="menu = {'tea': 3}",
    ),
    "import in hidden test": Everyday(
        answer="def f(v):\n    return np.mean(v)",
        other="def f(v): return np.array(v).mean()",
        wrong="def f(v): return 1",
        test="import numpy as np\nassert f([1, 2, 3]) == 2",
        hidden="assert f([1, 3]) == 2 and f([5, 7]) == 6",
    ),
    "from import in test": Everyday(
        answer="def root(x):\n    return sqrt(x)",
        other="def root(x): return sqrt(x) + 0",
        wrong="def root(x): return x",
        test="from math import sqrt\nassert root(9) == 3",
        hidden="assert root(16) == 4",
    ),
    "function of the test": Everyday(
        answer="def apply_twice(x):\n    return step(step(x))",
        other="def apply_twice(x):\n    for _ in range(2): x = step(x)\n    return x",
        wrong="def apply_twice(x): return x + 2",
        test="def step(x):\n    return x + 1\nassert apply_twice(0) == 2",
        hidden="def step(x):\n    return 2 * x\nassert apply_twice(3) == 12",
    ),
    "class of the test": Everyday(
        answer="def make():\n    return Dog('rex')",
        other="def make():\n    d = Dog('x'); d.name = 'rex'; return d",
        wrong="def make(): return None",
        test="class Dog:\n    def __init__(self, n): self.name = n\nassert make().name == 'rex'",
    ),
    "global dataframe": Everyday(
        answer="def count():\n    return len(df)",
        other="def count(): return df.shape[0]",
        wrong="def count(): return 2",
        test="df = pd.DataFrame({'a': [1, 2]})\nassert count() == 2",
        hidden="df = pd.DataFrame({'a': [1, 2, 3]})\nassert count() == 3",
        setup="import pandas as pd",
    ),
    "global learner sets": Everyday(
        answer="def setit(v):\n    global state\n    state = v",
        other="def setit(v):\n    globals()['state'] = v",
        wrong="def setit(v): state = v",
        test="state = 0\nsetit(5)\nassert state == 5",
        hidden="setit(7)\nassert state == 7",
    ),
    "global counter of locked": Everyday(
        answer="def tick():\n    global counter\n    counter += 1",
        other="def tick():\n    global counter\n    counter = counter + 1",
        wrong="def tick(): pass",
        test="before = counter\ntick()\nassert counter == before + 1",
        hidden="counter = 10\ntick(); tick()\nassert counter == 12",
        setup="counter = 0",
    ),
    "constant of locked overridden": Everyday(
        answer="def with_tax(x):\n    return x * (1 + RATE)",
        other="def with_tax(x): return x + x * RATE",
        wrong="def with_tax(x): return x * 1.2",
        test="assert abs(with_tax(10) - 12) < 1e-9",
        hidden="RATE = 0.5\nassert with_tax(10) == 15\nRATE = 0.2",
        setup="RATE = 0.2",
    ),
    "lambda of the test": Everyday(
        answer="def run(v):\n    return [op(x) for x in v]",
        other="def run(v): return list(map(op, v))",
        wrong="def run(v): return v",
        test="op = lambda x: x * x\nassert run([1, 2]) == [1, 4]",
        hidden="op = str\nassert run([1]) == ['1']\nop = lambda x: -x\nassert run([2]) == [-2]",
    ),
    "loop variable": Everyday(
        answer="def f():\n    return k + 1",
        other="def f(): return 1 + k",
        wrong="def f(): return 1",
        test="for k in range(3):\n    assert f() == k + 1",
    ),
    "answer closes over given fn": Everyday(
        answer="def total(order): return sum(price(x) for x in order)",
        other="def total(order):\n    t = 0\n    for x in order: t += price(x)\n    return t",
        wrong="def total(order): return 3",
        test="assert total(['a', 'b']) == 3",
        hidden="def price(x): return 10\nassert total(['a', 'b']) == 20",
        setup="def price(x): return {'a': 1, 'b': 2}[x]",
    ),
    "fake helper": Everyday(
        answer="def fetch(): return 'net'\ndef show(): return fetch().upper()",
        other="def fetch(): return 'net'\ndef show():\n    t = fetch()\n    return t.upper()",
        wrong="def fetch(): return 'net'\ndef show(): return 'NET'",
        test="assert show() == 'NET'",
        hidden=(
            "keep = fetch\nfetch = lambda: 'fake'\nassert show() == 'FAKE'\nfetch = keep\n"
            "assert show() == 'NET'"
        ),
    ),
    "def fake helper": Everyday(
        answer="def fetch(): return 'net'\ndef show(): return fetch().upper()",
        other="def fetch(): return 'net'\ndef show():\n    t = fetch()\n    return t.upper()",
        wrong="def fetch(): return 'net'\ndef show(): return 'NET'",
        test=(
            "calls = []\ndef fetch():\n    calls.append(1)\n    return 'x'\n"
            "assert show() == 'X' and calls == [1]"
        ),
    ),
    "mock helper count": Everyday(
        answer="def helper(x): return x * 2\ndef main(v): return [helper(x) for x in v]",
        other="def helper(x): return x + x\ndef main(v): return list(map(helper, v))",
        wrong="def helper(x): return x * 2\ndef main(v): return [x * 2 for x in v]",
        test=(
            "from unittest.mock import Mock\nold = helper\n"
            "helper = Mock(side_effect=lambda x: x)\nassert main([1, 2]) == [1, 2]\n"
            "assert helper.call_count == 2\nhelper = old\nassert main([1]) == [2]"
        ),
    ),
    "custom error of test through learner": Everyday(
        answer=(
            "def retry(g, n):\n    for i in range(n):\n        try:\n            return g()\n"
            "        except Exception:\n            if i == n - 1: raise"
        ),
        other=(
            "def retry(g, n):\n    while True:\n        n -= 1\n        try:\n"
            "            return g()\n        except Exception:\n            if not n: raise"
        ),
        wrong="def retry(g, n): raise Exception('f')",
        test=(
            "class Flaky(Exception): pass\nn = 0\ndef g():\n    global n\n    n += 1\n"
            "    raise Flaky('f')\ntry:\n    retry(g, 3)\nexcept Flaky:\n    assert n == 3\n"
            "else: assert False"
        ),
    ),
}


@pytest.mark.parametrize("what", list(FOUND))
def test_what_a_test_sets_is_found_by_an_answer(box, what):
    assert earned(box, FOUND[what]) == AS_STOCK


@pytest.mark.parametrize("reach", ["globals().get('expected')", "expected", "check(5)"])
def test_what_no_answer_reads_stays_with_the_test(box, reach):
    answer = (
        f"def f(x):\n    try:\n        return {reach}\n    except NameError:\n        return None"
    )
    hidden = "expected = 6\ndef check(x): return expected\nassert f(5) == expected"
    case = Everyday("def f(x): return x + 1", "def f(x): return 1 + x", answer, "pass", hidden)
    assert earned(box, case) == AS_STOCK


def test_a_name_that_an_answer_reads_only_while_its_cell_runs_stays_with_the_test(box):
    case = Everyday(
        answer="result = 1\nprint(result)\ndef f(x): return x + 1",
        other="result = 1\ndef f(x): return 1 + x",
        wrong="result = 1\ndef f(x): return result",
        test="result = 9\nassert f(8) == result",
    )
    assert earned(box, case) == AS_STOCK


def test_only_names_that_an_answer_is_asked_to_change_come_back(box):
    case = Everyday(
        answer="def f(): return limit",
        other="def f(): return limit + 0",
        wrong="def f():\n    global limit\n    limit = 0\n    return 0",
        test="limit = 7\nassert f() == limit",
    )
    assert earned(box, case) == AS_STOCK
