"""Plans, orders, decisions and charts on paper, and what is right of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.fill import shown
from pmlearn.exercises.paper_parts import BOX, listed, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Question = dict[str, Any]

_ROWS = 12  # of a table of what follows from decisions


def _network(question: Question) -> str:
    unit, rows = question.get("unit", ""), []
    names = {entry["id"]: entry["text"] for entry in question["entries"]}
    for entry in question["entries"]:
        waits = ", ".join(names[name] for name in entry.get("after", [])) or "nothing"
        least = entry.get("least", entry["duration"])
        rows.append([entry["text"], entry["duration"], least, entry.get("cost", ""), waits])
    heads = ["activity", f"takes ({unit})", "at least", "a unit less costs", "waits for"]
    return table(heads, rows)


def _allocate(question: Question) -> str:
    periods = question["periods"]
    rows = []
    for entry in question["entries"]:
        first, last = entry.get("window", [1, len(periods)])
        cells = ["" if first <= n <= last else "no" for n in range(1, len(periods) + 1)]
        rows.append([entry["text"], entry["demand"], *cells])
    rows.append(["at most", "", *question["capacity"]])
    return table(["", question.get("unit") or "needs", *periods], rows)


def _pick(question: Question) -> str:
    capacity = question["capacity"]
    rows = [
        [entry["text"], entry["value"], *(entry["uses"].get(one["id"], 0) for one in capacity)]
        for entry in question["entries"]
    ]
    rows.append(["at most", "", *(one["amount"] for one in capacity)])
    return table(["", question.get("worth", "worth"), *(one["label"] for one in capacity)], rows)


def _sequence(question: Question) -> str:
    unit, money = question.get("unit", "period"), question.get("money", "")
    rows = [
        [one["text"], one["duration"], one["cost_of_delay"], one.get("ready", 0), BOX]
        for one in question["entries"]
    ]
    costs = f"costs a {unit}" + (f" ({money})" if money else "")
    return table(["", f"takes ({unit}s)", costs, f"can start after {unit}", "place"], rows)


def _sequence_found(question: Question) -> str:
    texts = {one["id"]: one["text"] for one in question["entries"]}
    cost = f"{shown(question['best'])} {question.get('money', '')}".strip()
    return f"{', '.join(texts[name] for name in question['solution'])}: {cost}."


def _titled(one: Mapping[str, Any]) -> str:
    return f"{one['label']} ({one['unit']})" if one.get("unit") else str(one["label"])


def _values(decision: Mapping[str, Any]) -> list[float]:
    low, step = decision["from"], decision.get("step", 1)
    count = int((decision["to"] - low) / step + 1e-9) + 1
    return [round(low + n * step, 10) for n in range(count)]


def _follows(question: Question, decided: Mapping[str, float]) -> list[Any]:
    """What is shown of one combination; the last decision moves fastest."""
    values = [_values(one) for one in question["decisions"]]
    place = 0
    for one, known in zip(question["decisions"], values, strict=True):
        place = place * len(known) + known.index(round(float(decided[one["id"]]), 10))
    return list(question["outcomes"][place][: len(question["shows"])])


def _told(value: Any) -> str:
    return "grows without end" if value is None else shown(value)


def _decide(question: Question) -> str:
    """What is to be decided, and what follows from the first while the others stay."""
    first, *others = question["decisions"]
    known = _values(first)
    start = {one["id"]: one["start"] for one in question["decisions"]}
    rows = [
        [shown(value), *map(_told, _follows(question, {**start, first["id"]: value}))]
        for value in known[:: -(-len(known) // _ROWS)]
    ]
    stay = ", ".join(f"{_titled(one)} {shown(one['start'])}" for one in others)
    lines = [
        f"{escape(_titled(one))}, {shown(one['from'])} to {shown(one['to'])}: {BOX}"
        for one in question["decisions"]
    ]
    boxes = "".join(f"<li>{line}</li>" for line in lines)
    note = f"<p>With {escape(stay)}:</p>" if stay else ""
    heads = [_titled(first), *map(_titled, question["shows"])]
    return f"<ul>{boxes}</ul>{note}{table(heads, rows)}"


def _decide_found(question: Question) -> str:
    solution = question["solution"]
    values = _follows(question, solution)
    decided = [f"{_titled(one)} {shown(solution[one['id']])}" for one in question["decisions"]]
    shows = zip(question["shows"], values, strict=True)
    return f"{', '.join(decided)}: {', '.join(f'{_titled(a)} {_told(b)}' for a, b in shows)}."


def _mark(question: Question) -> str:
    """The chart, and its values in a line."""
    values = "; ".join(f"{shown(x)}: {shown(y)}" for x, y in question["series"])
    names = f"{_titled(question['x'])}: {_titled(question['y'])}"
    limits = [f"{one['label']}: {shown(one['value'])}" for one in question.get("lines", [])]
    return f"{_chart(question)}<p>{escape(names)}. {escape(values)}.</p>{listed(limits)}"


def _chart(question: Question) -> str:
    width, height, series = 480, 160, question["series"]
    limits = [one["value"] for one in question.get("lines", [])]
    heights = [0, *(y for _, y in series), *limits]
    low, high, first, last = min(heights), max(heights), series[0][0], series[-1][0]

    def across(x: float) -> float:
        return 10.0 + float((x - first) / (last - first)) * (width - 20)

    def up(y: float) -> float:
        return height - 10.0 - float((y - low) / ((high - low) or 1)) * (height - 20)

    line = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in series)
    dots = "".join(f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3"/>' for x, y in series)
    rules = "".join(
        f'<path d="M10 {up(y):.1f}H{width - 10}" stroke="currentColor" stroke-dasharray="6 4"/>'
        for y in limits
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label='
        f'"{escape(_titled(question["y"]))} over {escape(_titled(question["x"]))}">{rules}'
        f'<polyline points="{line}" fill="none" stroke="currentColor"/>{dots}</svg>'
    )


def _mark_found(question: Question) -> str:
    answer, name = question["answer"], question["x"]["label"]
    if isinstance(answer, dict):
        return f"{name} {shown(answer['from'])} to {shown(answer['to'])}."
    return f"{name} {', '.join(map(shown, answer))}."


def _schedule(question: Question) -> str:
    unit = question.get("unit", "period")
    texts = {bar["id"]: bar["text"] for bar in question["entries"]}
    rows = [
        [
            bar["text"],
            bar["duration"],
            bar.get("needs", 0),
            ", ".join(texts[name] for name in bar.get("after", [])) or "nothing",
            BOX,
        ]
        for bar in question["entries"]
    ]
    limits = [f"There are {question['periods']} {unit}s."]
    if "capacity" in question:
        limits.append(f"People in the crew: {shown(question['capacity'])}.")
    if "target" in question:
        limits.append(f"Asked for is the end of {unit} {shown(question['target'])}.")
    heads = ["", f"takes ({unit}s)", "needs", "waits for", f"begins after {unit}"]
    return table(heads, rows) + listed(limits)


def _schedule_found(question: Question) -> str:
    unit, starts = question.get("unit", "period"), question["solution"]
    begins = [f"{bar['text']} after {unit} {starts[bar['id']]}" for bar in question["entries"]]
    return f"{', '.join(begins)}. It ends after {unit} {shown(question['best'])}."


BODIES: dict[str, Callable[[Question], str]] = {
    "network": _network,
    "allocate": _allocate,
    "pick": _pick,
    "sequence": _sequence,
    "decide": _decide,
    "mark": _mark,
    "schedule": _schedule,
}
FOUND: dict[str, Callable[[Question], str]] = {
    "sequence": _sequence_found,
    "decide": _decide_found,
    "mark": _mark_found,
    "schedule": _schedule_found,
}
