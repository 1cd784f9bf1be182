"""The checker: runs an instructor's tests in a room of its own, without any learner's code.

A name that the instructor has not defined is asked for, from a snapshot of the learner's process:
data come as data, functions as stand-ins. So nothing that a learner has changed (a builtin, a
library, an operator, IPython itself) is what a test runs on.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import io
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.python_names import parsed, stored
from boxgrader.calls.call_state import CallState, print_output
from boxgrader.calls.carried_values import CarriedNames
from boxgrader.calls.checker_side import answer
from boxgrader.calls.connection import Connection
from boxgrader.calls.random_state import RandomState
from boxgrader.calls.working_files import Folder
from boxgrader.checking.namespace import CHECK, MainModule, TestNamespace
from boxgrader.checking.orders import CheckerAnswer, CheckerOrder, CheckerTask
from boxgrader.execution.points import points
from boxgrader.execution.verdict import CellTimeoutError, Verdict, line_of
from boxgrader.sandbox.messages import Line, LineClosedError
from boxgrader.stand_ins import dataclass_fields
from boxgrader.stand_ins.awaitables import finished

if TYPE_CHECKING:
    from types import FrameType

    from boxgrader.sandbox.messages import Message

_INPUT = builtins.input


def prepare() -> None:
    """Let a test ask about a learner's function or class as it would about its own."""
    dataclass_fields.prepare()
    _compare_masks()


def _compare_masks() -> None:
    """Let numpy's assertions fail on a masked element: to them it is equal to everything."""
    import numpy as np
    from numpy.testing._private import utils

    testing: Any = utils
    own: Any = testing.assert_array_compare

    def compare(comparison: Any, found: Any, expected: Any, *args: Any, **more: Any) -> Any:
        if np.ma.is_masked(found) != np.ma.is_masked(expected):
            raise AssertionError("one of the arrays has masked elements, the other has none")
        return own(comparison, found, expected, *args, **more)

    testing.assert_array_compare = compare


def main(line: Line, task: Message) -> None:
    """Run locked cells and tests until the grader hangs up."""
    about = CheckerTask.from_message(task)
    sys.path.insert(0, "")
    vars(builtins)["input"] = _INPUT  # a test may be the user who types
    names = TestNamespace()
    sys.modules["__main__"] = MainModule(names)
    names.trusted = frozenset(about.modules)
    signal.signal(signal.SIGALRM, _too_late)
    _run(CheckerOrder("define", about.helpers, about.seconds), names)
    folder = Folder(about.released)
    while True:
        try:
            order = CheckerOrder.from_message(line.receive(descriptors=True))
        except LineClosedError:
            return
        own = Line(line.take_socket()) if order.has_socket else None
        names.begin(order)
        if order.values is not None:
            names.connection = _connection(order, own, names, folder)
        verdict = _run(order, names)
        plain = names.connection is None or names.connection.is_plain
        line.send(CheckerAnswer(verdict, plain).to_message())
        names.forget_fetched()
        names.connection = None
        folder.give_back()
        if own is not None:
            own.close()


def _connection(
    order: CheckerOrder, own: Line | None, names: TestNamespace, folder: Folder
) -> Connection:
    """Whom a cell asks for the learner's names: the process as it was then, or what was kept."""
    connection = Connection(own, answer, names.trusted, print_output)
    connection.deadline = time.monotonic() + order.seconds
    connection.objects = frozenset(order.objects)
    connection.kept = frozenset(order.extending if order.objects else ())
    connection.own_class = names.own_class
    connection.builds_records = connection.names_libraries = True
    reads = order.files is not None
    carried = CarriedNames(names, order.carried, order.answers)
    random_state = RandomState() if "seed" in order.source else None
    own_folder = folder if reads else None
    connection.call_state = CallState(names, carried, own_folder, random_state, order.paths)
    connection.call_state.sends_filters = "warn" in order.source
    if reads:
        folder.put(order.files)
    return connection


def _too_late(_: int, __: FrameType | None) -> None:
    raise CellTimeoutError


def _run(order: CheckerOrder, names: TestNamespace) -> Verdict:
    """Run one cell; what it came to."""
    work = _check if order.op == "check" else _define
    signal.setitimer(signal.ITIMER_REAL, order.seconds)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return work(order, names)
    except CellTimeoutError:
        return Verdict("CellTimeoutError", "the check took too long")
    except BaseException as error:  # noqa: BLE001  nbgrader gives 0 whatever a test raises
        return Verdict.of_error(error, _line(error))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _check(order: CheckerOrder, names: TestNamespace) -> Verdict:
    """Run a test; a number as its last value is partial credit."""
    if order.reflective:
        for name in names.answers - set(names):
            with contextlib.suppress(Exception):  # the test will see that it is not there
                names[name]
    tree = parsed(order.source, CHECK)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    _execute(tree, "exec", names)
    if not isinstance(last, ast.Expr):
        return Verdict()
    value = _execute(ast.Expression(last.value), "eval", names)
    number = None if order.silent else points(value, tree, last.value)
    return Verdict(number=number)


def _execute(tree: ast.Module | ast.Expression, mode: str, names: TestNamespace) -> Any:
    """Run a part of the instructor's own test, which may await something, as in a notebook."""
    code = compile(tree, CHECK, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, names)  # noqa: S307  the instructor's text
    return finished(value) if code.co_flags & inspect.CO_COROUTINE else value


def _define(order: CheckerOrder, names: TestNamespace) -> Verdict:
    """Run a locked cell statement by statement: what can be computed here is not asked for.

    A statement that fails here although it uses nothing of the learner's needs something that only
    the learner's folder has; its names are asked for. One that fails on a learner's value would
    have failed anywhere; its names stay undefined, and so do those below one that took too long.
    """
    body = parsed(order.source, CHECK).body
    for number, statement in enumerate(body):
        names.forget_fetched()  # to see what this statement asks for
        names.asked = False
        try:
            exec(compile(ast.Module([statement], []), CHECK, "exec"), names)  # noqa: S102
        except CellTimeoutError:
            names.blocked = names.blocked.union(*map(stored, body[number:]))
            break
        except BaseException:  # noqa: BLE001  whatever happens, the next statement may work
            if names.asked:
                names.blocked |= stored(statement)
    return Verdict()


def _line(error: BaseException) -> int:
    """The line of the test that failed; 0 when it is not known."""
    found = line_of(error, lambda frame: frame.f_code.co_filename == CHECK)
    return found or ((error.lineno or 0) if isinstance(error, SyntaxError) else 0)
