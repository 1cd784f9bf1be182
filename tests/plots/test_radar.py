"""What a competency radar shows."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from pmlearn.plots import alt, competency_radar

LEVELS = {"PJ1": 2, "PG1": 4, "PF1": 1, "PD1": 5}
TARGET = dict.fromkeys(LEVELS, 3)


def corners(ax, marker):
    """The marked corners of an area."""
    (line,) = [line for line in ax.lines if line.get_marker() == marker]
    return line.get_xydata()


def test_elements_lie_clockwise_from_the_top_at_their_level():
    ax = competency_radar(LEVELS)
    assert np.allclose(corners(ax, "o"), [(0, 2), (4, 0), (0, -1), (-5, 0)])


def test_the_target_is_dashed_and_has_other_marks():
    ax = competency_radar(LEVELS, TARGET)
    assert np.allclose(np.hypot(*corners(ax, "s").T), 3)
    styles = {p.get_label(): p.get_linestyle() for p in ax.patches}
    assert styles["attained"] != styles["asked for"]


def test_the_target_may_name_the_elements_in_another_order():
    ax = competency_radar(LEVELS, pd.Series({"PD1": 4, "PF1": 3, "PG1": 2, "PJ1": 1}))
    assert np.allclose(np.hypot(*corners(ax, "s").T), [1, 2, 3, 4])


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_what_was_not_assessed_is_left_out_and_says_so(nothing):
    """It is not drawn as level 0, which would be a finding."""
    ax = competency_radar({**LEVELS, "PF1": nothing}, TARGET)
    assert np.allclose(corners(ax, "o"), [(0, 2), (4, 0), (-5, 0)])
    assert "PF1\n(not assessed)" in [note.get_text() for note in ax.texts]
    assert "PF1 not assessed of 3" in alt(ax)


def test_names_of_twenty_elements_do_not_overlap(overlaps, outside):
    ax = competency_radar({f"Element {i} with a name": i % 6 for i in range(20)})
    assert overlaps(ax) == []
    assert outside(ax) == []


@pytest.mark.parametrize(
    ("levels", "target", "message"),
    [
        ({}, None, "at least 3 elements, got 0"),
        ({"A": 1, "B": 2}, None, "at least 3 elements, got 2"),
        ({**LEVELS, "PJ1": 6}, None, "level of 'PJ1' must be between 0 and 5, got 6"),
        (LEVELS, {**TARGET, "XX": 1}, "got 'XX' in one only"),
        (LEVELS, {**TARGET, "PJ1": -1}, "target of 'PJ1' must be between 0 and 5, got -1"),
    ],
)
def test_nonsense_is_refused_by_name(levels, target, message):
    with pytest.raises(ValueError, match=message):
        competency_radar(levels, target)
    assert plt.get_fignums() == []


def test_polar_axes_are_refused():
    _, ax = plt.subplots(subplot_kw={"projection": "polar"})
    with pytest.raises(ValueError, match="must have straight axes"):
        competency_radar(LEVELS, ax=ax)
