"""A whole nbgrader course in a temporary folder, with the small lesson in it."""

from __future__ import annotations

import shutil

import programs
from grading.lesson import HELPER, RIGHT, STUBS, cells, notebook, submitted

from boxgrader.grade_class import grade_assignment
from boxgrader.records.gradebook import Gradebook
from boxgrader.records.ledger import GRADED, Ledger
from boxgrader.sandbox.boxes import Boxes
from boxgrader.settings import Settings, config

CONFIG = """
import sys
sys.path.insert(0, {root!r})  # where the course keeps its plugin
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "small"
c.CourseDirectory.db_url = {url!r}
c.Execute.timeout = 10
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
c.AssignLatePenalties.plugin_class = "late_rule.TwoPoints"
"""
LATE_RULE = """
from nbgrader.plugins import BasePlugin

class TwoPoints(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2
"""
SLUG = "docks"
SETTINGS = Settings(
    preload=("yaml", "pmlearn.exercises.sheet"),
    trusted=("pmlearn",),
    learner_variable="PMLEARN_LEARNER",
)


class Here:
    """Grades in the test's own process and warm box; a pool has tests of its own."""

    boxes = Boxes(SETTINGS)
    unsandboxed = False

    def map(self, function, jobs):
        for job in jobs:
            try:
                yield job, function(job, self.boxes)
            except Exception as error:  # noqa: BLE001 - as workers do
                yield job, error


class SmallCourse:
    """A course on disk: hand in, grade, look."""

    def __init__(self, folder, url=None):
        self.exercises = folder
        self.url = url or f"sqlite:///{folder / 'gradebook.db'}"
        source = folder / "source" / SLUG
        source.mkdir(parents=True)
        (source / "docks.ipynb").write_bytes(_with_solutions())
        (source / "helper.py").write_bytes(HELPER)
        config = CONFIG.format(root=str(folder), url=self.url)
        (folder / "nbgrader_config.py").write_text(config)
        (folder / "late_rule.py").write_text(LATE_RULE)
        self.ledger = Ledger(folder / "ledger")
        self.told = []

    def copy(self, folder):
        """The same course in another folder, with all that has happened in it."""
        shutil.copytree(self.exercises, folder)
        made = object.__new__(SmallCourse)
        made.exercises, made.url = folder, self.url.replace(str(self.exercises), str(folder))
        made.ledger, made.told = Ledger(folder / "ledger"), []
        config = folder / "nbgrader_config.py"
        config.write_text(config.read_text().replace(str(self.exercises), str(folder)))
        return made

    def nbgrader(self, *arguments):
        done = programs.nbgrader(self.exercises, *arguments)
        assert done.returncode == 0, done.stderr

    def hand_in(self, learner, answers=None, *, raw=None, stamp="2026-01-10 12:00:00 UTC"):
        folder = self.exercises / "submitted" / learner / SLUG
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "docks.ipynb").write_bytes(submitted(answers) if raw is None else raw)
        (folder / "timestamp.txt").write_text(stamp)

    def learners(self):
        return sorted(p.parent.name for p in (self.exercises / "submitted").glob(f"*/{SLUG}"))

    def grade(self, learners=None, workers=None, at_first=None, **options):
        """Outcome per learner, and who was graded now."""
        self.told = []

        def tell(outcome, now):
            if at_first and not self.told:
                at_first(outcome)
            self.told.append((outcome, now))

        self.without_feedback = grade_assignment(
            self.exercises,
            SLUG,
            learners or self.learners(),
            self.ledger,
            workers or Here(),
            on_outcome=tell,
            **options,
        )
        graded = sorted(o.learner for o, now in self.told if now and o.status == GRADED)
        return {outcome.learner: outcome for outcome, _ in self.told}, graded

    def open(self):
        return Gradebook(self.exercises, config(self.exercises))

    def scores(self, slug=SLUG):
        """learner -> cell -> all that the gradebook holds."""
        from nbgrader.api import Gradebook as Database

        with Database(self.url, "small") as database:
            return {
                submission.student.id: {
                    grade.name: (
                        grade.auto_score,
                        grade.manual_score,
                        bool(grade.needs_manual_grade),
                        grade.score,
                    )
                    for book in submission.notebooks
                    for grade in book.grades
                }
                | {
                    f"comment {comment.name}": (comment.auto_comment, comment.manual_comment)
                    for book in submission.notebooks
                    for comment in book.comments
                }
                | {
                    "penalty": [book.late_submission_penalty for book in submission.notebooks],
                    "handed in": str(submission.timestamp),
                }
                for submission in database.find_assignment(slug).submissions
            }

    def judge(self, learner, points, cell="essay"):
        """What the formgrader does when a person gives points."""
        from nbgrader.api import Gradebook as Database

        with Database(self.url, "small") as database:
            grade_ = database.find_grade(cell, "docks", SLUG, learner)
            grade_.manual_score, grade_.needs_manual_grade = points, False
            database.db.commit()

    def comment(self, learner, text, cell="essay"):
        """What the formgrader does when a person comments on an answer."""
        from nbgrader.api import Gradebook as Database

        with Database(self.url, "small") as database:
            database.find_comment(cell, "docks", SLUG, learner).manual_comment = text
            database.db.commit()


def _with_solutions():
    """The instructor's notebook: nbgrader replaces what stands between the marks."""
    import json

    made = cells(RIGHT, hidden=True)
    for one in made:
        name = one["metadata"].get("nbgrader", {}).get("grade_id")
        if name in STUBS:
            one["source"] = f"### BEGIN SOLUTION\n{one['source']}\n### END SOLUTION"
    return json.dumps(notebook(*made)).encode()
