# ruff: noqa: E501  a trick reads best in one piece
"""No trick earns a point that the answer does not deserve, and none reaches out of the box."""

from __future__ import annotations

import json
import time

import pytest
from grading.lesson import (
    FULL,
    STUBS,
    about,
    cell,
    exercise,
    handed_in,
    lesson,
    many_tests,
    named,
    notebook,
    submitted,
)

from boxgrader.checking import run_tests
from boxgrader.execution import run_cells
from boxgrader.grade_submission import grade_one
from boxgrader.submission.folder import RefusedError, Submission, read_folder

NOTHING = dict.fromkeys(FULL, 0)


def graded(box, code, *, answers=None, place=0, files=None):
    """A submission with wrong answers and a trick in a cell of its own, graded."""
    content = submitted({**STUBS, **(answers or {})}, lambda made: made.insert(place, cell(code)))
    return grade_one(Submission(content, files or {}), lesson(), box)


def earned(result):
    return {name: result.scores[name] for name in FULL}


# What the tests ask is answered by something that claims to be equal to everything.
YES = """
class Yes(BASE):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __sub__(self, other): return Yes()
    def __rsub__(self, other): return Yes()
    def __abs__(self): return Yes()
    def __lt__(self, other): return True
    def __float__(self): return 0.0
    def __bool__(self): return True
"""

TRICKS = {
    "equal to everything": YES.replace("BASE", "object")
    + "total = Yes()\ndef mean(v): return Yes()",
    "a lying int": YES.replace("BASE", "int") + "total = Yes(1)\ndef mean(v): return Yes(1)",
    "a lying float": YES.replace("BASE", "float") + "total = Yes(1)\ndef mean(v): return Yes(1)",
    "unittest.mock.ANY": "from unittest.mock import ANY\ntotal = ANY\ndef mean(v): return ANY",
    "MagicMock": "from unittest.mock import MagicMock\ntotal = mean = MagicMock()",
    "patched builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\n"
    "builtins.abs = lambda x: 0\nbuiltins.sum = lambda x: total\nbuiltins.AssertionError = ValueError\n"
    "total = 1\ndef mean(v): return 3",
    "patched float": "import builtins\nclass F(float):\n    def __new__(c, x): return 2.0\n"
    "builtins.float = F\ndef mean(v): return 0",
    "patched pandas": "import pandas as pd, math\npd.DataFrame.equals = lambda *a: True\n"
    "math.isclose = lambda *a, **k: True\ntotal = 1",
    "patched helper": "import helper\nhelper.RATES = {}\nRATES = {}\nDOCKS = []\ntotal = 0",
    "redefined setup": "DOCKS = [0]\ntotal = 0",
    "points as a variable": "points = 2.0\ntotal = 3.0",
    "a frame's locals": "import sys\ndef mean(v):\n    f = sys._getframe()\n    while f:\n"
    "        for n in ('expected', 'points'):\n            if n in f.f_locals: return f.f_locals[n]\n"
    "        f = f.f_back\n    return 3",
    "the garbage collector": "import gc\ndef mean(v):\n    for o in gc.get_objects():\n"
    "        if isinstance(o, dict) and 'expected' in o: return o['expected']\n    return 3",
    "the traceback": "import sys\ndef mean(v):\n    try: raise ValueError\n"
    "    except ValueError: return sys.exc_info()[2].tb_frame.f_back.f_locals.get('expected', 3)",
    "a trace function": "import sys\ndef t(f, e, a):\n    f.f_locals.update(points=2.0)\n    return t\n"
    "sys.settrace(t)\ntotal = 1\ndef mean(v): return 3",
    "a profile function": "import sys, threading\nsys.setprofile(lambda f, e, a: f.f_globals.update(points=2.0))",
    "an audit hook": "import sys\nsys.addaudithook(lambda e, a: None)\ntotal = 1",
    "an input transformer": "ip = get_ipython()\nip.input_transformers_cleanup.append("
    "lambda lines: ['2.0'])",
    "an AST transformer": "import ast\nclass T(ast.NodeTransformer):\n"
    "    def visit_Assert(self, node): return None\nget_ipython().ast_transformers.append(T())",
    "a patched run_cell": "ip = get_ipython()\nip.run_cell = lambda *a, **k: None",
    "a patched compiler": "import builtins\nbuiltins.compile = lambda *a, **k: None\n"
    "builtins.exec = builtins.eval = lambda *a, **k: 2.0",
    "a custom exception handler": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
    "a hook after each cell": "get_ipython().events.register('post_run_cell', lambda r: print('2.0'))",
    "a display hook": "import sys\nsys.displayhook = lambda v: print(2.0)",
    "a forged number": "from IPython.display import display\ndef mean(v):\n    display(2.0)\n    print(2.0)\n"
    "    get_ipython().displayhook(2.0)\n    return 3",
    "a forged message": "import os, json, struct\nfrom boxgrader.execution.orders import CellAnswer, Verdict\n"
    "shown = [{'output_type': 'execute_result', 'data': {'text/plain': '2.0'}}]\n"
    "m = json.dumps(CellAnswer(shown, Verdict(number=2.0)).to_message()).encode()\n"
    "for n in range(3, 30):\n    try: os.write(n, (struct.pack('=I', len(m)) + m) * 3)\n    except OSError: pass",
    "a forged answer": "import os, json, struct\nfrom boxgrader.calls.questions import Answer\n"
    "def mean(v):\n    m = json.dumps(Answer({'t': 'pickle'}).to_message()).encode()\n    for n in range(3, 30):\n"
    "        try: os.write(n, (struct.pack('=I', len(m)) + m) * 20)\n        except OSError: pass\n    return 3",
    "no error at all": "import builtins\nbuiltins.BaseException = builtins.Exception = ()\n"
    "def mean(v): return 3",
    "exit with success": "import atexit, os\natexit.register(os._exit, 0)\ndef mean(v): raise SystemExit(0)",
    "keyboard interrupt": "def mean(v): raise KeyboardInterrupt",
    "stop iteration": "def mean(v): raise StopIteration(3.0)",
    "a lying exception": "class E(AssertionError):\n    def __str__(self): raise E\ndef mean(v): raise E()",
    "an exception of the grader": "class CellTimeoutError(BaseException): pass\n"
    "def mean(v): raise CellTimeoutError",
    "a lying isinstance": "class M(type):\n    def __instancecheck__(c, o): return True\n"
    "    def __subclasscheck__(c, o): return True\nclass int_(metaclass=M): pass\nint = int_\ntotal = 'x'",
    "a lying __class__": "class T:\n    __class__ = int\n    def __eq__(s, o): return True\ntotal = T()",
    "nan and infinity": "total = float('nan')\ndef mean(v): return float('inf')",
    "an array that is all": "import numpy as np\nclass A(np.ndarray):\n    def __eq__(s, o): return True\n"
    "total = np.zeros(1).view(A)\ndef mean(v): return np.array([3.0] * 3)",
    "a module as a value": "import math as total\nimport numpy.ma as np",
    "a shadowed module": "open('math.py', 'w').write('isclose = lambda *a: True')\n"
    "open('pandas.py', 'w').write('1/0')\nimport importlib, sys\nsys.path.insert(0, '.')",
    "a sitecustomize": "import os\nfor p in ('sitecustomize.py', 'usercustomize.py', 'conftest.py'):\n"
    "    open(p, 'w').write('import builtins; builtins.abs = lambda x: 0')",
    "an environment": "import os\nos.environ['PYTHONSTARTUP'] = 'x.py'\nos.environ['PYTHONPATH'] = '.'",
    "a rewritten encoder": "import boxgrader.codec.encode as e, boxgrader.calls.connection as p\n"
    "e.Encoder.encode = p.Encoder.encode = lambda s, v, d=0: {'t': 'back', 'v': 0}\n"
    "def mean(v): return 3\ntotal = 1",
    "references without end": "import boxgrader.calls.connection as p\n"
    "p.Connection._export = lambda s, v: {'t': 'ref', 'v': 10**30, 'kind': 'object', 'name': 'x' * 10**6}\n"
    "total = object()\ndef mean(v): return object()",
    "a remote class for int": "import boxgrader.calls.connection as p\n"
    "p.Connection.encode = lambda s, v: {'t': 'record', 'c': 'os:system', 'v': {'command': 'true'}}\n"
    "total = object()\ndef mean(v): return object()",
    "calls back into the test": "from boxgrader.calls.learner_side import Replies\n"
    "from boxgrader.calls.questions import Answer, Question\ndef answer(s, connection, q):\n"
    "    for op in ('get', 'call', 'attribute', 'source', 'set'):\n"
    "        for args in ([], [2.0]):\n"
    "            try: connection.ask(Question(op, 'points', 0, args, {'t': 'dict', 'c': 'dict',"
    " 'v': []}))\n            except Exception: pass\n    return Answer(3)\n"
    "Replies._answer = answer\ndef mean(v): return 3",
    "quick with every error": "def mean(v): raise AssertionError",
    "a lying len": "class L(list):\n    def __len__(s): return 10**9\ntotal = L()\ndef mean(v): return L()",
    "a negative number of points": "def mean(v): return -10**9",
    "a generator of points": "def mean(v): yield 3",
    "a coroutine": "async def mean(v): return 3",
}


@pytest.mark.parametrize("trick", list(TRICKS))
def test_no_trick_earns_a_point(box, trick, monkeypatch):
    for module in (run_cells, run_tests):  # some leave a process that answers nothing any more
        monkeypatch.setattr(module, "CELL_SECONDS", 2)
    result = graded(box, TRICKS[trick], place=3, answers={"mean": "", "total": ""})
    found = earned(result)
    assert found["test_total"] == 0
    assert found["test_mean"] == 0


def deny(made):
    for one in made:
        one["metadata"]["tags"] = ["skip-execution", "remove_cell"]


def forge(made):
    for name in FULL:
        output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
        named(made, name)["outputs"] = [{**output, "data": {"text/plain": "3.0"}}]


def unlock(made):
    for name in FULL:
        named(made, name)["metadata"]["nbgrader"] |= {"grade": False, "locked": False}
        named(made, name)["source"] = "3.0"


def rewrite(made):
    test = about("test_mean", grade=True, points=100)
    made.append(cell("100.0", nbgrader=test))
    made.insert(0, cell("100.0", nbgrader={**test, "solution": True}))


def hijack(made):
    """An answer cell under the name of a test, and a test under the name of an answer."""
    named(made, "mean")["metadata"]["nbgrader"]["grade_id"] = "test_mean"
    made.append(cell("2.0", nbgrader=about("test_mean", solution=True, grade=True, points=2)))


def invent(made):
    made.append(cell("9.0", nbgrader=about("bonus", grade=True, points=9)))


@pytest.mark.parametrize("change", [deny, forge, unlock, rewrite, hijack, invent])
def test_no_change_of_the_file_earns_a_point(box, change):
    result = grade_one(submitted(STUBS, change), lesson(), box)
    assert earned(result) == NOTHING
    assert set(result.scores) == {"test_mean", "test_total", "essay"}


def test_a_helper_file_handed_in_again_is_not_what_tests_import(box):
    files = {"helper.py": b"RATES = {}\nimport builtins\nbuiltins.sum = lambda v: 1\n"}
    content = submitted({"total": "total = 1", "mean": "def mean(v): return 3"})
    result = grade_one(Submission(content, files), lesson(), box)
    assert earned(result) == NOTHING


LOOKS = {
    "passwords": "open('/etc/passwd').read()",
    "the instructor's source": "open(ROOT + '/exercises/source/five-roles/five-roles.ipynb').read()",
    "the gradebook": "open(ROOT + '/exercises/gradebook.db', 'rb').read()",
    "this test": "open(ROOT + '/tests/grading/test_hostile.py').read()",
    "other processes": "[open(f'/proc/{n}/cmdline').read() for n in range(2, 500)]",
    "the first process's memory": "open('/proc/1/mem', 'rb').seek(1 << 40) and 1/0",
    "the network": "__import__('urllib.request').request.urlopen('http://192.0.2.1', timeout=1)",
    "names": "__import__('socket').getaddrinfo('example.org', 80)",
    "a raw disk": "open('/dev/sda', 'rb').read(1)",
    "the kernel's log": "open('/dev/kmsg').read(1)",
    "a mount": "__import__('subprocess').run(['mount', '--bind', '/', '/box'], check=True)",
    "another root": "__import__('os').chroot('/')",
    "a debugger": "1/__import__('ctypes').CDLL(None).ptrace(16, 2, 0, 0) and 1/0",
    "the package": "open(__import__('pmlearn').__file__, 'a').write('x')",
}


@pytest.mark.parametrize("look", list(LOOKS))
def test_nothing_outside_can_be_read_or_changed(box, root, look):
    code = f"ROOT = {str(root)!r}\ntry:\n    {LOOKS[look]}\nexcept Exception as e: print('NO', type(e))\nelse: print('YES')"
    result = graded(box, code)
    shown = "".join(one.get("text", "") for one in result.notebook.cells[0].outputs)
    assert shown.startswith("NO")


def test_hidden_tests_are_never_in_the_learners_process(box):
    """Not even in memory that Python has forgotten: `], 16.875` stands in a hidden test only."""
    search = (
        "def mean(v):\n"
        "    areas = [line.split()[0] for line in open('/proc/self/maps') if ' rw-p ' in line]\n"
        "    with open('/proc/self/mem', 'rb') as memory:\n"
        "        for area in areas:\n"
        "            low, high = (int(x, 16) for x in area.split('-'))\n"
        "            memory.seek(low)\n"
        "            try: text = memory.read(high - low)\n"
        "            except OSError: continue\n"
        "            at = text.find(b'], 16.')\n"
        "            while at >= 0:\n"
        "                if [*text[at + 6 : at + 9]] == [56, 55, 53]: return 1 / 0\n"
        "                at = text.find(b'], 16.', at + 1)\n"
        "    return sum(v) / len(v)"
    )
    assert earned(grade_one(submitted({"mean": search}), lesson(), box)) == FULL
    there = "KEY = '], 16.875'\n" + search  # what is there it does find
    assert earned(grade_one(submitted({"mean": there}), lesson(), box))["test_mean"] == 0


BOMBS = {
    "forks": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "memory": "x = []\nwhile True: x.append(bytearray(50 << 20))",
    "memory of children": "import os\nfor _ in range(60):\n    if os.fork() == 0:\n"
    "        x = bytearray(b'x') * (900 << 20)\n        import time; time.sleep(60)\nimport time; time.sleep(60)",
    "output": "while True: print('x' * 100_000)",
    "output past Python": "import os\nwhile True: os.write(1, b'x' * 100_000)",
    "pictures": "from IPython.display import display, Image\nwhile True:\n"
    "    display(Image(data=b'\\x89PNG' + bytes(1 << 20), format='png'))",
    "disk": "n = 0\nwhile True:\n    open(str(n), 'wb').write(bytes(10 << 20)); n += 1",
    "files": "n = 0\nwhile True:\n    open(str(n), 'w').close(); n += 1",
    "threads": "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(60,)).start()",
    "regular expression": "import re\nre.match('(a+)+$', 'a' * 40 + 'b')",
    "a large number": "x = 9 ** 9 ** 9",
    "a deep object": "x = []\nfor _ in range(10**6): x = [x]\nx",
    "a repr without end": "class R:\n    def __repr__(s): return 'x' * 10**9\nR()",
    "a message without end": "import os, struct\nfor n in range(3, 20):\n    try: os.write(n, struct.pack('=I', 2**31) + b'x')\n"
    "    except OSError: pass\nwhile True: pass",
    "a stopped process": "import os, signal\nos.kill(0, signal.SIGSTOP)",
    "a daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True: time.sleep(1)",
    "a descriptor flood": "import os\nwhile True: os.open('/dev/null', 0)",
}


@pytest.mark.parametrize("bomb", list(BOMBS))
def test_a_bomb_ends_and_the_next_learner_notices_nothing(box, bomb, monkeypatch):
    monkeypatch.setattr(run_cells, "CELL_SECONDS", 2)
    started = time.monotonic()
    content = submitted(change=lambda made: made.append(cell(BOMBS[bomb])))
    result = grade_one(content, lesson(), box)
    assert earned(result) == FULL  # what stands above the bomb counts
    assert time.monotonic() - started < 60
    assert len(json.dumps(result.notebook)) < 20_000_000
    assert earned(grade_one(submitted(), lesson(), box)) == FULL


@pytest.mark.parametrize(
    "bomb", ["forks", "memory", "output", "a large number", "a stopped process"]
)
def test_a_bomb_in_a_function_ends_too(box, bomb, monkeypatch):
    monkeypatch.setattr(run_cells, "CELL_SECONDS", 2)
    monkeypatch.setattr(run_tests, "CELL_SECONDS", 2)
    body = BOMBS[bomb].replace("\n", "\n    ")
    result = grade_one(submitted({"mean": f"def mean(v):\n    {body}"}), lesson(), box)
    assert result.scores["test_mean"] == 0
    assert earned(grade_one(submitted(), lesson(), box)) == FULL


VALUES = {
    "a huge list": "[0] * 10**8",
    "a loop": "(lambda x: (x.append(x), x)[1])([])",
    "a deep list": "__import__('functools').reduce(lambda x, _: [x], range(10**5), 0)",
    "a huge number": "1 << 10**7",
    "a huge text": "'x' * (200 << 20)",
    "a huge array": "__import__('numpy').zeros(10**8)",
    "an array of objects": "__import__('numpy').array([object()] * 100, dtype=object)",
    "a sparse table": "__import__('pandas').DataFrame({'a': [object()]})",
    "an open file": "open('x', 'w')",
    "a lambda": "lambda: 1",
    "a type": "type('X', (), {'__eq__': lambda *a: True})",
    "the shell": "get_ipython()",
    "everything": "globals()",
    "a code object": "(lambda: 1).__code__",
    "a frame": "__import__('sys')._getframe()",
}


@pytest.mark.parametrize("value", list(VALUES))
def test_no_value_harms_the_checker(box, value):
    result = grade_one(submitted({"total": f"total = {VALUES[value]}"}), lesson(), box)
    assert earned(result) == {"test_mean": 2.0, "test_total": 0}


INERT = {
    "html": "from IPython.display import HTML\nHTML('<script>alert(1)</script>')",
    "javascript": "from IPython.display import Javascript\nJavascript('alert(1)')",
    "svg": "from IPython.display import SVG\nSVG('<svg onload=\"alert(1)\"/>')",
    "markdown": "from IPython.display import Markdown\nMarkdown('<img src=x onerror=alert(1)>')",
    "latex": "from IPython.display import Latex\nLatex(r'$\\\\href{javascript:alert(1)}{x}$')",
    "widget state": "from IPython.display import display\n"
    "display({'application/vnd.jupyter.widget-view+json': {'model_id': 'x'}}, raw=True)",
    "a forged png": "from IPython.display import display\n"
    "display({'image/png': '\"><script>alert(1)</script>'}, raw=True)",
    "json": "from IPython.display import JSON\nJSON({'a': '<script>'})",
    "an unknown type": "from IPython.display import display\ndisplay({'text/html+x': '<script>'}, raw=True)",
    "a traceback": "raise ValueError('<script>alert(1)</script>')",
    "text": "print('<script>alert(1)</script>\\x1b]8;;javascript:alert(1)\\x07x')",
    "a name": "type('<script>', (Exception,), {})\nraise type('<script>', (Exception,), {})()",
}


@pytest.mark.parametrize("output", list(INERT))
def test_outputs_do_nothing_in_a_browser(box, output):
    from nbconvert import HTMLExporter

    result = graded(box, INERT[output])
    first = result.notebook.cells[0]
    kinds = {kind for one in first.outputs for kind in one.get("data", {})}
    assert kinds <= {"text/plain", "image/png", "image/jpeg"}
    alone = json.loads(json.dumps(notebook({**first, "source": ""})))
    import nbformat

    page, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.from_dict(alone))
    for sign in ("<script>alert", "<img src=x", "<svg onload", "onerror=alert(1)>"):
        assert sign not in page


class TestFolder:
    def test_a_link_to_the_instructors_notebook_is_not_graded(self, tmp_path, root):
        (tmp_path / "docks.ipynb").symlink_to(root / "exercises/source/five-roles/five-roles.ipynb")
        with pytest.raises(RefusedError):
            read_folder(tmp_path, "docks")

    @pytest.mark.parametrize("path", ["helper.py/x", "data", "Helper.py", "docks.ipynb/x"])
    def test_a_file_where_a_released_one_belongs_costs_nothing(self, box, path):
        assignment = exercise("x = 1", "assert x == 1", files={"helper.py": b"", "data/a.csv": b""})
        made = Submission(handed_in(assignment, "x = 1"), {path: b"1/0"})
        assert grade_one(made, assignment, box).scores["test"] == 2

    @pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a//b", ".hidden", "a\nb", ""])
    def test_a_path_that_leads_elsewhere_is_refused(self, path):
        with pytest.raises(RefusedError, match="unusual name"):
            Submission(submitted(), {path: b""})

    def test_a_pickle_is_never_opened_outside(self, box, tmp_path):
        evil = b"cos\nsystem\n(S'touch " + str(tmp_path / "opened").encode() + b"'\ntR."
        files = {"data.pkl": evil, "mine.pth": b"import os; os.system('x')"}
        assert earned(grade_one(Submission(submitted(), files), lesson(), box)) == FULL
        assert not (tmp_path / "opened").exists()


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_deep_notebook_is_refused_or_read(box, depth):
    made = json.loads(submitted())
    text = json.dumps(made)[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
    try:
        result = grade_one(text.encode(), lesson(), box)
    except RefusedError:
        return
    assert earned(result) == FULL


def test_twenty_thousand_cells_are_refused_quickly(box):
    content = json.dumps(notebook(*[cell("while True: pass")] * 20_000)).encode()
    started = time.monotonic()
    with pytest.raises(RefusedError, match="20,000 cells"):
        grade_one(content, lesson(), box)
    assert time.monotonic() - started < 20


def test_a_function_cannot_learn_the_checkers_names_through_an_argument(box):
    """A test hands over a function; through it nothing but its results can be had."""
    hidden = "KEY = 'secret'\nassert f(lambda x: x) == 1"
    assignment = exercise("def f(g): return g(1)", "assert f(lambda x: x) == 1", hidden=hidden)
    answer = (
        "def f(g):\n    if type(g).__name__ == 'function': return g(1)\n    for name in ('__globals__', '__code__', '__closure__', 'gi_frame', '__self__'):\n"
        "        try:\n            text = str(getattr(g, name))\n            open('found', 'a').write(text)\n"
        "        except Exception: pass\n"
        "    import os\n    return 2 if os.path.exists('found') else 1"
    )
    assert grade_one(handed_in(assignment, answer), assignment, box).scores["test"] == 2


OBLIGING = """
class Obliging(BASE):
    def _yes(self, *args, **more): return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = _yes
    equals = startswith = issubset = all = any = isclose = count = _yes
    def __sub__(self, other): return 0.0
    __rsub__ = __mod__ = __rtruediv__ = __sub__
    def __truediv__(self, other): return 1.0
    def __add__(self, other): return other
    __radd__ = __mul__ = __rmul__ = __add__
    __hash__ = object.__hash__
    def __getattr__(self, name): return self._yes
    def __call__(self, *args): return Obliging()
    __name__ = "f"
def f(*args): return Obliging()
"""


SAID_YES_TO = [
    "assert abs(f(1) - 3) < 1e-9",
    "assert abs(3 - f(1)) < 1e-9",
    "assert abs(f(1) / 3 - 1) < 1e-9",
    "assert f(1) % 3 == 0 and f(1) > 2",
    "assert f(1) >= 3",
    "assert 3 <= f(1)",
    "assert max(f(1), 3) == 3 and min(f(1), 3) == 3 and f(1) > 2",
    "assert 'bolt' in f(1)",
    "import math\nassert math.isclose(f(1), 3)",
    "assert f(1).equals(3)",
    "assert f(1).startswith('dock')",
    "assert f(1).issubset({1}) and f(1) == {1}",
    "import numpy as np\nassert np.allclose(f(1), [1, 2, 3])",
    "import pandas as pd\npd.testing.assert_series_equal(f(1), pd.Series([1]))",
    "assert [1, 2] == f(1)",
    "assert f(1) in [1, 2, 3]",
    "assert {3: 1}[f(1)] == 1",
    "assert sum([f(1), f(1)]) == 6",
    "assert sorted([f(1), 2, 3])[0] == 1",
    "assert f(1) is True or f(1) == 3",
    "assert f(1) == f(2) == 3",
    "assert not f(1) != 3",
    "import operator\nassert operator.eq(f(1), 3)",
    "assert f(1)(2).value == 7",
]


@pytest.fixture(scope="module", params=["object", "int", "float", "dict", "list", "str"])
def obliging(request, box):
    """What an obliging answer of this kind earns of each test; graded once for all of them."""
    assignment = many_tests("def f(x): return 3", SAID_YES_TO, hidden=True)
    answer = OBLIGING.replace("BASE", request.param)
    scores = grade_one(handed_in(assignment, answer), assignment, box).scores
    return {test: scores[f"t{number}"] for number, test in enumerate(SAID_YES_TO)}


@pytest.mark.parametrize("test", SAID_YES_TO)
def test_an_object_that_says_yes_to_everything_earns_nothing(obliging, test):
    """The expected value never reaches the learner's process, where it could be agreed with."""
    assert obliging[test] == 0
