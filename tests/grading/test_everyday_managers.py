# ruff: noqa: E501  an answer reads best in one piece
"""A learner's context manager works around a part of a test."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

MANAGERS: dict[str, Everyday] = {
    "class manager": Everyday(
        answer=(
            "class Timer:\n    def __init__(self): self.log = []\n    def __enter__(self):\n"
            "        self.log.append('in'); return self\n    def __exit__(self, t, v, tb):\n"
            "        self.log.append('out' if t is None else t.__name__)\n"
            "        return t is ValueError\n"
        ),
        other=(
            "class Timer:\n    def __init__(self):\n        self.log = []\n"
            "    def __enter__(self):\n        self.log += ['in']\n        return self\n"
            "    def __exit__(self, *a):\n"
            "        self.log += ['out' if a[0] is None else a[0].__name__]\n"
            "        return a[0] is not None and issubclass(a[0], ValueError)\n"
        ),
        wrong=(
            "class Timer:\n    def __init__(self): self.log = []\n"
            "    def __enter__(self): return self\n    def __exit__(self, *a): pass"
        ),
        test="with Timer() as t:\n    assert t.log == ['in']\nassert t.log == ['in', 'out']",
        hidden=(
            "with Timer() as t:\n    raise ValueError('x')\nassert t.log[-1] == 'ValueError'\n"
            "try:\n    with Timer() as t:\n        raise KeyError('k')\nexcept KeyError:\n"
            "    assert t.log[-1] == 'KeyError'\nelse:\n    assert False"
        ),
    ),
    "generator manager": Everyday(
        answer=(
            "from contextlib import contextmanager\nlog = []\n@contextmanager\n"
            "def section(name):\n    log.append(f'<{name}>')\n    try:\n"
            "        yield name.upper()\n    except ZeroDivisionError:\n"
            "        log.append('zero')\n    finally:\n        log.append(f'</{name}>')\n"
        ),
        other=(
            "from contextlib import contextmanager\nlog = []\n@contextmanager\n"
            "def section(name):\n    log.append('<' + name + '>')\n    try:\n"
            "        yield name.upper()\n    except ZeroDivisionError:\n"
            "        log.append('zero')\n    finally:\n        log.append(f'</{name}>')\n"
        ),
        wrong=(
            "from contextlib import contextmanager\nlog = []\n@contextmanager\n"
            "def section(name):\n    yield name"
        ),
        test="with section('a') as s:\n    assert s == 'A'\nassert log[-2:] == ['<a>', '</a>']",
        hidden=(
            "with section('b'):\n    1 / 0\nassert log[-2:] == ['zero', '</b>']\ntry:\n"
            "    with section('c'):\n        raise KeyError('c')\nexcept KeyError:\n"
            "    assert log[-1] == '</c>'\nelse:\n    assert False"
        ),
    ),
    "suppress function": Everyday(
        answer="import contextlib\ndef quiet(*kinds):\n    return contextlib.suppress(*kinds)",
        other=(
            "from contextlib import contextmanager\n@contextmanager\ndef quiet(*kinds):\n"
            "    try:\n        yield\n    except kinds:\n        pass"
        ),
        wrong=(
            "from contextlib import contextmanager\n@contextmanager\ndef quiet(*kinds):\n    yield"
        ),
        test="with quiet(ZeroDivisionError):\n    1 / 0",
        hidden=(
            "try:\n    with quiet(KeyError):\n        int('x')\nexcept ValueError:\n    pass\n"
            "else:\n    assert False"
        ),
    ),
}


@pytest.mark.parametrize("what", list(MANAGERS))
def test_a_manager_sees_what_happens_inside(box, what):
    assert earned(box, MANAGERS[what]) == AS_STOCK


def test_no_context_manager_swallows_a_failed_assertion(box):
    """It would earn the points of everything that a test asserts inside."""
    manager = "class Quiet:\n    def __enter__(self): return self\n    def __exit__(self, *a): "
    case = Everyday(
        answer=f"{manager}return False\ndef f(): return 3",
        other=f"{manager}pass\ndef f(): return 3",
        wrong=f"{manager}return True\ndef f(): return 4",
        test="with Quiet():\n    assert f() == 3",
    )
    assert earned(box, case) == AS_STOCK


def test_the_text_of_a_failed_assertion_does_not_reach_a_context_manager(box):
    seen = "class See:\n    said = ''\n    def __enter__(self): return self\n    def __exit__(self, t, e, at): See.said = str(e)\n"
    case = Everyday(
        answer=f"{seen}def f(): return 42\ndef said(): return See.said",
        other=f"{seen}def f(): return 42\ndef said(): return ''",
        wrong=f"{seen}def f(): return int(See.said or 0)\ndef said(): return ''",
        test="pass",
        hidden="try:\n    with See():\n        assert f() == 42, '42'\nexcept AssertionError: pass\nassert f() == 42",
    )
    assert earned(box, case) == AS_STOCK
