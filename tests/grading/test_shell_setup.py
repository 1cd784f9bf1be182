# ruff: noqa: E501  a trick reads best in one piece
"""What a learner makes of the shell holds for the learner's cells, not for a test in their process."""

from __future__ import annotations

import pytest
from grading.lesson import exercise, handed_in

from boxgrader.grade_submission import grade_one

HALF = "def half(v):\n    return v / 2"
# No stand-in has instructions to look at, so this test runs in a copy of the learner's process.
INSIDE = "import dis, numpy as np\nassert any(dis.get_instructions(half))\n"
CHECKED = exercise(HALF, "pass", hidden=f"{INSIDE}np.testing.assert_allclose(half(9), 4.5)")
COUNTED = exercise(HALF, "pass", hidden=f"{INSIDE}2 * (half(9) == 4.5)")

TRICKS = {
    "a transformer of code": "import ast\nclass T(ast.NodeTransformer):\n    def visit_Expr(s, n): return ast.Pass()\n    visit_Assert = visit_Expr\nIP.ast_transformers.append(T())",
    "a transformer of text": "IP.input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
    "a transformer at the end": "IP.input_transformers_post.append(lambda lines: ['pass\\n'])",
    "a callback before": "IP.events.register('pre_run_cell', lambda _: globals().update(half=lambda v: v / 2))",
    "a callback after": "IP.events.register('post_run_cell', lambda r: setattr(r, 'error_in_exec', None))",
    "a method of the shell": "run = IP.run_cell\nIP.run_cell = lambda _, *a, **k: run('pass', *a, **k)",
    "a method of the grader's": "run = IP.run\nIP.run = lambda _: run('pass')",
    "a method of the compiler": "parse = IP.compile.ast_parse\nIP.compile.ast_parse = lambda _, *a, **k: parse('pass', *a, **k)",
    "another class": "class Mine(type(IP)):\n    async def run_code(s, *a, **k): return False\nIP.__class__ = Mine",
    "a method of IPython's": "from IPython.core.interactiveshell import InteractiveShell\nasync def run_code(*a, **k): return False\nInteractiveShell.run_code = run_code",
    "what a cell shows": "IP.ast_node_interactivity = 'none'",
    "another body": "import numpy as np\ndef nothing(*a, **k): pass\nnp.testing.assert_allclose.__code__ = nothing.__code__",
    "another default": "import numpy as np\nnp.testing.assert_allclose.__defaults__ = (1e9,)",
    "exceptions of ones own": "IP.set_custom_exc((AssertionError,), lambda *_, **__: None)",
}


@pytest.mark.parametrize("trick", list(TRICKS))
def test_it_earns_nothing(box, trick):
    own = f"IP = get_ipython()\n{TRICKS[trick]}"
    for assignment in (CHECKED, COUNTED):
        wrong = handed_in(assignment, "def half(v): return 0", after=own)
        assert grade_one(wrong, assignment, box).scores["test"] == 0


def test_it_costs_an_honest_answer_nothing(box):
    own = (
        "get_ipython().ast_node_interactivity = 'all'\n%load_ext autoreload\n%autoreload 2\n"
        "get_ipython().events.register('post_run_cell', lambda _: None)\n%precision 3"
    )
    for assignment in (CHECKED, COUNTED):
        right = grade_one(handed_in(assignment, HALF, after=own), assignment, box)
        assert (right.scores["test"], right.notes) == (2, ())
