"""Filling a question with a case: `{budget}` in a text, and fields that are formulas."""

from __future__ import annotations

import re
from numbers import Real
from string import Formatter
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.formula import formula, is_formula

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_LONG = 1e15  # a number that nobody can read
_FORMAT = re.compile(r"[+]?,?(\.\d)?[f%]?")


def filled(value: Any, case: Mapping[str, Any], *, leave: Collection[str] = ()) -> Any:
    """The same data with the case put in.

    Args:
        value: A question or a part of it, as the file has it.
        case: By name.
        leave: Fields that stay as they are, for their formulas need the learner's own cells.

    Raises:
        ValueError: a text or formula needs what the case lacks.
    """
    if is_formula(value):
        whole = case.get(formula(value).text)  # a name alone stands for lists and tables, too
        return whole if isinstance(whole, list | dict) else formula(value).value(case)
    if isinstance(value, str):
        return _Filling().vformat(value, (), case)
    if isinstance(value, list):
        return [filled(one, case) for one in value]
    if isinstance(value, dict):
        return {n: one if n in leave else filled(one, case) for n, one in value.items()}
    return value


def shown(value: Any) -> str:
    """A value of a case as a text shows it: at most three decimals, none that are 0."""
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, bool) or not isinstance(value, Real):
        return str(value)
    if abs(float(value)) >= _LONG:
        return f"{float(value):g}"
    text = f"{float(value):,.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class _Filling(Formatter):
    """Only names and a number of decimals, such as {cpi:.2f}: nothing reaches into an object."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        del args
        if field_name not in kwargs:
            raise ValueError(f"the text needs {{{field_name}}}, which the case does not have")
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if not _FORMAT.fullmatch(format_spec):
            raise ValueError(f"{{...:{format_spec[:20]}}}: write .2f for two decimals, or nothing")
        return format(value, format_spec) if format_spec else shown(value)

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion:
            raise ValueError(f"{{...!{conversion}}} is not known in a text")
        return value
