"""What the dependency matrices show."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from pmlearn.plots import alt, dsm_before_after
from pmlearn.program.dependencies import partition

LABELS = ["App", "Pricing", "Docks", "Depot"]
# App needs Docks, Pricing needs App and Docks, Docks and Depot need each other.
DSM = pd.DataFrame([[0, 0, 1, 0], [1, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 0]], LABELS, LABELS)


def crosses(ax):
    """(row, column) of the needs above the diagonal."""
    return {
        (int(row), int(column))
        for line in ax.lines
        if line.get_label() == "input comes later"
        for column, row in line.get_xydata()
    }


def names(ax):
    return [label.get_text().split(" · ")[0] for label in ax.get_yticklabels()]


def test_the_left_matrix_is_as_it_came_the_right_one_in_working_order():
    found = partition(DSM)
    left, right = dsm_before_after(DSM, found)
    assert names(left) == LABELS
    assert names(right) == found.order


def test_columns_carry_the_numbers_of_the_rows():
    for ax in dsm_before_after(DSM, partition(DSM)):
        rows = [label.get_text().split(" · ")[1] for label in ax.get_yticklabels()]
        assert [label.get_text() for label in ax.get_xticklabels()] == rows


def test_needs_above_the_diagonal_are_crosses():
    found = partition(DSM)
    left, right = dsm_before_after(DSM, found)
    assert crosses(left) == {(0, 2), (1, 2), (2, 3)}
    place = {label: number for number, label in enumerate(found.order)}
    assert crosses(right) == {(place[user], place[needed]) for user, needed in found.feedback}


def test_each_coupled_block_is_framed():
    found = partition(DSM)
    left, right = dsm_before_after(DSM, found)
    (frame,) = [patch for patch in right.patches if isinstance(patch, Rectangle)]
    start = found.order.index(found.coupled[0][0])
    assert frame.get_bbox().bounds == (start - 0.5, start - 0.5, 2, 2)
    assert list(left.patches) == []


def test_the_diagonal_is_no_need():
    itself = DSM.copy()
    itself.loc["App", "App"] = 1
    left, _ = dsm_before_after(itself, partition(itself))
    assert "3 needs above the diagonal" in alt(left)


def test_words_name_what_must_be_worked_on_together():
    _, right = dsm_before_after(DSM, partition(DSM))
    assert "Worked on together: Docks, Depot" in alt(right)


@pytest.mark.parametrize("count", [1, 2, 12, 30, 60])
def test_texts_do_not_overlap(count, overlaps, outside):
    labels = [f"Component number {i}" for i in range(count)]
    cells = (np.random.default_rng(2).random((count, count)) < 0.05).astype(int)
    dsm = pd.DataFrame(cells, labels, labels)
    left, _ = dsm_before_after(dsm, partition(dsm))
    assert overlaps(left) == []
    assert outside(left) == []


@pytest.mark.parametrize(
    ("dsm", "axes", "message"),
    [
        (pd.DataFrame(), None, "must have at least one element, got none"),
        (DSM.rename(index={"App": "Rides"}), None, "must have the elements of the partition"),
        (DSM.iloc[:3, :3], None, "must have the elements of the partition, got 'Depot'"),
        (DSM, [], "axes must be two, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(dsm, axes, message):
    with pytest.raises(ValueError, match=message):
        dsm_before_after(dsm, partition(DSM), axes=axes)
    assert plt.get_fignums() == []
