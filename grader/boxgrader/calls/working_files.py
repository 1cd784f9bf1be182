"""Files as data: what an answer has written, for a test to read, and what a test wrote for it.

A test reads a copy in its own room. Nothing travels that Python could import or that was released:
the checker's released files are its own. The other way goes only a file that a test names to the
answer as an argument, alone or by its temporary folder, or that the instructor's own answer names;
another one may hold what is expected.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boxgrader.limits import MAX_COPIED_BYTES, MAX_COPIED_FILES, MAX_PATH_CHARACTERS
from boxgrader.stand_ins.stand_in import StandIn
from boxgrader.submission.folder import is_usual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_KINDS = re.compile(
    r".+\.(csv|tsv|txt|json|jsonl|md|html|xml|yml|yaml|toml|ini|log|dat|out|png|jpe?g|svg|pdf|xlsx|db"
    r"|sqlite)",
    re.IGNORECASE,
)
# Temporary files may be of other kinds, too, but nothing that Python runs.
_CODE = re.compile(r".*\.(py\w*|so|pth|pkl|pickle|dill|joblib|zip|egg|whl)", re.IGNORECASE)


class Folder:
    """The files of the working folder and of temporary ones, and which of them are not to travel.

    Args:
        released: Paths of the files that came with the assignment.
        trusting: Whether files of any kind may arrive here.
    """

    def __init__(self, released: Collection[str], *, trusting: bool = False) -> None:
        self._released, self.trusting = frozenset(released), trusting
        self._temporary = tempfile.gettempdir()
        self._roots: set[str] = set()  # temporary files and folders that both sides know
        self._shared: set[str] = set()
        self._seen: dict[str, tuple[int, int]] = {}
        self._borrowed: set[str] = set()

    def everything(self) -> dict[str, str | None]:
        """Path -> content in Base64 of all files."""
        self._seen.clear()
        return self.changed()

    def changed(self, values: Iterable[Any] = ()) -> dict[str, str | None]:
        """The same of those that were written since one of the two was asked last.

        Args:
            values: May name temporary files that the other side does not know yet.

        Returns:
            None as the content of what is gone; a path that ends in a slash is a folder.
        """
        found: dict[str, str | None] = dict.fromkeys(self._notice(values), "")
        room = MAX_COPIED_BYTES
        for path in self._paths():
            with contextlib.suppress(OSError):  # a thread may be removing it
                state = os.lstat(path)
                known = state.st_mtime_ns, state.st_size
                large = state.st_size > room or len(found) >= MAX_COPIED_FILES
                if self._seen.get(path) != known and not large:
                    found[path] = _content(path)
                    room -= state.st_size
                    self._seen[path] = known
        gone = [path for path in self._borrowed if not os.path.lexists(path)]
        self._borrowed.difference_update(gone)
        return found | dict.fromkeys(gone)

    def named(self, values: Iterable[Any]) -> dict[str, str | None]:
        """Those among the files whose paths, or whose temporary folders, are among these values."""
        values = list(values)
        found: dict[str, str | None] = dict.fromkeys(self._notice(values), "")
        named = {os.path.relpath(one) for one in _texts(values)}
        inside = {os.path.normpath(one) for one in _texts(values) if self._is_temporary(one)}
        below = [one for one in self._paths() if inside & {one, *map(str, Path(one).parents)}]
        own = [one for one in named if is_usual(one) and one not in self._released]
        for path in [*own, *below][:MAX_COPIED_FILES]:
            if os.path.isfile(path):  # noqa: PTH113  a text
                found[path] = _content(path)
        self._shared |= found.keys()
        return found

    def put(self, files: Any) -> None:
        """Write files that have arrived, as far as they may travel; whoever sent them."""
        room = MAX_COPIED_BYTES
        for path, content in (
            list(files.items())[:MAX_COPIED_FILES] if isinstance(files, dict) else []
        ):
            if not isinstance(path, str) or not (self.trusting or self._may_travel(path)):
                continue
            if os.path.normpath(path) != path.rstrip("/"):  # another spelling of a file known here
                continue
            self._notice([path])
            with contextlib.suppress(OSError, ValueError):  # such as a folder of that name
                if path.endswith("/"):
                    Path(path).mkdir(parents=True, exist_ok=True)
                elif content is None and path in self._seen:
                    Path(path).unlink()
                elif self._is_kept(path):
                    continue
                elif isinstance(content, str) and len(content) <= 2 * room:
                    room -= len(content) // 2
                    self._put(path, base64.b64decode(content))

    def _put(self, path: str, content: bytes) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
        self._borrowed.add(path)
        self._shared.add(path)
        state = os.lstat(path)
        self._seen[path] = state.st_mtime_ns, state.st_size

    def give_back(self) -> None:
        """Remove what has arrived."""
        for path in self._borrowed:
            with contextlib.suppress(OSError):  # a test may have made something else of it
                Path(path).unlink()
        self._borrowed.clear()
        self._roots.clear()

    def _is_kept(self, path: str) -> bool:
        """Whether it is a test's own temporary file, which the other side has not been given."""
        own = self._is_temporary(path) and path not in self._shared
        return own and not self.trusting and os.path.lexists(path)

    def _is_temporary(self, path: str) -> bool:
        return os.path.normpath(path).startswith(f"{self._temporary}/")

    def _notice(self, values: Iterable[Any]) -> list[str]:
        """Know the temporary files and folders that values name; which folders there are."""
        folders: list[str] = []
        for name in map(os.path.normpath, _texts(values)):
            inside = name.removeprefix(f"{self._temporary}/")
            if inside != name and is_usual(inside):
                self._roots.add(os.path.join(self._temporary, inside.split("/")[0]))  # noqa: PTH118  texts
                at = name if os.path.isdir(name) else os.path.dirname(name)  # noqa: PTH112, PTH120
                folders += [f"{at}/"] if at != self._temporary and os.path.isdir(at) else []  # noqa: PTH112
        return folders

    def _paths(self) -> Iterator[str]:
        for top in (".", *sorted(self._roots)):
            if os.path.isfile(top):  # noqa: PTH113  a text
                yield from [top] if self._may_travel(top) else []
            for root, folders, names in os.walk(top):
                folders.sort()
                for name in sorted(names):
                    path = os.path.normpath(os.path.join(root, name))  # noqa: PTH118  os.walk gives texts
                    if self._may_travel(path) and not os.path.islink(path):  # noqa: PTH114  as above
                        yield path

    def _may_travel(self, path: str) -> bool:
        plain = os.path.normpath(path)
        inside = plain.removeprefix(f"{self._temporary}/")
        if not is_usual(inside) or plain in self._released:
            return False
        if inside != plain:
            return _CODE.fullmatch(path) is None
        return _KINDS.fullmatch(path) is not None


def _texts(values: Any) -> Iterator[str]:
    """The paths among values, and among what they hold."""
    for one in values:
        if isinstance(one, dict):
            yield from _texts(one.values())
        elif isinstance(one, list | tuple):
            yield from _texts(one[:MAX_COPIED_FILES])
        elif isinstance(one, str | os.PathLike) and type(one) is not StandIn:
            name = os.fspath(one)
            if isinstance(name, str) and 0 < len(name) < MAX_PATH_CHARACTERS and "\0" not in name:
                yield name


def _content(path: str) -> str:
    return base64.b64encode(Path(path).read_bytes()).decode()
