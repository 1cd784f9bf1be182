"""Releasing again: old or new, never half; and whom it affects."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from grading.course import SLUG, Here, SmallCourse
from grading.processes import in_a_process

from boxgrader.nbgrader_api import Course, GradingError
from boxgrader.pool import GradingPool
from boxgrader.records.files import StorageError
from boxgrader.records.lock import BusyError, alone
from boxgrader.rehearsal.placement import stored
from boxgrader.releasing import release, swap
from boxgrader.releasing.changes import Change, contents
from boxgrader.releasing.register import Register
from boxgrader.settings import config
from boxgrader.submission.assignment import Assignment
from pmlearn.course import make
from pmlearn.course.class_work import grading
from pmlearn.course.layout import CourseError, Layout

# nbgrader starts `alembic` by name, as the course's own settings see to
FIND_ALEMBIC = """
import os, sys
from pathlib import Path
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""


class Released(SmallCourse):
    """A small course that is released our way."""

    def __init__(self, folder, url=None):
        super().__init__(folder, url)
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(FIND_ALEMBIC)
            config.write(f"c.Exchange.root = {str(folder / 'exchange')!r}\n")
            swapped = "boxgrader.releasing.outbound.SwappedRelease"
            config.write(f"c.ExchangeFactory.release_assignment = {swapped!r}\n")

    def source(self):
        return self.exercises / "source" / SLUG / "docks.ipynb"

    def folder(self):
        return self.exercises / "release" / SLUG

    def generate(self, **options):
        course = Course(self.exercises)
        return release.generate(course, self.exercises, SLUG, self.ledger, **options)

    def edit(self, old, new):
        """Replace text in the instructor's notebook."""
        text = self.source().read_text()
        assert old in text
        self.source().write_text(text.replace(old, new))

    def change_cell(self, name, change):
        """Change a cell of the instructor's notebook; None from `change` drops it."""
        made = json.loads(self.source().read_text())
        cells = []
        for cell in made["cells"]:
            is_it = cell["metadata"].get("nbgrader", {}).get("grade_id") == name
            cells.append(change(cell) if is_it else cell)
        made["cells"] = [cell for cell in cells if cell is not None]
        self.source().write_text(json.dumps(made))

    def points(self, name, points):
        def change(cell):
            cell["metadata"]["nbgrader"]["points"] = points
            return cell

        self.change_cell(name, change)

    def gradebook_cells(self):
        with Register(self.exercises, config(self.exercises)) as gradebook:
            return gradebook.cells(SLUG)

    def everything(self):
        """All that a release touches."""
        folders = {
            name: contents(self.exercises / name) if (self.exercises / name).exists() else None
            for name in ("release", "exchange")
        }
        return folders, self.gradebook_cells(), self.scores()


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course whose assignment was released once."""
    course = Released(tmp_path_factory.mktemp("released") / "exercises")
    course.ledger = type(course.ledger)(course.exercises.parent / "ledger")
    course.generate()
    return course


def copied(course, folder):
    """A copy of a course, with all that stands beside its exercises/."""
    shutil.copytree(course.exercises.parent, folder, dirs_exist_ok=True)
    made = object.__new__(Released)
    made.exercises = folder / "exercises"
    made.url = f"sqlite:///{folder / 'exercises' / 'gradebook.db'}"
    made.ledger = type(course.ledger)(folder / "ledger")
    config = made.exercises / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(course.exercises), str(made.exercises)))
    return made


@pytest.fixture
def course(released, tmp_path):
    """A copy of it of the test's own."""
    return copied(released, tmp_path)


def test_the_first_release_is_the_one_that_nbgrader_makes(released, tmp_path):
    stock = Released(tmp_path / "exercises")
    stock.nbgrader("generate_assignment", SLUG)
    assert contents(stock.folder()) == contents(released.folder())
    assert stock.gradebook_cells() == released.gradebook_cells()


def test_nothing_is_done_when_nothing_changed(course):
    before = course.everything()
    number = course.folder().stat().st_ino
    review = course.generate()
    assert (review.changes, review.affected, review.swapped) == ((), (), False)
    assert course.everything() == before
    assert course.folder().stat().st_ino == number


def graded(course):
    """Two learners are graded, one of them by a person too; a third has handed in."""
    course.hand_in("anna")
    course.hand_in("ben", {"total": "total = 1"})
    course.grade()
    course.judge("anna", 3)
    course.hand_in("carl")


class TestWhatChanged:
    def test_is_listed_by_cell_and_kind(self, course):
        course.points("test_mean", 5)
        course.edit("assert total == sum(DOCKS)", "assert total == 16")
        course.edit("## The mean", "## The mean of some values")
        course.edit("Because **riders** wait.", "Because they wait.")  # a solution: not released
        course.edit("DOCKS = [3, 5, 8]", "DOCKS = [3, 5, 9]")
        (course.source().parent / "helper.py").write_bytes(b"RATES = {}\n")
        (course.source().parent / "more.csv").write_text("a,b\n")
        review = course.generate()
        assert {(change.where, change.kind) for change in review.changes} == {
            ("test_mean", "points"),
            ("test_total", "test"),
            ("setup", "text"),
            ("docks.ipynb", "text"),
            ("helper.py", "text"),
            ("more.csv", "added"),
        }
        points = next(change for change in review.changes if change.kind == "points")
        assert str(points) == "test_mean: points 2 → 5"
        assert course.gradebook_cells()["docks"]["test_mean"].points == 5

    def test_a_removed_test_and_a_new_one_are_listed_while_nobody_is_graded(self, course):
        course.hand_in("carl")
        course.change_cell("test_total", lambda _: None)
        review = course.generate()
        assert review.changes == (Change("test_total", "removed", "(3 points)"),)
        assert [one.learner for one in review.affected] == ["carl"]
        assert "test_total" not in course.gradebook_cells()["docks"]

    def test_the_instructors_solution_is_nothing_that_learners_get(self, course):
        course.edit("total = sum(DOCKS)", "total = 16")
        before = course.everything()
        assert not course.generate().swapped
        assert course.everything() == before


class TestWhomItAffects:
    def test_everyone_who_handed_in_or_was_graded_with_the_marks_that_stay(self, course, box):
        graded(course)
        shutil.rmtree(course.exercises / "submitted" / "ben")
        course.points("essay", 2)
        review = course.generate()
        assert review.changes == (Change("essay", "points", "4 → 2"),)
        anna, ben, carl = review.affected
        assert (anna.learner, anna.handed_in, anna.score, anna.max_score) == ("anna", True, 8, 9)
        assert (anna.marks, anna.too_high) == ({"essay": 3.0}, ("essay",))
        assert (ben.learner, ben.handed_in, ben.score, ben.marks) == ("ben", False, 2, {})
        assert (carl.learner, carl.handed_in, carl.score) == ("carl", True, None)

    def test_they_are_graded_again_and_the_marks_stay(self, course, box):
        graded(course)
        course.grade()
        course.points("test_mean", 5)
        course.edit("float(points)", "float(points + 3)")
        review = course.generate()
        outcomes, changed = course.grade()
        assert changed == [one.learner for one in review.affected] == ["anna", "ben", "carl"]
        assert outcomes["anna"].archived == ()
        assert outcomes["anna"].score == 5 + 3 + 3

    def test_looking_first_says_the_same_and_changes_nothing(self, course, box):
        graded(course)
        course.points("test_mean", 5)
        before = course.everything()
        seen = course.generate(look_only=True)
        assert course.everything() == before
        done = course.generate()
        assert (seen.changes, seen.affected) == (done.changes, done.affected)
        assert (seen.swapped, done.swapped) == (False, True)


class TestARefusedRelease:
    """What was released, the exchange and the gradebook stay as they were."""

    def test_when_a_cell_is_removed_that_has_scores(self, course, box):
        graded(course)
        before = course.everything()
        course.change_cell("test_total", lambda _: None)
        with pytest.raises(GradingError, match=r"\(test_total\).*submissions of anna, ben;"):
            course.generate()
        assert course.everything() == before

    def test_when_a_cell_begins_to_give_points_that_has_submissions(self, course, box):
        graded(course)
        before = course.everything()

        def grade_it(cell):
            cell["metadata"]["nbgrader"] |= {"grade": True, "points": 1}
            return cell

        course.change_cell("setup", grade_it)
        with pytest.raises(GradingError, match="Cannot add or remove cells"):
            course.generate()
        assert course.everything() == before

    def test_when_two_cells_share_a_name(self, course):
        before = course.everything()
        course.edit('"grade_id": "test_total"', '"grade_id": "test_mean"')
        with pytest.raises(GradingError, match=r"docks\.ipynb: Duplicate grade id: test_mean"):
            course.generate()
        assert course.everything() == before

    def test_when_the_notebook_is_broken(self, course):
        before = course.everything()
        course.source().write_text("{")
        with pytest.raises(GradingError, match=r"docks\.ipynb: "):
            course.generate()
        assert course.everything() == before

    def test_and_leaves_nothing_behind_the_first_time(self, tmp_path):
        course = Released(tmp_path / "exercises")
        course.edit("### END SOLUTION", "")
        with pytest.raises(GradingError, match="no end solution statement found"):
            course.generate()
        assert not course.folder().exists()
        assert not list((course.exercises / "release").iterdir())
        assert course.gradebook_cells() == {}

    def test_when_disk_or_database_fail_at_the_last_moment(self, course, monkeypatch):
        course.points("test_mean", 5)
        before = course.everything()
        real = Register._transaction

        @contextlib.contextmanager
        def full(register):
            with real(register):
                yield
                raise OSError(errno.ENOSPC, "No space left on device", "gradebook.db")

        monkeypatch.setattr(Register, "_transaction", full)
        with pytest.raises(StorageError, match="No space left"):
            course.generate()
        assert course.everything() == before

    def test_when_somebody_grades_just_now(self, course):
        course.points("test_mean", 5)
        before = course.everything()
        with alone(course.ledger), pytest.raises(BusyError, match="at work on this assignment"):
            course.generate()
        assert course.everything() == before


def test_a_gradebook_on_a_server_is_released_into_as_well(tmp_path, postgresql_url):
    course = Released(tmp_path / "exercises", postgresql_url)
    assert course.generate().first
    course.points("test_mean", 5)
    course.change_cell("test_total", lambda _: None)
    review = course.generate()
    assert [str(change) for change in review.changes] == [
        "test_mean: points 2 → 5",
        "test_total: removed (3 points)",
    ]
    assert "test_total" not in course.gradebook_cells()["docks"]
    assert not course.generate().swapped


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner, name, number=1):
    """Kills this process before a function runs for the n-th time."""
    real, calls = getattr(owner, name), itertools.count(1)

    def counted(*arguments, **options):
        return die() if next(calls) == number else real(*arguments, **options)

    setattr(owner, name, counted)


def after(owner, name):
    """Kills this process after a function has run."""
    real = getattr(owner, name)
    setattr(owner, name, lambda *arguments: die(real(*arguments)))


def prepare_to_die(where):
    """Has the process die that releases; `where` is one of `MOMENTS`, or the number of a rename."""
    if where == "half made":
        before(Course, "generate_beside", 2)
    if where == "before the swap":
        before(release, "swap")
    if where == "after the swap":
        after(release, "swap")
    if where == "after saving":
        before(release, "_affected")
    if where.isdigit():
        swap._exchanged = lambda *_: False
        before(Path, "rename", int(where))


MOMENTS = {
    "half made": ("old", "old"),
    "before the swap": ("old", "old"),
    "after the swap": ("new", "old"),
    "after saving": ("new", "new"),
}


def change(course):
    """Points, a test and a text."""
    course.points("test_mean", 5)
    course.edit("assert total == sum(DOCKS)", "assert total == 16")
    course.edit("## The mean", "## The mean of some values")


@pytest.fixture(scope="module")
def versions(released, tmp_path_factory):
    """What the folder and the gradebook hold before and after a change."""
    fresh = Released(tmp_path_factory.mktemp("fresh") / "exercises")
    change(fresh)
    fresh.generate()
    both = {"old": released, "new": fresh}
    return {name: (contents(one.folder()), one.gradebook_cells()) for name, one in both.items()}


class TestAReleaseThatWasKilled:
    def kill(self, course, where):
        def release_and_die():
            prepare_to_die(where)
            course.generate()

        assert in_a_process(release_and_die) == -signal.SIGKILL

    @pytest.mark.parametrize("moment", MOMENTS)
    def test_left_the_old_or_the_new_one_and_the_next_does_the_rest(self, course, versions, moment):
        change(course)
        course.hand_in("carl")
        self.kill(course, moment)
        folder, gradebook = MOMENTS[moment]
        assert contents(course.folder()) == versions[folder][0]
        assert course.gradebook_cells() == versions[gradebook][1]
        review = course.generate()
        assert review.swapped == (moment != "after saving")
        tests = {str(change) for change in review.changes if change.kind in ("points", "test")}
        assert len(tests) == (2 if review.swapped else 0)
        assert (contents(course.folder()), course.gradebook_cells()) == versions["new"]
        assert [path.name for path in course.folder().parent.iterdir()] == [SLUG]

    @pytest.mark.parametrize("rename", ["1", "2", "3"])
    def test_is_finished_too_where_folders_cannot_be_exchanged(self, course, versions, rename):
        change(course)
        self.kill(course, rename)
        if rename != "2":
            found = contents(course.folder())
            assert found in (versions["old"][0], versions["new"][0])
        assert course.generate().swapped
        assert (contents(course.folder()), course.gradebook_cells()) == versions["new"]
        assert [path.name for path in course.folder().parent.iterdir()] == [SLUG]


class TestSwap:
    @pytest.mark.parametrize("exchanges", [True, False])
    def test_both_folders_are_there_afterwards(self, tmp_path, monkeypatch, exchanges):
        if not exchanges:
            monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
        for name in ("new", "place"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "file").write_text(name)
        swap.swap(tmp_path / "new", tmp_path / "place")
        assert (tmp_path / "place" / "file").read_text() == "new"
        assert (tmp_path / "new" / "file").read_text() == "place"
        assert len(list(tmp_path.iterdir())) == 2


class TestTheExchange:
    def outbound(self, course):
        return course.exercises / "exchange" / "small" / "outbound"

    def test_holds_what_nbgrader_would_put_there(self, course, tmp_path):
        Course(course.exercises).release_assignment(SLUG)
        ours = self.outbound(course) / SLUG
        stock = tmp_path / "stock"
        ours.rename(stock)
        course.nbgrader("release_assignment", SLUG, "--force")
        assert contents(stock) == contents(ours)
        modes = [{p.name: p.stat().st_mode for p in place.rglob("*")} for place in (ours, stock)]
        assert modes[0] == modes[1]

    def test_keeps_the_old_version_when_copying_fails(self, course, monkeypatch):
        nbgrader = Course(course.exercises)
        nbgrader.release_assignment(SLUG)
        before = contents(self.outbound(course))
        course.points("test_mean", 5)
        course.generate()

        def half(_, to, **options):
            Path(to).mkdir()
            Path(to, "docks.ipynb").write_text("{")
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(shutil, "copytree", half)
            with pytest.raises(GradingError):
                nbgrader.release_assignment(SLUG)
        assert contents(self.outbound(course)) == before
        nbgrader.release_assignment(SLUG)
        assert contents(self.outbound(course) / SLUG) == contents(course.folder())


@pytest.fixture(scope="module")
def one_box():
    """Each command would make boxes of its own for its rehearsal, which takes seconds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(GradingPool, "isolated_boxes", Here.boxes)
        yield


@pytest.fixture(scope="module")
def told(released, one_box, tmp_path_factory):
    """A course that the command has released once."""
    course = copied(released, tmp_path_factory.mktemp("told"))
    make.release(Layout(course.exercises.parent), SLUG)
    return course


@pytest.mark.usefixtures("one_box")
class TestTheCommand:
    """`pmlearn release`, by way of the steps that `make course` takes too."""

    @pytest.fixture
    def course(self, told, tmp_path):
        """A course that the command has released once."""
        return copied(told, tmp_path)

    def release(self, course, capsys, **options):
        make.release(Layout(course.exercises.parent), SLUG, **options)
        said = capsys.readouterr().err.replace("│", " ")  # the table's lines
        return " ".join(said.split())

    def test_says_where_learners_get_it_then_that_nothing_changed(self, released, tmp_path, capsys):
        course = copied(released, tmp_path)
        assert "released docks: learners get it" in self.release(course, capsys)
        again = self.release(course, capsys)
        assert "docks: nothing changed since it was released; nothing was done" in again
        shutil.rmtree(course.exercises.parent / "build")
        assert "nothing was done" in self.release(course, capsys)

    def test_lists_changes_and_learners(self, course, capsys, box):
        graded(course)
        course.points("essay", 2)
        looked = self.release(course, capsys, look_only=True)
        assert "docks: 1 change would be made essay: points 4 → 2" in looked
        assert "this was only a look; nothing was done" in looked
        assert "released docks" not in looked
        said = self.release(course, capsys)
        assert "essay: points 4 → 2" in said
        assert "docks: whom this affects (3)" in said
        assert "anna" in said
        assert "your marks stay: essay 3 (more than it gives now)" in said
        assert "released docks: learners get it" in said
        outbound = course.exercises / "exchange" / "small" / "outbound" / SLUG
        assert contents(outbound) == contents(course.folder())

    def test_a_changed_file_reaches_learners_too(self, course, capsys):
        (course.source().parent / "helper.py").write_bytes(b"RATES = {}\n")
        assert "helper.py: the text that learners get changed" in self.release(course, capsys)
        outbound = course.exercises / "exchange" / "small" / "outbound" / SLUG
        assert (outbound / "helper.py").read_bytes() == b"RATES = {}\n"

    def test_a_hidden_test_changes_nothing_that_learners_fetch(self, course, capsys):
        course.edit("assert total == sum(DOCKS)", "assert total == 16")
        said = self.release(course, capsys)
        assert "test_total: the test changed nobody has handed in yet" in said
        assert "what learners fetch is as it was" in said

    def test_of_a_big_class_those_with_marks_are_shown_and_the_others_named(
        self, course, capsys, box
    ):
        graded(course)
        for number in range(40):
            course.hand_in(f"learner{number:02}")
        course.points("test_total", 5)
        said = self.release(course, capsys)
        assert "anna" in said
        assert "your marks stay: essay 3" in said
        assert "42 more, without marks of yours" in said
        assert "`pmlearn grade`: ben, carl, learner00," in said

    def test_the_sample_class_may_be_removed_when_it_keeps_the_cells(self, course, capsys, box):
        course.hand_in("sample-01")
        course.grade()
        course.change_cell("test_total", lambda _: None)
        with pytest.raises(CourseError, match="pmlearn clean sample"):
            self.release(course, capsys)

    def test_shows_how_each_test_runs(self, course, capsys, box):
        course.edit("assert total == sum(DOCKS)", r"sum = None\nassert total == 16")
        said = self.release(course, capsys)
        assert "docks: how its tests run" in said
        assert "test_mean 2 apart" in said
        assert "test_total 3 both, the lower counts it replaces sum" in said
        assert "how its tests run" not in self.release(course, capsys)  # it has passed
        loaded = Assignment.load(course.exercises, SLUG)
        ledger = grading.ledger(Layout(course.exercises.parent), SLUG)
        assert stored(ledger, {SLUG: loaded})[SLUG]["test_total"].kind == "both"
        assert "test_total 3 both" in self.release(course, capsys, look_only=True)

    def test_refuses_what_gives_the_authors_own_solution_less(self, course, capsys, box):
        before = course.everything()
        course.edit("assert total == sum(DOCKS)", "assert total == 17")
        said = r"docks.ipynb, test_total: it gives your own solution 0 of 3 points \(AssertionErr"
        with pytest.raises(CourseError, match=said):
            self.release(course, capsys)
        with pytest.raises(CourseError, match="nothing was released"):
            self.release(course, capsys, look_only=True)
        assert course.everything() == before

    def test_warns_of_points_for_nothing_and_of_answers_that_no_test_needs(
        self, course, capsys, box
    ):
        course.edit("assert total == sum(DOCKS)", "")
        course.edit('assert isinstance(total, int), \\"total must be a whole number\\"', "pass")
        said = self.release(course, capsys)
        assert "docks.ipynb, test_total: it gives 3 of 3 points to whoever answers nothing" in said
        assert "docks.ipynb: no test notices when the answer 'total' is missing" in said
        assert "released docks: learners get it" in said

    def test_a_refusal_is_one_line_and_keeps_the_release(self, course, capsys, box):
        graded(course)
        before = course.everything()
        course.change_cell("test_total", lambda _: None)
        with pytest.raises(CourseError, match="the release stays as it was"):
            self.release(course, capsys)
        assert course.everything() == before
