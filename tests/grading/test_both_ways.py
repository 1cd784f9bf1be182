"""`benchmarks/compare_grading.py` finds where stock nbgrader and this grader give other points."""

from __future__ import annotations

import csv
import json
import os

import programs
import pytest
from conftest import PYTHONPATH
from grading.lesson import about, cell, notebook

SOLUTION = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TEST = (
    "assert double(4) == 8\n"
    "### BEGIN HIDDEN TESTS\nassert double('a') == 'aa'\n### END HIDDEN TESTS"
)
# nbgrader takes all points for what a test writes to stderr; this grader does not
LOUD = "import sys\nassert double(4) == 8\nprint('a remark', file=sys.stderr)"


def compare(root, course, *arguments):
    script = root / "benchmarks" / "compare_grading.py"
    env = {**os.environ, "PYTHONPATH": PYTHONPATH, "COLUMNS": "300"}
    return programs.run(script, course, *arguments, cwd=root, env=env)


def written(folder, *tests, answer=SOLUTION):
    """A notebook with an answer and tests of one point each."""
    cells = [cell(answer, nbgrader=about("double", solution=True))]
    for number, text in enumerate(tests, start=1):
        mark = about(f"test-{number}", grade=True, points=1)
        cells.append(cell(text, nbgrader=mark))
    folder.mkdir(parents=True)
    path = folder / f"{folder.name}.ipynb"
    path.write_text(json.dumps(notebook(*cells)))
    return path


@pytest.fixture
def course(tmp_path):
    written(tmp_path / "source" / "doubles", TEST, TEST)
    return tmp_path


def test_a_course_without_submissions_is_graded_on_its_solutions_and_its_stubs(root, course, box):
    before = sorted(course.rglob("*"))
    done = compare(root, course)
    assert done.returncode == 0, done.stderr
    assert "2 notebooks graded both ways, 0 differences" in done.stdout
    for learner in ("perfect", "untouched"):
        assert learner in done.stdout
    assert sorted(course.rglob("*")) == before


def test_what_learners_handed_in_is_compared_and_differences_are_told(root, course, box):
    written(course / "source" / "loud", TEST, LOUD)
    written(course / "submitted" / "ann" / "loud", answer="def double(x):\n    return x + x")
    (course / "submitted" / "ann" / "loud" / "data.csv").write_text("1")
    path = course / "submitted" / "ann" / "loud" / "loud.ipynb"
    source = json.loads((course / "source" / "loud" / "loud.ipynb").read_text())
    source["cells"][0]["source"] = "def double(x):\n    return x + x"
    path.write_text(json.dumps(source))
    done = compare(root, course, "loud", "--csv", course / "found.csv")
    assert done.returncode == 1, done.stderr
    assert "1 notebooks graded both ways, 1 differences" in done.stdout
    (row,) = csv.DictReader((course / "found.csv").open(encoding="utf-8"))
    assert (row["learner"], row["grade_id"]) == ("ann", "test-2")
    assert (row["stock"], row["ours"]) == ("0", "1")
    assert row["stock said"] == "stderr: a remark"


def test_stock_scores_are_kept_for_as_long_as_the_submission_is_the_same(root, course, box):
    """Slow: the course is graded three times, by stock nbgrader too."""
    kept = course / "kept"
    written(course / "submitted" / "ann" / "doubles", TEST, TEST)
    assert compare(root, course, "--stock-scores", kept).returncode == 0
    (store,) = kept.glob("*.json")
    store.write_text(json.dumps({"points": {"test-1": 0, "test-2": 1}}))
    assert "1 differences" in compare(root, course, "--stock-scores", kept).stdout
    written(course / "submitted" / "bob" / "doubles", TEST, LOUD)
    assert (
        "2 notebooks graded both ways, 1 diff"
        in compare(root, course, "--stock-scores", kept).stdout
    )
    assert len(list(kept.iterdir())) == 2


def test_a_notebook_at_which_nbgrader_stops_is_one_difference(root, course, box):
    written(course / "source" / "over", TEST, "assert double(4) == 8\n3")
    compare(root, course, "over", "--csv", course / "found.csv")
    (row,) = csv.DictReader((course / "found.csv").open(encoding="utf-8"))
    assert (row["grade_id"], row["stock"], row["ours"]) == ("(all)", "nothing", "2")
    assert "nbgrader stops at test-2: partial credit cannot be greater" in row["notes"]
    assert "test-2: the check came to 3 of 1 points" in row["notes"]


def test_an_assignment_that_nbgrader_does_not_release_is_left_out_with_its_reason(root, course):
    path = course / "source" / "doubles" / "doubles.ipynb"
    book = json.loads(path.read_text())
    book["cells"].append(book["cells"][-1])
    path.write_text(json.dumps(book))
    done = compare(root, course)
    assert done.returncode == 1
    assert "doubles: left out: nbgrader does not release it" in done.stderr
    assert "Duplicate grade id: test-2" in " ".join(done.stderr.split())


def test_a_folder_that_is_no_course_is_refused(root, tmp_path):
    done = compare(root, tmp_path)
    assert done.returncode == 2
    assert "has no folder source/" in done.stderr
