"""A notebook's shell: ipykernel's own, in one process, its messages kept instead of sent."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import ipykernel
from ipykernel import zmqshell
from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.displayhook import DisplayHook
from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.utils import process
from jupyter_client.session import Session
from traitlets.config import Config
from traitlets.log import get_logger

from boxgrader.codec.failure_text import message
from boxgrader.execution import shell_commands
from boxgrader.execution.cell_outputs import SHOWN, Outputs, Stream
from boxgrader.limits import MAX_SHOWN_CHARACTERS

# Magics may hide what they run; to look closely at each cell takes 13 to 33 ms for a notebook.
_MAY_AWAIT = re.compile(r"await|async|[%!]")
_INSTALLERS = ("conda", "mamba", "micromamba", "uv")


class _Session(Session):
    """Keeps what a kernel would send."""

    outputs = Outputs()

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> Any:
        """Keep a message."""
        del stream
        if isinstance(msg_or_type, dict):
            msg_or_type, content = msg_or_type["msg_type"], msg_or_type["content"]
        self.outputs.message(msg_or_type, content)


class _Hook(ZMQShellDisplayHook):
    """Shows the value of a cell's last expression."""

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        """Whether a value is not to be shown; without a semicolon there is nothing to look for."""
        own: Any = DisplayHook
        return ";" in expression and bool(own.semicolon_at_end_of_expression(expression))


class _Transformers(TransformerManager):
    """Turns magics into calls; what is Python already is not searched for them."""

    def do_token_transforms(self, lines: Any) -> Any:
        try:
            ast.parse("".join(lines))
        except (SyntaxError, ValueError):
            return super().do_token_transforms(lines)  # type: ignore[no-untyped-call]
        return lines


class Shell(zmqshell.ZMQInteractiveShell):
    """The shell in which a notebook's cells run.

    Attributes:
        outputs: What the last cell has shown.
        result: What IPython says of the last cell; None when it was broken off.
    """

    outputs = _Session.outputs
    result: Any = None
    displayhook_class = _Hook
    _streams: tuple[Stream, ...] = ()
    _loop: asyncio.AbstractEventLoop

    @classmethod
    def prepared(cls) -> Shell:
        """The process's shell, ready before any room is forked."""
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "NoColor"
        # the learner's own lines; sources of libraries around them take long to find and to read
        config.InteractiveShell.xmode = "Plain"
        config.InteractiveShell.cache_size = 1000
        kernel = _kernel(config)
        shell: Shell = kernel.shell
        shell.input_transformer_manager = _Transformers()  # type: ignore[no-untyped-call]
        formatter: Any = shell.display_formatter
        formatter.active_types = SHOWN
        load: Any = shell.extension_manager
        load.load_extension("storemagic")  # as every kernel does
        for name in _INSTALLERS:
            register: Any = shell.register_magic_function
            register(_install_nothing, "line", name)
        for module in (zmqshell, process):  # what they have needs a terminal
            vars(module)["system"] = shell_commands.run
        return shell

    def warm_up(self) -> None:
        """Load what runs cells and reports errors, before any room is forked."""
        self.kernel._forward_input(allow_stdin=False)  # noqa: SLF001  as for each cell of a kernel
        self._loop = _new_loop()
        self.run("import asyncio\n1 / 0")
        self._loop.close()
        reset: Any = self.reset
        reset()
        self.user_ns.update({"_": "", "__": "", "___": ""})
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            vars(sys).pop(name, None)
        self.outputs.clear()

    def start(self) -> None:
        """Take over the standard streams; called once in each room."""
        self._streams = Stream(self.outputs, "stdout", 1), Stream(self.outputs, "stderr", 2)
        for stream in self._streams:
            stream.keep_descriptor()
            setattr(sys, stream.name, stream)
        sys.displayhook = self.displayhook
        sys.breakpointhook = _go_on  # as long as no debugger is attached
        sys.argv = [
            str(Path(ipykernel.__file__).parent.with_name("ipykernel_launcher.py")),
            "-f",
            "kernel.json",
        ]
        sys.path.insert(0, "")
        self.db: Any = type(self.db)(tempfile.mkdtemp())
        self._loop = _new_loop()

    def run(self, source: str) -> None:
        """Run one cell; `outputs` has what it showed."""
        self.outputs.clear()
        self.result = None
        if self._loop.is_closed():
            self._loop = _new_loop()
        task = self._loop.create_task(self._executed(source))
        try:
            self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            self._break_off(task)
            self.outputs.error("KeyboardInterrupt", "", ["KeyboardInterrupt"])
        except (RuntimeError, SystemExit):
            """The cell has stopped the loop, or a task of it ended; the cell's own end is known."""
        for stream in self._streams:
            stream.flush()

    async def _executed(self, source: str) -> None:
        """Run one cell as a kernel does: while its loop runs."""
        text, problem = source, None
        if _MAY_AWAIT.search(source):
            transform: Any = self.transform_cell
            try:
                text = transform(source)
            except Exception:  # noqa: BLE001  it is told when the cell runs
                problem = sys.exc_info()
        more: Any = {"transformed_cell": text, "preprocessing_exc_tuple": problem}
        if self.should_run_async(source, **more):
            self.result = await self.run_cell_async(source, store_history=True, **more)
            events: Any = self.events
            events.trigger("post_execute")
            events.trigger("post_run_cell", self.result)
        else:
            run: Any = self.run_cell
            self.result = run(source, store_history=True)
        error = self.result.error_before_exec or self.result.error_in_exec
        if error and not self.outputs.has_error and not isinstance(error, UsageError):
            # IPython only prints groups of exceptions
            self._showtraceback(type(error), error, [type(error).__name__])
        await asyncio.sleep(0)  # tasks that the cell has made begin

    def _break_off(self, task: asyncio.Task[None]) -> None:
        """End a cell that awaits something; others have ended by the interrupt itself."""
        task.cancel()
        with contextlib.suppress(BaseException):
            self._loop.run_until_complete(task)

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Whether a cell awaits something; most can be seen to do not without compiling them."""
        found: bool = _MAY_AWAIT.search(raw_cell) is not None and super().should_run_async(
            raw_cell, **more
        )
        return found

    def enable_gui(self, gui: Any = None) -> None:
        """Note for which windows plots are drawn; there are none."""
        with contextlib.suppress(ImportError, RuntimeError):
            super().enable_gui(gui)

    def ask_exit(self) -> None:
        """What `exit` and `quit` do: nothing, or all that follows would be lost."""
        self.outputs.stream("stdout", "exit and quit do nothing: all cells are run\n")

    def _showtraceback(self, kind: Any, value: Any, traceback: Any) -> None:
        text = message(value, MAX_SHOWN_CHARACTERS)
        self.outputs.error(str(kind.__name__), text, [str(line) for line in traceback])


def _kernel(config: Config) -> Any:
    """A kernel without sockets and without the debugger, which takes long to load."""
    modules: Any = sys.modules
    modules["debugpy"] = None
    try:
        own: Any = IPythonKernel
        kernel = own.instance(
            config=config, session=_Session(), shell_class=Shell, log=get_logger()
        )
    finally:
        del modules["debugpy"]
    IPKernelApp.instance(kernel=kernel, shell=kernel.shell)
    return kernel


def _new_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop


def _go_on(*_: Any, **__: Any) -> None:
    """What `breakpoint()` does."""


def _install_nothing(line: str) -> None:
    """What `%conda` and the like do."""
    del line
    sys.stdout.write(f"{shell_commands.NO_PACKAGES}\n")


# What others know the shell by; some libraries look at the name.
Shell.__module__, Shell.__name__ = zmqshell.__name__, zmqshell.ZMQInteractiveShell.__name__
Shell.__qualname__ = Shell.__name__
