"""What it would take to shorten Dock refit: the offers belong to it, and shortening is exact."""

from __future__ import annotations

import pytest

from pmlearn.project.schedule import schedule
from pmlearn.tidewell.dock_promise import SHORTENINGS
from pmlearn.tidewell.projects import dock_refit
from pmlearn.tidewell.shortening import OFFERS, Offer, shortened


def test_every_offer_shortens_an_activity_that_is_longer_than_it_saves():
    weeks = {a.name: a.expected_duration for a in dock_refit()}
    assert all(0 < offer.weeks < weeks[name] for name, offer in OFFERS.items())


def test_an_offer_costs_what_the_later_promise_counts_with():
    """Two lessons look at the same prices."""
    assert {name: OFFERS[name].cost for name in SHORTENINGS} == {
        name: shortening.cost for name, shortening in SHORTENINGS.items()
    }


def test_shortening_by_nothing_changes_no_date():
    assert schedule(shortened(dock_refit(), {})).table.equals(schedule(dock_refit()).table)


def test_a_week_less_on_the_permits_is_a_week_less_in_all():
    assert schedule(shortened(dock_refit(), {"Obtain permits": 1})).finish == 27.5


def test_links_and_crews_stay_as_they_are():
    before, after = dock_refit(), shortened(dock_refit(), {"Build docks": 2})
    assert [a.predecessors for a in before] == [a.predecessors for a in after]
    assert [a.resources for a in before] == [a.resources for a in after]


@pytest.mark.parametrize(
    ("weeks", "said"),
    [({"Paint docks": 1}, "'Paint docks' is not an activity"), ({"Hand over": 2}, "got -1")],
)
def test_what_cannot_be_shortened_is_named(weeks, said):
    with pytest.raises(ValueError, match=said):
        shortened(dock_refit(), weeks)


def test_an_offer_of_negative_cost_is_refused():
    with pytest.raises(ValueError, match="cost must be 0 or more"):
        Offer("a gift", -1)
