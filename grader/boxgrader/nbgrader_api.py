"""Releases, autogrades and gives feedback through nbgrader, the system of record."""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from boxgrader import settings
from boxgrader.records.current_scores import current_score
from boxgrader.records.ledger import GRADED, SET_ASIDE, Outcome

_CAUSE = re.compile(r"^\s*(?:[\w.]+\.)?(\w*(?:Error|Exception|Entry): .+)$")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class GradingError(Exception):
    """nbgrader refused; the message is what it said, in one line."""


class Course:
    """An nbgrader course, with the settings of its own nbgrader_config.py.

    Args:
        exercises: The folder that holds nbgrader_config.py.
    """

    def __init__(self, exercises: Path) -> None:
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        config = settings.config(exercises)
        self._exercises = exercises
        # Releasing again replaces what learners can fetch; what they have fetched stays theirs.
        config.ExchangeReleaseAssignment.force = True
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        self._config = config
        self._api = NbGraderAPI(CourseDirectory(config=config), config=config)

    def generate_assignment(self, slug: str) -> None:
        """Make the release version of an assignment.

        Raises:
            GradingError: nbgrader refused, for instance because two cells share a grade_id.
        """
        _succeed(self._api.generate_assignment(slug, force=True, create=True))

    def generate_beside(self, slug: str, directory: str, *, whole: bool = False) -> None:
        """Make the release version in another place, and leave the gradebook as it is.

        Args:
            slug: The assignment.
            directory: Takes the place of "release" among the course's folders.
            whole: With the hidden parts, as nbgrader keeps the cells in the gradebook.

        Raises:
            GradingError: nbgrader refused.
        """
        from nbgrader.converters import GenerateAssignment
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.preprocessors import SaveCells
        from nbgrader.utils import capture_log

        config = deepcopy(self._config)
        steps = list(GenerateAssignment(config=config).preprocessors)
        place = steps.index(SaveCells) if SaveCells in steps else len(steps)
        rest = [] if whole else steps[place + 1 :]
        config.GenerateAssignment.preprocessors = steps[:place] + rest
        config.GenerateAssignment.no_database = True
        config.CourseDirectory.release_directory = directory
        config.CourseDirectory.assignment_id = slug
        folders = CourseDirectory(config=config)
        _succeed(capture_log(GenerateAssignment(coursedir=folders, config=config, force=True)))

    def outbound(self, slug: str) -> Path | None:
        """Where learners fetch the assignment; None when the exchange is no folder."""
        if not self._api.exchange_root:
            return None
        return Path(self._api.exchange_root, self._api.course_id, "outbound", slug)

    def release_assignment(self, slug: str) -> None:
        """Put the release version where learners fetch it.

        Raises:
            GradingError: nbgrader refused, for instance because the exchange cannot be written.
        """
        _succeed(self._api.release_assignment(slug))

    def set_due_date(self, slug: str, due: str) -> None:
        """Give an assignment a due date, unless it has one.

        Args:
            slug: The assignment.
            due: Date, time and zone, such as "2026-01-16 18:00:00 UTC".
        """
        with self._api.gradebook as gradebook:
            if gradebook.find_assignment(slug).duedate is None:
                gradebook.update_or_create_assignment(slug, duedate=due)

    def withdraw_due_date(self, slug: str, due: str) -> None:
        """Take back a due date that was set before, unless there is another one by now."""
        from nbgrader.api import MissingEntry
        from nbgrader.utils import parse_utc

        with self._api.gradebook as gradebook, suppress(MissingEntry):
            if gradebook.find_assignment(slug).duedate == parse_utc(due):
                gradebook.update_or_create_assignment(slug, duedate=None)

    def autograde(self, slug: str, learner: str) -> Outcome:
        """Execute and score one submission, then write its feedback."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # nbformat's, about the learner's own notebook
                _succeed(self._api.autograde(slug, learner, force=True, create=True))
                self.generate_feedback(slug, learner)
        except GradingError as error:
            return Outcome(learner, SET_ASIDE, reason=str(error))
        return self.outcome(slug, learner)

    def generate_feedback(self, slug: str, learner: str) -> None:
        """Write the learner's feedback page.

        Raises:
            GradingError: nbgrader refused.
        """
        _succeed(self._api.generate_feedback(slug, learner, force=True))

    def outcome(self, slug: str, learner: str) -> Outcome:
        """What the gradebook holds for a graded submission."""
        with self._api.gradebook as gradebook:
            row = gradebook.find_submission(slug, learner)
            return Outcome(learner, GRADED, **asdict(current_score(gradebook.db, row)))

    def settled(self, slug: str, known: Outcome) -> Outcome:
        """A known outcome by today's due date, extension and rule for lateness."""
        from boxgrader.records.gradebook import Gradebook

        with Gradebook(self._exercises, self._config) as gradebook:
            current = gradebook.settled(slug, known.learner)
        if (known.shown, known.late_seconds) == (current.shown, current.late_seconds):
            return known
        return replace(known, before=known.score, archived=(), **asdict(current))

    def forget(self, learners: list[str]) -> None:
        """Remove learners and all their scores from the gradebook."""
        with self._api.gradebook as gradebook:
            known = {student.id for student in gradebook.students}
            for learner in learners:
                if learner in known:
                    gradebook.remove_student(learner)


def _succeed(result: dict[str, Any]) -> None:
    """Raise what nbgrader answered, unless it says that it succeeded."""
    if result["success"]:
        return
    said = _ANSI.sub("", f"{result.get('log') or ''}\n{result.get('error') or ''}").splitlines()
    causes = [match[1] for line in said if (match := _CAUSE.match(line))]
    # nbgrader's own exception comes last and says only that there was another one before it
    telling = [cause for cause in causes if not cause.startswith("NbGraderException")] or causes
    raise GradingError(telling[-1] if telling else "nbgrader gave no reason")
