"""Exercises: what a learner does, what is recorded, how it is marked.

    practice("five-roles", "sort_responsibilities")   a self-check with feedback at once
    sheet = Sheet("five-roles")                       an assignment's questions
    sheet.ask("sorted_statements")                    a graded widget; it carries no key

Marking (`pmlearn.exercises.marking`) needs none of the widget libraries, so these names are
looked up only when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmlearn.exercises.sheet import Sheet
    from pmlearn.exercises.widgets import practice

__all__ = ["Sheet", "practice"]


def __getattr__(name: str) -> Any:
    if name == "Sheet":
        from pmlearn.exercises.sheet import Sheet

        return Sheet
    if name == "practice":
        from pmlearn.exercises.widgets import practice

        return practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
