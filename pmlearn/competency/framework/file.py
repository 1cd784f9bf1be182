"""Reads a framework file; whatever breaks a rule is named with file, line and code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from pmlearn.competency.framework.model import (
    LEVELS,
    Criterion,
    Domain,
    Element,
    Framework,
    Level,
    Performance,
    Role,
    find,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Where the line of a mapping and the lines of its keys are kept; no key of a YAML text equals them.
_LINE = ("line",)
_KEY_LINES = ("line", "of each key")

Raw = dict[Any, Any]

_PART = ("code", "name", "uuid")
_KEYS = {
    "framework": {"id", "title", "version", "levels", "performance", "domains", "roles"},
    "level": {"level", "name", "meaning"},
    "performance": {"name", "share"},
    "domain": {*_PART, "elements"},
    "element": {*_PART, "chapters", "criteria"},
    "criterion": {"code", "uuid", "level", "evidence", "statement"},
}
_OPTIONAL = {
    "framework": {"threshold"},
    "level": {"autonomy", "complexity", "attested_by"},
    "element": {"alignment"},
    "criterion": {"threshold", "weight", "rubric", "planned"},
}


class _BrokenRuleError(Exception):
    def __init__(self, line: int, message: object) -> None:
        super().__init__(str(message))
        self.line = line


class _LineLoader(yaml.SafeLoader):
    """A safe loader that notes where each mapping begins and refuses a key given twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Raw:
        lines: dict[str, int] = {}
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 1
            if key_node.value in lines:
                raise _BrokenRuleError(line, f"the key {key_node.value!r} stands here twice")
            lines[key_node.value] = line
        mapping: Raw = super().construct_mapping(node, deep=deep)
        mapping[_LINE] = node.start_mark.line + 1
        mapping[_KEY_LINES] = lines
        return mapping


def read(file: Path) -> Framework:
    """Read a framework.

    Raises:
        ValueError: a rule is broken; the message names file, line and code.
    """
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506  safe
        return _framework(raw)
    except _BrokenRuleError as error:
        raise ValueError(f"{file.name}, line {error.line}: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{file.name}, line {line}: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name} is not a YAML text: {error}") from error


def _framework(raw: Any) -> Framework:
    _check_keys("framework", raw, "the framework")
    levels = {level.number: level for level in map(_level, _entries(raw, "levels"))}
    steps = tuple(map(_performance, _entries(raw, "performance")))
    _check_unique(raw)
    domains = tuple(
        _domain(domain, levels, len(steps), raw.get("threshold", 0.8))
        for domain in _entries(raw, "domains")
    )
    roles = {name: _role(name, targets, domains, levels) for name, targets in _items(raw["roles"])}
    return Framework(
        str(raw["id"]), raw["title"], str(raw["version"]), levels, steps, domains, roles
    )


def _level(raw: Raw) -> Level:
    _check_keys("level", raw, f"level {raw.get('level')!r}")
    if raw["level"] not in LEVELS:
        raise _BrokenRuleError(raw[_LINE], f"a level must be 1 to 5, got {raw['level']!r}")
    texts = ("name", "meaning", "autonomy", "complexity", "attested_by")
    return Level(raw["level"], *(str(raw.get(key, "")) for key in texts))


def _performance(raw: Raw) -> Performance:
    _check_keys("performance", raw, f"performance {raw.get('name')!r}")
    if not isinstance(raw["share"], int | float) or not 0 <= raw["share"] <= 1:
        raise _BrokenRuleError(
            raw[_LINE],
            f"performance {raw['name']!r}: share must lie in [0, 1], got {raw['share']!r}",
        )
    return Performance(raw["name"], float(raw["share"]))


def _domain(raw: Raw, levels: dict[int, Level], steps: int, threshold: float) -> Domain:
    elements = tuple(
        _element(element, levels, steps, threshold) for element in _entries(raw, "elements")
    )
    return Domain(raw["code"], raw["name"], str(raw["uuid"]), elements)


def _element(raw: Raw, levels: dict[int, Level], steps: int, threshold: float) -> Element:
    criteria = tuple(
        _criterion(criterion, levels, steps, threshold) for criterion in _entries(raw, "criteria")
    )
    if not criteria:
        raise _BrokenRuleError(raw[_LINE], f"element {raw['code']} has no criterion")
    alignment = {name: tuple(map(str, codes)) for name, codes in _items(raw.get("alignment", {}))}
    chapters = _texts(raw, "chapters")
    return Element(raw["code"], raw["name"], str(raw["uuid"]), chapters, criteria, alignment)


def _criterion(raw: Raw, levels: dict[int, Level], steps: int, threshold: float) -> Criterion:
    code, line = raw["code"], raw[_LINE]
    rubric = _texts(raw, "rubric")
    try:
        criterion = Criterion(
            code=code,
            uuid=str(raw["uuid"]),
            level=raw["level"],
            evidence=_texts(raw, "evidence"),
            statement=str(raw["statement"]),
            threshold=float(raw.get("threshold", threshold)),
            weight=float(raw.get("weight", 1)),
            rubric=rubric,
            planned=str(raw.get("planned", "")),
        )
    except (TypeError, ValueError) as error:
        message = str(error) if str(error).startswith(str(code)) else f"{code}: {error}"
        raise _BrokenRuleError(line, message) from error
    if criterion.level not in levels:
        raise _BrokenRuleError(line, f"{code}: level {criterion.level} is not among the levels")
    if {"sim", "manual"} & set(criterion.evidence) and len(rubric) != steps:
        raise _BrokenRuleError(
            line, f"{code}: needs a rubric of {steps} sentences, got {len(rubric)}"
        )
    return criterion


def _role(name: str, raw: Raw, domains: tuple[Domain, ...], levels: dict[int, Level]) -> Role:
    """A role's targets by element; an element's own code goes before its domain's."""
    known = {d.code: None for d in domains} | {e.code: None for d in domains for e in d.elements}
    for code, level in _items(raw):
        line = raw[_KEY_LINES][code]
        try:
            find("domain or element", code, known)
        except ValueError as error:
            raise _BrokenRuleError(line, f"role {name!r}: {error}") from error
        if level not in levels:
            raise _BrokenRuleError(line, f"role {name!r}: {code}: no level {level!r}")
    wanted = {
        element.code: element.at_most(_target(raw, element, domain))
        for domain in domains
        for element in domain.elements
    }
    return Role(name, {code: level for code, level in wanted.items() if level})


def _target(raw: Raw, element: Element, domain: Domain) -> int:
    level: int = raw.get(element.code) or raw.get(domain.code) or 0
    return level


def _check_keys(what: str, raw: Any, name: str) -> None:
    if not isinstance(raw, dict):
        raise _BrokenRuleError(1, f"{name} must be a mapping, got {type(raw).__name__}")
    for key in sorted(_KEYS[what] - raw.keys()):
        raise _BrokenRuleError(raw[_LINE], f"{name}: the key {key!r} is missing")
    for key in raw.keys() - _KEYS[what] - _OPTIONAL.get(what, set()) - {_LINE, _KEY_LINES}:
        raise _BrokenRuleError(raw[_LINE], f"{name}: the key {key!r} is unknown")


def _texts(raw: Raw, key: str) -> tuple[str, ...]:
    entries = raw.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise _BrokenRuleError(raw[_LINE], f"{raw['code']}: {key} must be a list of texts")
    return tuple(entries)


def _items(raw: Any) -> list[tuple[str, Any]]:
    """The entries of a mapping without its line numbers."""
    if not isinstance(raw, dict):
        raise _BrokenRuleError(1, f"roles and alignment must be mappings, got {raw!r}")
    return [(key, value) for key, value in raw.items() if key not in (_LINE, _KEY_LINES)]


def _entries(raw: Raw, key: str) -> list[Raw]:
    entries = raw.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _BrokenRuleError(
            raw[_LINE], f"{raw.get('code', 'the framework')}: {key} must be a list"
        )
    return entries


def _parts(raw: Raw) -> Iterator[tuple[str, Raw]]:
    for domain in _entries(raw, "domains"):
        yield "domain", domain
        for element in _entries(domain, "elements"):
            yield "element", element
            for criterion in _entries(element, "criteria"):
                yield "criterion", criterion


def _check_unique(raw: Raw) -> None:
    """Every part has its keys, and no code and no uuid stands twice."""
    seen: dict[str, int] = {}
    for what, part in _parts(raw):
        _check_keys(what, part, f"{what} {part.get('code', '')}".strip())
        for key in (str(part["code"]), str(part["uuid"])):
            if key in seen:
                raise _BrokenRuleError(
                    part[_LINE], f"{part['code']}: {key} stands already on line {seen[key]}"
                )
            seen[key] = part[_LINE]
