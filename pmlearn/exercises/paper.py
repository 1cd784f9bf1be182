"""Self-checks on paper: each question with its options, and apart from it the key with reasons."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from pmlearn.exercises import paper_plans
from pmlearn.exercises.cases.fill import shown
from pmlearn.exercises.paper_parts import BOX, listed, table

if TYPE_CHECKING:
    Question = dict[str, Any]


def question_on_paper(question: Question) -> str:
    """A question and its options as HTML without scripts.

    Args:
        question: What `Question.to_dict` gives.
    """
    body = _BODIES.get(question["kind"], _lettered)(question)
    return f"<p><strong>{escape(question['prompt'])}</strong></p>{body}"


def key_on_paper(question: Question) -> str:
    """What is right, and why, as HTML; empty for a question that has no key."""
    said = question.get("feedback")
    if any("feedback" in entry for entry in question["entries"]):
        answers = _answers(question)
        lines = [
            f"<li><strong>{escape(answers[entry['id']])}</strong> {escape(entry['feedback'])}</li>"
            for entry in question["entries"]
        ]
        return f'<ol type="A">{"".join(lines)}</ol>'
    if question["kind"] == "text":
        points = listed(question["look_for"])
        return f"<p>{escape(question['model'])}</p><p>Look for:</p>{points}"
    if not said:
        return ""
    found = _found(question)
    start = f"<strong>{escape(found)}</strong> " if found else ""
    slips = [f"Not {slip['value']}: {slip['feedback']}" for slip in question.get("slips", [])]
    worked = f"<p>{escape(question['worked'])}</p>" if question.get("worked") else ""
    return f"<p>{start}{escape(said['right'])}</p>{worked}{listed(slips)}"


def _answers(question: Question) -> dict[str, str]:
    """For each entry what is right of it, in a word or two."""
    entries, kind = question["entries"], question["kind"]
    if kind == "sort":
        names = {one["id"]: one["label"] for one in question["categories"]}
        return {
            entry["id"]: ", or ".join(
                " and ".join(names[part] for part in reading)
                for reading in [entry["answer"], *entry.get("also", [])]
            )
            + "."
            for entry in entries
        }
    if kind == "match":
        names = {one["id"]: one["text"].rstrip(".") for one in question["targets"]}
        return {entry["id"]: names[entry["answer"]] + "." for entry in entries}
    if kind == "order":
        groups = [[one] if isinstance(one, str) else one for one in question["answer"]]
        return {name: f"Place {n}." for n, group in enumerate(groups, 1) for name in group}
    return {entry["id"]: "Right." if entry.get("correct") else "Wrong." for entry in entries}


def _found(question: Question) -> str:
    """The answer of a question whose entries carry none; empty where more than one is right."""
    answer = question.get("answer")
    if question["kind"] in paper_plans.FOUND:
        return paper_plans.FOUND[question["kind"]](question)
    if question["kind"] == "number":
        counted = (one["label"] for one in question.get("units", []) if one["factor"] == 1)
        return f"{answer} {question.get('unit') or next(counted, '')}".strip() + "."
    if answer and question["kind"] == "map":
        texts = {entry["id"]: entry["text"] for entry in question["entries"]}
        word = question.get("word", "leads to")
        return " ".join(f"{texts[start]} {word} {texts[end]}." for start, end in answer)
    if answer and question["kind"] in {"matrix", "table"}:
        columns = {one["id"]: one["label"] for one in question["columns"]}
        rows = {entry["id"]: entry["text"] for entry in question["entries"]}
        return " ".join(
            f"{rows[row]}: " + ", ".join(f"{columns[c]} {shown(v)}" for c, v in cells.items()) + "."
            for row, cells in (question.get("solution") or answer).items()
        )
    return ""


def _lettered(question: Question) -> str:
    """Options or items, with letters that the key names."""
    items = "".join(f"<li>{escape(entry['text'])}</li>" for entry in question["entries"])
    return f'<ol type="A">{items}</ol>' if items else ""


def _sort(question: Question) -> str:
    names = ", ".join(one["label"] for one in question["categories"])
    more = "; a card may go into several" if question["several"] else ""
    return f"<p>Sort into: {escape(names + more)}.</p>{_lettered(question)}"


def _match(question: Question) -> str:
    targets = listed(target["text"] for target in question["targets"])
    return f"{_lettered(question)}<p>Match with:</p>{targets}"


def _number(question: Question) -> str:
    unit = question.get("unit") or " or ".join(one["label"] for one in question.get("units", []))
    return f"<p>{BOX} {escape(unit)}</p>"


def _text(_: Question) -> str:
    return '<p class="lines"></p>'


def _matrix(question: Question) -> str:
    columns, given = question["columns"], question.get("given") or {}
    values = ", ".join(f"{one['id']} = {one['label']}" for one in question["values"])
    rows = [
        [entry["text"], *((given.get(entry["id"]) or {}).get(c["id"], "") for c in columns)]
        for entry in question["entries"]
    ]
    heads = ["", *(column["label"] for column in columns)]
    return f"<p>{escape(values)}</p>{table(heads, rows)}"


def _grid(question: Question) -> str:
    """A table with empty boxes, and below it what may be written into them."""
    given, blank = question.get("given") or {}, question.get("blank") or {}

    def cell(row: str, column: str) -> str:
        content = (given.get(row) or {}).get(column)
        return (
            shown(content) if content is not None else "" if column in blank.get(row, []) else BOX
        )

    columns = question["columns"]
    rows = [
        [entry["text"], *(cell(entry["id"], one["id"]) for one in columns)]
        for entry in question["entries"]
    ]
    heads = [
        f"{one['label']} ({one['unit']})" if "unit" in one else one["label"] for one in columns
    ]
    words = [
        f"{one['label']}: "
        + ", ".join(map(str, one.get("words", ["a number"])))
        + (f" or {one['undefined']}" if "undefined" in one else "")
        for one in columns
        if one.keys() & {"words", "undefined"}
    ]
    return table(["", *heads], rows) + listed(words)


def _map(question: Question) -> str:
    """The boxes under their headings, to be joined by arrows."""
    boxes = "".join(
        f"<p>{escape(one['label'])}:</p>"
        + listed(box["text"] for box in question["entries"] if box["column"] == one["id"])
        for one in question["columns"]
    )
    return f"{boxes}<p>Draw the arrows: what {escape(question.get('word', 'leads to'))} what?</p>"


_BODIES = {
    "sort": _sort,
    "match": _match,
    "number": _number,
    "text": _text,
    "matrix": _matrix,
    "table": _grid,
    "map": _map,
    **paper_plans.BODIES,
}
