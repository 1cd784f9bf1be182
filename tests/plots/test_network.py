"""What a network diagram shows."""

import pytest

from pmlearn.plots import alt, network
from pmlearn.project.schedule import Activity, Link, schedule


@pytest.fixture
def small():
    """A and C are critical, B has a float of 3; D starts two periods after C has started."""
    return schedule(
        [
            Activity("A", 5),
            Activity("B", 2, ["A"]),
            Activity("C", 5, ["A"]),
            Activity("D", 1, [Link("C", "SS", 2)]),
            Activity("End", 0, ["B", "C", "D"]),
        ]
    )


def boxes(ax):
    """Name -> the box around it."""
    found = {}
    for box in ax.patches:
        for text in ax.texts:
            x, y = text.get_position()
            middle = box.get_x() + box.get_width() / 2, box.get_y() + box.get_height() / 2
            if (x, y) == pytest.approx(middle):
                found[text.get_text()] = box
    return found


def inside(ax, box):
    """Texts within a box, from left to right and top to bottom."""
    held = [
        (round(y, 2), round(x, 2), text.get_text())
        for text in ax.texts
        for x, y in [text.get_position()]
        if box.get_x() < x < box.get_x() + box.get_width()
        and box.get_y() < y < box.get_y() + box.get_height()
    ]
    return [text for *_, text in sorted(held)]


def test_a_box_holds_the_dates_of_both_passes(small):
    ax = network(small)
    assert inside(ax, boxes(ax)["B"]) == ["5", "2", "7", "B", "8", "3", "10"]


def test_without_dates_a_box_holds_the_duration_alone(small):
    ax = network(small, dates=False)
    assert inside(ax, boxes(ax)["B"]) == ["2", "B"]


def test_each_box_stands_right_of_what_it_waits_for_and_on_no_other(small):
    found = boxes(network(small))
    assert set(found) == {"A", "B", "C", "D", "End"}
    left = {name: box.get_x() for name, box in found.items()}
    assert left["A"] < left["B"] == left["C"] < left["D"] < left["End"]
    corners = {(round(box.get_x(), 2), round(box.get_y(), 2)) for box in found.values()}
    assert len(corners) == len(found)


def test_critical_boxes_have_a_thicker_frame(small):
    found = boxes(network(small))
    assert found["A"].get_linewidth() == found["C"].get_linewidth()
    assert found["A"].get_linewidth() > found["B"].get_linewidth()
    assert found["A"].get_edgecolor() != found["B"].get_edgecolor()


def test_links_other_than_finish_to_start_without_lag_are_labeled(small):
    texts = {text.get_text() for text in network(small).texts}
    assert "SS + 2" in texts
    assert not {text for text in texts if text.startswith("FS")}


def test_a_link_over_several_columns_crosses_no_box():
    plan = schedule(
        [
            Activity("A", 1),
            Activity("B", 1, ["A"]),
            Activity("C", 1, ["B"]),
            Activity("D", 1, ["A", "C"]),
        ]
    )
    ax = network(plan)
    for line in ax.lines:
        for x, y in line.get_xydata():
            for box in ax.patches:
                across = box.get_x() < x < box.get_x() + box.get_width()
                assert not (across and box.get_y() < y < box.get_y() + box.get_height())


def test_the_words_name_the_end_and_what_has_no_float(small):
    assert alt(network(small, title="Plan")) == (
        "Plan. Network diagram of 5 activities that ends at 10. Without float: A, C, End."
    )


def test_a_network_that_nobody_could_read_is_refused():
    many = schedule(Activity(f"A{n}", 1) for n in range(41))
    with pytest.raises(ValueError, match="at most 40 activities can be read, got 41"):
        network(many)
