"""The code tasks on product and project: their case, their talk, their checks."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.tidewell.meetings import decision_ages
from pmlearn.tidewell.negotiation import Partner, agreements

LESSON = Lesson("product-and-project-in-code")
full, points, learner = LESSON.full, LESSON.points, LESSON.learner
SOLUTIONS = [
    "outcome",
    "beats",
    "front",
    "my_front",
    "cheapest",
    "signable",
    "nash",
    "talk_log",
    "ages",
    "my_ages",
    "saving",
]
TESTS = {"talk_log": "test_talk"}


class TestCase:
    def test_a_learner_always_gets_the_same_case(self, case):
        one, again = case.draw("learner-07"), case.draw(" learner-07 ")
        assert one.choices == again.choices
        assert one.mine.equals(again.mine)
        assert one.questions.equals(again.questions)

    def test_neighbors_get_different_cases(self, case):
        one, other = case.draw("learner-07"), case.draw("learner-08")
        assert one.choices != other.choices
        assert not one.mine.equals(other.mine)
        assert not one.questions.equals(other.questions)

    def test_an_empty_id_gives_a_practice_case(self, case):
        assert case.draw("").choices

    @pytest.mark.parametrize("number", range(25))
    def test_some_deals_serve_both_and_not_all_of_them_are_equally_good(self, case, number):
        mine, partner = case.draw(f"learner-{number}"), case.partner(f"learner-{number}")
        both = agreements(mine.mine, partner.points, (mine.fallback, partner.fallback))
        assert 4 <= len(both) < len(mine.deals) / 2
        assert mine.mine.is_unique

    @pytest.mark.parametrize("number", range(25))
    def test_weekly_meetings_make_decisions_younger_in_every_case(self, case, number):
        asked = case.draw(f"learner-{number}").questions
        weekly, monthly = decision_ages(asked, 5), decision_ages(asked, 20)
        assert (weekly <= monthly + 1e-9).all()
        assert (weekly >= 0).all()
        assert asked["meetings"].isin([1, 2]).all()
        assert 0 < (monthly > 10).mean() < 1


class TestTalk:
    @pytest.mark.parametrize("number", range(25))
    def test_asking_before_each_offer_reaches_full_marks_for_every_learner(self, case, number):
        names = learner(case, "talk_log", learner_id=f"learner-{number}")
        assert points("test_talk", names) == 4

    def test_the_project_manager_never_agrees_to_less_than_the_fallback(self, case):
        partner = case.partner("learner-07")
        assert isinstance(partner, Partner)
        worst = int(partner.points.idxmin())
        talk = case.draw("learner-07").talk()
        while not talk.over:
            talk.offer(worst)
        assert talk.log[-1]["agreed"] is None
        with pytest.raises(ValueError, match="the talk is over"):
            talk.offer(worst)

    def test_nothing_can_be_accepted_before_something_is_offered(self, case):
        with pytest.raises(ValueError, match="no offer on the table"):
            case.draw("learner-07").talk().accept()

    def test_accepting_the_partners_first_answer_earns_nothing(self, case):
        """It begins at its best, below the learner's fallback."""
        code = "talk = case.talk()\ntalk.offer(int(case.mine.idxmax()))\ntalk.accept()\n"
        names = learner(case, code=code + "talk_log = talk.log")
        assert names["talk_log"][-1]["agreed"] is not None
        assert points("test_talk", names) == 0

    def test_a_log_that_nobody_spoke_earns_nothing(self, case):
        best = learner(case, "talk_log")["talk_log"][-1]["agreed"]
        forged = [{"round": 1, "yours": 0, "theirs": None, "agreed": best}]
        assert points("test_talk", learner(case) | {"talk_log": forged}) == 0

    def test_a_neighbors_log_earns_nothing(self, case):
        theirs = learner(case, "talk_log", learner_id="learner-08")["talk_log"]
        assert points("test_talk", learner(case) | {"talk_log": theirs}) == 0

    def test_an_agreement_with_something_left_on_the_table_earns_half(self, case):
        found = set()
        for number in range(8):
            name = f"learner-{number}"
            mine, partner = case.draw(name), case.partner(name)
            both = agreements(mine.mine, partner.points, (mine.fallback, partner.fallback))
            for deal in both:
                talk = mine.talk()
                while not talk.over:
                    talk.offer(deal)
                names = learner(case, learner_id=name) | {"talk_log": talk.log}
                found.add(points("test_talk", names))
        assert found <= {0, 2, 4}
        assert {2, 4} <= found


class TestChecks:
    def test_the_instructor_scores_everything_that_is_computed_for_several_learners(self, case):
        for learner_id in ("learner-07", "somebody else"):
            names = learner(case, *SOLUTIONS, learner_id=learner_id)
            for name in SOLUTIONS:
                grade_id = TESTS.get(name, f"test_{name}")
                assert points(grade_id, names) == full(grade_id), grade_id

    @pytest.mark.parametrize(
        ("name", "code", "expected"),
        [
            ("outcome", "def outcome(chosen, choices, start): return 0, start['week'], 0", 0),
            (
                "outcome",
                (
                    "def outcome(chosen, choices, start):\n"
                    "    r, w, c = (sum(choices[n][k] for n in chosen) for k in range(3))\n"
                    "    return r, start['week'] + w, start['cost'] + c"
                ),
                1,
            ),
            ("beats", "def beats(a, b): return a[0] > b[0] and a[1] < b[1] and a[2] < b[2]", 1),
            ("beats", "def beats(a, b): return a[0] >= b[0] and a[1] <= b[1] and a[2] <= b[2]", 2),
            ("beats", "def beats(a, b): return True", 0),
            ("front", "def front(outcomes): return list(range(len(outcomes)))", 1),
            ("front", "def front(outcomes): return [0]", 0),
            (
                "cheapest",
                (
                    "def cheapest(o, rides, week):\n"
                    "    fine = [n for n, (r, w, _) in enumerate(o) if r >= rides and w <= week]\n"
                    "    return min(fine, key=lambda n: o[n][2])"
                ),
                2,
            ),
            (
                "signable",
                (
                    "def signable(a, b, f):\n"
                    "    return [n for n in range(len(a)) if a[n] > f[0] and b[n] > f[1]]"
                ),
                1,
            ),
            (
                "nash",
                (
                    "def nash(a, b, f):\n"
                    "    return max(range(len(a)), key=lambda n: (a[n] - f[0]) * (b[n] - f[1]))"
                ),
                2,
            ),
            (
                "nash",
                "def nash(a, b, f): return max(range(len(a)), key=lambda n: a[n] * b[n])",
                1,
            ),
            ("ages", "def ages(r, m, every): return [every - d % every for d in r]", 1),
            (
                "ages",
                (
                    "def ages(r, m, every):\n"
                    "    return [(-d) % every + (k - 1) * every for d, k in zip(r, m)]"
                ),
                3,
            ),
        ],
    )
    def test_a_wrong_function_gets_what_it_deserves(self, case, name, code, expected):
        assert points(f"test_{name}", learner(case, code=code)) == expected

    def test_the_front_counts_release_by_release(self, case):
        names = learner(case, *SOLUTIONS[:4])
        right = names["my_front"]
        assert points("test_my_front", {**names, "my_front": right[::-1]}) == 4
        most = points("test_my_front", {**names, "my_front": right[1:]})
        assert most == pytest.approx(4 * (1 - 2 / len(right)), abs=0.01)
        assert points("test_my_front", {**names, "my_front": names["releases"]}) == 0

    def test_a_neighbors_figures_earn_little(self, case):
        mine, other = learner(case, *SOLUTIONS), learner(case, *SOLUTIONS, learner_id="learner-08")
        for name in ("my_front", "my_ages", "saving"):
            earned = points(f"test_{name}", {**mine, name: other[name]})
            assert earned <= full(f"test_{name}") / 2, name

    def test_an_unpaired_interval_costs_two_of_three_points(self, case):
        names = learner(case, *SOLUTIONS)
        assert points("test_saving", {**names, "saving": names["saving"] | {"half": 3.3}}) == 1
