"""Questions on a page without a kernel: the same scripts, the answer kept by the browser."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

# Scripts and styles that pages and widgets share.
STATIC = Path(__file__).parent / "static"


def question_html(question: dict[str, Any]) -> str:
    """A formative question as HTML that static/mount.js brings to life.

    Without scripts a reader sees the question and its options.

    Args:
        question: What `Question.to_dict` gives.
    """
    data = json.dumps(question, ensure_ascii=False).replace("<", "\\u003c")
    entries = "".join(f"<li>{html.escape(entry['text'])}</li>" for entry in question["entries"])
    listed = f"<ul>{entries}</ul>" if entries else ""
    name = html.escape(f"{question['lesson']}/{question['id']}")
    return (
        f'<div class="pmlearn-exercise" data-pmlearn-question="{name}" '
        f'data-kind="{html.escape(question["kind"])}">'
        f'<script type="application/json">{data}</script>'
        f"<p>{html.escape(question['prompt'])}</p>{listed}</div>"
    )
