"""What is special to the lesson From scope to schedule: its case and its key."""

from __future__ import annotations

from itertools import combinations

import pytest
from course.harness import Lesson

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.project.schedule import Activity, Link, schedule

SLUG = Lesson("scope-to-schedule").slug
QUAY = {
    "agree": [],
    "order": [],
    "paint": [("agree", "FS", 0)],
    "racks": [("paint", "SS", "ss")],
    "locks": [("racks", "FS", 0), ("order", "FS", 0)],
    "crew": [("locks", "FF", "ff")],
    "notice": [("paint", "FS", 0)],
    "open": [("crew", "FS", 0), ("notice", "FS", 0)],
}
MARKET = {
    "permit": [],
    "order": [],
    "dig": [("permit", "FS", 0)],
    "sign": [("permit", "FS", 0)],
    "helpers": [("sign", "FS", 0)],
    "install": [("order", "FS", 0), ("dig", "FS", 0)],
    "open": [("install", "FS", 0), ("helpers", "FS", 0)],
}


@pytest.fixture(scope="module", params=[f"learner-{number}" for number in range(25)])
def tasks(request, root):
    """The tasks of some learners."""
    return load_tasks(Layout(root), SLUG, request.param)


def key(task):
    return KINDS[task.kind].solution(task)


def table(links, case, prefix):
    """What the package computes for a plan of the case, a row an activity."""
    return schedule(
        Activity(
            name, case[prefix + name], [Link(b, kind, case.get(lag, lag)) for b, kind, lag in own]
        )
        for name, own in links.items()
    ).table.set_index("activity")


def hub(case, shorter=()):
    """The plan of the hub, computed by the package, some activities a week shorter."""
    return schedule(
        Activity(
            case[f"hub_{n}"],
            case[f"weeks_{n}"] - (n in shorter),
            [Link(*li) for li in case[f"links_{n}"]],
        )
        for n in range(1, 10)
    )


class TestKey:
    @pytest.mark.parametrize(
        ("name", "links", "prefix", "columns"),
        [
            ("passes", MARKET, "m_", {"total": "total_float", "free": "free_float"}),
            ("links", QUAY, "q_", {"float": "total_float"}),
        ],
    )
    def test_dates_and_floats_are_those_of_the_package(self, tasks, name, links, prefix, columns):
        found = table(links, tasks[name].case, prefix)
        names = {"es": "early_start", "ls": "late_start", **columns}
        for row, cells in key(tasks[name]).items():
            for column, value in cells.items():
                assert value == pytest.approx(found.loc[row, names[column]]), f"{row}.{column}"

    def test_the_parts_that_are_kept_hold_each_entry_once(self, tasks):
        parts = {entry["id"]: entry["text"].split(", ") for entry in tasks["split"].entries}
        right = [
            set(chosen)
            for count in range(1, 10)
            for chosen in combinations(parts, count)
            if len(held := [e for one in chosen for e in parts[one]]) == len(set(held)) == 12
        ]
        assert right == [set(key(tasks["split"]))]

    def test_the_package_refuses_the_plan_with_the_circle_and_takes_it_without(self, tasks):
        case, ring = tasks["circle"].case, {int(one[1:]) for one in key(tasks["circle"])}
        names = {case[f"step_{n}"]: n for n in range(1, 10)}
        waits = {
            name: [w for w in case[f"waits_{n}"].split(", ") if w in names]
            for name, n in names.items()
        }
        with pytest.raises(ValueError, match="cycle"):
            schedule(Activity(name, 1, [Link(w) for w in own]) for name, own in waits.items())
        for gone in ring:
            left = {name: own for name, own in waits.items() if names[name] != gone}
            schedule(
                Activity(name, 1, [Link(w) for w in own if w in left]) for name, own in left.items()
            )

    def test_one_purchase_is_best_and_the_cheapest_are_wasted(self, tasks):
        case = tasks["gains"].case
        plan = hub(case)
        useful = {n for n in range(1, 9) if hub(case, [n]).finish < plan.finish}
        tight = {n for n, critical in enumerate(plan.critical, start=1) if critical and n < 9}
        assert {int(one[1:]) for one in key(tasks["gains"])} == useful
        assert {int(one[1:]) for one in key(tasks["red"])} == tight
        best = min(useful, key=lambda n: case[f"cost_{n}"])
        assert key(tasks["best_buy"]) == f"c{best}"
        for names in (range(1, 9), tight):
            assert min(names, key=lambda n: case[f"cost_{n}"]) not in useful
