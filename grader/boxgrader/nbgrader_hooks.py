"""What nbgrader's own commands run learners' code with: `nbgrader autograde`, the formgrader."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from boxgrader.grade_submission import grade_one
from boxgrader.sandbox.boxes import boxes_until_exit
from boxgrader.settings import Settings
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import RefusedError, read_folder
from boxgrader.terminal import plain

_GRADING_SIGN = "NBGRADER_EXECUTION"


class ExecuteAsLearner(Execute):  # type: ignore[misc]  # nbgrader ships no types
    """nbgrader's own execution, whose kernel is told whose work it is, and not that it is graded.

    Code that knows it could behave only then.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Execute a notebook."""
        own = Settings.of(self.config).environment(resources["nbgrader"]["student"])
        before = {name: os.environ.pop(name, None) for name in (_GRADING_SIGN, *own)}
        os.environ.update(own)
        try:
            return super().preprocess(nb, resources)
        finally:
            for name in own:
                del os.environ[name]
            os.environ.update({name: one for name, one in before.items() if one is not None})


class GradeInBox(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no types
    """Stands where nbgrader repairs and executes a notebook itself.

    It takes what was handed in, not the notebook that nbgrader has read, since only
    `boxgrader.submission.folder` reads a learner's folder without trusting it.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The graded notebook instead of the one handed in.

        Raises:
            RefusedError: it cannot be graded.
            BoxError: there is no box.
        """
        del nb
        about = resources["nbgrader"]
        course = CourseDirectory(config=self.config)
        exercises = Path(course.root)
        folder = course.format_path(
            course.submitted_directory, about["student"], about["assignment"]
        )
        slug, name = about["assignment"], about["notebook"]
        assignment = Assignment.load(exercises, slug, name)
        others = {path.stem for path in (exercises / "release" / slug).glob("*.ipynb")} - {name}
        try:
            submission = read_folder(Path(folder), name, others, assignment, about["student"])
            # nbgrader makes a preprocessor for each submission, and ends none
            boxes = boxes_until_exit(Settings.of(self.config), (exercises,))
            graded = grade_one(submission, assignment, boxes)
        except RefusedError as error:
            self.log.warning("%s", plain(f"{folder}: {error}"))
            raise
        for note in graded.notes:
            self.log.warning("%s", plain(f"{about['student']}: {note}"))
        return graded.notebook, resources
