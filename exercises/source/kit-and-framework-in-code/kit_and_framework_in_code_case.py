"""The case of this assignment: the evidence of one trainee, drawn per learner.

The framework in it is made up and small; it is Tidewell's draft for the harbor's programs.
"""

from __future__ import annotations

import math

import pandas as pd
from pmlearn.exercises.seeds import generator

MET, NOT_MET, NOT_ASSESSED = "met", "not yet met", "not yet assessed"
STATUSES = [MET, NOT_MET, NOT_ASSESSED]
KINDS = ["auto", "sim", "manual", "self"]

ELEMENTS = {
    "H1": "Shape a program",
    "H2": "Join dependencies",
    "H3": "Realize benefits",
    "H4": "Lead change",
    "H5": "Report to the board",
    "H6": "Work with suppliers",
}

# code: level and threshold; the element is the part before the point
CRITERIA = {
    "H1.1": (1, 0.8),
    "H1.2": (2, 0.8),
    "H1.3": (3, 0.8),
    "H2.1": (2, 0.8),
    "H2.2": (2, 0.7),
    "H2.3": (3, 0.8),
    "H3.1": (1, 0.8),
    "H3.2": (2, 0.8),
    "H3.3": (3, 0.9),
    "H3.4": (4, 0.8),
    "H4.1": (2, 0.7),
    "H4.2": (3, 0.8),
    "H5.1": (1, 0.9),
    "H5.2": (1, 0.8),
    "H5.3": (3, 0.8),
    "H6.1": (1, 0.7),
    "H6.2": (3, 0.8),
    "H6.3": (4, 0.8),
}


def criteria() -> pd.DataFrame:
    """The criteria: a row each (index: code) with element, level and threshold."""
    rows = {
        code: (code.partition(".")[0], level, limit) for code, (level, limit) in CRITERIA.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["element", "level", "threshold"])


def draw(learner_id: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """The learner's own case.

    Args:
        learner_id: The same id always gives the same case; an empty one gives a practice case.

    Returns:
        The evidence, one row per task with task, criterion, kind, score (nan: not handed in or not
        marked) and points; and the level that the role asks for, by element.
    """
    random = generator(learner_id.strip() or "practice", "kit-and-framework")
    wanted = {code: str(random.choice(STATUSES, p=[0.6, 0.25, 0.15])) for code in CRITERIA}
    # what every case shows: a hole below a higher level, a complete element, somebody not assessed
    hole, whole, unseen = (str(name) for name in random.permutation(["H1", "H2", "H3"]))
    wanted |= {code: MET for code in CRITERIA if code[:2] in (hole, whole)}
    wanted[f"{hole}.2"] = NOT_MET
    wanted[f"{unseen}.1"], wanted[f"{unseen}.2"] = MET, NOT_ASSESSED
    targets = {
        element: int(random.choice([level for level in _levels(element) if level > 1]))
        for element in ELEMENTS
    }
    targets[hole] = 3
    rows = [row for code, status in wanted.items() for row in _tasks(code, status, random)]
    order = random.permutation(len(rows))
    evidence = pd.DataFrame(
        [rows[i] for i in order], columns=["criterion", "kind", "score", "points"]
    )
    evidence.insert(0, "task", [f"t{number:02}" for number in range(1, len(rows) + 1)])
    return evidence, targets


def _levels(element: str) -> list[int]:
    return sorted({level for code, (level, _) in CRITERIA.items() if code[:2] == element})


def _tasks(code: str, status: str, random) -> list[tuple[str, str, float, int]]:
    """Tasks that come to this status, among others that must not change it."""
    level, threshold = CRITERIA[code]
    kind = "auto" if level <= 3 else "manual"
    beside = [(code, "self", float(points := int(random.choice([10, 20]))), points)]
    if level > 3:
        beside.append((code, "auto", 10.0, 10))
    beside.append((code, kind, math.nan, int(random.choice([5, 10]))))
    rows = [row for row in beside if random.random() < 0.35]
    if status == NOT_ASSESSED:
        return rows
    sizes = [int(size) for size in random.choice([5, 10, 20], size=int(random.integers(1, 3)))]
    total = sum(sizes)
    least = math.ceil(round(threshold * total, 9))
    low, high = (least, total) if status == MET else (math.floor(0.3 * total), least - 1)
    lost = total - int(random.integers(low, high + 1))
    for size in sizes:
        part = min(size, lost)
        lost -= part
        rows.append((code, kind, float(size - part), size))
    return rows
