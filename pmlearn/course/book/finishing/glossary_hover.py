"""What a term means, shown where the mouse rests on its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from pmlearn.limits import MAX_HOVER_CHARACTERS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def explain_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give every link to the glossary its definition as the title."""
    del docname
    links = [
        link
        for link in doctree.findall(nodes.reference)
        if "#term-" in link.get("refuri", "") or link.get("refid", "").startswith("term-")
    ]
    if not links:
        return
    meanings = _meanings(app.env)
    for link in links:
        anchor = link.get("refid") or link["refuri"].partition("#")[2]
        if meaning := meanings.get(anchor):
            link["reftitle"] = meaning


def _meanings(env: BuildEnvironment) -> dict[str, str]:
    """Anchor of a term -> the first sentences of its definition."""
    domain = env.get_domain("std")
    pages = {place[3] for place in domain.get_objects() if place[2] == "term"}
    found = {}
    for page in pages:
        for item in env.get_doctree(page).findall(nodes.definition_list_item):
            text = " ".join(part.astext() for part in item.findall(nodes.definition))
            meaning = " ".join(text.split())
            if len(meaning) > MAX_HOVER_CHARACTERS:
                meaning = meaning[:MAX_HOVER_CHARACTERS].rpartition(" ")[0] + " …"
            for term in item.findall(nodes.term):
                found.update(dict.fromkeys(term["ids"], meaning))
    return found
