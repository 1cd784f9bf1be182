"""Sentences of the chapters that rest on a figure: the figure says what the sentence says."""

from __future__ import annotations

import re

import pytest

from pmlearn.course.authoring.case_facts import files_of, prose
from pmlearn.course.layout import Layout
from pmlearn.project.earned_value import EarnedValue
from pmlearn.tidewell.facts import CONTINGENCY_FOR_APP, GRANTED_FOR_APP, TRAMS_IN_WEEK
from pmlearn.tidewell.progress import PEOPLE_ADDED_IN_WEEK, status_of_pass_relaunch
from pmlearn.tidewell.workflow import change_requests, flow_table


@pytest.fixture(scope="module")
def recent():
    """The last thirteen weeks of the flow."""
    return flow_table(change_requests(), 65, 130)


@pytest.fixture(scope="module")
def ranges():
    """Week -> the forecasts of the final cost of Pass relaunch."""
    status = status_of_pass_relaunch()
    methods = ("remaining-as-planned", "cpi", "cpi-spi")
    values = {w: EarnedValue(*status.loc[w], GRANTED_FOR_APP) for w in status.index}
    return {week: [value.eac(m) for m in methods] for week, value in values.items()}


class TestFlow:
    def test_more_requests_came_than_went_so_the_queue_grew(self, recent):
        log = change_requests()
        came = log["asked"].between(65, 130, inclusive="right").sum() / 13
        assert came > recent.loc["All", "finished"]
        queue = [((log["asked"] <= day) & ~(log["Decide"] <= day)).sum() for day in (65, 130)]
        assert queue[1] > queue[0]

    def test_only_the_stage_before_the_pile_finishes_more_than_the_bottleneck(self, recent):
        finished = recent["finished"]
        assert finished["Describe"] > 1.2 * finished["Estimate"]
        for stage in ("Check", "Decide"):
            assert finished[stage] == pytest.approx(finished["Estimate"], rel=0.05)


class TestForecastsAndContingency:
    def test_the_alarm_comes_after_week_1_and_long_before_anybody_decided(self, ranges):
        limit = GRANTED_FOR_APP + CONTINGENCY_FOR_APP
        doubt = next(week for week, found in ranges.items() if max(found) > limit)
        sure = next(week for week, found in ranges.items() if min(found) > limit)
        assert 1 < doubt < PEOPLE_ADDED_IN_WEEK - 5
        assert sure > doubt

    def test_before_the_alarm_every_forecast_lay_within_the_contingency(self, ranges):
        limit = GRANTED_FOR_APP + CONTINGENCY_FOR_APP
        assert all(max(ranges[week]) <= limit for week in range(1, 7))


def test_no_page_says_that_a_made_up_example_breaks_a_claim(root):
    """What does not follow may still be so; only published data could break a claim."""
    what = "claim|half|slide|survey|sentence|counterexample"
    broken = rf"(?:{what})s? (?:still )?breaks?\b|break this"
    for path in files_of(Layout(root)):
        assert re.findall(broken, prose(path), re.IGNORECASE) == [], path


def test_no_page_speaks_of_a_fraction_without_a_denominator(root):
    """It has one: zero."""
    for path in files_of(Layout(root)):
        assert "without a denominator" not in prose(path), path
        assert "no denominator" not in prose(path), path


def test_work_packages_are_named_by_things_and_not_by_what_is_done(root):
    """The lines of the chapter's breakdown; activities have the verbs."""
    text = (root / "book" / "project" / "scope-to-schedule.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| [1-4] [^|]+\| ([^|]+) \|", text, re.MULTILINE)
    packages = [part.strip() for line in lines for part in line.split("·")]
    assert len(packages) == 12
    verbs = r"^(survey|design|order|build|obtain|prepare|install|connect|test and|hand over)\b"
    assert [p for p in packages if re.match(verbs, p)] == []


def test_how_pass_relaunch_ended_is_told_as_the_model_has_it(root):
    status = status_of_pass_relaunch()
    text = (root / "book" / "together" / "product-and-project.md").read_text(encoding="utf-8")
    end, cost = len(status), status["actual_cost"].iloc[-1]
    assert f"Release came in week {end} instead of 26, at {cost:.1f} thousand" in text
    assert end - TRAMS_IN_WEEK == 5
    assert "five weeks after the trams" in text
