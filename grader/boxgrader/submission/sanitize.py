"""Makes what learners wrote and printed harmless for whoever opens it in a browser.

Feedback pages and the formgrader show notebooks with the reader's rights. So a graded notebook
holds no HTML of a learner: markdown keeps its formatting but no tags, outputs keep text and
pictures.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from boxgrader.limits import (
    MAX_MARKDOWN_CHARACTERS,
    MAX_OPENED,
    MAX_OUTPUT_CHARACTERS,
    MAX_OUTPUTS,
    MAX_PICTURE_CHARACTERS,
)

if TYPE_CHECKING:
    from collections.abc import Container

_PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#|(?!(?:lt|gt|quot|nbsp);|amp;(?!\S))\w+;)")
# Where a link leads must be plain to see: ":", "&" and "\\" could make another scheme of it.
_LINK = re.compile(
    r"\]([(:])(\s*+)((?i:https?://|mailto:)|attachment:[A-Za-z0-9._-]++(?=[\s)])"
    r"|[^:&\\\s()<>]*+(?=[\s)]|$))?"
)
# A picture from elsewhere would tell who opens the page, and when.
_PICTURE = re.compile(r"!(?=\[)(?!\[[^\[\]\\`\n]{0,200}\]\(attachment:[A-Za-z0-9._-]+\))")
_OPENED = re.compile(r"\n|\[|(?<=\\)\(|(?<=\\begin)\{")
_MACRO = re.compile(r"\\(href|html\w*|style|class|cssId|bbox|mmlToken|require|unicode)\b")
# what a terminal or a page could take for a command
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def inert_markdown(text: str, attachments: Container[str] = ()) -> str:
    """Markdown without tags, entities, pictures from elsewhere and links that run something.

    Args:
        text: What the learner wrote.
        attachments: Names of the pictures in the cell; whatever shows another one breaks the page.
    """

    def link(found: re.Match[str]) -> str:
        target = found[3]
        name = target.removeprefix("attachment:") if target else target
        if target is None or (name != target and name not in attachments):
            return f"] {found[0][1:]}"
        return found[0]

    text = _ENTITY.sub(
        "& ", _cut(text, MAX_MARKDOWN_CHARACTERS)
    )  # "&amp;" would be decoded once more in a link
    text = _TAG.sub("&lt;", text)
    text = _PICTURE.sub("! ", text)
    text = _LINK.sub(link, text)
    return _bounded(_MACRO.sub(r"\\text{\1}", text))


def _bounded(text: str) -> str:
    """The text, of which no part opens so many links or formulas that their ends are not found.

    A link ends in its line, so a line that has too many brackets ends earlier. A formula may go on
    for ever, so what comes after too many opens none.
    """
    brackets = formulas = 0

    def opened(found: re.Match[str]) -> str:
        nonlocal brackets, formulas
        if found[0] in "[\n":
            brackets = brackets + 1 if found[0] == "[" else 0
            if brackets < MAX_OPENED:
                return found[0]
            brackets = 0
            return "[\n"
        formulas += 1
        return found[0] if formulas <= MAX_OPENED else f"&#{ord(found[0])};"

    return _OPENED.sub(opened, text)


def inert_attachments(attachments: Any) -> dict[str, dict[str, str]]:
    """The pictures among a cell's attachments; everything else is left out."""
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        if not isinstance(kinds, dict) or not re.fullmatch(r"[\w .-]{1,100}", name):
            continue
        pictures = {kind: kinds[kind] for kind in _PICTURES if _is_picture(kind, kinds.get(kind))}
        if pictures:
            kept[name] = pictures
    return kept


def inert_outputs(outputs: Any) -> list[dict[str, Any]]:
    """A cell's outputs as nbformat stores them: text, pictures and errors, all bounded."""
    if not isinstance(outputs, list):
        return []
    last = outputs[MAX_OUTPUTS - 1 :][-1:]  # it may be an error
    kept = outputs[: MAX_OUTPUTS - 1] + last
    found = [_output(one) for one in kept if isinstance(one, dict)]
    return [one for one in found if one is not None]


def _output(output: dict[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": inert_text(output.get("text"))}
    if kind == "error":
        return {
            "output_type": "error",
            "ename": inert_text(output.get("ename"))[:200],
            "evalue": inert_text(output.get("evalue"))[:5_000],
            "traceback": [inert_text(line) for line in _list(output.get("traceback"))[:100]],
        }
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    kept = {name: data[name] for name in _PICTURES if _is_picture(name, data.get(name))}
    if "text/plain" in data:
        kept["text/plain"] = inert_text(data["text/plain"])
    if not kept:
        return None
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def inert_text(text: Any) -> str:
    """A printable text of bounded length."""
    if not isinstance(text, str):
        return ""
    text = _cut(text.encode("utf-8", "replace").decode(), MAX_OUTPUT_CHARACTERS)
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _cut(text: str, most: int) -> str:
    return (
        text if len(text) <= most else f"{text[:most]}\n... ({len(text) - most:,} more characters)"
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_picture(kind: str, content: Any) -> bool:
    """Whether it is Base64 of a file that begins as such pictures do."""
    if not isinstance(content, str) or len(content) > MAX_PICTURE_CHARACTERS:
        return False
    try:
        decoded = base64.b64decode(content.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return decoded.startswith(_PICTURES[kind])
