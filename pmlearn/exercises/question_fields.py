"""Which fields a question has, those that tell the answer apart."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_COMMON = {
    "id": True,
    "kind": True,
    "criteria": True,
    "prompt": True,
    "points": False,
    "passage": False,
    "case": False,
    "take": False,
    "shuffle": False,
}
# What only practice shows; `solve` draws names for these and for keys.
_TELLING = {"hint": False, "worked": False, "solve": False}
_TAKES = {"sort", "match", "order"}


def check_fields(raw: Any, *, graded: bool) -> Kind:
    """Check the fields of a question and of its entries, and return its kind.

    Args:
        raw: The question as its file has it.
        graded: Whether it must tell no answer (True) or must tell it (False).

    Raises:
        ValueError, TypeError, KeyError: a rule is broken.
    """
    if not isinstance(raw, dict):
        raise TypeError("must be a table of fields")
    if raw["kind"] not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {raw['kind']!r}")
    kind = KINDS[raw["kind"]]
    _check_common(raw)
    _check(
        "",
        raw,
        {**_COMMON, **({kind.entries: True} if kind.entries else {}), **kind.settings},
        {**_TELLING, **kind.key, **({"feedback": True} if kind.feedback == "question" else {})},
        graded=graded,
    )
    _check_entries(raw, kind, graded=graded)
    return kind


def without_key(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same question as a learner gets it: nothing in it tells the answer."""
    kind = KINDS[raw["kind"]]
    telling = {*_TELLING, *kind.key, "feedback"}
    public = {name: value for name, value in raw.items() if name not in telling}
    if kind.entries:
        public[kind.entries] = [
            {n: v for n, v in entry.items() if n not in {*kind.entry_key, "feedback"}}
            for entry in raw[kind.entries]
        ]
    return public


def check_feedback(entries: Collection[Mapping[str, Any]], said: Any, place: str) -> None:
    """Check that there is feedback for each entry, or for right and for wrong.

    Raises:
        ValueError: some is missing.
    """
    for entry in entries if place == "entry" else ():
        if not str(entry["feedback"] or "").strip():
            raise ValueError(f"{entry['id']!r} needs feedback")
    if place == "question" and (
        not isinstance(said, dict) or not all(said.get(name) for name in ("right", "wrong"))
    ):
        raise ValueError("needs feedback for right and for wrong")


def nearest(name: str, known: Collection[str]) -> str:
    """The names most like this one, or all."""
    return ", ".join(difflib.get_close_matches(name, known) or known)


def _check_common(raw: Mapping[str, Any]) -> None:
    if not isinstance(raw["id"], str) or not re.fullmatch(r"[a-z][a-z0-9_]*", raw["id"]):
        raise ValueError(f"id must be a lower-case Python name, got {raw['id']!r}")
    if not isinstance(raw.get("criteria"), list) or not raw["criteria"]:
        raise ValueError("must name at least one criterion, in a list")
    if not isinstance(raw["prompt"], str) or not raw["prompt"].strip():
        raise ValueError("prompt must be a text")
    points = raw.get("points", 1)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 < points <= 100:  # noqa: PLR2004
        raise ValueError(f"points must be above 0 and at most 100, got {points!r}")
    if "take" in raw and raw["kind"] not in _TAKES:
        raise ValueError(f"take is for {', '.join(sorted(_TAKES))}; a key may lie in what is left")


def _check_entries(raw: Mapping[str, Any], kind: Kind, *, graded: bool) -> None:
    entries = raw[kind.entries] if kind.entries else []
    ids = [entry["id"] for entry in entries]
    fewest = 1 if raw["kind"] == "table" else 2
    if kind.entries and (len(ids) < fewest or len(set(ids)) < len(ids)):
        raise ValueError(f"needs two or more {kind.entries} with different ids, got {ids}")
    reason = {"feedback": True} if kind.feedback == "entry" else {}
    for entry in entries:
        fields = {"id": True, "text": True, **kind.entry}
        telling = {**kind.entry_key, **reason}
        _check(f"{entry['id']!r} ", entry, fields, telling, graded=graded)


def _check(
    what: str,
    given: Mapping[str, Any],
    fields: Mapping[str, bool],
    telling: Mapping[str, bool],
    *,
    graded: bool,
) -> None:
    """Keys and feedback: in every question with its key, in no other; no unknown field."""
    if graded and (shown := telling.keys() & given.keys()):
        raise ValueError(f"{what}is graded and must not carry {', '.join(sorted(shown))}")
    known = fields if graded else {**fields, **telling}
    for name in given:
        if name not in known:
            raise ValueError(f"{what}has no field {name!r}; nearest: {nearest(name, known)}")
    for name, needed in known.items():
        if needed and name not in given:
            raise ValueError(f"{what}needs {name}")
