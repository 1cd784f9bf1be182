"""nbgrader's `zip_collect`, which asks the roster whose a file is and keeps the time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from time import mktime
from typing import TYPE_CHECKING

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Bool

from boxgrader.collecting.arrivals import Arrival, Sorter
from boxgrader.collecting.platforms import uploads_of
from boxgrader.collecting.roster import Roster
from boxgrader.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARCHIVES = (".zip", ".gz", ".tar")


class TimedExtractor(ExtractorPlugin):  # type: ignore[misc]  # nbgrader ships no types
    """Extracts as nbgrader does, and gives each file the time that the platform stored it.

    What a learner packed into an archive of their own has the time of that archive.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Called by nbgrader with the folders to extract from and to."""
        super().extract(archive_path, extracted_path)
        times = dict(_stored(Path(archive_path)))
        for root, folders, files in os.walk(extracted_path, topdown=False):
            for name in files:
                within = Path(root, name).relative_to(extracted_path)
                known = [times[str(one)] for one in (within, *within.parents) if str(one) in times]
                stored = known[-1] if known else 0.0  # the outermost: the platform's own
                os.utime(Path(root, name), (stored, stored))
            for name in (*files, *folders):
                if plain(name) != name:  # nbgrader will print it
                    Path(root, name).rename(Path(root, plain(name)))


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]  # nbgrader ships no types
    """Says for each extracted file whose it is, and lists what is left and why."""

    add_unknown = Bool(
        default_value=False,
        help="Take an id that is not in the roster as it stands, instead of leaving the file.",
    ).tag(config=True)

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Called by nbgrader for each file; None leaves it."""
        if not hasattr(self, "_arrivals"):
            self._arrivals = {one.path: one for one in self._sorted()}
        arrival = self._arrivals[os.path.relpath(submitted_file, self._folder)]
        if not arrival.learner:
            return None
        told = {"student_id": arrival.learner, "file_id": arrival.file}
        if arrival.time is not None:
            told["timestamp"] = f"{arrival.time:%Y-%m-%d %H:%M:%S} UTC"
        return told

    @property
    def _folder(self) -> Path:
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))  # noqa: SLF001  nbgrader's only way

    def _sorted(self) -> list[Arrival]:
        from nbgrader.api import Gradebook

        course = self.parent.coursedir
        release = Path(course.format_path(course.release_directory, ".", course.assignment_id))
        with Gradebook(course.db_url, course.course_id) as gradebook:
            roster = Roster(gradebook.students)
        notebooks = [path.stem for path in release.glob("*.ipynb")]
        sorter = Sorter(roster, notebooks, tuple(self.valid_ext), add_unknown=self.add_unknown)
        files = sorted(path for path in self._folder.rglob("*") if path.is_file())
        found = sorter.sort((str(p.relative_to(self._folder)), p.stat().st_mtime) for p in files)
        self._list(found, roster)
        return found

    def _list(self, found: list[Arrival], roster: Roster) -> None:
        """What arrived and what did not, in one list."""
        arrived = [one for one in found if one.learner]
        self.log.info("%d of %d files arrived:", len(arrived), len(found))
        for one in arrived:
            when = f", {one.time:%Y-%m-%d %H:%M} UTC" if one.time else ", no time"
            self.log.info("  %s", plain(f"{one.learner}: {one.file}{when} ({one.path})"))
        left = [one for one in found if not one.learner]
        if left:
            self.log.warning("%d files were left:", len(left))
        for one in left:
            self.log.warning("  %s", plain(f"{one.path}: {one.reason}"))
        if left and not roster.ids:
            self.log.warning(
                "The roster is empty: fill it with `nbgrader db student import roster.csv`, or "
                "take ids as they stand with --PlatformCollector.add_unknown=True"
            )


def _stored(folder: Path) -> Iterator[tuple[str, float]]:
    """Where each thing in the archives lands, and when it was stored there."""
    for path in folder.rglob("*"):
        within = path.relative_to(folder)
        if not path.is_file():
            continue
        place = within if path.suffix not in _ARCHIVES else within.with_name(_stem(path.name))
        if path.suffix != ".zip" or uploads_of((path.name,)):
            yield str(place), path.stat().st_mtime  # a learner's own file or archive
            continue
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                inside = place / _without_ending(entry.filename)
                yield str(inside), mktime((*entry.date_time, 0, 0, -1))


def _without_ending(name: str) -> str:
    """Where the content of an archive lands; other files land under their name."""
    path = Path(name)
    return str(path.with_name(_stem(path.name))) if path.suffix in _ARCHIVES else name


def _stem(name: str) -> str:
    return name.removesuffix(".gz").removesuffix(".zip").removesuffix(".tar")
