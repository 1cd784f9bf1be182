"""The look that all plots share: readable for everybody, and without traces in pyplot."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from pmlearn import plots
from pmlearn.plots import style
from pmlearn.portfolio.frontier import frontier
from pmlearn.product.bass import Bass
from pmlearn.program.dependencies import partition
from pmlearn.project.schedule import Activity, schedule
from pmlearn.service.error_budget import error_budget

FINISHES = np.random.default_rng(1).normal(40, 4, 2000)
DSM = pd.DataFrame([[0, 1, 0], [0, 0, 1], [1, 1, 0]], list("ABC"), list("ABC"))
CANDIDATES = pd.DataFrame({"value": [5.0, 7, 3], "crews": [1, 2, 1]}, list("ABC"))
COVARIANCE = pd.DataFrame(np.diag([1.0, 4, 9]), list("ABC"), list("ABC"))
SWINGS = pd.DataFrame({"finish_if_short": [38, 39], "finish_if_long": [44, 42.0]}, ["A", "B"])

DRAW = {
    "gantt": lambda ax: plots.gantt(schedule([Activity("A", 5), Activity("B", 2)]), ax=ax),
    "network": lambda ax: plots.network(
        schedule([Activity("A", 5), Activity("B", 2, ["A"])]), ax=ax
    ),
    "resource_profile": lambda ax: plots.resource_profile(pd.Series([2, 3, 5]), 4, ax=ax),
    "s_curve": lambda ax: plots.s_curve(FINISHES, deterministic=37, ax=ax),
    "tornado": lambda ax: plots.tornado(SWINGS, ax=ax),
    "evm_chart": lambda ax: plots.evm_chart([10, 20, 30], [8, 15], [9, 19], budget=30, ax=ax),
    "control_chart": lambda ax: plots.control_chart([1, 2, 9], 2, 0, 4, [2], ax=ax),
    "error_budget_burn_down": lambda ax: plots.error_budget_burn_down(
        error_budget(0.999, "month"), [20, 40], 30, ax=ax
    ),
    "capacity_bars": lambda ax: plots.capacity_bars({"Crews": 5}, {"Crews": 4}, ax=ax),
    "efficient_frontier": lambda ax: plots.efficient_frontier(
        frontier(CANDIDATES, {"crews": 3}, covariance=COVARIANCE), ax=ax
    ),
    "bass_curve": lambda ax: plots.bass_curve(Bass(0.01, 0.4, 50_000), ax=ax),
    "competency_radar": lambda ax: plots.competency_radar(
        {"PJ1": 2, "PJ2": 3, "PG1": 1}, {"PJ1": 3, "PJ2": 3, "PG1": 3}, ax=ax
    ),
    "dsm_before_after": lambda ax: plots.dsm_before_after(
        DSM, partition(DSM), axes=ax and (ax, ax.figure.add_subplot(1, 2, 2))
    )[0],
}
WITHOUT_AXES = {"competency_radar", "network"}


def luminance(color):
    """Relative luminance (WCAG 2.2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot(parts, [0.2126, 0.7152, 0.0722]))


def contrast(one, other):
    """Contrast ratio of two colors (WCAG 2.2)."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def on_dark_page(color):
    """The color after the filter that the book's theme lays over pictures on a dark page."""
    return [min(1, max(0, (c * 0.8 - 0.5) * 1.2 + 0.5)) for c in to_rgb(color)]


def seen(color, kind):
    """The color as people with a kind of cone missing see it (Viénot, Brettel, Mollon 1999)."""
    rgb = np.array(
        [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    )
    to_lms = np.array(
        [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
    )
    missing = {
        "protanopia": [[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]],
        "deuteranopia": [[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]],
    }
    lms = np.array(missing[kind]) @ to_lms @ rgb
    return np.linalg.solve(to_lms, lms).clip(0, 1)


def test_every_public_plot_is_examined_here():
    assert set(DRAW) == set(plots.__all__) - {"alt"}


@pytest.mark.parametrize("color", [style.INK, style.MUTED])
@pytest.mark.parametrize("page", [to_rgb, on_dark_page])
def test_text_has_a_contrast_of_at_least_4_5(color, page):
    assert contrast(page(color), page(style.CARD)) >= 4.5


@pytest.mark.parametrize("color", [style.BLUE, style.VERMILION, style.GREEN])
@pytest.mark.parametrize("page", [to_rgb, on_dark_page])
def test_marks_have_a_contrast_of_at_least_3(color, page):
    assert contrast(page(color), page(style.CARD)) >= 3


@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia"])
def test_marks_differ_for_people_who_lack_a_kind_of_cone(kind):
    """Linear light from 0 to 1 in each of three colors: 0.15 is far more than can be told apart."""
    marks = [style.BLUE, style.VERMILION, style.GREEN, style.INK]
    for one, other in combinations(marks, 2):
        assert np.linalg.norm(seen(one, kind) - seen(other, kind)) > 0.15, (one, other)


@pytest.mark.parametrize("name", DRAW)
def test_a_plot_makes_one_figure_unless_it_is_given_axes(name):
    ax = DRAW[name](None)
    assert plt.get_fignums() == [ax.figure.number]


@pytest.mark.parametrize("name", DRAW)
def test_a_plot_draws_into_given_axes(name):
    """And leaves pyplot's current axes, settings and figures as they were."""
    figure, ax = plt.subplots()
    other, current = plt.subplots()
    settings = mpl.rcParams.copy()
    assert DRAW[name](ax) is ax
    assert ax.has_data()
    assert plt.gcf() is other
    assert plt.gca() is current
    assert plt.get_fignums() == [figure.number, other.number]
    assert mpl.rcParams == settings


@pytest.mark.parametrize("name", DRAW)
def test_a_plot_has_a_title_named_axes_and_words(name):
    ax = DRAW[name](None)
    assert ax.get_title()
    if name not in WITHOUT_AXES:
        assert ax.get_xlabel()
        assert ax.get_ylabel() or len(ax.get_yticklabels())
    text = plots.alt(ax)
    assert text.startswith(ax.get_title())
    assert text.endswith(".")
    assert "nan" not in text


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("look", ["default", "dark_background"])
def test_a_figure_is_a_light_card_with_dark_ink_whatever_the_settings(name, look):
    with plt.style.context(look):
        ax = DRAW[name](None)
        assert to_rgb(ax.figure.get_facecolor()) == to_rgb(style.CARD)
        assert ax.figure.get_facecolor()[3] == 1
        ax.figure.canvas.draw()
        texts = [ax.title, ax.xaxis.label, ax.yaxis.label, *ax.texts]
        texts += ax.get_xticklabels() + ax.get_yticklabels()
        texts += ax.get_legend().get_texts() if ax.get_legend() else []
        assert all(contrast(t.get_color(), style.CARD) >= 4.5 for t in texts if t.get_text())


def test_the_examiners_find_texts_that_overlap_or_are_cut_off(overlaps, outside):
    _, ax = plt.subplots()
    ax.set_yticks([0, 0.01, 1], ["one", "two", "much too long a label for its place"])
    assert overlaps(ax) == [("one", "two")]
    assert outside(ax) == ["much too long a label for its place"]


@pytest.mark.parametrize("name", DRAW)
def test_texts_do_not_overlap_and_are_not_cut_off(name, overlaps, outside):
    ax = DRAW[name](None)
    assert overlaps(ax) == []
    assert outside(ax) == []


def test_importing_the_plots_loads_no_matplotlib():
    code = "import sys, pmlearn.plots; print(*(m for m in sys.modules if 'matplotlib' in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_words_exist_only_for_our_own_plots():
    with pytest.raises(ValueError, match=r"must be drawn by pmlearn\.plots"):
        plots.alt(plt.subplots()[1])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1_234_567, "1,234,567"),
        (1234.5, "1,234"),
        (36.0, "36"),
        (39.674, "39.67"),
        (0.0125, "0.0125"),
        (-3.5, "−3.5"),
        (100, "100"),
    ],
)
def test_numbers_are_written_without_exponent(value, text):
    assert style.plain(value) == text


def test_ticks_of_one_axis_have_the_same_decimals():
    ax = plots.control_chart([1, 1.15, 0.9], 1, 0.85, 1.2)
    ax.figure.canvas.draw()
    decimals = {len(t.get_text().partition(".")[2]) for t in ax.get_yticklabels()}
    assert len(decimals) == 1
