"""A link to a glossary term tells its meaning where the mouse rests on it."""

from __future__ import annotations

import subprocess
import sys


def test_a_term_shows_its_definition_and_other_links_none(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(
        "from pmlearn.course.book.finishing.glossary_hover import explain_terms\n"
        "def setup(app):\n    app.connect('doctree-resolved', explain_terms)\n"
    )
    (source / "index.rst").write_text(
        "Roles\n=====\n\nA :term:`benefit` counts; see :doc:`words`.\n\n.. toctree::\n\n   words\n"
    )
    (source / "words.rst").write_text(
        "Words\n=====\n\n.. glossary::\n\n   benefit\n      What is better afterwards,\n"
        "      and measured.\n"
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-W", source, tmp_path / "site"]
    subprocess.run(command, check=True)
    page = (tmp_path / "site" / "index.html").read_text()
    assert 'href="words.html#term-benefit" title="What is better afterwards, and measured."' in page
    assert page.count('title="What is better') == 1
