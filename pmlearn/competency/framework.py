"""The competency framework as typed data, validated when it is loaded."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

EVIDENCE = ("auto", "sim", "manual", "self")
# The highest level that each kind of evidence can attest.
HIGHEST = {"auto": 3, "self": 3, "sim": 4, "manual": 5}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One observable statement.

    Attributes:
        code: Unique, such as "PJ2.3".
        uuid: Unique across frameworks.
        level: 1 to 5.
        evidence: Kinds that can show it: "auto", "sim", "manual", "self".
        statement: What a person who meets it does.
        threshold: Share of the possible points from which it counts as met, in (0, 1].
    """

    code: str
    uuid: str
    level: int
    evidence: tuple[str, ...]
    statement: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a domain with its criteria and the slugs of the lessons that teach it."""

    code: str
    name: str
    uuid: str
    chapters: tuple[str, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of competency with its elements."""

    code: str
    name: str
    uuid: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """All of it.

    Attributes:
        title: Its name.
        version: Its version.
        levels: Level number -> what the level means.
        domains: In the order of the file.
        roles: Role -> {domain code: target level}.
    """

    title: str
    version: str
    levels: dict[int, dict[str, str]]
    domains: tuple[Domain, ...]
    roles: dict[str, dict[str, int]]

    def elements(self) -> Iterator[Element]:
        """All elements, in the order of the file."""
        return (element for domain in self.domains for element in domain.elements)

    def criteria(self) -> Iterator[Criterion]:
        """All criteria, in the order of the file."""
        return (criterion for element in self.elements() for criterion in element.criteria)

    def criterion(self, code: str) -> Criterion:
        """One criterion.

        Raises:
            ValueError: no such criterion; the message lists the nearest codes.
        """
        return _find("criterion", code, {c.code: c for c in self.criteria()})

    def element(self, code: str) -> Element:
        """One element.

        Raises:
            ValueError: no such element; the message lists the nearest codes.
        """
        return _find("element", code, {e.code: e for e in self.elements()})

    def role(self, name: str) -> dict[str, int]:
        """A role's target level for each element code.

        Raises:
            ValueError: no such role; the message lists the nearest names.
        """
        targets = _find("role", name, self.roles)
        return {
            element.code: min(targets[domain.code], max(c.level for c in element.criteria))
            for domain in self.domains
            if domain.code in targets
            for element in domain.elements
        }


def load(path: Path | str | None = None) -> Framework:
    """Load a framework.

    Args:
        path: A YAML file in the form of framework.yml beside this module, which is the default.

    Raises:
        ValueError: a rule is broken; the message names file, line and code.
    """
    file = Path(path) if path else Path(__file__).with_name("framework.yml")
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506  safe
        return _framework(raw)
    except _BrokenRuleError as error:
        raise ValueError(f"{file.name}, line {error.line}: {error}") from error
    except KeyError as error:
        raise ValueError(f"{file.name}: the key {error} is missing") from error


class _BrokenRuleError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _LineLoader(yaml.SafeLoader):
    """A safe loader that notes on which line each mapping begins."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping["line"] = node.start_mark.line + 1
        return mapping


def _framework(raw: dict[str, Any]) -> Framework:
    threshold = raw.get("threshold", 0.8)
    domains = tuple(_domain(domain, threshold) for domain in raw["domains"])
    levels = {entry["level"]: entry for entry in raw["levels"]}
    framework = Framework(raw["title"], str(raw["version"]), levels, domains, _roles(raw))
    _check_unique(raw)
    for role, targets in framework.roles.items():
        for code, level in targets.items():
            if code not in {domain.code for domain in domains}:
                line = raw["roles"][role]["line"]
                raise _BrokenRuleError(line, f"role {role!r} names the unknown domain {code!r}")
            if level not in levels:
                line = raw["roles"][role]["line"]
                raise _BrokenRuleError(line, f"role {role!r}: {code} asks for unknown level {level}")
    return framework


def _roles(raw: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {
        role: {code: level for code, level in targets.items() if code != "line"}
        for role, targets in raw["roles"].items()
        if role != "line"
    }


def _domain(raw: dict[str, Any], threshold: float) -> Domain:
    elements = tuple(_element(element, threshold) for element in raw["elements"])
    return Domain(raw["code"], raw["name"], str(raw["uuid"]), elements)


def _element(raw: dict[str, Any], threshold: float) -> Element:
    criteria = tuple(_criterion(criterion, threshold) for criterion in raw["criteria"])
    if not criteria:
        raise _BrokenRuleError(raw["line"], f"element {raw['code']} has no criterion")
    return Element(raw["code"], raw["name"], str(raw["uuid"]), tuple(raw["chapters"]), criteria)


def _criterion(raw: dict[str, Any], threshold: float) -> Criterion:
    code, line, level = raw["code"], raw["line"], raw["level"]
    evidence, needed = tuple(raw["evidence"]), raw.get("threshold", threshold)
    if level not in range(1, 6):
        raise _BrokenRuleError(line, f"{code}: level must be 1 to 5, got {level!r}")
    if not 0 < needed <= 1:
        raise _BrokenRuleError(line, f"{code}: threshold must lie in (0, 1], got {needed!r}")
    for kind in evidence:
        if kind not in EVIDENCE:
            raise _BrokenRuleError(line, f"{code}: evidence {kind!r} is none of {EVIDENCE}")
        if level > HIGHEST[kind]:
            raise _BrokenRuleError(
                line, f"{code}: evidence {kind!r} attests up to level {HIGHEST[kind]}, got {level}"
            )
    if not evidence:
        raise _BrokenRuleError(line, f"{code}: names no kind of evidence")
    return Criterion(code, str(raw["uuid"]), level, evidence, raw["statement"], needed)


def _check_unique(raw: dict[str, Any]) -> None:
    """No code and no uuid stands twice."""
    seen: dict[str, int] = {}
    for domain in raw["domains"]:
        for element in [domain, *domain["elements"]]:
            for part in [element, *element.get("criteria", [])]:
                for key in (part["code"], str(part["uuid"])):
                    if seen.setdefault(key, part["line"]) != part["line"]:
                        raise _BrokenRuleError(
                            part["line"], f"{key} stands already on line {seen[key]}"
                        )


def _find(what: str, name: str, known: dict[str, T]) -> T:
    if name not in known:
        near: Iterable[str] = difflib.get_close_matches(name, known, n=5) or list(known)[:5]
        raise ValueError(f"no {what} {name!r}; nearest: {', '.join(near)}")
    return known[name]
