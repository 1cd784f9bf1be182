"""The kind in which one fills cells of a table with numbers and words, as in a spreadsheet.

    rows:    [{id: w1, text: Week 1}, ...]
    columns: [{id: earned, label: Earned value, unit: thousand}, {id: cpi, label: CPI}]
    given:   {w1: {earned: "= ev"}}            read-only
    totals:  {sum: {earned: "= w1.earned + w2.earned"}}   follow what is typed
    blank:   {sum: [cpi]}                      no cells
    answer:  {w1: {cpi: {value: "= w1.earned / cost", tolerance: 0.006, slips: [...]}}}

A column with `words` is filled from that list; one with `undefined: not defined` has a box to tick
where no number exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.fill import filled
from pmlearn.exercises.cases.formula import formula, in_order, is_formula
from pmlearn.exercises.kinds.kind import Kind, check_solution, entry_ids, listed, rows_problem
from pmlearn.exercises.marking.grid import KeyCell, Slip, mark_table, right_values
from pmlearn.exercises.marking.mark import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from pmlearn.exercises.cases.formula import Formula
    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question

_CELL_FIELDS = {"value", "tolerance", "relative", "also", "slips", "weight", "feedback"}


def _columns(question: Question) -> dict[str, dict[str, Any]]:
    return {str(one["id"]): one for one in question.settings["columns"]}


def _cells(question: Question, name: str) -> Iterator[tuple[str, str, Any]]:
    """Row, column and content of the cells in one of the question's tables."""
    for row, cells in (question.settings.get(name) or {}).items():
        for column, content in cells.items():
            yield str(row), str(column), content


def asked_cells(question: Question) -> list[tuple[str, str]]:
    """Row and column of the cells that the learner fills in."""
    blank = question.settings.get("blank") or {}
    taken = {(r, c) for r, columns in blank.items() for c in columns}
    taken |= {(r, c) for name in ("given", "totals") for r, c, _ in _cells(question, name)}
    every = [(r, c) for r in entry_ids(question) for c in _columns(question)]
    return [place for place in every if place not in taken]


def _key_cells(question: Question) -> dict[str, KeyCell]:
    rows = {str(entry["id"]): str(entry["text"]) for entry in question.entries}
    columns = _columns(question)
    standard = {
        n: question.settings[n] for n in ("tolerance", "relative") if n in question.settings
    }
    found = {}
    for row, column, content in _cells(question, "answer"):
        own = dict(content) if isinstance(content, dict) else {"value": content}
        slips = [
            Slip(s["value"], str(filled(s["feedback"], question.case)))
            for s in own.pop("slips", [])
        ]
        label = f"{rows[row]}, {columns[column]['label']}"
        found[f"{row}.{column}"] = KeyCell(**{**standard, **own}, slips=slips, label=label)
    return found


def _known(question: Question) -> dict[str, Any]:
    """What formulas may use beside asked cells and totals."""
    return {**question.case, **{f"{r}.{c}": value for r, c, value in _cells(question, "given")}}


def _totals(question: Question) -> dict[str, Formula]:
    return {f"{r}.{c}": formula(str(text)) for r, c, text in _cells(question, "totals")}


def _check(question: Question) -> None:
    rows, columns = set(entry_ids(question)), _columns(question)
    if not columns or not all("label" in one for one in columns.values()):
        raise ValueError("columns must list one or more with id and label")
    _check_words(columns)
    blank = question.settings.get("blank") or {}
    places = [(n, r, c) for n in ("given", "totals", "answer") for r, c, _ in _cells(question, n)]
    for name, row, column in [*places, *(("blank", r, c) for r in blank for c in blank[r])]:
        if row not in rows or column not in columns:
            raise ValueError(f"{name}: there is no cell {row}.{column}")
    in_order({name: one.names for name, one in _totals(question).items()})
    for row, column, content in _cells(question, "totals"):
        if not is_formula(content):
            raise ValueError(f"totals, {row}.{column}: must be a formula such as '= {row}.x + 1'")
    if not asked_cells(question):
        raise ValueError("there must be a cell to fill in")


def _check_words(columns: Mapping[str, dict[str, Any]]) -> None:
    for name, column in columns.items():
        words = column.get("words", ["-"])
        if not isinstance(words, list) or not words:
            raise ValueError(f"column {name}: words must be a list, got {str(words)[:40]}")
        for word in [*words, column.get("undefined", "-")]:
            if isinstance(word, bool) or not isinstance(word, str | int | float):
                raise ValueError(  # noqa: TRY004  it is a value
                    f"column {name}: {word!r} is no word; put yes, no and the like in quotes"
                )


def _check_key(question: Question) -> None:
    asked = {f"{row}.{column}" for row, column in asked_cells(question)}
    for row, column, content in _cells(question, "answer"):
        if isinstance(content, dict) and not {"value"} <= set(content) <= _CELL_FIELDS:
            fields = ", ".join(sorted(_CELL_FIELDS))
            raise ValueError(f"answer, {row}.{column}: needs value, and may have {fields}")
    key = _key_cells(question)
    if odd := sorted(asked ^ key.keys()):
        raise ValueError(f"answer must name each cell to fill in, and no other: {listed(odd)}")
    check_solution(_mark(question, _solution(question), 1))


def _form(question: Question, answer: Any) -> str:
    asked, columns = set(asked_cells(question)), _columns(question)
    row, column = asked_cells(question)[0]
    if problem := rows_problem(question, answer, f'{{"{column}": 12.5}}'):
        return problem
    for row, cells in answer.items():
        if not isinstance(cells, dict):
            return f'{row}: must be {{"{column}": 12.5}}, got {str(cells)[:40]}'
        for name, content in cells.items():
            if (row, name) not in asked:
                return f"{row}: there is nothing to fill in under {str(name)[:40]!r}"
            if problem := _cell_problem(columns[name], content):
                return f"{row}, {columns[name]['label']}: {problem}"
    return ""


def _cell_problem(column: Mapping[str, Any], content: Any) -> str:
    words = [*column.get("words", []), *([column["undefined"]] if "undefined" in column else [])]
    if content in words or content == "":
        return ""
    if column.get("words"):
        return f"{str(content)[:40]!r} is not one of {listed(words)}"
    return "" if read_number(content) is not None else f"{str(content)[:40]!r} is no number"


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    return mark_table(
        answer, _key_cells(question), _known(question), totals=_totals(question), out_of=out_of
    )


def _solution(question: Question) -> dict[str, dict[str, Any]]:
    right = right_values(_key_cells(question), _known(question), _totals(question))
    found: dict[str, dict[str, Any]] = {}
    for row, column in asked_cells(question):
        value = right[f"{row}.{column}"]
        if value == "":
            continue
        found.setdefault(row, {})[column] = round(value, 6) if isinstance(value, float) else value
    return found


def _guess(question: Question, random: Random) -> dict[str, dict[str, Any]]:
    """Somebody who copies numbers that stand there, and words."""
    numbers = [v for _, _, v in _cells(question, "given") if isinstance(v, int | float)]
    numbers = [*numbers, *(v for v in question.case.values() if isinstance(v, int | float)), 0, 1]
    found: dict[str, dict[str, Any]] = {}
    for row, column in asked_cells(question):
        words = _columns(question)[column].get("words")
        found.setdefault(row, {})[column] = random.choice(words or numbers)
    return found


def _front(question: Question) -> dict[str, Any]:
    """The question's fields with formulas as the page's script computes them."""
    settings = dict(question.settings)
    case = {n: value for n, value in question.case.items() if not isinstance(value, list | dict)}
    settings["known"] = case
    settings["totals"] = {name: one.to_data() for name, one in _totals(question).items()}
    if "answer" in settings:
        settings["solution"] = _solution(question)
        settings["answer"] = {
            name: {
                "value": _front_value(cell.value),
                "tolerance": cell.tolerance,
                "relative": cell.relative,
                "also": list(cell.also),
                "slips": [[_front_value(one.value), one.feedback] for one in cell.slips],
                "feedback": cell.feedback,
            }
            for name, cell in _key_cells(question).items()
        }
    return settings


def _front_value(value: Any) -> Any:
    return formula(value).to_data() if is_formula(value) else value


TABLE = Kind(
    entries="rows",
    settings={"columns": True, "given": False, "totals": False, "blank": False},
    key={"answer": True, "tolerance": False, "relative": False},
    own_formulas=frozenset({"answer", "totals"}),
    check=_check,
    check_key=_check_key,
    form=_form,
    mark=_mark,
    solution=_solution,
    guess=_guess,
    front=_front,
)
