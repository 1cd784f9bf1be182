"""How change requests of Pass relaunch flow: facts that the lesson on evidence rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pmlearn.tidewell.workflow import (
    APPROVAL,
    Flow,
    Stage,
    change_requests,
    flow_table,
    half_a_year,
    lead_times,
)

ONE = (Stage("Only", 1, 1.0),)


def simulate_flow(stages=APPROVAL, *, weeks=26, **settings):
    """The log of a flow whose rules do not change."""
    return Flow(stages, **settings).run(weeks).log


def on_board(log):
    """Requests started and not through, at the beginning of each day."""
    done = log.iloc[:, -1].fillna(np.inf)
    return [((log["started"] <= day) & (done > day)).sum() for day in range(130)]


def test_a_log_of_three_requests_by_hand():
    """Two weeks; open time 2 + 5 + 3 days before day 10, two of three finished."""
    log = pd.DataFrame({"asked": [0, 1, 7], "started": [1, 2, 8], "Only": [2, 6, np.nan]})
    table = flow_table(log, 0, 10)
    assert table.loc["All"].tolist() == pytest.approx([1.0, 1.0, 1.0])
    assert table.loc["Waiting"].tolist() == pytest.approx([0.3, 1.5, 0.2])
    assert table.loc["Only", "open"] == pytest.approx(0.7)
    assert lead_times(log, 0, 10).tolist() == [0.4, 1.0]
    assert lead_times(log, 0, 10, "started").tolist() == pytest.approx([0.2, 0.8])


def test_littles_law_holds_in_a_flow_that_is_steady():
    log = simulate_flow(limit=8, asked=3, pile=0, weeks=200, seed=1)
    assert flow_table(log, 100, 1000).loc["All", "weeks"] == pytest.approx(
        lead_times(log, 100, 1000).mean(), rel=0.05
    )


def test_every_request_passes_the_stages_in_order():
    log = change_requests()
    passed = log[["started", *(stage.name for stage in APPROVAL)]].to_numpy()
    steps = np.diff(passed, axis=1)
    assert (steps[~np.isnan(steps)] > 0).all()
    assert (log["started"] >= log["asked"])[log["started"].notna()].all()
    assert (np.isnan(passed[:, :-1]) <= np.isnan(passed[:, 1:])).all()


@pytest.mark.parametrize("limit", [1, 5, 12])
def test_a_limit_is_never_exceeded(limit):
    assert max(on_board(simulate_flow(limit=limit, seed=2))) == limit


def test_one_person_without_juggling_works_at_the_capacity_of_the_stage():
    log = simulate_flow(ONE, limit=1, pile=1500, asked=0, weeks=200, switching=0, seed=3)
    assert flow_table(log, 0, 1000).loc["All", "finished"] == pytest.approx(5, rel=0.05)


def test_juggling_costs_nothing_where_switching_is_free():
    """All in a stage at once or a few: as many get through."""
    many, few = (
        simulate_flow(ONE, limit=limit, pile=500, asked=0, weeks=80, switching=0, seed=3)
        for limit in (60, 2)
    )
    throughput = [flow_table(log, 150, 400).loc["All", "finished"] for log in (many, few)]
    assert throughput[0] == pytest.approx(throughput[1], rel=0.06)


def test_a_moderate_limit_gets_more_through_than_a_tight_or_a_loose_one():
    through = {
        limit: np.mean(
            [
                flow_table(simulate_flow(limit=limit, pile=300, seed=seed), 65, 130).loc[
                    "All", "finished"
                ]
                for seed in range(3)
            ]
        )
        for limit in (2, 8, 60)
    }
    assert through[8] > through[2] + 1
    assert through[8] > through[60] + 0.5


def test_the_log_shows_nine_weeks_and_one_stage_where_nearly_all_lie():
    log = change_requests()
    table = flow_table(log, 65, 130)
    assert round(lead_times(log, 65, 130).mean()) == 9
    assert table["open"].drop("All").idxmax() == "Estimate"
    assert table.loc["Estimate", "open"] > 0.8 * table.loc["All", "open"]


def test_the_same_seed_gives_the_same_log():
    assert change_requests().equals(change_requests())
    assert not simulate_flow(seed=1, weeks=4).equals(simulate_flow(seed=2, weeks=4))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"limit": 0}, "limit"),
        ({"asked": -1}, "asked"),
        ({"weeks": 0}, "weeks"),
        ({"switching": 2}, "switching"),
        ({"stages": ()}, "at least one stage"),
    ],
)
def test_nonsense_is_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        simulate_flow(**arguments)


def test_a_lower_limit_sends_the_least_advanced_back_and_keeps_what_was_done():
    flow = half_a_year()
    before, done = flow.columns, flow.log["Describe"].notna()
    flow.limit = 5
    flow.run(1)
    after = flow.columns
    assert sum(map(len, after.values())) - len(after["Waiting"]) <= 5
    assert len(after["Waiting"]) > len(before["Waiting"]) + 20
    assert flow.log.loc[done.index[done], "Describe"].lt(130.01).all()


def test_what_has_happened_does_not_depend_on_how_it_was_watched():
    one, other = Flow(seed=5, asked=0).run(8), Flow(seed=5, asked=0).run(3).run(5)
    assert one.log.equals(other.log)


def test_branches_with_one_seed_agree_and_leave_the_flow_as_it_was():
    now = Flow(seed=6).run(4)
    before = now.log
    one, other, third = (now.branch(seed).run(3).log for seed in (1, 1, 2))
    assert one.equals(other)
    assert not one.equals(third)
    assert now.log.equals(before)
    assert one.iloc[: len(before)]["asked"].equals(before["asked"])


def test_the_stages_of_a_flow_stay_as_many():
    flow = Flow(seed=6)
    flow.stages = ONE
    with pytest.raises(ValueError, match="stages must stay 4, got 1"):
        flow.run(1)


def test_a_stage_needs_people_and_effort():
    with pytest.raises(ValueError, match="people"):
        Stage("Empty", 0, 1)
    with pytest.raises(ValueError, match="effort must be more than 0"):
        Stage("Free", 1, 0)
    assert Stage("Desk", 2, 0.5).capacity == 20


def test_a_period_ends_after_it_begins():
    with pytest.raises(ValueError, match="after first"):
        flow_table(change_requests(), 10, 10)
