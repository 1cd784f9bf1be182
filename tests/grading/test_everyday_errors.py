"""What a learner's code raises is what a test catches."""

from __future__ import annotations

import pytest
from grading.everyday import AS_STOCK, Everyday, earned

RAISED: dict[str, Everyday] = {
    "exception attribute": Everyday(
        answer=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef pay(x):\n    if x > 10: raise Poor(3, 'no')\n"
            "    return x"
        ),
        other=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef pay(x):\n    if x <= 10: return x\n"
            "    e = Poor(3, 'no')\n    raise e"
        ),
        wrong=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef pay(x):\n    if x > 10: raise Poor(4, 'no')\n"
            "    return x"
        ),
        test=(
            "try:\n    pay(20)\nexcept BankError as e:\n"
            "    assert e.code == 3 and e.msg == 'no'\nelse:\n    assert False"
        ),
        hidden=(
            "try:\n    pay(11)\nexcept Poor as e:\n"
            "    assert str(e) == 'no' and e.args == ('no',) and isinstance(e, BankError)\n"
            "else:\n    raise AssertionError"
        ),
    ),
    "exception subclass relation": Everyday(
        answer=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\nx = 1"
        ),
        other=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\nx = 1"
        ),
        wrong="class BankError(Exception): pass\nclass Poor(Exception): pass\nx = 1",
        test="assert issubclass(Poor, BankError) and issubclass(BankError, Exception)",
        hidden="assert not issubclass(BankError, Poor)\nassert issubclass(Poor, Exception)",
    ),
    "exception made by test": Everyday(
        answer=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\n"
        ),
        other=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ny = 2"
        ),
        wrong="class BankError(Exception): pass\nclass Poor(BankError): pass",
        test="e = Poor(3, 'hm')\nassert e.code == 3 and str(e) == 'hm'",
        hidden="try:\n    raise Poor(1, 'a')\nexcept BankError as e:\n    assert e.code == 1",
    ),
    "exception cause": Everyday(
        answer=(
            "def load(x):\n    try:\n        return int(x)\n    except ValueError as e:\n"
            "        raise KeyError('bad') from e"
        ),
        other=(
            "def load(x):\n    try:\n        return int(x)\n    except Exception as e:\n"
            "        raise KeyError('bad') from e"
        ),
        wrong=(
            "def load(x):\n    try:\n        return int(x)\n    except ValueError:\n"
            "        raise KeyError('bad') from None"
        ),
        test=(
            "try:\n    load('z')\nexcept KeyError as e:\n"
            "    assert isinstance(e.__cause__, ValueError)\nelse:\n    assert False"
        ),
    ),
    "pytest raises match": Everyday(
        answer="def f(x):\n    if x < 0: raise ValueError('negative: %d' % x)\n    return x",
        other="def f(x):\n    if x < 0: raise ValueError(f'negative: {x}')\n    return x",
        wrong="def f(x):\n    if x < 0: raise ValueError('bad')\n    return x",
        test="import pytest\nwith pytest.raises(ValueError, match='negative: -1'):\n    f(-1)",
        hidden="with pytest.raises(ValueError) as info:\n    f(-3)\nassert '-3' in str(info.value)",
    ),
    "assertRaises attr": Everyday(
        answer=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef pay(x):\n    raise Poor(x, 'q')"
        ),
        other=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef pay(x):\n    raise Poor(code=x, msg='q')"
        ),
        wrong=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef pay(x):\n    raise BankError(x, 'q')"
        ),
        test=(
            "import unittest\ntc = unittest.TestCase()\nwith tc.assertRaises(Poor) as cm:\n"
            "    pay(5)\nassert cm.exception.code == 5"
        ),
        hidden=(
            "tc.assertRaises(Poor, pay, 1)\nwith tc.assertRaisesRegex(BankError, 'q'):\n    pay(1)"
        ),
    ),
    "stdlib exc attrs": Everyday(
        answer="import json\ndef load(t):\n    return json.loads(t)",
        other="import json\nload = json.loads",
        wrong="def load(t): raise ValueError('x')",
        test=(
            "import json\ntry:\n    load('{')\nexcept json.JSONDecodeError as e:\n"
            "    assert e.pos == 1\nelse:\n    assert False"
        ),
    ),
    "oserror errno": Everyday(
        answer="def rd(p):\n    return open(p).read()",
        other="def rd(p):\n    with open(p) as f: return f.read()",
        wrong="def rd(p): raise OSError('x')",
        test=(
            "import errno\ntry:\n    rd('nothing.txt')\nexcept FileNotFoundError as e:\n"
            "    assert e.errno == errno.ENOENT and e.filename == 'nothing.txt'\nelse:\n"
            "    assert False"
        ),
    ),
    "exception method and str": Everyday(
        answer=(
            "class E(Exception):\n    def __init__(self, n): self.n = n\n"
            "    def __str__(self): return f'E#{self.n}'\n"
            "    def twice(self): return 2 * self.n\ndef f(): raise E(4)"
        ),
        other=(
            "class E(Exception):\n    def __init__(self, n):\n        super().__init__(n)\n"
            "        self.n = n\n    def __str__(self): return 'E#%d' % self.n\n"
            "    def twice(self): return self.n + self.n\ndef f(): raise E(4)"
        ),
        wrong="class E(Exception): pass\ndef f(): raise E(4)",
        test=(
            "try:\n    f()\nexcept E as e:\n"
            "    assert str(e) == 'E#4' and e.n == 4 and e.twice() == 8\nelse:\n    assert 0"
        ),
    ),
    "exception returned": Everyday(
        answer=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef f(): return Poor(2, 'k')"
        ),
        other=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef f():\n    return Poor(2, msg='k')"
        ),
        wrong=(
            "class BankError(Exception):\n    def __init__(self, code, msg):\n"
            "        super().__init__(msg)\n        self.code = code\n        self.msg = msg\n"
            "class Poor(BankError): pass\ndef f(): return 'k'"
        ),
        test="e = f()\nassert isinstance(e, Exception) and isinstance(e, Poor) and e.code == 2",
    ),
    "exception raised by learner from given class": Everyday(
        answer="def f(): raise Bad(3)",
        other="def f():\n    e = Bad(3)\n    raise e",
        wrong="def f(): raise Exception(3)",
        test="try:\n    f()\nexcept Bad as e:\n    assert e.n == 3\nelse:\n    assert False",
        setup=(
            "class Bad(Exception):\n    def __init__(self, n):\n"
            "        super().__init__(f'bad {n}')\n        self.n = n"
        ),
    ),
    "exc group notes": Everyday(
        answer="def f():\n    e = ValueError('a'); e.add_note('hint'); raise e",
        other=(
            "def f():\n    try:\n        raise ValueError('a')\n    except ValueError as e:\n"
            "        e.add_note('hint'); raise"
        ),
        wrong="def f(): raise ValueError('a')",
        test=(
            "try:\n    f()\nexcept ValueError as e:\n    assert e.__notes__ == ['hint']\n"
            "else: assert False"
        ),
    ),
    "error from callback passes through": Everyday(
        answer="def f(g):\n    try:\n        g()\n    finally:\n        pass",
        other="def f(g): return g()",
        wrong="def f(g):\n    try:\n        g()\n    except Exception: pass",
        test=(
            "def boom(): raise LookupError('x')\ntry:\n    f(boom)\nexcept LookupError:\n"
            "    pass\nelse:\n    assert False"
        ),
    ),
}


@pytest.mark.parametrize("what", list(RAISED))
def test_an_exception_is_what_it_was(box, what):
    assert earned(box, RAISED[what]) == AS_STOCK
