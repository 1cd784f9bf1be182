"""Marking: known points, nothing that raises, no key told."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlearn.exercises.marking import Mark, mark_choice, mark_choices, mark_sort
from pmlearn.exercises.seeds import generator

OPTIONS = ["keyalpha", "keybeta", "keygamma"]
SORT = {
    "itemone": ["catproject"],
    "itemtwo": ["catproject", "catservice"],
    "itemthree": [["catproject"], ["catproject", "catprogram"]],
    "itemfour": ["catprogram"],
}
names = st.sampled_from([*OPTIONS, *SORT, "catproject", "catservice", "catprogram", "other"])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | names
hashable = scalars | st.tuples(names, scalars)
junk = st.recursive(
    scalars | st.binary(max_size=3) | st.sets(names) | st.just(object()),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(hashable, inner, max_size=4)
    ),
    max_leaves=15,
)


def marks(answer, out_of):
    return [
        mark_choice(answer, OPTIONS[0], out_of=out_of),
        mark_choices(answer, OPTIONS, out_of=out_of),
        mark_sort(answer, SORT, out_of=out_of),
    ]


@settings(deadline=None)
@given(junk, st.sampled_from([0.5, 1, 4, 7]))
def test_whatever_is_handed_in_is_marked_within_bounds_and_explained(answer, out_of):
    for mark in marks(answer, out_of):
        assert 0 <= mark.points <= mark.out_of == out_of
        assert mark.feedback.strip()


@settings(deadline=None)
@given(junk)
def test_feedback_never_names_an_id_of_the_key(answer):
    told = [*OPTIONS, *SORT, "catproject", "catservice", "catprogram"]
    for mark in marks(answer, 4):
        assert not [name for name in told if name in mark.feedback]


@pytest.mark.parametrize("answer", [OPTIONS[0], OPTIONS, {"itemone": ["catproject"]}])
def test_feedback_of_a_right_answer_names_no_id_either(answer):
    for mark in marks(answer, 4):
        assert not [name for name in [*OPTIONS, *SORT] if name in mark.feedback]
        assert "catproject" not in mark.feedback


def test_very_deep_and_very_long_answers_earn_nothing_and_raise_nothing():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    for answer in (deep, {"itemone": deep}, ["x"] * 1_000_000, {n: n for n in range(100_000)}):
        assert [mark.points for mark in marks(answer, 4)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("answer", "points"), [("a", 3), ("b", 0), (None, 0), (["a"], 0), ("A", 0), (" a", 0), (1, 0)]
)
def test_one_option_earns_all_or_nothing(answer, points):
    assert mark_choice(answer, "a", out_of=3).points == points


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (["a", "b", "c", "d"], 4),  # order and repetition do not matter
        (["d", "c", "b", "a", "a"], 4),
        (["a", "b", "c"], 3),
        (["a", "b", "c", "x"], 2),  # three right, one taken back
        (["a", "x", "y"], 0),  # never below nothing
        ([], 0),
        (None, 0),
        ("abcd", 0),  # a text is not a list of its letters
        ({"a": 1}, 0),
        (["a", 1], 0),
    ],
)
def test_each_wrong_option_takes_back_a_right_one(answer, points):
    assert mark_choices(answer, ["a", "b", "c", "d"], out_of=4).points == points


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ({"itemone": ["catproject"]}, 1),
        ({"itemone": "catproject"}, 1),  # one category may go without a list
        ({"itemone": ("catproject",)}, 1),
        ({"itemtwo": ["catservice", "catproject"]}, 1),
        ({"itemtwo": ["catproject"]}, 0),  # half of it is not it
        ({"itemthree": ["catproject"]}, 1),  # either reading
        ({"itemthree": ["catprogram", "catproject"]}, 1),
        ({"itemthree": ["catprogram"]}, 0),
        ({"itemone": ["catproject"], "nonsense": ["catproject"]}, 1),
        ({"itemone": None, "itemtwo": 5, "itemfour": ["catprogram"]}, 1),
        ({}, 0),
        (None, 0),
        ([["itemone", "catproject"]], 0),
    ],
)
def test_an_item_counts_with_exactly_its_categories(answer, points):
    assert mark_sort(answer, SORT).points == points
    assert mark_sort(answer, SORT, out_of=8).points == 2 * points


def test_sorting_is_out_of_one_point_an_item_unless_told():
    assert mark_sort({}, SORT).out_of == 4


@pytest.mark.parametrize("points", [-0.1, 1.1, float("nan")])
def test_a_mark_outside_its_bounds_cannot_be_made(points):
    with pytest.raises(ValueError, match="points must lie in 0 to 1"):
        Mark(points, 1, "")


def test_marking_needs_neither_widgets_nor_numbers_libraries():
    code = "import sys, pmlearn.exercises.marking; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pmlearn.exercises.marking" in done.stdout
    loaded = set(done.stdout.split())
    assert not loaded & {"ipywidgets", "anywidget", "traitlets", "IPython", "numpy", "yaml"}


class TestCasesOfALearner:
    def test_the_seed_is_the_hash_of_assignment_and_learner(self):
        """By hand: the first 8 bytes of a SHA-256, big end first, as seed of NumPy's PCG64."""
        seed = int(hashlib.sha256(b"five-roles\nlearner-1").hexdigest()[:16], 16)
        expected = np.random.Generator(np.random.PCG64(seed)).integers(2**32, size=5)
        drawn = generator("learner-1", "five-roles").integers(2**32, size=5)
        assert drawn.tolist() == expected.tolist()

    @pytest.mark.parametrize("written", ["learner-1", "  Learner-1", "LEARNER-1\n"])
    def test_case_and_blanks_of_the_id_do_not_matter(self, written):
        """The literal keeps cases as they are over platforms and releases of NumPy."""
        drawn = generator(written, "five-roles").integers(1000, size=4).tolist()
        assert drawn == [568, 45, 440, 118]

    def test_an_accent_typed_as_one_sign_or_two_is_the_same_learner(self):
        one, two = "zo\u00eb", "zoe\u0308"
        first = generator(one, "five-roles").integers(1000, size=4).tolist()
        assert generator(two, "five-roles").integers(1000, size=4).tolist() == first

    def test_learners_and_assignments_draw_differently(self):
        drawn = {
            tuple(generator(learner, slug).integers(10**6, size=3).tolist())
            for learner in ("learner-1", "learner-2", "learner-12")
            for slug in ("five-roles", "kanban")
        }
        assert len(drawn) == 6

    @pytest.mark.parametrize("empty", ["", "  ", "\t\n"])
    def test_an_empty_id_is_refused(self, empty):
        with pytest.raises(ValueError, match="learner_id: must not be empty"):
            generator(empty, "five-roles")
