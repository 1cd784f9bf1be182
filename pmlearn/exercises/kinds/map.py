"""The kind in which one joins boxes by arrows: outputs to outcomes, projects to what they need.

columns: [{id: output, label: Output}, {id: outcome, label: Outcome}, ...]
boxes:   [{id: docks, text: New docks, column: output}, ...]
answer:  [[docks, rides], ...]          from, to
either:  [[docks, habits]]              may be there, and need not
word:    leads to                       what an arrow says; "leads to" unless given
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, entry_ids, listed, quoted, sentence, tables
from pmlearn.exercises.marking.mark import Mark, part
from pmlearn.limits import MAX_ANSWER_ENTRIES

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.question import Question

_PAIR = 2


def _pairs(links: Any) -> set[tuple[str, str]]:
    return {(str(link[0]), str(link[1])) for link in links or ()}


def _check(question: Question) -> None:
    columns = [one["id"] for one in tables(question.settings["columns"], "columns", "id", "label")]
    for box in question.entries:
        if box["column"] not in columns:
            raise ValueError(
                f"{box['id']!r}: column {quoted(box['column'])} is not one of {listed(columns)}"
            )


def _check_key(question: Question) -> None:
    for name in ("answer", "either"):
        links = question.settings.get(name, [])
        if problem := _form(question, links):
            raise ValueError(f"{name}: {problem}")
    wanted, free = (_pairs(question.settings.get(name)) for name in ("answer", "either"))
    if not wanted:
        raise ValueError("answer must name at least one arrow, got none")
    if both := sorted(wanted & free):
        raise ValueError(f"{list(both[0])} stands in answer and in either")


def _form(question: Question, answer: Any) -> str:
    known = entry_ids(question)
    if not isinstance(answer, list):
        return f'must be a list such as [["{known[0]}", "{known[1]}"]], got {quoted(answer)}'
    if len(answer) > MAX_ANSWER_ENTRIES:
        return f"must name at most {MAX_ANSWER_ENTRIES} arrows, got {len(answer):,}"
    for link in answer:
        if not isinstance(link, list) or len(link) != _PAIR:
            return f'an arrow is ["{known[0]}", "{known[1]}"], got {quoted(link)}'
        for one in link:
            if one not in known:
                return f"{quoted(one, 40)} is not one of {listed(known)}"
        if link[0] == link[1]:
            return f"{link[0]!r} is joined to itself"
    return ""


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    """Arrows found less arrows that should not be there, of all that are wanted."""
    if problem := _form(question, answer):
        return Mark(0, out_of, sentence(problem))
    wanted, drawn = _pairs(question.settings["answer"]), _pairs(answer)
    wrong = len(drawn - wanted - _pairs(question.settings.get("either")))
    found = len(drawn & wanted)
    said = f"{found} of {len(wanted)} arrows found, {wrong} drawn that should not be."
    return Mark(part((found - wrong) / len(wanted), out_of), out_of, said)


def _guess(question: Question, random: Random) -> list[list[str]]:
    """Arrows from each box to one of the next column."""
    columns = [one["id"] for one in question.settings["columns"]]
    places = {str(box["id"]): columns.index(box["column"]) for box in question.entries}
    drawn = []
    for name, place in places.items():
        ahead = [other for other, there in places.items() if there == place + 1]
        if ahead:
            drawn.append([name, random.choice(ahead)])
    return drawn


MAP = Kind(
    entries="boxes",
    entry={"column": True},
    settings={"columns": True, "word": False},
    key={"answer": True, "either": False},
    check=_check,
    check_key=_check_key,
    form=_form,
    mark=_mark,
    solution=lambda question: [list(link) for link in question.settings["answer"]],
    guess=_guess,
)
