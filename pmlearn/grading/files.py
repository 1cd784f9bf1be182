"""Files as data: what an answer has written, for a test to read, and what a test wrote for it.

A test reads a copy in its own room. Nothing travels that Python could import or that was released:
the checker's released files are its own. The other way goes only a file that a test names to the
answer as an argument, since another one may hold what is expected.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlearn.grading.submission import is_usual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MOST_FILES = 50
MOST_BYTES = 2_000_000
_KINDS = re.compile(
    r".+\.(csv|tsv|txt|json|jsonl|md|html|xml|yml|yaml|toml|ini|log|dat|out|png|jpe?g|svg|pdf|xlsx|db"
    r"|sqlite)",
    re.IGNORECASE,
)
_READS = re.compile(
    r"\b(open|Path|read_\w+|exists|isfile|listdir|glob|scandir|stat|getsize|loadtxt|genfromtxt|"
    r"imread|connect)\b"
)
# What reads code along with data would run a learner's code in the checker.
_UNSAFE = re.compile(
    r"pickle|joblib|dill|shelve|marshal|exec\b|eval\b|import_module|runpy|yaml.*\b(unsafe_|full_)?load\b"
)


def may_read(source: str) -> bool:
    """Whether a test looks as if it reads files, and can safely be given a learner's."""
    return bool(_READS.search(source)) and not _UNSAFE.search(source)


class Folder:
    """The files of the working folder, and which of them are not to travel.

    Args:
        released: Paths of the files that came with the assignment.
    """

    def __init__(self, released: Collection[str]) -> None:
        self._released = frozenset(released)
        self._seen: dict[str, tuple[int, int]] = {}
        self._borrowed: set[str] = set()

    def everything(self) -> dict[str, str]:
        """Path -> content in Base64 of all files."""
        self._seen.clear()
        return self.changed()

    def changed(self) -> dict[str, str]:
        """The same of those that were written since one of the two was asked last."""
        found: dict[str, str] = {}
        room = MOST_BYTES
        for path in self._paths():
            with contextlib.suppress(OSError):  # a thread may be removing it
                state = os.lstat(path)
                known = state.st_mtime_ns, state.st_size
                large = state.st_size > room or len(found) >= MOST_FILES
                if self._seen.get(path) != known and not large:
                    found[path] = _content(path)
                    room -= state.st_size
                    self._seen[path] = known
        return found

    def named(self, values: Iterable[Any]) -> dict[str, str]:
        """Those among the files whose paths are among these values."""
        names = {os.fspath(one) for one in values if isinstance(one, str | os.PathLike)}
        own = {os.path.relpath(name) for name in names if isinstance(name, str) and name}
        return {path: _content(path) for path in self._paths() if path in own}

    def put(self, files: Any) -> None:
        """Write files that have arrived, as far as they may travel; whoever sent them."""
        room = MOST_BYTES
        for path, content in list(files.items())[:MOST_FILES] if isinstance(files, dict) else []:
            if self._may_travel(path) and isinstance(content, str) and len(content) <= 2 * room:
                room -= len(content) // 2
                with contextlib.suppress(OSError, ValueError):  # such as a folder of that name
                    self._put(path, base64.b64decode(content))

    def _put(self, path: str, content: bytes) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
        self._borrowed.add(path)
        state = os.lstat(path)
        self._seen[path] = state.st_mtime_ns, state.st_size

    def give_back(self) -> None:
        """Remove what has arrived."""
        for path in self._borrowed:
            with contextlib.suppress(OSError):  # a test may have made something else of it
                Path(path).unlink()
        self._borrowed.clear()

    def _paths(self) -> Iterator[str]:
        for root, folders, names in os.walk("."):
            folders.sort()
            for name in sorted(names):
                path = os.path.relpath(os.path.join(root, name))  # noqa: PTH118  os.walk gives texts
                if self._may_travel(path) and not os.path.islink(path):  # noqa: PTH114  as above
                    yield path

    def _may_travel(self, path: Any) -> bool:
        return (
            isinstance(path, str)
            and is_usual(path)
            and _KINDS.fullmatch(path) is not None
            and path not in self._released
        )


def _content(path: str) -> str:
    return base64.b64encode(Path(path).read_bytes()).decode()
