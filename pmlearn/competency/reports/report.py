"""The reports as files.

record = read_class(layout.gradebook_url, layout.exercises, chapters(layout))
names = Names(read_key(Path("build/reports/pseudonyms.key")))
write_class_report(record, Path("build/reports"), names)
write_profile(record, "lee", "product manager", Path("build/reports/lee.html"), names, links)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.competency.reports.class_report import class_html
from pmlearn.competency.reports.grades_csv import attainment_csv, canvas_csv, moodle_csv
from pmlearn.competency.reports.profile import Profile, profile
from pmlearn.competency.reports.profile_report import profile_html
from pmlearn.files import write_text

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pmlearn.competency.evidence.class_record import ClassRecord
    from pmlearn.competency.reports.names import Names
    from pmlearn.competency.reports.pages import Links


def write_class_report(
    record: ClassRecord, folder: Path, names: Names, *, today: date | None = None
) -> tuple[Path, ...]:
    """Write class.html, attainment.csv, grades-moodle.csv and grades-canvas.csv.

    All texts are made before the first file is written.

    Args:
        record: From `read_class`.
        folder: Where to; made when it is not there.
        names: How learners are named; a learning management system needs `Names.real()`.
        today: The day that the report bears.

    Returns:
        The files written.
    """
    texts = {
        "class.html": class_html(record, names, today=today),
        "attainment.csv": attainment_csv(record, names),
        "grades-moodle.csv": moodle_csv(record, names),
        "grades-canvas.csv": canvas_csv(record, names),
    }
    return tuple(write_text(folder / name, text, private=True) for name, text in texts.items())


def write_profile(
    record: ClassRecord,
    learner: str,
    role: str,
    path: Path,
    *,
    names: Names,
    links: Links | None = None,
    today: date | None = None,
) -> Profile:
    """Write one learner's profile as HTML.

    Args:
        record: From `read_class`.
        learner: The learner's id in the gradebook.
        role: Such as "product manager".
        path: The HTML file.
        names: How the learner is named on the page.
        links: Where the plan's links lead.
        today: The day that the profile bears, from which reviews are counted.

    Returns:
        The profile, for those who show it elsewhere too.

    Raises:
        ValueError: no such learner or role; the message lists the nearest names.
    """
    found = profile(record.attainment, learner, role, record.lessons, record.cells, today=today)
    page = profile_html(found, record.lessons, names, links, today=today)
    write_text(path, page, private=True)
    return found
