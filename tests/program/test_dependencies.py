"""Partition of dependency matrices against published examples, networkx and brute force."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.program.dependencies import partition, shared_resources
from pmlearn.program.sequence import EXACT_UP_TO, fewest_feedback


def feedback_cost(needs, order):
    """Number of marks above the diagonal, and the sum of their distances from it."""
    users, needed = np.nonzero(np.triu(needs[np.ix_(order, order)], 1))
    return len(users), int((needed - users).sum())


def matrix(**needs):
    """A dependency matrix; A="BC" says that A needs B and C."""
    rows = [[int(column in needs[row]) for column in needs] for row in needs]
    return pd.DataFrame(rows, index=list(needs), columns=list(needs))


@st.composite
def matrices(draw, most=9):
    size = draw(st.integers(1, most))
    cells = draw(st.lists(st.integers(0, 1), min_size=size**2, max_size=size**2))
    labels = [f"c{number}" for number in draw(st.permutations(range(size)))]
    return pd.DataFrame(np.reshape(cells, (size, size)), index=labels, columns=labels)


def graph(dsm):
    """Edges from what is needed to what needs it, without self-loops."""
    edges = [(j, i) for i in dsm.index for j in dsm.columns if i != j and dsm.loc[i, j]]
    found = nx.DiGraph(edges)
    found.add_nodes_from(dsm.index)
    return found


# Gebala and Eppinger (1991): F needs nothing, nothing needs E, A and C form a loop that only E
# waits for, and B, D and G form another; the published order is F, then B D G, then A C, then E.
GEBALA = matrix(A="C", B="GF", C="ABD", D="B", E="FA", F="", G="DF")


def test_path_search_example_of_gebala_and_eppinger():
    found = partition(GEBALA)
    assert [set(block) for block in found.blocks] == [{"F"}, set("BDG"), set("AC"), {"E"}]
    assert [set(block) for block in found.coupled] == [set("BDG"), set("AC")]


def test_chain_comes_out_inputs_first_without_feedback():
    found = partition(matrix(A="B", B="C", C="D", D=""))
    assert found.order == ["D", "C", "B", "A"]
    assert found.levels == [0, 1, 2, 3]
    assert found.feedback == []


def test_elements_that_need_nothing_of_each_other_keep_their_order_and_share_a_level():
    found = partition(matrix(C="", A="", B=""))
    assert found.order == ["C", "A", "B"]
    assert found.levels == [0, 0, 0]


def test_a_two_way_need_stays_as_one_mark_of_feedback():
    found = partition(matrix(A="B", B="A"))
    assert found.blocks == [["A", "B"]]
    assert found.feedback == [("A", "B")]


def test_reordered_matrix_keeps_every_mark_and_shows_feedback_above_the_diagonal():
    found = partition(GEBALA)
    pd.testing.assert_frame_equal(found.matrix.loc[GEBALA.index, GEBALA.columns], GEBALA)
    above = np.argwhere(np.triu(found.matrix.to_numpy(), 1))
    labels = found.order
    assert [(labels[i], labels[j]) for i, j in above] == found.feedback


def test_table_tells_block_level_and_coupling_of_each_element():
    table = partition(GEBALA).table
    assert list(table.index) == partition(GEBALA).order
    assert table.loc["F"].tolist() == [1, 0, False]
    assert table.loc["A"].tolist() == [3, 2, True]


def test_the_diagonal_does_not_matter():
    marked = GEBALA + np.eye(len(GEBALA), dtype=int)
    assert partition(marked).order == partition(GEBALA).order


def test_columns_in_another_order_mean_the_same():
    assert partition(GEBALA[list("GFEDCBA")]).order == partition(GEBALA).order


@given(matrices())
def test_blocks_are_the_strongly_connected_components(dsm):
    blocks = {frozenset(block) for block in partition(dsm).blocks}
    assert blocks == set(map(frozenset, nx.strongly_connected_components(graph(dsm))))


@given(matrices())
def test_every_need_outside_a_block_is_met_before_its_user(dsm):
    found = partition(dsm)
    place = {label: number for number, label in enumerate(found.order)}
    block = found.table["block"]
    for needed, user in graph(dsm).edges:
        assert block[needed] <= block[user]
        assert place[needed] < place[user] or (user, needed) in found.feedback
    assert all(block[user] == block[needed] for user, needed in found.feedback)
    assert sorted(found.order) == sorted(dsm.index)


@given(matrices())
def test_levels_are_the_longest_chains_of_blocks(dsm):
    found = partition(dsm)
    condensed = nx.condensation(graph(dsm))
    longest = {}
    for node in nx.topological_sort(condensed):
        before = [longest[other] + 1 for other in condensed.predecessors(node)]
        longest[node] = max(before, default=0)
    for node, members in condensed.nodes(data="members"):
        assert {found.table["level"][label] for label in members} == {longest[node]}


@given(matrices(most=6))
def test_feedback_in_a_small_block_is_the_least_that_any_order_leaves(dsm):
    needs = dsm.to_numpy(dtype=bool) & ~np.eye(len(dsm), dtype=bool)
    least = min((feedback_cost(needs, list(o)), o) for o in permutations(range(len(needs))))
    assert feedback_cost(needs, fewest_feedback(needs)) == least[0]
    assert fewest_feedback(needs) == list(least[1])


def test_in_a_large_block_the_order_leaves_far_less_feedback_than_a_random_one():
    """A hidden order with few backward needs is recovered at least as well as it was hidden."""
    random = np.random.default_rng(3)
    size = 3 * EXACT_UP_TO
    needs = np.tril(random.random((size, size)) < 0.3, -1)
    needs[0, size - 1] = needs[5, 20] = True
    hidden = random.permutation(size)
    shuffled = needs[np.ix_(hidden, hidden)]
    order = fewest_feedback(shuffled)
    assert sorted(order) == list(range(size))
    assert feedback_cost(shuffled, order)[0] <= 2


def test_shared_resources_are_counted_pair_by_pair():
    """PRA (Govan): P = S'S for two resources and three components."""
    use = pd.DataFrame([[1, 0, 1], [0, 1, 1]], index=["crew", "crane"], columns=["A", "B", "C"])
    expected = [[1, 0, 1], [0, 1, 1], [1, 1, 2]]
    assert shared_resources(use).to_numpy().tolist() == expected
    assert list(shared_resources(use).index) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("dsm", "rule"),
    [
        (pd.DataFrame(), "at least one row"),
        (pd.DataFrame([[0, 1]]), "must be square, got 1 rows and 2 columns"),
        (
            pd.DataFrame([[0, 1], [0, 0]], index=["A", "B"], columns=["A", "C"]),
            "same labels, got 'B' on one side only",
        ),
        (
            pd.DataFrame([[0, 1], [0, 0]], index=["A", "A"], columns=["A", "A"]),
            "rows must have each name once, got 'A' twice",
        ),
        (matrix(A="B", B="A") * 2, "row 'A', column 'B' must be 0 or 1, got 2"),
        (matrix(A="B", B="A") * np.nan, "row 'A', column 'A' must be 0 or 1, got nan"),
        (matrix(A="B", B="A").replace(1, "x"), "row 'A', column 'B' must be 0 or 1, got 'x'"),
    ],
)
def test_refuses_what_is_no_dependency_matrix(dsm, rule):
    with pytest.raises(ValueError, match=rule):
        partition(dsm)


def test_refuses_a_plain_list():
    with pytest.raises(ValueError, match="must be a DataFrame, got list"):
        partition([[0]])


def test_booleans_and_decimals_are_read_as_marks():
    expected = partition(GEBALA).order
    assert partition(GEBALA.astype(bool)).order == expected
    assert partition(GEBALA.astype(float)).order == expected


def test_a_large_circle_needs_a_single_assumption():
    size = 120
    shuffled = np.random.default_rng(4).permutation(size)
    needs = np.zeros((size, size), dtype=int)
    needs[shuffled, np.roll(shuffled, 1)] = 1
    found = partition(pd.DataFrame(needs))
    assert len(found.blocks) == 1
    assert len(found.feedback) == 1
