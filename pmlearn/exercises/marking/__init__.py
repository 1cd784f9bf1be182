"""Marking: pure functions from an answer and a key to points.

An answer is data that a learner clicked or typed, so anything may stand in it. Whatever is not an
answer to the question earns nothing and is explained; no answer makes a function raise. Feedback
counts what is right and never names the key. Nothing but the standard library is needed.
"""

from pmlearn.exercises.marking.lists import mark_choice, mark_choices, mark_order
from pmlearn.exercises.marking.mark import Mark
from pmlearn.exercises.marking.number import mark_number
from pmlearn.exercises.marking.plans import mark_allocation, mark_network, mark_pick
from pmlearn.exercises.marking.tables import mark_match, mark_matrix, mark_sort

__all__ = [
    "Mark",
    "mark_allocation",
    "mark_choice",
    "mark_choices",
    "mark_match",
    "mark_matrix",
    "mark_network",
    "mark_number",
    "mark_order",
    "mark_pick",
    "mark_sort",
]
