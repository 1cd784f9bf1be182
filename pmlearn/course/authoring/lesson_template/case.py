"""The case of this assignment, drawn for each learner."""

from __future__ import annotations

from pmlearn.exercises.seeds import generator


def draw(learner_id: str) -> list[int]:
    """Five numbers of the learner's own.

    Raises:
        ValueError: the id is empty.
    """
    numbers: list[int] = generator(learner_id, "__SLUG__").integers(1, 100, 5).tolist()
    return numbers
