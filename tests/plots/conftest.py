"""Figures without a screen, closed after each test; and what all plots are examined by."""

from __future__ import annotations

from itertools import combinations

import matplotlib as mpl
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt


@pytest.fixture(autouse=True)
def close_figures():
    """No test sees the figures of another."""
    yield
    plt.close("all")


def _texts(figure):
    """What a figure shows in letters: (text, box)."""
    figure.canvas.draw()
    found = [text for ax in figure.axes for text in (ax.title, ax.xaxis.label, ax.yaxis.label)]
    for ax in figure.axes:
        found += ax.texts + (ax.get_legend().get_texts() if ax.get_legend() else [])
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            # ticks beyond the limits exist, but are not drawn
            found += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
            found += [t.label2 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    drawn = [text for text in found if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent()) for text in drawn]


@pytest.fixture
def overlaps():
    """Pairs of texts of a figure that cover each other."""

    def find(ax):
        return [
            (one, other)
            for (one, first), (other, second) in combinations(_texts(ax.figure), 2)
            if first.shrunk(0.98, 0.9).overlaps(second.shrunk(0.98, 0.9))
        ]

    return find


@pytest.fixture
def outside():
    """Texts of a figure that it cuts off."""

    def find(ax):
        page = ax.figure.bbox.padded(1)
        return [
            text
            for text, box in _texts(ax.figure)
            if not (page.contains(box.x0, box.y0) and page.contains(box.x1, box.y1))
        ]

    return find


def _bounds(bar):
    box = bar.get_bbox()
    return (box.xmin, box.ymin, box.xmax - box.xmin, box.ymax - box.ymin, bar.get_hatch())


@pytest.fixture
def bars():
    """Rectangles of the series with a label: (x, y, width, height, hatch)."""

    def find(ax, label):
        for container in ax.containers:
            if container.get_label() == label:
                return [_bounds(bar) for bar in container.patches]
        return []

    return find
