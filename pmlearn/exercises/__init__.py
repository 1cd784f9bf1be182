"""Exercises: what a learner does, what is recorded, how it is marked.

    practice("five-roles", "sort_responsibilities")   a self-check with feedback at once
    sheet = Sheet("five-roles")                       an assignment's questions
    sheet.ask("jobs")                                 a graded widget; it carries no key
    learner_id = begin("five-roles-in-code")          an assignment without widgets

Marking (`pmlearn.exercises.marking`) needs none of the widget libraries, so these names are
looked up only when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmlearn.exercises.sheet import Sheet, begin
    from pmlearn.exercises.widgets import practice

__all__ = ["Sheet", "begin", "practice"]


def __getattr__(name: str) -> Any:
    if name in {"Sheet", "begin"}:
        from pmlearn.exercises import sheet

        return getattr(sheet, name)
    if name == "practice":
        from pmlearn.exercises.widgets import practice

        return practice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
