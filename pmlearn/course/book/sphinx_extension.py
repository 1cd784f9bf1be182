"""What the book's pages can say beyond Jupyter Book: self-checks, objectives, formulas.

    ```{question} five-roles/right_work
    ```
    ```{objectives} five-roles
    ```
    ```{criteria-index}
    ```
    ```{progress}
    ```

Formulas become MathML, so that a page shows them without a script.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import pmlearn
from pmlearn.course.book.directives.criteria_index import CriteriaIndexDirective
from pmlearn.course.book.directives.progress import ProgressDirective, uses_progress
from pmlearn.course.book.directives.rooms_picture import RoomsDirective
from pmlearn.course.book.finishing.cases_of_page import write_all_cases
from pmlearn.course.book.finishing.glossary_hover import explain_terms
from pmlearn.course.layout import Layout
from pmlearn.course.lessons import criteria_of
from pmlearn.exercises.page import STATIC, question_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class QuestionDirective(SphinxDirective):
    """A self-check that works on the page, from the lesson's question file."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """The question as HTML; its own text for builders that are not HTML."""
        from pmlearn.exercises.questions import load_questions, pick

        lesson, _, identifier = self.arguments[0].partition("/")
        try:
            question = pick(load_questions(lesson), identifier)
        except (KeyError, ValueError, FileNotFoundError) as error:
            raise self.error(f"question {self.arguments[0]!r}: {error.args[0]}") from error
        return [nodes.raw("", question_html(question.to_dict()), format="html")]


class ObjectivesDirective(SphinxDirective):
    """The objectives: the criteria that the lesson's assignment assesses."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """One list item per criterion, in the framework's words."""
        from pmlearn.competency.framework import load

        framework = load()
        root = Layout(Path(self.env.srcdir).resolve())
        items = "".join(
            f'<li><span class="criterion">{html.escape(code)}</span>'
            f"<span>{html.escape(framework.criterion(code).statement)}</span></li>"
            for code in criteria_of(root, self.arguments[0])
        )
        return [nodes.raw("", f'<ul class="objectives">{items}</ul>', format="html")]


class Formulas:
    """Sphinx's hooks for formulas in HTML."""

    @staticmethod
    def inline(translator: Any, node: nodes.math) -> None:
        """A formula within a line."""
        translator.body.append(_mathml(node.astext(), "inline"))
        raise nodes.SkipNode

    @staticmethod
    def block(translator: Any, node: nodes.math_block) -> None:
        """A formula on its own, with an anchor where it has a label."""
        anchor = f' id="{html.escape(node["ids"][0])}"' if node.get("ids") else ""
        translator.body.append(
            f'<div class="formula"{anchor}>{_mathml(node.astext(), "block")}</div>'
        )
        raise nodes.SkipNode


def _mathml(latex: str, display: str) -> str:
    from latex2mathml.converter import convert

    # The annotation keeps the formula's source readable for those who copy it.
    return str(convert(latex, display=display))


def _serve_exercise_scripts(app: Sphinx) -> None:
    app.config.html_static_path.append(str(STATIC))


def _scripts_where_needed(app: Sphinx, *page: Any) -> None:
    """Load the self-check scripts on those pages only that hold one."""
    doctree = page[-1]
    if doctree is None:
        return
    if any("data-pmlearn-question" in raw.astext() for raw in doctree.findall(nodes.raw)):
        app.add_js_file("mount.js", type="module")
        app.add_css_file("exercises.css")
    if uses_progress(doctree):
        app.add_js_file("progress.js", type="module")
        app.add_css_file("exercises.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("question", QuestionDirective)
    app.add_directive("objectives", ObjectivesDirective)
    app.add_directive("progress", ProgressDirective)
    app.add_directive("criteria-index", CriteriaIndexDirective)
    app.add_directive("rooms", RoomsDirective)
    app.add_html_math_renderer("mathml", (Formulas.inline, None), (Formulas.block, None))
    app.setup_extension("pmlearn.course.book.finishing.light_pages")
    app.connect("builder-inited", _serve_exercise_scripts)
    app.connect("doctree-resolved", explain_terms)
    app.connect("html-page-context", _scripts_where_needed)
    app.connect("build-finished", write_all_cases)
    return {"version": pmlearn.__version__, "parallel_read_safe": True}
