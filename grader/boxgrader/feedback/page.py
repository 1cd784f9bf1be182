"""Feedback as a page that asks nothing of any other host and runs nothing.

`GenerateFeedback.exporter_class` in nbgrader_config.py names it, so that nbgrader's own
`generate_feedback` writes the same pages as `boxgrader grade`.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.preprocessors import GetGrades

from boxgrader.limits import MAX_COLORED, MAX_COLORED_ON_PAGE, MAX_FORMULA_CHARACTERS

# Coloring takes up to a second for 10 kB, and an honest cell has a fifth of that. Each blank in a
# row of blanks is looked at once for each one before it, and more.
_GAP = re.compile(r"\s{200}")
WAITS = "waits for a person"

# Whatever stands in a page: no script runs, and nothing comes from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: 'self' file:; "
    "form-action 'none'; base-uri 'none'"
)
_POLICY = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
# A policy does not keep a page from being replaced. A template is neither shown nor run.
_ACTIVE = re.compile(r"<(/?)(?:script|iframe|object)\b[^<>]*>?", re.IGNORECASE)
_EMPTY = re.compile(r"<(?:link|meta|base|embed)\b[^<>]*>?", re.IGNORECASE)
_CHARSET = '<meta charset="utf-8"/>'
_DOLLARS = re.compile(r"^\s*(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))\s*$", re.DOTALL)


class GradesSoFar(GetGrades):  # type: ignore[misc]  # nbgrader ships no types
    """Writes points into a notebook; where a person has still to judge, it says so."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Read the grades of one notebook; called by nbconvert."""
        self.waiting = False
        nb, resources = super().preprocess(nb, resources)
        if self.waiting:
            resources["nbgrader"]["score"] = f"{_points(resources['nbgrader']['score'])} so far"
        return nb, resources

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        about = cell.metadata.nbgrader
        place = (about.grade_id, self.notebook_id, self.assignment_id, self.student_id)
        if self.gradebook.find_grade(*place).needs_manual_grade:
            about.score, self.waiting = WAITS, True


class _Harmless(TemplateExporter):
    """Makes a page inert between nbconvert's template and its last step."""

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own template exporter
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        page, resources = super().from_notebook_node(nb, resources, **kw)
        head, body, rest = page.partition("<body")
        head = _EMPTY.sub("", _SCRIPT.sub("", head))
        head = _HEAD.sub(lambda found: found[0] + _CHARSET + _POLICY, head, count=1)
        return head + body + _EMPTY.sub("<wbr>", _ACTIVE.sub(r"<\1template>", rest)), resources


class FeedbackPage(HTMLExporter, _Harmless):
    """nbgrader's feedback page without scripts and requests, bounded in what it colors."""

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert one graded notebook."""
        # nbgrader's template gives points to these two; here they may be words
        points = {"float": lambda value: value, "round": lambda value, _: _points(value)}
        self.filters = {**self.filters, **points, "highlight_code": _Colors(parent=self)}
        return super().from_notebook_node(nb, resources, **kw)

    def markdown2html(self, context: Any, source: str) -> str:
        """Markdown as nbconvert shows it, with formulas as MathML."""
        cell = context.get("cell", {})
        renderer = _Formulas(escape=False, attachments=cell.get("attachments", {}))
        return str(MarkdownWithMath(renderer=renderer).render(source))

    # what nbconvert asks of a filter that needs to know its cell
    markdown2html.jinja_pass_arg = HTMLExporter.markdown2html.jinja_pass_arg  # type: ignore[attr-defined]

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        nb, resources = super()._preprocess(nb, resources)  # type: ignore[no-untyped-call]
        for cell in nb.cells:
            for output in cell.get("outputs", ()):
                _show_formula(output.get("data", {}))
        return nb, resources


class _Colors(Highlight2HTML):
    """Colors code as long as that is quick, and shows the rest as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__("ipython3", **options)  # type: ignore[no-untyped-call]
        self._left = MAX_COLORED_ON_PAGE

    def __call__(self, source: str, language: str | None = None, metadata: Any = None) -> str:
        if len(source) > min(MAX_COLORED, self._left) or _GAP.search(source):
            return f'<div class="highlight"><pre>{escape(source)}</pre></div>'
        self._left -= len(source)
        colored = super().__call__(source, language, metadata)  # type: ignore[no-untyped-call]
        return str(colored)


class _Formulas(IPythonRenderer):
    """Shows formulas without a script, and code within text without colors."""

    def block_code(self, code: str, info: str | None = None) -> str:
        del info
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def block_math(self, body: str) -> str:
        return _mathml(body, "block") or str(super().block_math(body))

    def inline_math(self, body: str) -> str:
        return _mathml(body, "inline") or str(super().inline_math(body))

    def latex_environment(self, name: str, body: str) -> str:
        whole = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return _mathml(whole, "block") or str(super().latex_environment(name, body))


def _show_formula(data: Any) -> None:
    """Put MathML beside an output's LaTeX, which comes first then."""
    latex = data.get("text/latex", "")
    written = _DOLLARS.match("".join(latex))
    if written and (formula := _mathml(written[2], "block")):
        del data["text/latex"]
        data["text/html"] = formula


def _mathml(latex: str, display: str) -> str:
    """A formula as MathML; empty where it cannot be converted, so that its text is shown."""
    from latex2mathml.converter import convert

    if len(latex) > MAX_FORMULA_CHARACTERS:
        return ""
    try:
        return convert(latex.strip(), display=display)
    except Exception:  # noqa: BLE001  a library for formulas that people type
        return ""


def _points(value: Any) -> str:
    """Points with at most one decimal; words stay as they are."""
    return value if isinstance(value, str) else f"{float(value):.1f}".removesuffix(".0")
