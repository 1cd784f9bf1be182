"""The kind in which one writes: compared with a model answer, or read by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind

if TYPE_CHECKING:
    from pmlearn.exercises.question import Question


def _points_to_look_for(question: Question) -> None:
    if not question.settings["look_for"] or not str(question.settings["model"]).strip():
        raise ValueError("needs a model answer and at least one point to look for")


def _form(_: Question, answer: Any) -> str:
    return "" if isinstance(answer, str) else f"must be a text, got {str(answer)[:40]}"


TEXT = Kind(
    entries="",
    feedback="",
    settings={"words": False},
    key={"model": True, "look_for": True},
    check_key=_points_to_look_for,
    form=_form,
)
