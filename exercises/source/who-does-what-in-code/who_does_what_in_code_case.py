"""The cases of this assignment, drawn per learner: a matrix, ratings, crews' records."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pmlearn.exercises.seeds import generator
from pmlearn.roles import raci_problems

ROLES = ("pgm", "pjm", "svm", "shop", "crew", "elec", "desk")
# Each task with those who may do it.
TASKS = {
    "fit": ("elec", "crew"),
    "chargers": ("elec", "shop"),
    "parts": ("crew", "shop"),
    "start": ("crew", "shop"),
    "back": ("crew", "desk"),
    "train": ("shop", "elec"),
    "tell": ("desk", "crew"),
    "report": ("desk", "shop"),
}
MANAGERS = ("pgm", "pjm", "svm")
FAULTS = ("two_a", "no_a", "no_r", "mixed", "many_c", "letter", "over", "idle")
LIMIT = 4  # of A, and of R, for one role
STAKEHOLDERS = {
    "Owner of the old depot": (7.0, 4.2),
    "City hall": (8.4, 3.0),
    "Neighbors of the new depot": (4.8, 7.8),
    "Mechanics": (5.6, 9.0),
    "Riders": (2.6, 5.8),
    "Supplier of the chargers": (4.6, 4.4),
    "Fire inspection": (9.0, 6.0),
    "Insurer": (6.2, 2.4),
}
RATERS = ("program", "project", "product", "service", "finance")
CREWS, GIVEN = 24, 8


def draw_matrix(learner_id: str) -> pd.DataFrame:
    """The learner's own matrix, with a fault in each row.

    Args:
        learner_id: The same id always gives the same case; an empty one gives a practice case.

    Returns:
        Rows: task ids, columns: role ids, cells: letters or "".
    """
    random = _random(learner_id, "matrix")
    while True:
        matrix = _attempt(random)
        rules = sorted(problem.rule for problem in raci_problems(matrix, max_load=LIMIT))
        if rules == ["R1", "R1", "R2", "R3", "R4", "R5", "R6", "R7"]:
            return matrix


def _attempt(random) -> pd.DataFrame:
    """One fault in each row; perhaps not yet with exactly the rules broken that are wanted."""
    idle, busy = str(random.choice(["desk", "elec"])), str(random.choice(MANAGERS))
    fault_of = dict(zip(TASKS, map(str, random.permutation(FAULTS)), strict=True))
    free = [task for task, fault in fault_of.items() if fault not in ("no_a", "over")]
    own = set(random.permutation(free)[:LIMIT])  # with the row taken over: one more than the limit
    rows = {}
    for task, fault in fault_of.items():
        owner = busy if task in own else str(random.choice([m for m in MANAGERS if m != busy]))
        rows[task] = _row(random, task, fault, (owner, busy, idle))
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(ROLES)).fillna("")


def _row(random, task: str, fault: str, who: tuple[str, str, str]) -> dict[str, str]:
    """A row with its fault."""
    owner, busy, idle = who
    worker = str(random.choice([role for role in TASKS[task] if role != idle]))
    others = [str(r) for r in random.permutation([r for r in ROLES if r not in {owner, worker, idle}])]
    row = {owner: "A", worker: "R", others[0]: "C", others[1]: "I"}
    if fault == "two_a":
        row[others[0]] = "A"
    elif fault == "no_a":
        row[owner] = "I"
    elif fault == "no_r":
        del row[worker]
    elif fault == "mixed":
        row[others[0]] = "C/I"
    elif fault == "many_c":
        row |= dict.fromkeys(others, "C")
    elif fault == "letter":
        row[others[1]] = str(random.choice(["S", "D", "X"]))
    elif fault == "over":
        del row[owner]
        row[busy] = "A"
    return row


def draw_ratings(learner_id: str) -> pd.DataFrame:
    """How five managers rate the stakeholders of Depot move: influence and interest, 1 to 10.

    Returns:
        One row per manager and stakeholder: rater, stakeholder, influence, interest.
    """
    random = _random(learner_id, "ratings")
    names = list(STAKEHOLDERS)
    while True:
        noise = random.normal(0, 0.9, (len(RATERS), len(names), 2))
        rated = np.clip(np.round(np.array(list(STAKEHOLDERS.values())) + noise), 1, 10).astype(int)
        high = rated >= 5.5
        contested = int((high != high[0]).any(axis=(0, 2)).sum())
        if 3 <= contested <= 6:
            break
    return pd.DataFrame(
        [
            (rater, name, int(rated[i, j, 0]), int(rated[i, j, 1]))
            for i, rater in enumerate(RATERS)
            for j, name in enumerate(names)
        ],
        columns=["rater", "stakeholder", "influence", "interest"],
    )


def draw_records(learner_id: str) -> pd.DataFrame:
    """Jobs a week of 24 repair crews in twelve months, none of which had a matrix.

    Returns:
        One row per crew, one column per month (1 to 12). In no month does a tie leave
        open which eight crews are the weakest.
    """
    return _months(_random(learner_id, "records"), 12)


def draw_slide(learner_id: str) -> pd.DataFrame:
    """The slide: the eight weakest crews of one month got a matrix before the next.

    Returns:
        One row per crew: before, after (jobs a week) and matrix (True for those with one).
    """
    months = _months(_random(learner_id, "slide"), 2)
    matrix = months[1].rank() <= GIVEN
    return pd.DataFrame({"before": months[1], "after": months[2], "matrix": matrix})


def draw_trial(learner_id: str) -> pd.DataFrame:
    """A trial: eight crews drawn by lot got a matrix.

    Returns:
        As for the slide.
    """
    random = _random(learner_id, "trial")
    effect = float(random.choice([0.0, 1.0, 2.0, 3.0]))
    while True:
        months = _months(random, 2)
        matrix = np.isin(np.arange(CREWS), random.permutation(CREWS)[:GIVEN])
        table = pd.DataFrame({"before": months[1], "after": months[2], "matrix": matrix})
        table["after"] = (table["after"] + effect * matrix).round(1)
        change = table["after"] - table["before"]
        if change[matrix].mean() > change[~matrix].mean():
            return table


def _months(random, count: int) -> pd.DataFrame:
    index = pd.Index([f"crew {n:02}" for n in range(1, CREWS + 1)], name="crew")
    level = random.normal(20, 1.2, CREWS)
    while True:
        jobs = (level[:, None] + random.normal(0, 3, (CREWS, count))).round(1)
        ranked = np.sort(jobs, axis=0)
        if (ranked[GIVEN - 1] < ranked[GIVEN]).all():
            return pd.DataFrame(jobs, index=index, columns=range(1, count + 1))


def _random(learner_id: str, part: str) -> np.random.Generator:
    return generator(learner_id.strip() or "practice", f"who-does-what-in-code/{part}")
