"""nbgrader's exchange, which learners may read at any time, gets a new release in one step."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment

from pmlearn.grading.folders import remove
from pmlearn.releasing.swap import mend, swap


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
