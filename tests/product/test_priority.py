"""Scores and orders: published examples, Smith's rule against all orders, and where it fails."""

from __future__ import annotations

from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.product.priority import (
    CONFIDENCE,
    IMPACT,
    Job,
    best_sequence,
    completions,
    delay_cost,
    rice,
    sequence,
    wsjf,
)

# Two options that compete for one team over six weeks (Black Swan Farming, "CD3 and
# proportionality to outcomes").
OPTIONS = [Job("A", 2, 10), Job("B", 4, 30)]


def backlogs(most=6, latest=0):
    job = st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, latest))
    return st.lists(job, min_size=1, max_size=most).map(
        lambda rows: [Job(f"j{n}", *row) for n, row in enumerate(rows)]
    )


def cheapest(jobs, teams=1):
    names = [job.name for job in jobs]
    return min(delay_cost(jobs, order, teams) for order in permutations(names))


def test_rice_of_the_published_example():
    """1200 prospects, of whom 30 % are reached; Intercom's steps for impact and confidence."""
    score = rice(1200 * 0.3, IMPACT["massive"], CONFIDENCE["medium"], 2)
    assert score == pytest.approx(360 * 3 * 0.8 / 2)


def test_more_effort_lowers_a_rice_score():
    """Wrong copies of the formula multiply by effort."""
    assert rice(100, 1, 1, 2) == rice(100, 1, 1, 1) / 2


def test_scores_of_a_table_are_a_column():
    backlog = pd.DataFrame(
        {"reach": [100, 50], "impact": [1, 2], "confidence": [0.5, 1], "effort": [1, 4]},
        index=["map", "chat"],
    )
    scores = rice(backlog["reach"], backlog["impact"], backlog["confidence"], backlog["effort"])
    assert scores.to_dict() == {"map": 50, "chat": 25}


def test_cost_of_delay_per_duration_of_the_published_example():
    assert [wsjf(job.cost_of_delay, job.duration) for job in OPTIONS] == [5, 7.5]


def test_difference_in_delay_cost_is_the_difference_in_outcome():
    assert delay_cost(OPTIONS, ["A", "B"]) - delay_cost(OPTIONS, ["B", "A"]) == 20


@given(backlogs())
def test_for_one_team_no_order_costs_less_than_smiths_rule(jobs):
    assert delay_cost(jobs, sequence(jobs)) == cheapest(jobs)


@given(backlogs(most=5, latest=12), st.integers(1, 3))
def test_best_sequence_is_the_cheapest_of_all_orders(jobs, teams):
    assert delay_cost(jobs, best_sequence(jobs, teams), teams) == cheapest(jobs, teams)


def test_smiths_rule_fails_with_a_release_date():
    """Waiting for the urgent job leaves the team idle for four weeks."""
    jobs = [Job("urgent", 1, 10, release=4), Job("small", 3, 3)]
    assert sequence(jobs) == ("urgent", "small")
    assert delay_cost(jobs, sequence(jobs)) == 10 * 5 + 3 * 8
    assert best_sequence(jobs) == ("small", "urgent")
    assert delay_cost(jobs, best_sequence(jobs)) == 3 * 3 + 10 * 5


def test_smiths_rule_fails_with_two_teams():
    """Two short jobs first keep both teams busy and make the long one late."""
    jobs = [Job("a", 1, 1.1), Job("b", 1, 1.1), Job("long", 2, 2)]
    rule, best = sequence(jobs), best_sequence(jobs, teams=2)
    assert delay_cost(jobs, rule, teams=2) == pytest.approx(1.1 + 1.1 + 3 * 2)
    assert delay_cost(jobs, best, teams=2) == pytest.approx(2 * 2 + 1.1 * 1 + 1.1 * 2)


@given(backlogs(most=5, latest=5))
def test_more_teams_never_cost_more(jobs):
    order = [job.name for job in jobs]
    costs = [delay_cost(jobs, order, teams) for teams in (1, 2, 3)]
    assert costs == sorted(costs, reverse=True)


def test_completions_respect_release_dates_and_teams():
    jobs = [Job("a", 3, 1), Job("b", 2, 1, release=5), Job("c", 1, 1)]
    assert completions(jobs) == {"a": 3, "b": 7, "c": 8}
    assert completions(jobs, ["a", "b", "c"], teams=2) == {"a": 3, "b": 7, "c": 4}


def test_jobs_may_come_as_a_table():
    table = pd.DataFrame({"duration": [2, 4], "cost_of_delay": [10, 30]}, index=["A", "B"])
    assert sequence(table) == ("B", "A")
    assert delay_cost(table, ["B", "A"]) == delay_cost(OPTIONS, ["B", "A"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Job("A", 0, 1), "job 'A': duration must be more than 0, got 0"),
        (lambda: Job("A", 1, float("nan")), "job 'A': cost of delay must be finite, got nan"),
        (
            lambda: rice(1, 1, 80, 1),
            r"rice: confidence \(80 % is 0.8\) must be between 0 and 1, got 80",
        ),
        (lambda: rice(1, 1, 1, 0), "rice: effort must be more than 0, got 0"),
        (
            lambda: wsjf(pd.Series([1, -2]), pd.Series([1, 1])),
            r"cost of delay\[1\] must be 0 or more, got -2",
        ),
        (lambda: sequence([]), "jobs must have at least one Job, got none"),
        (lambda: sequence([Job("A", 1, 1)] * 2), "jobs must have each name once, got 'A' twice"),
        (lambda: sequence(pd.DataFrame({"duration": [1]})), "must have a column 'cost_of_delay'"),
        (lambda: delay_cost(OPTIONS, ["A"]), r"order must name each job once, got \['A'\]"),
        (lambda: delay_cost(OPTIONS, teams=0), "teams must be 1 or more, got 0"),
        (lambda: best_sequence([Job(str(n), 1, 1) for n in range(11)]), "at most 10 .* got 11"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
