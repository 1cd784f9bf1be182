"""nbgrader's settings for this course; every nbgrader command run in this folder reads them."""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    LimitOutput,
    SaveAutoGrades,
)

from boxgrader.feedback.hidden_tests import HideHiddenTests
from boxgrader.feedback.page import FeedbackPage, GradesSoFar
from boxgrader.nbgrader_hooks import ExecuteAsLearner, GradeInBox
from boxgrader.submission.learner_id import guard_gradebook
from pmlearn.course.class_work.answer_cells import ClearAnswers

c = get_config()  # noqa: F821  (traitlets provides it)

here = Path(__file__).resolve().parent
assignments = [p.name for p in (here / "source").iterdir() if p.is_dir()]

# nbgrader starts `alembic` by name, which is beside Python also where nobody activated the
# environment.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

c.CourseDirectory.course_id = "pmlearn"
c.CourseDirectory.root = str(here)
c.CourseDirectory.db_url = os.environ.get("PMLEARN_GRADEBOOK", f"sqlite:///{here / 'gradebook.db'}")

# Who answers with a widget meets a sentence in the answer cell, and no code stub.
# It comes after nbgrader's own fourth step, ClearSolutions.
c.GenerateAssignment.preprocessors.insert(4, ClearAnswers)

# Learners on this machine fetch and submit here. A JupyterHub sets PMLEARN_EXCHANGE to a folder
# that all its users may write to.
c.Exchange.root = os.environ.get("PMLEARN_EXCHANGE", str(here / "exchange"))
# Who fetches while a release is copied gets the old one or the new one, whole.
c.ExchangeFactory.release_assignment = "boxgrader.releasing.outbound.SwappedRelease"
# One learner's folder keeps nobody else's feedback back.
c.ExchangeFactory.release_feedback = "boxgrader.releasing.outbound.FeedbackForEach"

# Learners' code runs shut in, also under nbgrader's own commands. With
# PMLEARN_UNSANDBOXED=1 nbgrader executes it itself, with all rights of whoever grades.
if os.environ.get("PMLEARN_UNSANDBOXED") != "1":
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [
        GradeInBox,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
else:
    c.Autograde.autograde_preprocessors = [
        ExecuteAsLearner,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]

# What most assignments use is imported once, before any submission; a notebook finds in
# PMLEARN_LEARNER whose work it is, so that everybody keeps the case of the own id.
c.BoxGrader.preload = ["yaml", "pmlearn.exercises.sheet"]
c.BoxGrader.trusted = ["pmlearn"]
# The keys of the tasks.
c.BoxGrader.test_files = ["tasks/{assignment}.yml", "tasks/{assignment}.py"]
c.BoxGrader.learner_variable = "PMLEARN_LEARNER"

# An honest cell of this course takes well under a second.
c.Execute.timeout = 10

# A kernel's remark about its local connection is noise in a grader's terminal.
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]

# What a learner clicked travels beside the notebook, and nothing in source/ may replace it.
c.Autograde.exclude_overwriting = {name: [f"{name}.answers.json"] for name in assignments}
c.PlatformCollector.valid_ext = [".ipynb", ".json"]
# Whose an uploaded file is, is looked up in the roster; boxgrader.collecting.platforms has the
# names that each platform gives.
c.ZipCollectApp.extractor_plugin = "boxgrader.collecting.plugin.TimedExtractor"
c.ZipCollectApp.collector_plugin = "boxgrader.collecting.plugin.PlatformCollector"
# No learner's submission stops another's, and the time of handing in is nbgrader's, not the file's.
c.ExchangeFactory.collect = "boxgrader.collecting.exchange.CheckedCollect"
# The formgrader shows ids with the rights of whoever opens it: none that is code gets in.
guard_gradebook()

# Feedback shows a failed check as the learner saw it, never its hidden part, and no points where a
# person has still to judge. Its pages run no script and ask nothing of other hosts.
c.GenerateFeedback.preprocessors = [GradesSoFar, HideHiddenTests, CSSHTMLHeaderPreprocessor]
c.GenerateFeedback.exporter_class = FeedbackPage
