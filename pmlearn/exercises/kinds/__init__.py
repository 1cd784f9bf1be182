"""The kinds of exercises: which fields each has in a question file, its rules, its marking.

Keys and feedback never reach the learner of a graded task; see `Kind`.
"""

from pmlearn.exercises.kinds.choosing import CHOICE, CHOICES, PICK
from pmlearn.exercises.kinds.decide import DECIDE
from pmlearn.exercises.kinds.kind import Kind
from pmlearn.exercises.kinds.map import MAP
from pmlearn.exercises.kinds.mark import MARK
from pmlearn.exercises.kinds.matrix import MATRIX
from pmlearn.exercises.kinds.numbers import NUMBER
from pmlearn.exercises.kinds.placing import MATCH, ORDER, SORT
from pmlearn.exercises.kinds.planning import ALLOCATE, NETWORK
from pmlearn.exercises.kinds.schedule import SCHEDULE
from pmlearn.exercises.kinds.sequence import SEQUENCE
from pmlearn.exercises.kinds.table import TABLE
from pmlearn.exercises.kinds.writing import TEXT

__all__ = ["KINDS", "Kind"]

KINDS: dict[str, Kind] = {
    "choice": CHOICE,
    "choices": CHOICES,
    "sort": SORT,
    "order": ORDER,
    "sequence": SEQUENCE,
    "match": MATCH,
    "number": NUMBER,
    "matrix": MATRIX,
    "table": TABLE,
    "pick": PICK,
    "network": NETWORK,
    "allocate": ALLOCATE,
    "decide": DECIDE,
    "mark": MARK,
    "map": MAP,
    "schedule": SCHEDULE,
    "text": TEXT,
}
