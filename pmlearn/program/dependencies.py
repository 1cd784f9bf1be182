"""Dependency structure matrix: who needs whom, in which order, and what no order can untie."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import table, unique
from pmlearn.program.sequence import fewest_feedback

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """A dependency matrix, reordered so that inputs come before what needs them.

    Attributes:
        blocks: Groups of labels in working order. Elements of one block need each other, directly
            or in a circle; an element that is in no circle is a block of its own.
        levels: For each block the longest chain of blocks before it; blocks of one level do not
            need each other and can run at the same time.
        feedback: The needs that the order cannot meet, as (element, needed element) pairs: the
            needed element comes later, so that the first pass works with an assumption.
        matrix: The matrix in the new order; feedback stands above the diagonal.
    """

    blocks: list[list[Hashable]]
    levels: list[int]
    feedback: list[tuple[Hashable, Hashable]]
    matrix: pd.DataFrame

    @property
    def order(self) -> list[Hashable]:
        """All labels in working order."""
        return [label for block in self.blocks for label in block]

    @property
    def coupled(self) -> list[list[Hashable]]:
        """The blocks of more than one element: they must be worked on together."""
        return [block for block in self.blocks if len(block) > 1]

    @property
    def table(self) -> pd.DataFrame:
        """One row per element in working order: block (from 1), level (from 0), coupled."""
        rows = {
            label: (number, level, len(block) > 1)
            for number, (block, level) in enumerate(zip(self.blocks, self.levels, strict=True), 1)
            for label in block
        }
        columns = ["block", "level", "coupled"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).reindex(self.order)


def partition(dsm: pd.DataFrame) -> Partition:
    """Order the elements of a dependency matrix and find the blocks that depend on each other.

    Blocks are the strongly connected components. What waits for no coupled block comes first, what
    no coupled block waits for comes last, the rest between; within these by the longest chain of
    blocks before, then by the first element's place in the matrix. Within a block the order leaves
    as few needs above the diagonal, and these as close to it, as possible (proven for blocks of up
    to 14 elements, a heuristic beyond).

    Args:
        dsm: Square matrix of 0 and 1, same labels on both sides; a 1 in row i, column j says that
            i needs j. The diagonal is ignored.

    Returns:
        The same result every time for the same matrix.

    Raises:
        ValueError: the matrix is empty or not square, its labels differ or repeat, or a cell is
            neither 0 nor 1.

    Source:
        Steward (1981), The design structure system; Warfield (1973), Binary matrices in system
        modeling.
    """
    needs = _needs(dsm)
    groups, levels = _blocks(needs)
    order: list[int] = []
    sequenced: list[list[int]] = []
    for group in groups:
        inside = fewest_feedback(needs[np.ix_(group, group)])
        sequenced.append([group[place] for place in inside])
        order += sequenced[-1]
    labels = list(dsm.index)
    place = {element: number for number, element in enumerate(order)}
    feedback = [
        (labels[user], labels[needed])
        for user in order
        for needed in order
        if needs[user, needed] and place[needed] > place[user]
    ]
    blocks = [[labels[element] for element in group] for group in sequenced]
    in_order = [labels[element] for element in order]
    return Partition(blocks, levels, feedback, dsm.loc[in_order, in_order])


def shared_resources(use: pd.DataFrame) -> pd.DataFrame:
    """How many resources each pair of components has in common: a hidden dependency.

    Args:
        use: Matrix of 0 and 1, one row per resource, one column per component; 1 where the
            component uses the resource.

    Returns:
        Square symmetric table of components; the diagonal counts each component's own resources.

    Raises:
        ValueError: the table is empty, a label repeats, or a cell is neither 0 nor 1.

    Source:
        Govan, Probabilistic Risk Analysis (R package PRA), chapter on design structure matrices.
    """
    unique("resource use: columns", table("resource use", use).columns)
    cells = _zeros_and_ones(use, "resource use").astype(int)
    return pd.DataFrame(cells.T @ cells, index=use.columns, columns=use.columns)


def _needs(dsm: pd.DataFrame) -> NDArray[np.bool_]:
    rows, columns = table("dependency matrix", dsm).shape
    if rows != columns:
        raise ValueError(f"dependency matrix must be square, got {rows} rows and {columns} columns")
    unique("dependency matrix: rows", dsm.index)
    unique("dependency matrix: columns", dsm.columns)
    strangers = list(dsm.index.symmetric_difference(dsm.columns, sort=False))
    if strangers:
        raise ValueError(
            f"dependency matrix: rows and columns must have the same labels, got {strangers[0]!r} "
            f"on one side only"
        )
    needs = _zeros_and_ones(dsm[list(dsm.index)], "dependency matrix")
    np.fill_diagonal(needs, val=False)
    return needs


def _zeros_and_ones(matrix: pd.DataFrame, what: str) -> NDArray[np.bool_]:
    if matrix.empty:
        raise ValueError(f"{what} must have at least one column, got none")
    wrong = ~matrix.isin([0, 1])
    if wrong.to_numpy().any():
        row, column = np.argwhere(wrong.to_numpy())[0]
        got = matrix.iloc[row, column]
        raise ValueError(
            f"{what}: row {matrix.index[row]!r}, column {matrix.columns[column]!r} must be 0 or 1, "
            f"got {got if isinstance(got, np.generic) else repr(got)}"
        )
    return matrix.to_numpy(dtype=float) > 0


def _blocks(needs: NDArray[np.bool_]) -> tuple[list[list[int]], list[int]]:
    """Strongly connected components, inputs first, each with its level."""
    from scipy.sparse.csgraph import connected_components

    count, of = connected_components(needs, directed=True, connection="strong")
    groups: list[list[int]] = [[] for _ in range(count)]
    for element, component in enumerate(of):
        groups[component].append(element)
    inputs: list[set[int]] = [set() for _ in groups]
    for user, needed in zip(*np.nonzero(needs), strict=True):
        if of[user] != of[needed]:
            inputs[of[user]].add(int(of[needed]))
    topological = list(TopologicalSorter(dict(enumerate(inputs))).static_order())
    levels = [0 for _ in groups]
    for group in topological:
        levels[group] = max((levels[before] + 1 for before in inputs[group]), default=0)
    part = _parts(groups, inputs, topological)
    ranked = sorted(
        range(len(groups)), key=lambda group: (part[group], levels[group], groups[group][0])
    )
    return [groups[group] for group in ranked], [levels[group] for group in ranked]


def _parts(groups: list[list[int]], inputs: list[set[int]], topological: list[int]) -> list[int]:
    """0: waits for no coupled block; 2: no coupled block waits for it; 1: the rest, between."""
    waits = [len(group) > 1 for group in groups]
    awaited = list(waits)
    for group in topological:
        waits[group] |= any(waits[before] for before in inputs[group])
    for group in reversed(topological):
        for before in inputs[group]:
            awaited[before] |= awaited[group]
    return [0 if not waits[group] else 1 + (not awaited[group]) for group in range(len(groups))]
