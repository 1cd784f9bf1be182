"""Runs the course's steps: only what changed, with progress, ending at the first failure.

doit decides what is up to date; this module tells it the steps and draws what it does.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doit.cmd_base import TaskLoader2
from doit.doit_cmd import DoitMain
from doit.exceptions import TaskFailed
from doit.task import dict_to_task
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from boxgrader.terminal import plain
from pmlearn.course.layout import CourseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

console = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make.

    Attributes:
        name: Unique; the part before a colon is the group that is shown.
        action: Makes it; gets a function that shows what it is doing.
        inputs: Files it is made from: when one changes, the step runs again.
        outputs: Files that it alone makes: when one is missing, the step runs again.
        writes_into: Files that several steps write into, with the same effect when missing.
        after: Names of steps that come first.
    """

    name: str
    action: Callable[[Callable[[str], None]], None]
    inputs: Iterable[Path] = ()
    outputs: Iterable[Path] = ()
    writes_into: Iterable[Path] = ()
    after: Iterable[str] = ()


@dataclass
class _Screen:
    """The progress bar, and a line for each group of steps that is done."""

    progress: Progress
    total: int
    failure: str | None = None
    _bar: Any = None
    _group: str = ""
    _ran: int = 0
    _skipped: int = 0
    _began: float = field(default_factory=time.monotonic)

    def begin(self, task: Any) -> None:
        if self._bar is None:
            self._bar = self.progress.add_task("", total=self.total)
        group = task.name.partition(":")[0]
        if group != self._group:
            self.finish_group()
            self._group, self._ran, self._skipped = group, 0, 0
            self._began = time.monotonic()
        self.progress.update(self._bar, description=plain(task.name.replace(":", " ")))

    def say(self, text: str) -> None:
        self.progress.update(self._bar, description=plain(text))

    def end(self, *, ran: bool) -> None:
        self._ran += ran
        self._skipped += not ran
        self.progress.advance(self._bar)

    def finish_group(self) -> None:
        if not self._group:
            return
        seconds = time.monotonic() - self._began
        if self._ran:
            rest = f", {self._skipped} up to date" if self._skipped else ""
            done = f"{self._ran} done{rest}" if self._ran + self._skipped > 1 else "done"
            self.progress.print(f"[green]✓[/] {self._group}: {done} in {seconds:.0f} s")
        else:
            self.progress.print(f"[dim]· {self._group}: up to date[/]")
        self._group = ""


class _Reporter:
    """What doit calls while it runs."""

    desc = "progress bar"
    screen: _Screen  # set by run_steps: doit builds the reporter itself

    def __init__(self, outstream: Any, options: Any) -> None:
        del outstream, options

    def get_status(self, task: Any) -> None:
        self.screen.begin(task)

    def add_success(self, task: Any) -> None:
        del task
        self.screen.end(ran=True)

    def skip_uptodate(self, task: Any) -> None:
        del task
        self.screen.end(ran=False)

    def add_failure(self, task: Any, fail: Any) -> None:
        error = fail.message if isinstance(fail, TaskFailed) else fail.get_msg()
        self.screen.failure = f"{task.name}: {error}"

    def complete_run(self) -> None:
        if self.screen.failure is None:
            self.screen.finish_group()

    def runtime_error(self, message: str) -> None:
        self.screen.failure = message

    def cleanup_error(self, exception: Any) -> None:
        self.screen.failure = exception.get_msg()

    def initialize(self, *_: Any) -> None: ...
    def execute_task(self, task: Any) -> None: ...
    def skip_ignore(self, task: Any) -> None: ...
    def teardown_task(self, task: Any) -> None: ...


class _Loader(TaskLoader2):  # type: ignore[misc]  # doit ships no types
    def __init__(self, steps: list[Step], state: Path, screen: _Screen) -> None:
        super().__init__()
        self._steps, self._state, self._screen = steps, state, screen

    def setup(self, opt_values: Any) -> None: ...

    def load_doit_config(self) -> dict[str, Any]:
        reporter = type("Reporter", (_Reporter,), {"screen": self._screen})
        return {"dep_file": str(self._state), "backend": "json", "reporter": reporter}

    def load_tasks(self, cmd: Any, pos_args: Any) -> list[Any]:
        del cmd, pos_args
        return [dict_to_task(self._task(step)) for step in self._steps]

    def _task(self, step: Step) -> dict[str, Any]:
        def act() -> TaskFailed | None:
            try:
                step.action(lambda text: self._screen.say(f"{step.name}: {text}"))
            except CourseError as error:
                return TaskFailed(str(error), report=True)
            return None

        return {
            "name": _task_name(step.name),
            "actions": [act],
            "file_dep": [str(path) for path in step.inputs],
            "targets": [str(path) for path in step.outputs],
            "uptodate": [path.exists() for path in step.writes_into],
            "task_dep": list(map(_task_name, step.after)),
            "io": {"capture": False},
        }


def _task_name(name: str) -> str:
    """The step's name without what doit takes for a variable or a pattern."""
    return name.replace("=", "\N{FULLWIDTH EQUALS SIGN}").replace("*", "\N{FULLWIDTH ASTERISK}")


def run_steps(steps: list[Step], state: Path) -> None:
    """Run those steps whose inputs changed or whose outputs are missing, in their order.

    Args:
        steps: In an order in which `after` names earlier steps only.
        state: File in which doit remembers what the inputs were.

    Raises:
        CourseError: a step failed; the message names the step and says why.
    """
    state.parent.mkdir(parents=True, exist_ok=True)
    if not _is_whole(state):
        state.unlink()
        console.print(f"{state} was cut off or changed; it is made anew, and all steps run again")
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        screen = _Screen(progress, total=len(steps))
        code = DoitMain(_Loader(steps, state, screen)).run(["run"])
    if code or screen.failure is not None:
        raise CourseError(screen.failure or "the steps could not be run; doit says why above")


def _is_whole(state: Path) -> bool:
    """Whether doit can go on with what it remembers: a grader that is killed may cut it off."""
    try:
        found = json.loads(state.read_bytes())
    except FileNotFoundError:
        return True
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and all(map(_is_task, found.values()))


def _is_task(known: object) -> bool:
    """Whether this may be what doit remembers of a task: its own words end in a colon."""
    return isinstance(known, dict) and all(
        name.endswith(":") or (isinstance(value, list) and len(value) == 3)  # noqa: PLR2004  time, size, hash
        for name, value in known.items()
    )
