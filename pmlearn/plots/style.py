"""The look that all plots share.

A figure is an opaque light card with dark ink: it reads the same on a light page, on a dark one and
in either theme of JupyterLab, where a transparent figure would need one ink for both. Colors are
those that people with any kind of color vision tell apart, and no fact rests on color alone: it is
also a pattern, a marker or a dash.

Source: Okabe and Ito (2008), Color universal design; contrast WCAG 2.2 (W3C 2023).
"""

from __future__ import annotations

from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

CARD = "#ffffff"
INK = "#1f2328"  # text and what must be seen first
MUTED = "#57606a"  # axes, ticks, reference lines
GRID = "#dde2e8"  # may be overlooked
# Okabe and Ito: these three contrast with the card well enough for lines and marks (3:1) ...
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
# ... and tints of them fill what has a darker edge.
PALE_BLUE, PALE_VERMILION = "#cfe3f0", "#f9dcc9"
OVERLOAD = "///"  # the pattern of whatever is above its limit, or without slack

TITLE, LABEL, SMALL = 11.5, 10.0, 9.0  # font sizes in points
_LEAST = 6.0  # nobody reads smaller type
_POINTS_PER_LETTER = 0.58  # of the font size, on average
Look = dict[str, Any]  # arguments that matplotlib passes on
_ALT: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def canvas(
    ax: Axes | None,
    title: str,
    xlabel: str = "",
    ylabel: str = "",
    *,
    size: tuple[float, float] = (6.8, 3.8),
    grid: str = "y",
) -> Axes:
    """Axes in the house's look: those given, or those of a new figure.

    Args:
        ax: Where to draw.
        title: What the plot says.
        xlabel: Name and unit of the horizontal axis.
        ylabel: Name and unit of the vertical axis.
        size: Inches of a new figure.
        grid: Lines across "x", "y", "both" or "" for none.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.figure.set_facecolor(CARD)
    ax.set_facecolor(CARD)
    ax.set_title(title, fontsize=TITLE, color=INK)
    ax.set_xlabel(xlabel, fontsize=LABEL, color=INK)
    ax.set_ylabel(ylabel, fontsize=LABEL, color=INK)
    ax.tick_params(labelsize=SMALL, labelcolor=INK, color=MUTED)
    for side, spine in ax.spines.items():
        spine.set_color(MUTED)
        spine.set_visible(side in ("left", "bottom"))
    ax.set_axisbelow(True)
    if grid:
        ax.grid(axis=grid, color=GRID, linewidth=0.8)  # type: ignore[arg-type]  # its own literals
    return ax


def legend(ax: Axes, rows: int = 0) -> int:
    """What the marks mean, between title and plot, where it covers nothing.

    Args:
        ax: Axes with labelled marks.
        rows: Leave room for so many rows at least.

    Returns:
        How many rows there are.
    """
    handles, labels = ax.get_legend_handles_labels()
    if labels:
        columns = _columns(labels, _points(ax)[0])
        rows = max(rows, ceil(len(labels) / columns))
        ax.legend(
            handles,
            labels,
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=columns,
            frameon=False,
            fontsize=SMALL,
            labelcolor=INK,
            borderaxespad=0.2,
            handlelength=2.2,
            columnspacing=1.4,
        )
    ax.set_title(ax.get_title(), fontsize=TITLE, color=INK, pad=6 + rows * SMALL * 1.75)
    return rows


def _columns(labels: list[str], width: float) -> int:
    """As many columns as fit, and no row much shorter than the others."""
    from matplotlib.textpath import TextPath

    widths = [TextPath((0, 0), label, size=SMALL).get_extents().width + 38 for label in labels]
    for rows in range(1, len(labels) + 1):
        columns = ceil(len(labels) / rows)
        parts = [widths[start : start + rows] for start in range(0, len(labels), rows)]
        if sum(map(max, parts)) <= width:
            return columns
    return 1


def row_labels(ax: Axes, names: Iterable[object], *, most: int = 28) -> None:
    """Names beside rows 0, 1, 2 ... from top to bottom, in a size at which they don't overlap."""
    labels = list(names)
    room = 0.75 * _points(ax)[1] / len(labels)
    size, every = min(SMALL, max(room, _LEAST)), max(1, ceil(_LEAST / room))
    if ax.figure.get_layout_engine() is None:
        # nothing will make room for long names: they get what there is
        beside = ax.get_position().x0 * ax.figure.bbox.width / ax.figure.dpi * 72
        most = max(8, min(most, floor(beside / (size * _POINTS_PER_LETTER))))
    shown = range(0, len(labels), every)
    ax.set_yticks(shown, [shorten(labels[row], most) for row in shown], fontsize=size)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def number_font(ax: Axes, count: int) -> tuple[float, int]:
    """Size of the numbers 1 to `count` below square cells, and every how manieth one fits."""
    cell = 0.64 * min(_points(ax)) / count
    fits = cell / (0.64 * len(str(count)))
    return min(SMALL, max(_LEAST, fits)), max(1, ceil(_LEAST / fits))


def _points(ax: Axes) -> tuple[float, float]:
    """Width and height in points that the axes have or, where a layout is yet to come, will get."""
    extent = ax.get_window_extent()
    width, height = (size / ax.figure.dpi * 72 for size in (extent.width, extent.height))
    # a layout gives the axes more width, since the margins go; title and legend take of the height
    return (width, height) if ax.figure.get_layout_engine() is None else (1.1 * width, 0.9 * height)


def grow(rows: int, *, each: float = 0.3, rest: float = 1.4, most: float = 24.0) -> float:
    """Height in inches of a new figure with so many rows."""
    return min(most, rest + each * rows)


def shorten(name: object, most: int = 28) -> str:
    """A name of at most so many letters; an ellipsis shows that there were more."""
    text = " ".join(str(name).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(value: float, _place: object = None) -> str:
    """A number with four significant digits, without exponent: 12,340 or 0.0125."""
    if not value or not isfinite(value):
        return f"{value:g}"
    digits = max(0, 3 - floor(log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "\N{MINUS SIGN}")


def plain_ticks(ax: Axes, axes: str = "xy") -> None:
    """Write the numbers at the axes like those in the plot, all with the same decimals."""
    from matplotlib.ticker import FuncFormatter

    class Plain(FuncFormatter):
        def format_ticks(self, values: Iterable[float]) -> list[str]:
            ticks = list(values)
            decimals = max((len(plain(tick).partition(".")[2]) for tick in ticks), default=0)
            return [f"{tick:,.{decimals}f}".replace("-", "\N{MINUS SIGN}") for tick in ticks]

    for letter in axes:
        (ax.xaxis if letter == "x" else ax.yaxis).set_major_formatter(Plain(plain))


def whole_ticks(ax: Axes) -> None:
    """Mark only whole periods."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))


def with_unit(name: str, unit: str) -> str:
    """An axis label: the quantity and, in parentheses, its unit."""
    return f"{name} ({unit})" if unit else name


def listing(names: Sequence[object], most: int = 8) -> str:
    """Names in a sentence; of many only the first."""
    shown = ", ".join(map(str, names[:most]))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def describe(ax: Axes, text: str) -> Axes:
    """Remember in words what the plot shows."""
    _ALT[ax] = text
    return ax


def alt(ax: Axes) -> str:
    """What a plot of this package shows, in words: the alternative text of its picture.

    Args:
        ax: As returned by a function of this package.

    Raises:
        ValueError: the axes come from elsewhere.
    """
    if ax not in _ALT:
        raise ValueError(f"alt: axes must be drawn by pmlearn.plots, got {ax.get_title()!r}")
    return f"{ax.get_title()}. {_ALT[ax]}"
