"""What `pmlearn overview` says of assignments, in numbers."""

from __future__ import annotations

from typer.testing import CliRunner

from pmlearn.cli import app
from pmlearn.course.authoring.lesson_numbers import count_words, lessons_in_numbers
from pmlearn.course.authoring.overview import expected_guess, overview
from pmlearn.course.layout import Layout
from pmlearn.exercises.questions import load_questions


def test_points_of_an_assignment_add_up_to_what_the_gradebook_gives(root):
    layout = Layout(root)
    found = overview(layout, "five-roles")
    assert sum(found.points.values()) == 45
    assert found.points["judged"] == 6
    assert found.tasks == 9


def test_who_guesses_in_a_question_with_many_choices_earns_little():
    sort = load_questions("five-roles")["sort_responsibilities"]
    assert 0 <= expected_guess(sort) < 0.2


def test_the_command_names_every_assignment(root, monkeypatch):
    """Slow: each task is answered blindly 200 times."""
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "160")
    said = CliRunner().invoke(app, ["overview"])
    assert said.exit_code == 0, said.output
    assert all(slug in said.output for slug in Layout(root).assignments())


def test_a_lesson_in_numbers_counts_what_stands_in_its_files(root):
    numbers = {one.slug: one for one in lessons_in_numbers(Layout(root))}
    assert next(iter(numbers)) == "kit-and-framework"
    one = numbers["control-and-closing"]
    assert one.fresh == 2
    assert one.self_checks == len(load_questions("control-and-closing"))
    assert one.minutes == 45
    assert 2000 <= one.words <= 4000
    assert {"PJ5.1", "PJ6.2"} <= set(one.criteria)
    assert (one.tasks, one.judged) == (10, 2)
    rows = (root / "book" / "coverage.csv").read_text().count("book/project/control-and-closing,")
    assert one.anchored == rows > 0


def test_words_are_those_of_the_prose():
    page = """---
kernelspec: {name: python3}
---

(anchor)=
# Two words

One [passage]{#p-s1-001} here.

```{code-cell} ipython3
print("none of this")
```

```{question} a/b
```

:::{admonition} A claim
Three more words
:::
"""
    assert count_words(page) == 11
