"""The tasks on product and project: what holds in the case of every learner."""

from __future__ import annotations

import pandas as pd
import pytest
from course.harness import ROOT

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.tidewell.meetings import MONTHLY, WEEKLY, decision_ages

LAYOUT = Layout(ROOT)
SLUG = "product-and-project"


def tasks(number):
    return load_tasks(LAYOUT, SLUG, f"learner-{number}")


def answers(number):
    return {name: KINDS[task.kind].solution(task) for name, task in tasks(number).items()}


def test_four_to_seven_releases_are_beaten_and_two_or_more_deals_are_signable():
    for number in range(40):
        found = answers(number)
        assert 4 <= len(found["beaten"]) <= 7
        assert 2 <= len(found["signable"]) <= 6


def test_what_is_proposed_to_the_other_desk_can_be_signed():
    for number in range(20):
        found = answers(number)
        assert found["largest"] in found["signable"]


def test_ages_are_those_of_the_package():
    for number in range(20):
        task, answer = tasks(number)["ages"], answers(number)["ages"]
        case = task.case
        rows = [(case[f"raised_{n}"], case[f"takes_{n}"]) for n in range(1, 6)]
        asked = pd.DataFrame(rows, columns=["raised", "meetings"])
        for rhythm, every in (("weekly", WEEKLY), ("monthly", MONTHLY)):
            shown = [answer[f"q{n}"][rhythm] for n in range(1, 6)]
            assert shown == pytest.approx(list(decision_ages(asked, every)))


@pytest.mark.parametrize("interest", ["safe", "promise", "calm", "few", "cash", "proof"])
def test_one_interest_for_all_demands_earns_little(interest):
    shares = []
    for number in range(40):
        task = tasks(number)["interests"]
        same = dict.fromkeys(KINDS["match"].solution(task), interest)
        shares.append(KINDS["match"].mark(task, same, 1).points)
    assert sum(shares) / len(shares) < 0.2
