"""Who needs whom: a dependency matrix before and after its partition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pmlearn.plots import style

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from pmlearn.program.dependencies import Partition


def dsm_before_after(
    dsm: pd.DataFrame,
    partition: Partition,
    *,
    titles: tuple[str, str] = ("As it came", "Partitioned"),
    axes: Sequence[Axes] | None = None,
) -> tuple[Axes, Axes]:
    """A dependency matrix as it came, and in working order with its blocks framed.

    A filled square says that the row needs the column. Needs above the diagonal, which the order
    can't meet, are crosses of another color. Columns carry the numbers of the rows.

    Args:
        dsm: Square matrix of 0 and 1, as given to `pmlearn.program.dependencies.partition`.
        partition: Its result.
        titles: Above the two plots.
        axes: Two axes to draw in; a new figure if not given.

    Raises:
        ValueError: the matrix is empty, it is not that of the partition, or there are not two
            axes.

    Source: Steward (1981), The design structure system.
    """
    labels = list(dsm.index)
    _check(dsm, partition)
    left, right = _pair(axes, len(labels))
    numbers = {label: place for place, label in enumerate(labels, 1)}
    sides = ((left, labels, titles[0]), (right, partition.order, titles[1]))
    later = [_draw(ax, dsm, order, numbers, title) for ax, order, title in sides]
    start = 0
    for block in partition.blocks:
        if len(block) > 1:
            _frame(right, start, len(block))
        start += len(block)
    # both plots at one height
    rows = max(style.legend(ax) for ax in (left, right))
    for ax in (left, right):
        style.legend(ax, rows)
    _describe(left, right, later, partition)
    return left, right


def _check(dsm: pd.DataFrame, partition: Partition) -> None:
    if dsm.empty:
        raise ValueError("dependency matrix: must have at least one element, got none")
    for side in (dsm.index, dsm.columns):
        odd = set(side) ^ set(partition.order)
        if odd or len(side) != len(partition.order):
            raise ValueError(
                "dependency matrix: must have the elements of the partition, got "
                f"{next(iter(odd), None)!r} on one side only"
            )


def _pair(axes: Sequence[Axes] | None, count: int) -> tuple[Axes, Axes]:
    if axes is None:
        import matplotlib.pyplot as plt

        height = style.grow(count, each=0.19, rest=1.6, most=14)
        _, axes = plt.subplots(1, 2, figsize=(max(8.4, 1.9 * height), height), layout="constrained")
    if len(axes) != 2:  # noqa: PLR2004 - before and after
        raise ValueError(f"dependency matrix: axes must be two, got {len(axes)}")
    return axes[0], axes[1]


def _draw(
    ax: Axes,
    dsm: pd.DataFrame,
    order: list[Hashable],
    numbers: dict[Hashable, int],
    title: str,
) -> int:
    """One matrix; returns how many needs stand above the diagonal."""
    style.canvas(ax, title, "needs", "", grid="")
    cells = dsm.loc[order, order].to_numpy(dtype=float) > 0
    np.fill_diagonal(cells, val=False)
    count = len(order)
    _squares(ax, np.eye(count, dtype=bool), style.GRID, None)
    _squares(ax, np.tril(cells), style.BLUE, "input comes before")
    above = np.argwhere(np.triu(cells))
    if len(above):
        _squares(ax, np.triu(cells), style.PALE_VERMILION, None)
        size = max(3.0, min(9.0, 170 / count))
        cross: style.Look = {"markersize": size, "markeredgewidth": size / 4, "linestyle": ""}
        points = above[:, 1], above[:, 0]
        ax.plot(*points, "x", color=style.VERMILION, label="input comes later", **cross)
    ax.set_aspect("equal")
    style.row_labels(ax, [f"{style.shorten(label, 20)} · {numbers[label]}" for label in order])
    ax.set_xlim(-0.5, count - 0.5)
    ax.set_ylim(count - 0.5, -0.5)
    font, every = style.number_font(ax, count)
    ticks = range(0, count, every)
    ax.set_xticks(ticks, [str(numbers[order[place]]) for place in ticks], fontsize=font)
    ax.tick_params(axis="x", length=0)
    for spine in ax.spines.values():
        spine.set_visible(True)
    return len(above)


def _squares(ax: Axes, cells: NDArray[np.bool_], color: str, label: str | None) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    squares = [
        Rectangle((column - 0.44, row - 0.44), 0.88, 0.88) for row, column in np.argwhere(cells)
    ]
    collection = PatchCollection(squares, facecolor=color, edgecolor="none")
    ax.add_collection(collection)
    if label and squares:
        # a collection of patches has no mark of its own in a legend
        ax.plot([], [], "s", color=color, label=label)


def _frame(ax: Axes, start: int, size: int) -> None:
    from matplotlib.patches import Rectangle

    corner = (start - 0.5, start - 0.5)
    ax.add_patch(Rectangle(corner, size, size, fill=False, edgecolor=style.INK, linewidth=2))


def _describe(left: Axes, right: Axes, later: list[int], partition: Partition) -> None:
    blocks = [f"{style.listing(block)}" for block in partition.coupled]
    joint = f" Worked on together: {'; '.join(blocks)}." if blocks else ""
    size = len(partition.order)
    style.describe(
        left, f"Dependency matrix of {size} elements, {later[0]} needs above the diagonal."
    )
    style.describe(
        right,
        f"The same matrix in the order {style.listing(partition.order)}, {later[1]} needs above "
        f"the diagonal.{joint}",
    )
