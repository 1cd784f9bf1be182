"""nbgrader's `collect`: each learner's submission by itself, with the time that nbgrader noted.

A submission's folder in the exchange belongs to its learner, who may write into it. What counts as
the time of handing in is in the folder's name, not in the file timestamp.txt inside.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from boxgrader.submission.learner_id import odd_name
from boxgrader.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterator


class CheckedCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader ships no types
    """Copies as nbgrader does, but no odd learner stops the others, and nobody sets the time."""

    inbound_path: str
    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Called by nbgrader to find the submissions."""
        super().init_src()
        self.src_records = [one for one in self.src_records if one["username"]]
        hidden = f".*+{glob.escape(self.coursedir.assignment_id)}+*"
        for path in sorted(Path(self.inbound_path).glob(hidden)):
            self._path_to_record(str(path))  # nbgrader's own pattern passes over them

    def copy_files(self) -> None:
        """Called by nbgrader when it knows what to copy."""
        records = self.src_records
        if not records:
            super().copy_files()
        for record in records:
            self.src_records = [record]
            try:
                super().copy_files()
            except Exception as error:  # noqa: BLE001  whatever it is, the others are collected
                self.log.warning("not collected: %s", plain(f"{record['username']}: {error}"))
        self.src_records = records

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Called by nbgrader to copy a submission; links and pipes stay where they are."""
        odd = sorted(set(_odd_files(Path(src))))
        for name in odd:
            self.log.warning("left out, it is no ordinary file: %s", plain(f"{src}: {name}"))
        ignored = self.coursedir.ignore
        self.coursedir.ignore = [*ignored, *map(glob.escape, odd), "timestamp.txt"]
        try:
            super().do_copy(src, dest, log)
        finally:
            self.coursedir.ignore = ignored
        stamp = Path(dest, "timestamp.txt")
        time = self._path_to_record(src)["timestamp"]
        stamp.write_text(f"{time.isoformat(' ')} UTC", encoding="utf-8")

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Learner and time, as the folder's name says; no learner when it names none."""
        name = os.path.basename(path)  # noqa: PTH119  nbgrader gives texts
        slug = re.escape(self.coursedir.assignment_id)
        found = re.fullmatch(rf"(.+)\+{slug}\+([^+]+)(?:\+[^+]*)?", name, re.DOTALL)
        learner, time = (found[1], _time(found[2])) if found else ("", None)
        refused = odd_name(learner) if found else "its name is not LEARNER+ASSIGNMENT+TIME"
        if time is None:
            refused = refused or f"{found and found[2]!a} is no time"
        if refused:
            self.log.warning("not collected: %s", plain(f"{name}: {refused}"))
        return {
            "username": "" if refused else learner,
            "filename": name,
            "timestamp": time or datetime.min,  # noqa: DTZ901  as nbgrader's, without a zone
        }


def _odd_files(folder: Path) -> Iterator[str]:
    """Names of what is neither a file nor a folder: a copy would follow it, or wait for it."""
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            kind = os.lstat(Path(root, name)).st_mode
            if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
                yield name


def _time(text: str) -> datetime | None:
    try:
        found: datetime = parse_utc(text)
    except (ValueError, ArithmeticError, TypeError):
        return None
    return found
