"""What is special to the lesson Five roles: its counts of two managers, and its memo."""

from __future__ import annotations

from collections import Counter

import pytest
from course.harness import ROOT

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.roles import cohens_kappa

SLUG = "five-roles"
ROLES = ("portfolio", "program", "project", "product", "service")
LEARNERS = [f"learner-{number}" for number in range(40)]


def tasks(learner):
    return load_tasks(Layout(ROOT), SLUG, learner)


def right(task):
    return KINDS[task.kind].solution(task)


def share(task, answer):
    return KINDS[task.kind].mark(task, answer, 1).points


def labels(counts):
    """What each manager said of each job, from the counts of a table."""
    pairs = [(one, two) for one in ROLES for two in ROLES for _ in range(counts[one][two])]
    return [one for one, _ in pairs], [two for _, two in pairs]


@pytest.mark.parametrize("learner", LEARNERS)
def test_agreement_is_that_of_the_packages_own_kappa(learner):
    task = tasks(learner)["agreement"]
    first, second = labels(task.settings["given"])
    assert len(first) == 40
    solution = right(task)
    alike = sum(one == two for one, two in zip(first, second, strict=True))
    assert solution["observed"]["result"] == pytest.approx(alike / 40)
    chance = sum(Counter(first)[role] * Counter(second)[role] for role in ROLES) / 40**2
    assert solution["expected"]["result"] == pytest.approx(chance, abs=1e-6)
    assert solution["kappa"]["result"] == pytest.approx(cohens_kappa(first, second), abs=1e-6)


@pytest.mark.parametrize("learner", LEARNERS)
def test_one_pair_of_roles_is_mixed_up_more_often_than_all_others(learner):
    found = tasks(learner)
    first, second = labels(found["agreement"].settings["given"])
    mixed = Counter(frozenset(pair) for pair in zip(first, second, strict=True) if len({*pair}) > 1)
    (most, times), (_, fewer), *_ = mixed.most_common()
    assert times > fewer
    texts = {entry["id"]: entry["text"].lower() for entry in found["mixed_up"].entries}
    assert set(texts[right(found["mixed_up"])].split(" and ")) == most


def test_of_four_other_pairs_one_says_nothing_and_one_agrees_less_than_chance():
    for learner in LEARNERS:
        said = [row["said"] for row in right(tasks(learner)["other_pairs"]).values()]
        assert sorted(said) == [
            "less than chance", "more than chance", "more than chance", "nothing can be said"
        ]  # fmt: skip


def test_every_memo_has_wrong_and_right_sentences():
    for learner in LEARNERS:
        assert 1 <= len(right(tasks(learner)["memo"])) <= 7


def test_a_job_of_two_roles_needs_both():
    """One of two earns part, and every role for every job earns nothing."""
    for learner in LEARNERS[:10]:
        task = tasks(learner)["jobs"]
        solution = right(task)
        every = {item: list(ROLES) for item in solution}
        assert share(task, every) == 0
        for item, roles in solution.items():
            if len(roles) > 1:
                assert share(task, {**solution, item: roles[:1]}) < 1


def test_always_the_same_answer_earns_little():
    for learner in LEARNERS[:20]:
        found = tasks(learner)
        for role in ROLES:
            assert share(found["jobs"], {e["id"]: [role] for e in found["jobs"].entries}) < 0.5
        marked = [option["id"] for option in found["memo"].entries]
        assert share(found["memo"], marked) < 0.7
