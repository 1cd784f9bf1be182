"""What an instructor sees when a class is graded."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from boxgrader.cli import show
from boxgrader.records.ledger import Outcome
from pmlearn.course import make, steps
from pmlearn.course.class_work import grading
from pmlearn.course.layout import CourseError, Layout

ENDED = [
    Outcome("anna", "graded", score=5, max_score=9, before=3, needs_manual_grade=True),
    Outcome("bob", "graded", score=5, max_score=9, notes=("mean: the cell is missing",)),
    Outcome("cleo", "set aside", reason="no notebook", before=5, archived=("essay",)),
    Outcome("dan", "pending", reason="its worker ended", before=2),
]


@pytest.fixture
def screen(monkeypatch):
    """A wide terminal; call it for what it shows."""
    console = Console(width=200, record=True, file=io.StringIO(), force_terminal=True)
    monkeypatch.setattr(show, "console", console)
    return console.export_text


def test_the_table_counts_how_submissions_ended(screen):
    show.outcomes("docks", ENDED)
    title = screen().splitlines()[0]
    assert "4 submissions" in title
    for part in ("2 graded", "1 pending", "1 set aside", "1 repaired", "1 waiting for a person"):
        assert part in title


def test_the_table_says_by_how_much_scores_changed(screen):
    show.outcomes("docks", ENDED)
    text = screen()
    assert "was 3, now 5 (+2)" in text
    assert "its score of 5 was taken back" in text
    assert "manual mark of essay archived" in text
    assert "2 with a changed score" in text


def test_a_run_in_which_nobody_was_graded_changed_no_score(screen):
    show.outcomes("docks", ENDED, now=())
    assert "was 3" not in screen()


def test_a_text_of_a_learner_is_shown_as_it_is(screen):
    """Neither markup nor the terminal's own signs do anything."""
    note = "file left out: '[/b]\\x1b' [red]\x1b[2J\n"
    show.outcomes("docks", [Outcome("a[/]b", "graded", score=1, max_score=1, notes=(note,))])
    text = screen(styles=True)
    assert "a[/]b" in text
    assert "[red]" in text
    assert "\x1b[2J" not in text


def test_of_a_large_class_only_those_are_listed_about_whom_there_is_something_to_say(screen):
    show.outcomes("docks", [*(Outcome(f"n{n}", "graded", score=1) for n in range(60)), *ENDED])
    text = screen()
    assert "n59" not in text
    assert "cleo" in text
    assert "60 more without anything to note" in text


def test_the_progress_bar_shows_count_rate_and_the_latest_learner(screen):
    with show.grading_progress(4) as progress:
        for outcome in ENDED[:3]:
            progress(outcome, True)
        for task in progress._progress.tasks:
            task.finished_speed = 5.25
        progress._progress.refresh()
    text = screen()
    assert "3/4" in text
    assert "5.2/s" in text
    assert "cleo" in text
    assert progress.now == {"anna", "bob", "cleo"}


def test_a_second_bar_shows_whose_feedback_was_written(screen):
    with show.grading_progress(1) as progress:
        progress(ENDED[0], True)
        for learner in ("anna", "bob"):
            progress.page(learner, 3)
        progress._progress.refresh()
    text = screen()
    assert "feedback: bob" in text
    assert "2/3" in text


def test_a_run_that_is_cut_off_shows_what_it_has_done(screen, monkeypatch, tmp_path):
    def grade(pool, layout, slug, *_, on_outcome, **__):
        for outcome in ENDED[:1]:
            grading.ledger(layout, slug).write(outcome)
            on_outcome(outcome, True)
        raise CourseError("the disk is full")

    monkeypatch.setattr(grading, "grade", grade)
    monkeypatch.setattr(grading, "learners", lambda *_: ["anna"])
    monkeypatch.setattr(steps, "assignment_steps", lambda *_: [])
    exercises = tmp_path / "exercises"
    (exercises / "source" / "docks").mkdir(parents=True)
    for name in ("nbgrader_config.py", "source/docks/docks.ipynb"):
        (exercises / name).touch()
    with pytest.raises(CourseError, match="the disk is full"):
        make.grade(Layout(tmp_path), "docks", None, grading.Options())
    assert "docks: 1 submissions (1 graded" in screen()
