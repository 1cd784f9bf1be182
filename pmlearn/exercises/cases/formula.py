"""Formulas in plain arithmetic, as authors write them into a question file.

They are read by a safe evaluator (simpleeval) and never run as Python. `to_data` gives the same
formula as nested lists, which the page's script computes where there is no kernel.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from numbers import Real
from typing import TYPE_CHECKING, Any

from simpleeval import DEFAULT_OPERATORS, InvalidExpression, SimpleEval

from pmlearn.limits import MAX_FORMULA_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

SIGN = "="  # what a formula begins with in a question file, as in a spreadsheet

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "sum": lambda *values: math.fsum(values),
    "round": lambda value, digits=0: _rounded(value, digits),
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "floor": math.floor,
    "ceil": math.ceil,
}
_SIGNS: Mapping[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_OPERATORS = {
    **{kind: DEFAULT_OPERATORS[kind] for kind in (*_SIGNS, ast.USub, ast.UAdd, ast.Not)},
    # whole numbers of any length would take any time
    ast.Pow: lambda base, exponent: float(base) ** exponent,
    ast.Add: lambda left, right: _number(left) + _number(right),
    ast.Mult: lambda left, right: _number(left) * _number(right),
    ast.Mod: lambda left, right: _number(left) % _number(right),
}
_FAILED = (InvalidExpression, ArithmeticError, ValueError, TypeError, RecursionError)


@dataclass(frozen=True)
class Formula:
    """A formula over names such as `budget`, or `plan.cost` for the cell of a table.

    Attributes:
        text: As it was written, without the equals sign.

    Raises:
        ValueError: it is no formula; the message names it and what is wrong.
    """

    text: str

    def __post_init__(self) -> None:
        if len(self.text) > MAX_FORMULA_CHARACTERS:
            raise ValueError(
                f"formula {self.text[:40]!r}...: {len(self.text):,} characters, "
                f"more than {MAX_FORMULA_CHARACTERS}"
            )
        self.to_data()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that it uses, functions aside."""
        return frozenset(_names_in(self.to_data()))

    def value(self, values: Mapping[str, Any]) -> Any:
        """What it comes to: a finite number, a text, or true or false.

        Args:
            values: By name.

        Raises:
            ValueError: a name is missing, something is divided by zero, or no number comes out.
        """
        if missing := sorted(self.names - values.keys()):
            raise ValueError(f"formula {self.text!r}: there is no {missing[0]!r}")
        try:
            evaluator = SimpleEval(_OPERATORS, dict(FUNCTIONS), dict(values))
            result = evaluator.eval(self.text, previously_parsed=_parsed(self.text))
        except ZeroDivisionError as error:
            raise ValueError(f"formula {self.text!r}: divides by zero") from error
        except _FAILED as error:
            raise ValueError(f"formula {self.text!r}: {error}") from error
        if isinstance(result, str | bool):
            return result
        if isinstance(result, Real) and _is_finite(result):
            return result
        raise ValueError(f"formula {self.text!r}: comes to {str(result)[:40]}, which is no number")

    def to_data(self) -> Any:
        """Numbers, texts, and lists: ["name", x], ["+", a, b], ["if", condition, a, b], ..."""
        try:
            return _data(_parsed(self.text))
        except RecursionError as error:
            raise ValueError(f"formula {self.text[:40]!r}: is nested too deep") from error
        except ValueError as error:
            raise ValueError(f"formula {self.text!r}: {error}") from error


def is_formula(value: Any) -> bool:
    """Whether a value of a question file is a formula."""
    return isinstance(value, str) and value.lstrip().startswith(SIGN)


def formula(value: str) -> Formula:
    """The formula after the equals sign."""
    return _formula(value.strip().removeprefix(SIGN).strip())


@lru_cache(maxsize=2000)
def _formula(text: str) -> Formula:
    return Formula(text)


def in_order(uses: Mapping[str, Collection[str]]) -> list[str]:
    """The names, each after those that it uses.

    Args:
        uses: Name -> the names in its formulas; those that are no key are known already.

    Raises:
        ValueError: they refer to each other in a circle.
    """
    own = {name: [other for other in others if other in uses] for name, others in uses.items()}
    try:
        return list(TopologicalSorter(own).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise ValueError(f"formulas refer to each other in a circle: {circle}") from error


@lru_cache(maxsize=2000)
def _parsed(text: str) -> ast.expr:
    """The expression, with `plan.cost` as one name.

    Raises:
        ValueError: it is none.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError) as error:
        raise ValueError(f"cannot be read ({getattr(error, 'msg', error)})") from error
    whole: ast.expr = _WithDots().visit(tree)
    return whole


class _WithDots(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not isinstance(node.value, ast.Name):
            raise ValueError(f"has {ast.unparse(node)!r}; a name has one dot at most")  # noqa: TRY004
        return ast.copy_location(ast.Name(f"{node.value.id}.{node.attr}", ast.Load()), node)


def _data(node: ast.expr) -> Any:
    """An expression as `Formula.to_data` gives it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
        if not isinstance(node.value, str) and not _is_finite(node.value):
            raise ValueError("has a number that is too large")
        return node.value
    if isinstance(node, ast.Name):
        return ["name", node.id]
    parts = _operation(node)
    if not parts:
        allowed = ", ".join(FUNCTIONS)
        raise ValueError(
            f"has {ast.unparse(node)[:40]!r}; there is arithmetic, if else, and {allowed}"
        )
    sign, *operands = parts
    return [sign, *(_data(one) if isinstance(one, ast.expr) else one for one in operands)]


def _operation(node: ast.expr) -> list[Any]:  # noqa: PLR0911  one for each kind
    """The sign or function and its operands; empty for what no formula has."""
    match node:
        case ast.BinOp() if type(node.op) in _SIGNS:
            return [_SIGNS[type(node.op)], node.left, node.right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign):
            return ["-" if isinstance(sign, ast.USub) else "+", 0, node.operand]
        case ast.UnaryOp(op=ast.Not()):
            return ["not", node.operand]
        case ast.BoolOp():
            return ["and" if isinstance(node.op, ast.And) else "or", *node.values]
        case ast.Compare(ops=[kind], comparators=[right]) if type(kind) in _SIGNS:
            return [_SIGNS[type(kind)], node.left, right]
        case ast.IfExp():
            return ["if", node.test, node.body, node.orelse]
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return [name, *node.args]
    return []


def _names_in(data: Any) -> set[str]:
    if not isinstance(data, list):
        return set()
    if data[0] == "name":
        return {data[1]}
    return set().union(*map(_names_in, data[1:]))


def _is_finite(value: Real | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond what floats reach
        return False


def _number(value: Any) -> Any:
    if isinstance(value, Real):
        return value
    raise TypeError(f"{str(value)[:40]!r} is no number")


def _rounded(value: float, digits: int) -> float:
    """Half away from zero, as spreadsheets and the page's script round."""
    scale = 10.0 ** int(digits)
    return math.copysign(math.floor(abs(value) * scale + 0.5 + 1e-9), value) / scale
