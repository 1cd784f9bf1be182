"""What goes out through nbgrader's exchange: releases in one step, feedback to everybody it can."""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment, ExchangeReleaseFeedback

from boxgrader.records.autograded_folder import remove
from boxgrader.releasing.swap import mend, swap


class SwappedRelease(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader ships no types
    """Copies as nbgrader does, with its permissions, into a folder beside, and swaps that in."""

    dest_path: str

    def copy_files(self) -> None:
        """Called by nbgrader when it knows where from and where to."""
        place = Path(self.dest_path)
        beside = place.with_name(f".{place.name}.part")
        mend(place)
        remove(beside)
        self.dest_path = str(beside)
        try:
            super().copy_files()
            swap(beside, place)
        finally:
            remove(beside)


class FeedbackForEach(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader ships no types
    """Releases as nbgrader does, but one learner at a time: nobody's folder stops the others.

    A page is found again by a secret that the exchange wrote beside the hand-in. Work that came
    another way has none, and often no time either.
    """

    src_path: str

    def copy_files(self) -> None:
        """Called by nbgrader when it knows where from and where to."""
        for folder in sorted(map(Path, glob.glob(self.src_path))):  # noqa: PTH207  its own pattern
            if folder.is_dir() and list(folder.glob("*.html")):
                self._release(folder)

    def _release(self, folder: Path) -> None:
        if not (folder / "submission_secret.txt").is_file():
            self.log.warning(
                "%s was not handed in through the exchange, so it cannot be fetched there: "
                "hand this page over another way",
                folder,
            )
            return
        if not (folder / "timestamp.txt").exists():  # nbgrader reads it, for its log alone
            (folder / "timestamp.txt").touch()
        self.src_path = glob.escape(str(folder))
        try:
            super().copy_files()
        except OSError as error:
            self.log.error("%s could not be released: %s", folder, error)  # noqa: TRY400  one line
