# ruff: noqa: E501  a trick reads best in one piece
"""A learner's process may say what it likes, or nothing: the grader goes on and believes none of it."""

from __future__ import annotations

import json

import pytest
from grading.lesson import cell, exercise, handed_in

from boxgrader.grade_submission import grade_one


def score(box, assignment, answer, **more):
    """What an answer earns of an assignment's 2 points."""
    return grade_one(handed_in(assignment, answer, **more), assignment, box).scores["test"]


# The learner's process may speak on the line itself.
SPEAK = """
import json, os, socket, struct
def send(raw):
    for number in range(3, 20):
        try: socket.socket(fileno=os.dup(number)).sendall(raw)
        except OSError: pass
def message(content):
    own = {'kind': 'CellAnswer', 'outputs': [], 'verdict': None}
    text = content if isinstance(content, bytes) else json.dumps(own | content).encode()
    return struct.pack('=I', len(text)) + text
"""
MESSAGES = {
    "kinds that are no texts": "{'outputs': [{'output_type': ['x']}, {'output_type': {}, 'data': []}, {'output_type': 'error', 'ename': {}, 'evalue': [], 'traceback': [[], 3]}, {'output_type': 'display_data', 'data': {'image/png': 5, 'text/plain': [1]}}, None]}",
    "outputs that are no list": "{'outputs': {'a': 1}}",
    "an answer to another order": "{'kind': 'SnapshotAnswer', 'values': {'f': 3}}",
    "a key that nobody asked for": "{'values': 3}",
    "no key at all": "b'{}'",
    "a deep list": "b'[' * 1_000_000",
    "a long number": 'b\'{"kind":"CellAnswer","verdict":null,"outputs":\' + b\'9\' * 1_000_000 + b\'}\'',
    "no text": "b'\\xff\\xfe'",
    "half a character": 'b\'{"kind":"CellAnswer","verdict":null,"outputs":[{"output_type":"error","ename":"\\\\ud800"}]}\'',
    "no number": 'b\'{"kind":"CellAnswer","verdict":null,"outputs":NaN}\'',
}


@pytest.mark.parametrize("content", list(MESSAGES))
def test_whatever_a_process_says_the_notebook_is_graded(box, content):
    assignment = exercise("def f(x): return 3", "pass", hidden="assert f(1) == 3")
    speak = f"{SPEAK}send(message({MESSAGES[content]}))"
    assert score(box, assignment, "def f(x): return 1", before=speak) == 0
    assert score(box, assignment, "def f(x): return 3") == 2


def test_a_process_that_does_not_read_ends(box, monkeypatch):
    from boxgrader.execution import run_cells
    from boxgrader.sandbox import messages

    monkeypatch.setattr(run_cells, "CELL_SECONDS", 2)
    monkeypatch.setattr(messages, "SEND_SECONDS", 2)
    assignment = exercise("def f(x): return 3", "pass", hidden="assert f(1) == 3")
    deaf = f"{SPEAK}send(message({{'outputs': []}}))\nimport signal, time\nsignal.signal(2, signal.SIG_IGN)\ntime.sleep(600)"
    assert score(box, assignment, "def f(x): return 1", before=deaf, after="#" * 900_000) == 0


def test_all_cells_together_show_no_more_than_fits_a_notebook(box, monkeypatch):
    from boxgrader.execution import run_cells

    monkeypatch.setattr(run_cells, "NOTEBOOK_CHARACTERS", 100_000)
    assignment = exercise("def f(x): return 3", "pass", hidden="assert f(1) == 3")
    made = json.loads(handed_in(assignment, "def f(x): return 3"))
    made["cells"] += [{**cell("print('x' * 50_000)"), "id": f"p{n}"} for n in range(20)]
    result = grade_one(json.dumps(made).encode(), assignment, box)
    assert result.scores["test"] == 2
    assert len(json.dumps(result.notebook)) < 120_000


FORGED = {
    "a class of the checker's": "{'value': {'t': 'ref', 'v': 0, 'kind': 'class', 'name': 'int', 'bases': [['__main__', 'int']]}}",
    "a function of the checker's": "{'value': {'t': 'type', 'v': 'builtins.sorted'}}",
    "a module": "{'value': {'t': 'ref', 'v': 0, 'kind': 'module', 'name': 'math'}}",
    "a record of the grader's": "{'value': {'t': 'record', 'c': 'boxgrader.sandbox.box:Limits', 'v': {}}}",
    "other arguments": "{'value': 3, 'args': [{'t': 'back', 'v': 0}, {'t': 'back', 'v': 10**30}]}",
    "a number of no argument": "{'value': 3, 'same': []}",
    "names of another form": "{'value': 3, 'carried': {'f': 6}}",
    "files of another form": "{'value': 3, 'files': 6}",
    "an error of no kind": "{'error': {'kinds': 5, 'args': {}, 'text': []}}",
    "an error that is none": "{'error': {'kinds': [['numpy', 'ndarray'], ['subprocess', 'CalledProcessError']], 'args': [1, 2]}}",
    "the end of a loop": "{'error': {'kinds': [['__main__', 'E'], ['builtins', 'StopIteration']], 'args': []}}",
    "the end of a generator": "{'error': {'kinds': [['builtins', 'GeneratorExit']], 'args': []}}",
    "the grader's own timeout": "{'error': {'kinds': [['boxgrader.checking.runner', 'CellTimeoutError']], 'args': []}}",
}


# The learner's process answers a test's calls in its own way.
FORGING = """
from boxgrader.calls.learner_side import Replies
from boxgrader.calls.questions import Answer
_own = Replies._answer
def forged(self, connection, asked):
    return Answer(**CONTENT) if asked.op == 'call' else _own(self, connection, asked)
Replies._answer = forged
def f(x): return 0
"""


@pytest.mark.parametrize("content", list(FORGED))
@pytest.mark.parametrize(
    "test",
    [
        "assert f(2) == 6",
        "assert all(map(lambda v: f(v) == 3 * v, [1, 2]))",
        "def g():\n    for v in (1, 2):\n        yield f(v) == 3 * v\nassert list(g()) == [True, True]",
        "try:\n    right = f(2) == 6\nexcept Exception:\n    right = False\nassert right",
    ],
)
def test_a_forged_answer_earns_nothing(box, test, content):
    answer = FORGING.replace("CONTENT", FORGED[content])
    assert score(box, exercise("def f(x): return 3 * x", "pass", hidden=test), answer) == 0


def test_a_forged_answer_is_what_a_test_gets(box):
    """Or none of those above would say anything."""
    answer = FORGING.replace("CONTENT", "{'value': 6}")
    assignment = exercise("def f(x): return 3 * x", "pass", hidden="assert f(2) == 6")
    assert score(box, assignment, answer) == 2
