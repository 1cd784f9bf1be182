"""What is special to the lesson From scope to schedule: in code: its cases and checks."""

from __future__ import annotations

from itertools import combinations

import pytest
from course.harness import Lesson

LESSON = Lesson("scope-to-schedule-in-code")
source = LESSON.source


def learner(*grade_ids, learner_id="learner-07", **replaced):
    """What these cells of the instructor define, some of them replaced by other code."""
    import scope_to_schedule_in_code_case as case

    hub, offers = case.draw_plan(learner_id)
    requirements, parts = case.draw_trace(learner_id)
    names = {
        "learner_id": learner_id,
        "SCOPE": case.SCOPE,
        "draw_small": case.draw_small,
        "proposed": case.draw_split(learner_id),
        "hub": hub,
        "offers": offers,
        "requirements": requirements,
        "parts": parts,
        "example": {
            "paint": (2, [("plaster", "FS", 3)]),
            "plaster": (4, []),
            "wire": (5, [("plaster", "SS", 1)]),
            "inspect": (1, [("paint", "FF", 0), ("wire", "FS", 0)]),
        },
    }
    for grade_id in grade_ids:
        exec(replaced.get(grade_id, source(grade_id)), names)
    return names


def points(grade_id, names):
    """What a test cell gives for these names; an error that no check meant shall show."""
    return LESSON.points(grade_id, names, failures=AssertionError)


class TestCases:
    @pytest.mark.parametrize("draw", ["draw_split", "draw_trace", "draw_small", "draw_plan"])
    def test_a_learner_always_gets_the_same_case_and_neighbors_other_ones(self, case, draw):
        function = getattr(case, draw)
        assert function("learner-07") == function(" Learner-07 ")
        assert function("learner-07") != function("learner-08")
        assert function("")  # a practice case

    @pytest.mark.parametrize("number", range(25))
    def test_exactly_one_choice_of_parts_holds_the_scope_once(self, case, number):
        parts = case.draw_split(f"learner-{number}")
        choices = [
            letters
            for count in range(1, len(parts) + 1)
            for letters in combinations(parts, count)
            if sorted(entry for letter in letters for entry in parts[letter]) == sorted(case.SCOPE)
        ]
        assert len(choices) == 1

    @pytest.mark.parametrize("number", range(25))
    def test_a_trace_has_something_missing_and_something_nobody_asked_for(self, case, number):
        names = learner("trace", learner_id=f"learner-{number}")
        assert names["missing"]
        assert "" in names["trace"].values()
        assert any(names["trace"].values())

    @pytest.mark.parametrize("number", range(25))
    def test_the_cheapest_offers_are_wasted_and_one_purchase_is_best(self, case, number):
        names = learner(
            "early_starts", "late_starts", "floats", "purchases", learner_id=f"learner-{number}"
        )
        offers = names["offers"]
        assert min(offers, key=offers.get) in names["wasted"]
        room = names["floats"](names["hub"])
        red = [name for name in offers if room[name][0] == 0]
        assert min(red, key=offers.get) in names["wasted"]
        costs = sorted(sum(offers[name] for name in way) for way in names["ways"])
        assert costs[0] < costs[1]
        kinds = {kind for _, links in names["hub"].values() for _, kind, _ in links}
        assert kinds == {"FS", "SS", "FF", "SF"}


FUNCTIONS = ["cycle", "early_starts", "late_starts", "floats", "critical_paths"]
FS_ONLY = """
def early_starts(network):
    starts = {}
    while len(starts) < len(network):
        for name, (weeks, links) in network.items():
            if all(before in starts for before, _, _ in links):
                starts[name] = max([0, *(starts[b] + network[b][0] + n for b, _, n in links)])
    return starts
"""


@pytest.mark.usefixtures("case")
class TestPartialCredit:
    def test_the_package_itself_earns_the_points_of_both_passes(self):
        """The assignment asks for what `pmlearn.project.schedule` does."""
        code = """
from pmlearn.project.schedule import Activity, Link, schedule

def both(network):
    found = schedule(
        Activity(n, d, [Link(*link) for link in links]) for n, (d, links) in network.items()
    )
    names = found.network.names
    return dict(zip(names, found.early_starts)), dict(zip(names, found.late_starts))

def early_starts(network):
    return both(network)[0]

def late_starts(network):
    return both(network)[1]
"""
        names = learner("early_starts", early_starts=code)
        assert points("test_early_starts", names) == 2
        assert points("test_early_links", names) == 3
        assert points("test_late_starts", names) == 4

    def test_finish_to_start_alone_earns_the_first_forward_points_and_no_others(self):
        names = learner("early_starts", early_starts=FS_ONLY)
        assert points("test_early_starts", names) == 2
        assert points("test_early_links", names) == 0

    def test_links_without_a_floor_at_the_start_of_the_project_lose_a_part(self):
        code = (
            source("early_starts")
            .replace("earliest = 0", "earliest = -99")
            .replace(
                "starts[name] = earliest",
                "starts[name] = 0 if not links else earliest",
            )
        )
        names = learner("early_starts", early_starts=code)
        assert points("test_early_starts", names) == 2
        assert points("test_early_links", names) == 1

    def test_a_backward_pass_that_takes_every_link_from_a_finish_earns_half(self):
        code = (
            source("late_starts")
            .replace('if kind[0] == "F" else 0', "")
            .replace('(network[after][0] if kind[1] == "F" else 0)', "0")
        )
        names = learner("early_starts", "late_starts", late_starts=code)
        assert points("test_late_starts", names) == 2

    def test_total_floats_alone_earn_a_third(self):
        """The visible check knows three activities; free floats elsewhere are taken as total."""
        names = learner("early_starts", "late_starts", "floats")
        right = names["floats"]
        names["floats"] = lambda network: {
            name: (total, free if len(network) == 3 else total)
            for name, (total, free) in right(network).items()
        }
        assert points("test_floats", names) == 1

    def test_one_critical_path_of_several_earns_what_single_paths_are_worth(self):
        names = learner(*FUNCTIONS)
        every = names["critical_paths"]
        names["critical_paths"] = lambda network: (
            every(network) if len(network) == 3 else every(network)[:1]
        )
        assert 1 <= points("test_critical_paths", names) < 4

    @pytest.mark.parametrize(
        "code",
        [
            "def cycle(network): return []",
            "def cycle(network): return list(network)",
            'def cycle(network): return sorted(network) if "pour" in str(network["dig"]) else []',
        ],
    )
    def test_a_cycle_that_was_not_looked_for_earns_nothing(self, code):
        assert points("test_cycle", learner("cycle", cycle=code)) == 0

    def test_what_waits_for_a_cycle_is_not_part_of_it(self):
        code = source("cycle").replace("return seen[seen.index(following) :]", "return list(waits)")
        assert 0 < points("test_cycle", learner("cycle", cycle=code)) < 3

    def test_one_wrong_pair_of_dates_costs_a_seventh(self):
        names = learner("by_hand")
        names["early"]["C"] = (99, 100)
        assert points("test_early", names) == pytest.approx(3 * 6 / 7, abs=0.01)
        assert points("test_late", names) == 3

    def test_a_neighbors_dates_do_not_earn_the_points(self):
        names = learner("by_hand", learner_id="learner-08")
        names["learner_id"] = "learner-07"
        assert points("test_early", names) < 2
        assert points("test_late", names) < 2

    def test_tracing_nothing_earns_nothing(self):
        trace = {f"p{n}": "" for n in range(1, 9)}
        assert points("test_trace", {"learner_id": "learner-07", "trace": trace}) == 0

    def test_calling_every_offer_wasted_costs_points(self, case):
        offers = list(case.draw_plan("learner-07")[1])
        assert points("test_wasted", {"learner_id": "learner-07", "wasted": offers}) < 3

    def test_buying_everything_gains_the_week_but_is_not_the_best_buy(self, case):
        offers = list(case.draw_plan("learner-07")[1])
        names = {"learner_id": "learner-07", "best_buy": offers}
        assert points("test_best_buy", names) == 1

    @pytest.mark.parametrize(
        ("network", "expected"),
        [
            ({"a": (2, []), "b": (1, [("a", "FS", 0)])}, 1),  # in a chain the shortest is critical
            ({"a": (3, []), "b": (3, [])}, 1),  # of two equal paths neither gains anything
            ({"long": (5, []), "s": (1, []), "t": (4, [("s", "FS", 0)])}, 2),
            ({"a": (1, [("b", "FS", 0)]), "b": (1, [("a", "FS", 0)])}, 0),
            ({"a": (-1, []), "b": (2, [])}, 0),
            ({"a": ("long", []), "b": (2, [])}, 0),
        ],
    )
    def test_a_counterexample_earns_a_point_for_each_property(self, network, expected):
        assert points("test_counterexample", {"counterexample": network}) == expected

    @pytest.mark.parametrize(
        ("grade_id", "answers"),
        [
            ("test_chosen_parts", {"learner_id": "x", "chosen_parts": "ABC"}),
            ("test_trace", {"learner_id": "x", "trace": {"p1": "q9"}}),
            ("test_early", {"learner_id": "x", "early": {"A": 0}}),
            ("test_wasted", {"learner_id": "x", "wasted": ["Paint"]}),
            ("test_counterexample", {"counterexample": {"a": (1, [("z", "FS", 0)]), "b": (1, [])}}),
        ],
    )
    def test_an_answer_of_the_wrong_form_is_told_so_by_the_visible_check(self, grade_id, answers):
        visible = LESSON.visible(grade_id)
        with pytest.raises(AssertionError, match=r".{15}"):
            exec(visible, dict(answers))
