"""IPython as a notebook knows it, without a kernel: outputs are kept instead of sent."""

from __future__ import annotations

import ast
import base64
import io
import os
import re
import sys
import tempfile
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from pmlearn.grading.errors import message

MOST_TEXT = 200_000
MOST_OUTPUTS = 300
MOST_PICTURES = 6_000_000
_MAY_AWAIT = re.compile(r"await|async|[%!]")  # magics may hide what they run
_SHOWN = ["text/plain", "image/png", "image/jpeg"]


class Outputs:
    """What a cell has shown so far, bounded: a flood is cut, not punished."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.items: list[dict[str, Any]] = []
        self._text, self._pictures = MOST_TEXT, MOST_PICTURES

    def stream(self, name: str, text: str) -> None:
        """Text that was printed."""
        if self._text <= 0 or not text:
            return
        if len(text) > self._text:
            text = f"{text[: self._text]}\n... (the rest of this cell's output was left out)\n"
        self._text -= len(text)
        last = self.items[-1] if self.items else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def display(self, kind: str, data: dict[str, Any]) -> None:
        """A value that was displayed, as text or picture."""
        shown: dict[str, str] = {}
        for name in _SHOWN:
            content = data.get(name)
            if isinstance(content, bytes):
                content = base64.b64encode(content).decode()
            if isinstance(content, str) and len(content) <= self._pictures:
                shown[name] = content[:MOST_TEXT] if name == "text/plain" else content
                self._pictures -= len(content)
        if shown:
            self._add({"output_type": kind, "data": shown, "metadata": {}})

    def error(self, name: str, text: str, traceback: list[str]) -> None:
        """An exception that ended the cell."""
        lines = [line[:MOST_TEXT] for line in traceback[-50:]]
        self.items.append(
            {
                "output_type": "error",
                "ename": name,
                "evalue": text[:MOST_TEXT],
                "traceback": lines,
            }
        )

    @property
    def has_error(self) -> bool:
        """Whether an exception is among them."""
        return any(one["output_type"] == "error" for one in self.items)

    def _add(self, item: dict[str, Any]) -> None:
        if len(self.items) < MOST_OUTPUTS:
            self.items.append(item)


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr: what Python prints, and what else reaches the file descriptor."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs: Outputs, name: str, descriptor: int) -> None:
        self.outputs, self.name, self._descriptor = outputs, name, descriptor
        self._kept, self._read = -1, 0

    def keep_descriptor(self) -> None:
        """Collect what other programs and libraries write past Python."""
        self._kept, path = tempfile.mkstemp()
        os.unlink(path)  # noqa: PTH108  a text, as tempfile gives it
        os.dup2(self._kept, self._descriptor)

    def fileno(self) -> int:
        """The descriptor behind it."""
        return self._descriptor

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Keep a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.stream(self.name, text)
        return len(text)

    def flush(self) -> None:
        """Collect what reached the descriptor."""
        if self._kept < 0:
            return
        end = os.fstat(self._kept).st_size
        if end > self._read:
            content = os.pread(self._kept, min(end - self._read, MOST_TEXT), self._read)
            self._read = end
            self.outputs.stream(self.name, content.decode(errors="replace"))


class _Hook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    @staticmethod
    def semicolon_at_end_of_expression(expression: str) -> bool:
        """Whether a value is not to be shown; without a semicolon there is nothing to look for."""
        own: Any = DisplayHook
        return ";" in expression and bool(own.semicolon_at_end_of_expression(expression))

    def write_output_prompt(self) -> None:
        """A notebook shows the prompt itself."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        del md_dict
        shell: Any = self.shell
        shell.outputs.display("execute_result", format_dict)


class _Publisher(DisplayPublisher):
    """Keeps what `display` shows."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **more: Any) -> None:
        del metadata, source, more
        shell: Any = self.shell
        shell.outputs.display("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        del wait
        shell: Any = self.shell
        shell.outputs.clear()


class _Transformers(TransformerManager):
    """Turns magics into calls; what is Python already is not searched for them."""

    def do_token_transforms(self, lines: Any) -> Any:
        try:
            ast.parse("".join(lines))
        except (SyntaxError, ValueError):
            return super().do_token_transforms(lines)  # type: ignore[no-untyped-call]
        return lines


class Shell(InteractiveShell):
    """The shell in which a notebook's cells run."""

    outputs = Outputs()
    result: Any = None
    displayhook_class = _Hook
    display_pub_class = _Publisher

    @classmethod
    def prepared(cls) -> Shell:
        """The process's shell, ready before any room is forked."""
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "NoColor"
        # the learner's own lines; sources of libraries around them take long to find and to read
        config.InteractiveShell.xmode = "Plain"
        config.InteractiveShell.cache_size = 1000
        shell = cls.instance(config=config)
        shell.input_transformer_manager = _Transformers()  # type: ignore[no-untyped-call]
        formatter: Any = shell.display_formatter
        formatter.active_types = _SHOWN
        return shell

    def start(self) -> None:
        """Take over the standard streams; called once in each room."""
        for name, number in (("stdout", 1), ("stderr", 2)):
            stream = Stream(self.outputs, name, number)
            stream.keep_descriptor()
            setattr(sys, name, stream)
        sys.displayhook = self.displayhook
        sys.path.insert(0, "")

    def run(self, source: str) -> None:
        """Run one cell; `outputs` has what it showed."""
        self.outputs.clear()
        self.result = None
        try:
            run: Any = self.run_cell
            self.result = run(source, store_history=True)
            error = self.result.error_before_exec or self.result.error_in_exec
            if error and not self.outputs.has_error:  # IPython only prints groups of exceptions
                self._showtraceback(type(error), error, [type(error).__name__])
        except KeyboardInterrupt:
            self.outputs.error("KeyboardInterrupt", "", ["KeyboardInterrupt"])
        sys.stdout.flush()
        sys.stderr.flush()

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Whether a cell awaits something; most can be seen to do not without compiling them."""
        found: bool = _MAY_AWAIT.search(raw_cell) is not None and super().should_run_async(
            raw_cell, **more
        )
        return found

    def ask_exit(self) -> None:
        """What `exit` and `quit` do: nothing, or all that follows would be lost."""
        self.outputs.stream("stdout", "exit and quit do nothing while a notebook is graded\n")

    def _showtraceback(self, kind: Any, value: Any, traceback: Any) -> None:
        text = message(value, MOST_TEXT)
        self.outputs.error(str(kind.__name__), text, [str(line) for line in traceback])
