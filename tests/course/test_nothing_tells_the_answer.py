"""What learners get of the tasks' items, their ids and their order, tells no answer."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby

import pytest
from course.harness import ROOT

from pmlearn.course.authoring.tasks import task_file, with_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.cases.formula import is_formula
from pmlearn.exercises.questions import read_document

LAYOUT = Layout(ROOT)


def answers(raw):
    """Id -> category or partner of the items whose answer is the same in every case."""
    found = {}
    for item in raw.get("items", []):
        answer = item.get("answer")
        (answer,) = answer if isinstance(answer, list) and len(answer) == 1 else [answer]
        if isinstance(answer, str) and not is_formula(answer):
            found[item["id"]] = answer
    return found


def placed():
    """Name, category ids and answers of all tasks in which items get a category or a partner."""
    for slug in with_tasks(LAYOUT):
        for raw in read_document(task_file(LAYOUT, slug))["questions"]:
            if raw["kind"] in {"sort", "match"} and (found := answers(raw)):
                targets = [one["id"] for one in raw.get("categories") or raw["targets"]]
                yield pytest.param(targets, found, id=f"{slug}-{raw['id']}")


@pytest.mark.parametrize(("targets", "found"), list(placed()))
class TestItems:
    def test_ids_are_not_grouped_by_their_answer(self, targets, found):
        by_stem = defaultdict(list)
        for name, answer in found.items():
            by_stem[re.match(r"[a-z]+", name)[0]].append(answer)
        several = [group for group in by_stem.values() if len(group) > 1]
        assert len(several) < 2 or any(len(set(group)) > 1 for group in several)

    def test_ids_do_not_begin_with_their_answer(self, targets, found):
        assert [name for name, answer in found.items() if name.startswith(answer)] == []

    def test_they_do_not_stand_in_the_order_of_the_answers(self, targets, found):
        """In the file that is released; the order on the screen may be drawn."""
        places = [targets.index(answer) for answer in found.values()]
        blocks = [place for place, _ in groupby(places)]
        if len(places) > 2:
            assert places not in (sorted(places), sorted(places, reverse=True))
        if len(places) >= 2 * len(set(places)) > 2:
            assert len(blocks) > len(set(places))
