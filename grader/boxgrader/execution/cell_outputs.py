"""What a cell shows: kept as a notebook stores it, instead of sent to whoever looks on."""

from __future__ import annotations

import base64
import io
import os
import tempfile
from typing import Any

from boxgrader.limits import MAX_SHOWN_CHARACTERS, MAX_SHOWN_OUTPUTS, MAX_SHOWN_PICTURES

SHOWN = ["text/plain", "image/png", "image/jpeg"]


class Outputs:
    """What a cell has shown so far, bounded: a flood is cut, not punished."""

    def __init__(self) -> None:
        self.clear()

    def clear(self, *, wait: bool = False) -> None:
        """Forget everything.

        Args:
            wait: Not before something else is shown.
        """
        self._stale = wait
        if wait:
            return
        self.items: list[dict[str, Any]] = []
        self._places: dict[str, list[dict[str, Any]]] = {}
        self._text, self._pictures = MAX_SHOWN_CHARACTERS, MAX_SHOWN_PICTURES

    def message(self, kind: str, content: dict[str, Any]) -> None:
        """What a kernel would send to the notebook."""
        if kind == "clear_output":
            self.clear(wait=bool(content.get("wait")))
        elif kind == "update_display_data":
            self._update(content)
        elif kind in {"display_data", "execute_result"}:
            self._display(kind, content)
        elif kind == "stream":
            self.stream(content["name"], content["text"])
        elif kind == "error":
            self.error(content["ename"], content["evalue"], content["traceback"])

    def stream(self, name: str, text: str) -> None:
        """Text that was printed."""
        if self._stale:
            self.clear()
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

    def error(self, name: str, text: str, traceback: list[str]) -> None:
        """An exception that ended the cell."""
        lines = [line[:MAX_SHOWN_CHARACTERS] for line in traceback[-50:]]
        self.items.append(
            {
                "output_type": "error",
                "ename": name,
                "evalue": text[:MAX_SHOWN_CHARACTERS],
                "traceback": lines,
            }
        )

    @property
    def has_error(self) -> bool:
        """Whether an exception is among them."""
        return any(one["output_type"] == "error" for one in self.items)

    def _display(self, kind: str, content: dict[str, Any]) -> None:
        """A value that was displayed, as text or picture."""
        if self._stale:
            self.clear()
        shown = self._shown(content["data"])
        if not shown:
            return
        item = {"output_type": kind, "data": shown, "metadata": {}}
        place = content.get("transient", {}).get("display_id")
        if place is not None:
            self._places.setdefault(str(place), []).append(item)
        self._add(item)

    def _update(self, content: dict[str, Any]) -> None:
        """Another value for a display of this cell; those above are final."""
        place = str(content.get("transient", {}).get("display_id"))
        if place in self._places and (shown := self._shown(content["data"])):
            for item in self._places[place]:
                item["data"] = shown

    def _shown(self, data: dict[str, Any]) -> dict[str, str]:
        shown: dict[str, str] = {}
        for name in SHOWN:
            content = data.get(name)
            if isinstance(content, bytes):
                content = base64.b64encode(content).decode()
            if isinstance(content, str) and len(content) <= self._pictures:
                shown[name] = content[:MAX_SHOWN_CHARACTERS] if name == "text/plain" else content
                self._pictures -= len(content)
        return shown

    def _add(self, item: dict[str, Any]) -> None:
        if len(self.items) < MAX_SHOWN_OUTPUTS:
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
            content = os.pread(self._kept, min(end - self._read, MAX_SHOWN_CHARACTERS), self._read)
            self._read = end
            self.outputs.stream(self.name, content.decode(errors="replace"))
