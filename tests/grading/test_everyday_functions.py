# ruff: noqa: E501  an answer reads best in one piece
"""What a function does to its arguments, what it warns of, and what it says of itself."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

FUNCTIONS: dict[str, Everyday] = {
    "nested mutation": Everyday(
        answer="def add(d, k, x): d.setdefault(k, []).append(x)",
        other="def add(d, k, x):\n    if k not in d: d[k] = []\n    d[k].append(x)",
        wrong="def add(d, k, x): d[k] = [x]",
        test="d = {}\nadd(d, 'a', 1)\nadd(d, 'a', 2)\nassert d == {'a': [1, 2]}",
        hidden="inner = []\nd = {'z': inner}\nadd(d, 'z', 5)\nassert inner == [5]",
    ),
    "result is arg": Everyday(
        answer="def srt(v):\n    v.sort()\n    return v",
        other="def srt(v):\n    v[:] = sorted(v)\n    return v",
        wrong="def srt(v): return sorted(v)",
        test="a = [2, 1]\nassert srt(a) is a and a == [1, 2]",
        hidden="b = [3]\nassert srt(b) is b",
    ),
    "result is not arg": Everyday(
        answer="def cp(v): return list(v)",
        other="def cp(v): return v[:]",
        wrong="def cp(v): return v",
        test="a = [2, 1]\nassert cp(a) == a and cp(a) is not a",
        hidden="b = cp(a)\nb.append(3)\nassert a == [2, 1]",
    ),
    "array in place": Everyday(
        answer="def zero(a): a[a < 0] = 0",
        other="def zero(a): a.clip(0, out=a)",
        wrong="def zero(a): return a.clip(0)",
        test="import numpy as np\na = np.array([-1, 2])\nzero(a)\nassert a.tolist() == [0, 2]",
        hidden=(
            "m = np.array([[-1, 1], [2, -2]])\nzero(m[0])\nassert m.tolist() == [[0, 1], [2, -2]]"
        ),
    ),
    "decorator": Everyday(
        answer=(
            "import functools\ndef twice(f):\n    @functools.wraps(f)\n    def w(*a, **k):\n"
            "        f(*a, **k)\n        return f(*a, **k)\n    return w"
        ),
        other=(
            "from functools import wraps\ndef twice(func):\n    @wraps(func)\n"
            "    def inner(*args, **kw):\n        for _ in range(2): r = func(*args, **kw)\n"
            "        return r\n    return inner"
        ),
        wrong="def twice(f):\n    def w(*a): return f(*a)\n    return w",
        test=(
            "log = []\n@twice\ndef say(x):\n    'Say it.'\n    log.append(x)\n    return x\n"
            "assert say(3) == 3 and log == [3, 3]"
        ),
        hidden="assert say.__name__ == 'say' and say.__doc__ == 'Say it.'",
    ),
    "decorator on test method": Everyday(
        answer=(
            "def logged(f):\n    def w(*a, **k):\n        w.calls += 1\n"
            "        return f(*a, **k)\n    w.calls = 0\n    return w"
        ),
        other=(
            "import functools\ndef logged(f):\n    @functools.wraps(f)\n    def w(*a, **k):\n"
            "        w.calls = w.calls + 1\n        return f(*a, **k)\n    w.calls = 0\n"
            "    return w"
        ),
        wrong="def logged(f):\n    f.calls = 0\n    return f",
        test=(
            "@logged\ndef g(a, b=1): return a + b\n"
            "assert g(1) == 2 and g(1, b=5) == 6 and g.calls == 2"
        ),
        hidden=(
            "@logged\ndef h(x): return [x]\nfor _ in range(3): h(1)\n"
            "assert h.calls == 3 and g.calls == 2\nclass K:\n    @logged\n"
            "    def m(self): return 7\nassert K().m() == 7"
        ),
    ),
    "function metadata": Everyday(
        answer=(
            "def f(a: int, b: str = 'x', *c, d: float = 1.0) -> bool:\n    'Doc.'\n"
            "    return True\nf.tag = 'new'"
        ),
        other=(
            'def f(a: int, b: str = \'x\', *c, d: float = 1.0) -> bool:\n    """Doc."""\n'
            "    return bool(1)\nf.tag = 'new'"
        ),
        wrong="def f(a, b='x'): return True",
        test=(
            "import inspect\n"
            "assert f.__doc__ == 'Doc.' and f.__name__ == 'f' and f.tag == 'new'\n"
            "assert list(inspect.signature(f).parameters) == ['a', 'b', 'c', 'd']"
        ),
        hidden=(
            "assert f.__annotations__ == {'a': int, 'b': str, 'd': float, 'return': bool}\n"
            "import typing\nassert typing.get_type_hints(f)['return'] is bool\n"
            "assert inspect.signature(f).parameters['b'].default == 'x' and inspect.signature(f).parameters['a'].annotation is int and inspect.signature(f).return_annotation is bool\n"
            "assert inspect.getdoc(f) == 'Doc.' and str(inspect.signature(f)) == \"(a: int, b: str = 'x', *c, d: float = 1.0) -> bool\""
        ),
    ),
    "memoize": Everyday(
        answer=(
            "def memo(f):\n    cache = {}\n    def w(n):\n"
            "        if n not in cache: cache[n] = f(n)\n        return cache[n]\n    return w"
        ),
        other="import functools\ndef memo(f): return functools.lru_cache(None)(f)",
        wrong="def memo(f): return f",
        test=(
            "n = 0\n@memo\ndef sq(x):\n    global n\n    n += 1\n    return x * x\n"
            "assert sq(3) == 9 and sq(3) == 9 and n == 1"
        ),
        hidden="assert sq(4) == 16 and n == 2",
    ),
    "lru cache info": Everyday(
        answer=(
            "from functools import lru_cache\n@lru_cache\n"
            "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)"
        ),
        other=(
            "import functools\n@functools.cache\n"
            "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)"
        ),
        wrong="def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)",
        test="assert fib(20) == 6765",
        hidden=(
            "fib.cache_clear()\nfib(5)\n"
            "assert fib.cache_info().misses == 6 and fib.cache_info().currsize == 6"
        ),
    ),
    "iterator handed": Everyday(
        answer="def take(it, n): return [next(it) for _ in range(n)]",
        other="import itertools\ndef take(it, n): return list(itertools.islice(it, n))",
        wrong="def take(it, n): return list(it)[:n]",
        test="it = iter(range(10))\nassert take(it, 2) == [0, 1] and next(it) == 2",
        hidden=(
            "def g():\n    yield from 'abc'\nx = g()\n"
            "assert take(x, 1) == ['a'] and list(x) == ['b', 'c']"
        ),
    ),
    "generator function returns lazily over infinite": Everyday(
        answer="def evens(it):\n    return (x for x in it if x % 2 == 0)",
        other="def evens(it):\n    for x in it:\n        if not x % 2: yield x",
        wrong="def evens(it): return [2, 4]",
        test=(
            "import itertools\ne = evens(itertools.count(1))\n"
            "assert next(e) == 2 and next(e) == 4 and next(e) == 6"
        ),
    ),
    "set/dict views": Everyday(
        answer="def keys(d): return d.keys()",
        other="def keys(d): return dict(d).keys()",
        wrong="def keys(d): return ['a']",
        test="assert set(keys({'a': 1})) == {'a'}",
        hidden="assert list(keys({'b': 1, 'c': 2})) == ['b', 'c'] and keys({'z': 1}) == {'z'}",
    ),
    "regex compiled": Everyday(
        answer="import re\npat = re.compile(r'\\d+')",
        other="import re\npat = re.compile('[0-9]+')",
        wrong="import re\npat = re.compile('x')",
        test="assert pat.findall('a1b22') == ['1', '22']",
        hidden="assert pat.search('q7').group() == '7' and pat.sub('#', 'a1') == 'a#'",
    ),
    "redirect stderr": Everyday(
        answer="import sys\ndef warn(): print('bad', file=sys.stderr)",
        other="import sys\ndef warn(): sys.stderr.write('bad\\n')",
        wrong="def warn(): print('bad')",
        test=(
            "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stderr(b):\n"
            "    warn()\nassert b.getvalue() == 'bad\\n'"
        ),
        hidden=(
            "o, e = io.StringIO(), io.StringIO()\n"
            "with contextlib.redirect_stdout(o), contextlib.redirect_stderr(e):\n    warn()\n"
            "assert o.getvalue() == '' and 'bad' in e.getvalue()"
        ),
    ),
    "warns": Everyday(
        answer=(
            "import warnings\ndef old():\n    warnings.warn('gone', DeprecationWarning)\n"
            "    return 1"
        ),
        other=(
            "from warnings import warn\ndef old():\n"
            "    warn('gone', category=DeprecationWarning)\n    return 1"
        ),
        wrong="def old(): return 1",
        test=(
            "import warnings\nwith warnings.catch_warnings(record=True) as w:\n"
            "    warnings.simplefilter('always')\n    assert old() == 1\n"
            "assert len(w) == 1 and issubclass(w[0].category, DeprecationWarning) and 'gone' in str(w[0].message)"
        ),
    ),
    "pytest warns": Everyday(
        answer=(
            "import warnings\ndef old():\n    warnings.warn('gone soon', UserWarning)\n    return 1"
        ),
        other="from warnings import warn\ndef old():\n    warn('gone soon')\n    return 1",
        wrong="def old(): return 1",
        test="import pytest\nwith pytest.warns(UserWarning, match='gone'):\n    old()",
    ),
    "warnings as errors": Everyday(
        answer="import warnings\ndef f(x):\n    if x < 0: warnings.warn('neg')\n    return x",
        other=(
            "import warnings\ndef f(x):\n"
            "    if not x >= 0: warnings.warn('neg', stacklevel=2)\n    return x"
        ),
        wrong="def f(x): return x",
        test=(
            "import warnings\nwith warnings.catch_warnings():\n"
            "    warnings.simplefilter('error')\n    assert f(1) == 1\n    try:\n"
            "        f(-1)\n    except UserWarning:\n        pass\n    else:\n"
            "        assert False"
        ),
    ),
    "injected mock": Everyday(
        answer="def notify(sender, names):\n    for n in names: sender.send(n, 'hi')",
        other="def notify(sender, names):\n    for n in list(names): sender.send(n, 'hi')",
        wrong="def notify(sender, names): pass",
        test=(
            "from unittest.mock import Mock, call\nm = Mock()\nnotify(m, ['a', 'b'])\n"
            "assert m.send.call_args_list == [call('a', 'hi'), call('b', 'hi')]"
        ),
    ),
    "patch main helper": Everyday(
        answer="def fetch(): return 'net'\ndef show(): return fetch().upper()",
        other="def fetch(): return 'net'\ndef show():\n    t = fetch()\n    return t.upper()",
        wrong="def fetch(): return 'net'\ndef show(): return 'NET'",
        test=(
            "from unittest.mock import patch\n"
            "with patch('__main__.fetch', return_value='zz'):\n    assert show() == 'ZZ'\n"
            "assert show() == 'NET'"
        ),
    ),
}


@pytest.mark.parametrize("what", list(FUNCTIONS))
def test_a_function_is_what_it_was(box, what):
    assert earned(box, FUNCTIONS[what]) == AS_STOCK
