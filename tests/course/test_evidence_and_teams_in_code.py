"""What is special to the lesson on evidence and teams in code: its case and checks."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.tidewell.workflow import Flow, Stage, flow_table

LESSON = Lesson("evidence-and-teams-in-code")
points = LESSON.points
SOLUTIONS = [
    "counts",
    "my_flow",
    "after_limit",
    "my_limit",
    "my_change",
    "finish_days",
    "my_turns",
    "rise_of_helped",
    "my_slide",
    "people_needed",
    "my_study",
]
COMPUTED = ["open", "finished", *SOLUTIONS[1:]]


def learner(case, *grade_ids, **given):
    """What these cells of the instructor define, and then a learner's own code."""
    given |= {"survey": case.survey, "OWNERS": case.OWNERS, "MEASURES": case.MEASURES}
    return LESSON.learner(case, *grade_ids, **given)


class TestCase:
    def test_a_learner_always_gets_the_same_case(self, case):
        one, other = case.draw("learner-07"), case.draw(" learner-07 ")
        assert one.log.equals(other.log)
        assert one.slide_rise == other.slide_rise

    def test_neighbors_get_different_cases(self, case):
        one, other = case.draw("learner-07"), case.draw("learner-08")
        assert not one.log.equals(other.log)
        assert one.trials.tolist() != other.trials.tolist()

    def test_an_empty_id_gives_a_practice_case(self, case):
        assert case.draw("").asked > 0

    @pytest.mark.parametrize("number", range(12))
    def test_every_log_has_one_bottleneck_and_every_trial_one_best_limit(self, case, number):
        mine = case.draw(f"learner-{number}")
        log = mine.log.copy()
        log.insert(1, "started", log["asked"])
        table = flow_table(log, mine.first, mine.last)
        ranked = table["open"].drop(["Waiting", "All"]).sort_values()
        assert ranked.iloc[-1] > 3 * ranked.iloc[-2]
        best = mine.trials.max()
        assert (mine.trials == best).sum() == 1
        assert mine.open_now + 13 * (mine.asked - best) > 0
        assert mine.trials.idxmax() != (mine.trials.index / mine.trials).argmin()

    def test_neighbors_bottlenecks_differ(self, case):
        found = {
            learner(case, *SOLUTIONS[:2], learner_id=f"learner-{n}")["slowest"] for n in range(8)
        }
        assert len(found) >= 3
        assert found <= set(case.NAMES)

    @pytest.mark.parametrize("number", range(6))
    def test_every_slide_shows_a_rise_that_luck_alone_brings_now_and_then(self, case, number):
        mine = case.draw(f"learner-{number}")
        rises = [
            float((t["after"] - t["before"])[t["helped"]].mean())
            for t in (case.survey(mine, seed) for seed in range(200))
        ]
        assert mine.slide_rise >= 0.5
        assert sum(rises) / 200 > 0.3


class TestChecks:
    @pytest.mark.parametrize("learner_id", ["learner-07", "somebody else"])
    def test_the_instructor_scores_everything_that_is_computed(self, case, learner_id):
        names = learner(case, *SOLUTIONS, learner_id=learner_id)
        for name in COMPUTED:
            grade_id = f"test_{name}"
            assert points(grade_id, names) == LESSON.full(grade_id), grade_id

    @pytest.mark.parametrize("number", range(12))
    def test_every_queue_can_be_changed_for_the_better(self, case, number):
        """Some limit that was tried lets clearly more through than the queue does now."""
        mine = case.draw(f"learner-{number}")
        now = learner(case, *SOLUTIONS[:5], learner_id=f"learner-{number}")["my_change"]["now"]
        assert mine.trials.max() - now >= 0.3

    @pytest.mark.parametrize(
        ("wrong", "earned"),
        [
            ({"owner": "the whole team"}, 0),
            ({"measure": "weeks on the board"}, 2),
            ({"now": 100.0}, 2),
            ({"line": 0.5}, 3),
            ({"line": 50.0}, 3),
            ({"review_day": 121}, 3),
            ({"review_day": 2000}, 3),
        ],
    )
    def test_a_change_with_a_flaw_earns_the_rest(self, case, wrong, earned):
        names = learner(case, *SOLUTIONS[:5])
        names["my_change"] = names["my_change"] | wrong
        assert points("test_my_change", names) == earned

    def test_exact_power_theory_earns_the_points_of_the_approximation(self, case):
        code = (
            "from pmlearn.tidewell.claims import sample_size\n"
            "def people_needed(e, t, a): return sample_size(abs(e), team_size=t, alike=a)"
        )
        assert points("test_people_needed", learner(case, code=code)) == 3

    @pytest.mark.parametrize(
        ("grade_id", "code", "expected"),
        [
            # reckons the whole stay, also what lies outside the period
            (
                "test_open",
                (
                    "def open_on_average(came, went, first, last):\n"
                    "    return sum(b - a for a, b in zip(came, went)) / (last - first)"
                ),
                0,
            ),
            # forgets those who have not left
            (
                "test_open",
                (
                    "right = open_on_average\n"
                    "def open_on_average(came, went, first, last):\n"
                    "    both = [(a, b) for a, b in zip(came, went) if b == b]\n"
                    "    return right([a for a, _ in both], [b for _, b in both], first, last)"
                ),
                2,
            ),
            # counts the first day as well
            (
                "test_finished",
                (
                    "def finished_a_week(went, first, last):\n"
                    "    return 5 * sum(first <= d <= last for d in went) / (last - first)"
                ),
                1,
            ),
            # takes the time on the board for the wait
            (
                "test_after_limit",
                (
                    "right = after_limit\n"
                    "def after_limit(limit, finished, asked, open_now, weeks):\n"
                    "    told = right(limit, finished, asked, open_now, weeks)\n"
                    "    return told | {'wait': told['on_board'] + 0.01}"
                ),
                2,
            ),
            # lets fewer than none be open
            (
                "test_after_limit",
                (
                    "def after_limit(limit, finished, asked, open_now, weeks):\n"
                    "    left = open_now + (asked - finished) * weeks\n"
                    "    wait = left / finished\n"
                    "    return {'open': left, 'on_board': limit / finished, 'wait': wait}"
                ),
                3,
            ),
            # never pays for a change
            (
                "test_finish_days",
                (
                    "right = finish_days\ndef finish_days(jobs, piece, switch):\n"
                    "    return right(jobs, piece, 0)"
                ),
                1,
            ),
            # pays before the very first piece as well
            (
                "test_finish_days",
                (
                    "right = finish_days\ndef finish_days(jobs, piece, switch):\n"
                    "    return {n: d + switch for n, d in right(jobs, piece, switch).items()}"
                ),
                0,
            ),
            ("test_rise_of_helped", "def rise_of_helped(b, a, h): return sum(a) - sum(b)", 0),
            (
                "test_rise_of_helped",
                (
                    "import math\nright = rise_of_helped\n"
                    "def rise_of_helped(b, a, h): return right(b, a, h) if any(h) else math.nan"
                ),
                1,
            ),
            # people of a team counted as if drawn one by one
            (
                "test_people_needed",
                "right = people_needed\ndef people_needed(e, t, a): return right(e, 1, a)",
                0,
            ),
            (
                "test_people_needed",
                (
                    "right = people_needed\ndef people_needed(e, t, a):\n"
                    "    if e <= 0: raise ValueError('above 0')\n"
                    "    return right(e, t, a)"
                ),
                2,
            ),
        ],
    )
    def test_part_of_an_answer_earns_part_of_the_points(self, case, grade_id, code, expected):
        names = learner(case, *SOLUTIONS[:1], "after_limit", "finish_days", code="")
        names |= learner(case, "rise_of_helped", "people_needed")
        exec(code, names)
        assert points(grade_id, names) == expected

    def test_a_report_about_the_board_instead_of_the_wait_loses_that_part_only(self, case):
        names = learner(case, *SOLUTIONS[:4])
        names["my_limit"] = names["my_limit"] | {"limit": names["my_limit"]["shortest_on_board"]}
        assert points("test_my_limit", names) == 3

    def test_a_neighbors_figures_earn_next_to_nothing(self, case):
        mine = learner(case, *SOLUTIONS)
        theirs = learner(case, *SOLUTIONS, learner_id="learner-08")
        for name in ("my_flow", "my_turns"):
            names = mine | {name: theirs[name]}
            assert points(f"test_{name}", names) <= 1, name


def test_a_faster_stage_beside_the_bottleneck_lets_no_more_through():
    """What the chapter says of the tool, on a flow of two stages."""
    slow = [
        flow_table(
            Flow([Stage("Beside", 1, effort), Stage("Neck", 1, 1.0)], pile=300, seed=1).run(30).log,
            75,
            150,
        ).loc["All", "finished"]
        for effort in (0.5, 0.25)
    ]
    assert slow[0] == pytest.approx(slow[1], rel=0.05)
