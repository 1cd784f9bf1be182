"""The exercises as Jupyter widgets: one small script each, shared with the book's pages."""

from __future__ import annotations

import re
from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.page import STATIC, question_html
from pmlearn.exercises.questions import AUTHOR, load_questions, pick

if TYPE_CHECKING:
    from pmlearn.exercises.question import Question


_IMPORT = re.compile(r"^import .* from \"\./(.+)\";\n", re.MULTILINE)


@cache
def script(name: str) -> str:
    """One exercise's script with the shared parts in front: a widget is one module."""
    parts = _parts(name)
    own = parts.pop(name)
    shared = [re.sub(r"^export ", "", part, flags=re.MULTILINE) for part in parts.values()]
    return "".join([*shared, own])


def _parts(name: str) -> dict[str, str]:
    """A script by name, after those that it imports."""
    text = (STATIC / name).read_text("utf-8")
    found: dict[str, str] = {}
    for other in _IMPORT.findall(text):
        found |= _parts(other)
    return found | {name: _IMPORT.sub("", text)}


class ExerciseWidget(anywidget.AnyWidget):
    """A question that can be answered.

    Attributes:
        question: The question as the front end shows it.
        mode: "practice" (feedback at once, carries the key) or "graded" (records only).
        answer: The answer as JSON data; None until there is one.
        status: "open", "saved" (clicked), "recorded" (stands in the answer cell), "cleared" (an
            earlier answer still stands in the cell) or "failed" (could not be saved).
        saved_at: When the answer was saved, in UTC.
    """

    _css = STATIC / "exercises.css"

    question = traitlets.Dict().tag(sync=True)
    mode = traitlets.Enum(["practice", "graded"], "practice").tag(sync=True)
    answer = traitlets.Any(None, allow_none=True).tag(sync=True)
    status = traitlets.Unicode("open").tag(sync=True)
    saved_at = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **state: Any) -> None:
        super().__init__(**state)
        self.on_msg(self._asked)

    def _asked(self, _: Any, content: Any, __: Any) -> None:
        """Answer a request of the front end: a table as a workbook, or another case."""
        if not isinstance(content, dict):
            return
        if isinstance(content.get("workbook"), list):
            from pmlearn.exercises.workbook import workbook

            name = self.question.get("id", "table")
            self.send({"workbook": f"{name}.xlsx"}, buffers=[workbook(content["workbook"])])
        if content.get("another") and self.mode == "practice":
            lesson, name = self.question["lesson"], self.question["id"]
            self.answer = None
            self.question = practice_question(lesson, name, token_hex(8)).to_dict()

    def __repr__(self) -> str:
        """The same in every run, so that stored outputs can be compared."""
        return f"{type(self).__name__}({self.question.get('id', '')!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget; and, for pages without a kernel, the same question as HTML."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if self.mode == "practice" and bundle is not None:
            data = bundle[0] if isinstance(bundle, tuple) else bundle
            data["text/html"] = question_html(self.question)
        return bundle


def _widget_class(kind: str) -> type[ExerciseWidget]:
    """A widget class per kind: the front end wants its script as a class attribute."""
    name = SCRIPTS.get(kind, kind)
    return type(f"{name.title()}Widget", (ExerciseWidget,), {"_esm": script(f"{name}.js")})


# Each kind has a script of its own name but for these.
SCRIPTS = {"choices": "choice", "sequence": "order"}
_WIDGETS = {kind: _widget_class(kind) for kind in KINDS}


def widget_for(question: Question, *, mode: str, answer: Any = None) -> ExerciseWidget:
    """The widget that asks a question."""
    widget = _WIDGETS[question.kind]
    return widget(question=question.to_dict(), mode=mode, answer=answer)


def practice(lesson: str, identifier: str) -> ExerciseWidget:
    """A self-check of a lesson, with feedback at once; *Another one* draws a new case.

    Raises:
        ValueError: no such lesson or question; the message lists the nearest.
    """
    return widget_for(practice_question(lesson, identifier), mode="practice")


def practice_question(lesson: str, identifier: str, learner: str = AUTHOR) -> Question:
    """A self-check of a lesson with the case of somebody.

    Raises:
        ValueError: no such lesson or question; the message lists the nearest.
    """
    return pick(load_questions(lesson, learner), identifier)
