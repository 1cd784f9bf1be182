"""The folder of a graded submission: whoever reads it finds the old one or the new one, whole."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxgrader.records.files import at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from boxgrader.records.result import Result
    from boxgrader.submission.folder import Submission

READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class GradedFolder:
    """A folder of autograded/, which nbgrader and the formgrader read at any time.

    The new one is made in `.NAME.part` and swapped in, the old one leaves by way of `.NAME.old`.
    `.NAME.old` is there only while `.NAME.part` is complete, so `mend` knows what to do.

    Attributes:
        path: Where it stands.
    """

    path: Path

    @property
    def _part(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part")

    @property
    def _old(self) -> Path:
        return self.path.with_name(f".{self.path.name}.old")

    def mend(self) -> None:
        """Finish a swap that was cut off, and remove what is left of another run."""
        if self._old.is_dir() and self._part.is_dir() and not self.path.exists():
            self._part.rename(self.path)
        self.discard()
        remove(self._old)

    def prepare(
        self,
        submission: Mapping[str, Submission],
        results: Mapping[str, Result],
        stamp: bytes | None,
    ) -> None:
        """Make the new folder: notebooks, the files handed in, and the time of handing in."""
        content = {
            name: data
            for handed_in in submission.values()
            for name, data in handed_in.files.items()
        }
        content |= {f"{name}.ipynb": result.notebook.encode() for name, result in results.items()}
        if stamp is not None:
            content["timestamp.txt"] = stamp
        for name, data in content.items():
            path = self._part / name
            with at(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                path.chmod(READ_ONLY)

    def discard(self) -> None:
        """Remove what `prepare` made."""
        remove(self._part)

    def swap(self) -> None:
        """Put the new folder in the old one's place."""
        if self.path.exists():
            self.path.rename(self._old)
        self._part.rename(self.path)
        remove(self._old)

    def notebook(self, name: str) -> str | None:
        """The graded notebook which a person can have judged; None where there is none."""
        path = self.path / f"{name}.ipynb"
        return path.read_text(encoding="utf-8") if path.is_file() else None


def remove(folder: Path) -> None:
    """Remove a folder, whatever permissions its files have."""
    if folder.is_dir() and not folder.is_symlink():
        for path in [folder, *folder.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | stat.S_IWUSR)
        shutil.rmtree(folder)
