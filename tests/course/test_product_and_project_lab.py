"""The lab on product and project: its two desks and its tasks, done and not done."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.labs.product_and_project import TwoDesks, plot_scripted_talk
from pmlearn.labs.product_and_project_talks import ROUNDS
from pmlearn.tidewell.negotiation import number_of

LESSON = Lesson("product-and-project")


@pytest.fixture
def lab(no_window):
    """The lab, run with these values in place of those that its lines begin with."""

    def run(**values):
        return LESSON.run_lab(lines={name: f"{name} = {new}" for name, new in values.items()})

    return run


def choose(desk, *options):
    for term, option in zip(desk.terms, options, strict=True):
        term.value = option


BEST = "harbor", "now", "three weeks", "two"


@pytest.fixture
def desks():
    return TwoDesks()


class TestDesks:
    def test_a_desk_shows_its_own_points_and_never_the_others(self, desks):
        product, project = desks.desks
        about = desks.talks.matter
        number = number_of(about.table, *BEST)
        for desk, rest in ((product, project), (project, product)):
            desks.begin()
            choose(desk, *BEST)
            shown = desk.worth.value + desk.heard.value
            assert f"{about.points[desk.name][number]:.1f}" in shown
            assert f"{about.points[rest.name][number]:.1f}" not in shown
            assert f"{about.fallbacks[rest.name]:.1f}" not in shown

    @pytest.mark.parametrize("which", [0, 1])
    def test_either_desk_reaches_the_best_deal_with_the_scripted_partner(self, desks, which):
        desk = desks.desks[which]
        choose(desk, *BEST)
        for _ in range(ROUNDS):
            desk.offer()
        assert "Agreed" in desk.heard.value
        assert "0 would have been better for both" in desk.heard.value

    def test_insisting_on_a_demand_ends_at_the_board(self, desks):
        product = desks.desks[0]
        choose(product, "all", "now", "three weeks", "none")
        for _ in range(ROUNDS):
            product.offer()
        assert "the board decides. You get 64.0" in product.heard.value
        assert product.buttons[0].disabled

    def test_the_partner_says_what_matters_when_asked(self, desks):
        product = desks.desks[0]
        product.buttons[2].click()
        assert "free docks" in product.said.value

    def test_two_people_take_turns(self, desks):
        product, project = desks.desks
        desks.who.value = "a second person"
        choose(product, *BEST)
        product.offer()
        product.offer()
        assert len(desks.talks.offers) == 1
        assert "On the table: free docks: harbor" in project.heard.value
        project.accept()
        assert "Agreed" in product.heard.value
        assert "Agreed" in project.heard.value

    def test_a_second_person_is_asked_in_person(self, desks):
        desks.who.value = "a second person"
        desks.desks[0].ask()
        assert "Ask the person" in desks.desks[0].said.value

    def test_beginning_again_clears_the_table(self, desks):
        product, _ = desks.desks
        product.buttons[0].click()
        assert "Round 2" in product.heard.value
        desks.again.click()
        assert "Round 1" in product.heard.value
        assert not product.buttons[0].disabled

    def test_two_scripted_partners_agree_late(self, no_window, capsys):
        plot_scripted_talk()
        assert capsys.readouterr().out.startswith("Agreed in round 7: free docks: all")


class TestTasks:
    def test_no_task_is_done_at_first(self, lab):
        assert lab()[1] == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]

    def test_every_task_can_be_done(self, lab):
        _, said = lab(
            better_than_18="[19, 20]",
            still_possible="[30, 31, 32]",
            longest="6",
            longest_with_rule="14",
        )
        assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]

    @pytest.mark.parametrize(
        "answer",
        [
            {"better_than_18": "[20]"},
            {"better_than_18": "list(range(36))"},
            {"still_possible": "[30, 31]"},
            {"still_possible": "[28, 30, 31, 32]"},
            {"longest": "5"},
            {"longest_with_rule": "20"},
        ],
    )
    def test_a_wrong_answer_is_not_done(self, lab, answer):
        assert {status for _, status in lab(**answer)[1]} == {"not yet"}
