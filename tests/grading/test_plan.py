"""Which names in a test are the instructor's and which the learner's is decided beforehand."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from grading.lesson import exercise, lesson

from boxgrader.analysis.plan import plan
from boxgrader.analysis.python_names import loads, stores


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1", {"x"}),
        ("x, (y, *z) = 1, (2, 3)", {"x", "y", "z"}),
        ("import numpy as np, os.path\nfrom a import b as c", {"np", "os", "c"}),
        ("def f(): pass\nclass C: pass\nasync def g(): pass", {"f", "C", "g"}),
        ("for i in []: pass\nwith open('x') as f: pass", {"i", "f"}),
        ("if (n := 1): pass", {"n"}),
        ("%%answer sorted_cards\n{'a': 1}", {"sorted_cards"}),
        ("%matplotlib inline\nx = 1", {"x"}),
        ("files = !ls", {"files"}),
        ("this is no Python", set()),
    ],
)
def test_names_that_a_cell_defines(source, names):
    assert stores(source) >= names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("assert x == y", {"x", "y"}),
        ("x = 1\nassert x", set()),
        ("assert x\nx = 1", {"x"}),
        ("import math\nmath.sqrt(x)", {"x"}),
        ("def f(a): return a + b\nf(c)", {"b", "c"}),
    ],
)
def test_names_that_a_cell_uses_before_it_defines_them(source, names):
    assert loads(source) == names


def test_the_checker_runs_only_the_locked_cells_that_tests_build_on():
    assert plan(lesson()).setups == {"setup"}
    assert plan(exercise("x = 1", "assert x", setup="import os")).setups == set()


def test_a_test_may_ask_only_for_what_it_uses():
    planned = plan(exercise("x = 1", "assert sum([x]) == LIMIT", setup="LIMIT = 1"))
    assert planned.wanted["test"] == ["x"]


def test_a_builtin_is_the_learners_only_where_it_is_the_task():
    assert plan(exercise("def max(x): ...", "max([1])")).wanted["test"] == ["max"]
    assert plan(exercise("def f(x): ...", "max(f(1))")).wanted["test"] == ["f"]


def test_a_class_must_be_named_for_its_objects_to_be_handed_something():
    assert plan(exercise("class A: ...", "A()")).objects.keys() == {"test"}
    assert plan(exercise("class A: ...", "make()")).objects == {}
    assert plan(exercise("def f(): ...", "f()")).objects == {}


def test_the_hidden_lines_are_those_between_the_marks():
    planned = plan(exercise("x = 1", "assert x", hidden="assert x == 1"))
    assert planned.hidden_lines["test"] == {2, 3, 4}
    assert planned.visible["test"] == "assert x"


def test_libraries_of_the_assignment_are_loaded_beforehand_and_its_files_are_not():
    assert plan(lesson()).imports == ("math", "pandas")


@pytest.fixture
def restless():
    """An interpreter that changes threads, and collects garbage, all the time."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50, 2, 2)

    def busy(*_):
        sum(range(200))

    gc.callbacks.append(busy)
    yield
    gc.callbacks.remove(busy)
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)


def test_several_threads_may_plan_at_once(restless):
    """Python 3.11 fails when two threads are inside of `ast.parse`."""
    deep = "x = " + "(" * 40 + "1" + " + 1)" * 40
    many = [exercise(f"{deep}\ny = {n}\n" * 20, f"assert y == {n}") for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(plan, many))
    assert all({"x", "y"} <= one.answers for one in found)
