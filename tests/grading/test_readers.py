"""Whoever opens a learner's notebook or feedback is safe: nothing runs, loads or breaks there."""

from __future__ import annotations

import base64
import re
import time

import pytest
from grading.lesson import cell, lesson, named, submitted

from boxgrader.limits import MAX_MARKDOWN_CHARACTERS
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.restore import restore
from boxgrader.submission.sanitize import inert_markdown

PICTURE = {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}


def page(change):
    """The page that nbconvert makes of a notebook whose cells were changed so."""
    from nbconvert import HTMLExporter

    pieces, _ = read_notebook(submitted(change=change))
    restored, _ = restore(pieces, lesson())
    restored.cells = [one for one in restored.cells if one.cell_type != "code"]
    text, _ = HTMLExporter(template_name="classic").from_notebook_node(restored)
    return text[text.index("<body") :]


def written(text):
    """The page for an essay with this text."""
    return page(lambda made: named(made, "essay").update(source=text))


HARMFUL_LINKS = {
    "an escaped colon": r"[x](javascript\:alert(1))",
    "an escaped colon in brackets": r"[x](< javascript\:alert(1)>)",
    "a definition": "[x][r]\n\n[r]: javascript\\:alert(1)",
    "a definition over two lines": "[x][r]\n\n[r]:\n  javascript\\:alert(1)",
    "a quoted definition": "[x][r]\n\n> [r]:\n> javascript\\:alert(1)",
    "an entity that is decoded twice": "[x](&amp;#106;avascript&amp;#58;alert(1))",
    "a tab that browsers skip": "[x](java&amp;Tab;script\\:alert(1))",
    "a hard space": "[x](\u00a0javascript\\:alert(1))",
    "an escaped data address": r"[x](data\:text/html,alert(1))",
    "a file": "[x](file:///etc/passwd)",
    "a picture in a link": "[![a](http://192.0.2.1/1.png)](javascript\\:alert(1))",
}


@pytest.mark.parametrize("way", list(HARMFUL_LINKS))
def test_no_link_of_a_learner_leads_to_a_script_or_file(way):
    found = re.findall(r'href="([^"]*)"', written(HARMFUL_LINKS[way]))
    assert [one for one in found if not one.startswith(("#", "http://192.0.2.1/"))] == []


def test_ordinary_links_of_a_learner_stay():
    text = "[a](https://example.org/x?a=1&b=2:3) [b](notes.html) [c][r]\n\n[r]: http://example.org/"
    shown = written(text)
    assert 'href="https://example.org/x?a=1' in shown
    assert 'href="notes.html"' in shown
    assert 'href="http://example.org/"' in shown


REMOTE_PICTURES = {
    "a picture": "![x](http://192.0.2.1/x.png)",
    "a picture by name": "![x][r]\n\n[r]: http://192.0.2.1/x.png",
    "two marks": "!![x](http://192.0.2.1/x.png)",
    "two lines": "![x\ny](http://192.0.2.1/x.png)",
    "half an attachment": "![k](attachment:a.png\n\n[k]: http://192.0.2.1/x.png",
    "a box in a formula": r"$\bbox[background:url(http://192.0.2.1/x)]{x}$",
    "an element of a formula": r'$\mmlToken{mi}[href="http://192.0.2.1/x"]{x}$',
}


@pytest.mark.parametrize("way", list(REMOTE_PICTURES))
def test_nothing_is_loaded_that_could_tell_who_reads(way):
    shown = written(REMOTE_PICTURES[way])
    assert "<img" not in shown
    assert "\\bbox" not in shown
    assert "\\mmlToken" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "![x](attachment:none.png)",
        "![x](attachment\\:none.png)",
        "![x][r]\n\n[r]: attachment:none",
        "![x](attachment:)",
        "![x](attachment:\u00e4.png)",
    ],
)
def test_a_picture_that_is_not_there_does_not_stop_the_page(text):
    """nbconvert refuses the whole notebook over it."""
    assert "attachment" in written(text)


def test_a_pasted_picture_is_shown_in_an_answer_and_in_a_cell_of_ones_own():
    def paste(made):
        named(made, "essay").update(source="![a](attachment:a.png)", attachments={"a.png": PICTURE})
        own = cell("![b](attachment:b.png)", "markdown")
        made.append({**own, "attachments": {"b.png": PICTURE}})

    assert page(paste).count('src="data:image/png;base64') == 2


def test_a_raw_cell_shows_its_tags_as_text():
    pieces, _ = read_notebook(submitted(change=lambda made: made.append(cell("<b>x</b>", "raw"))))
    restored, _ = restore(pieces, lesson())
    assert restored.cells[-1].source == "&lt;b>x&lt;/b>"


@pytest.mark.parametrize("unit", ["\\begin{a}", "\\\\(a", "[", "* a\n  ", "| a"])
def test_a_page_of_an_endless_essay_ends(unit):
    """Some patterns cost the square of their length."""
    assert "more characters" in written((unit * 190_000)[:190_000])


@pytest.mark.parametrize("unit", ["[", "![a", "[a][b]", '[a](b "', "\\\\(a", "\\[a", "\\begin{a}"])
def test_what_opens_without_end_takes_a_page_little_time(unit):
    """A learner may hand in forty cells of this; each took up to twenty seconds."""
    began = time.process_time()
    assert written(unit * (MAX_MARKDOWN_CHARACTERS // len(unit)))
    assert time.process_time() - began < 5


def test_ordinary_text_is_left_as_it_is_however_many_links_and_formulas_it_has():
    line = "- [a](b.html) and \\\\(x\\\\), \\begin{a}y\\end{a}\n"
    assert inert_markdown(line * 140) == line * 140


def test_more_text_than_anybody_writes_is_refused():
    from boxgrader.submission.folder import RefusedError

    with pytest.raises(RefusedError, match="characters"):
        page(lambda made: made.extend(cell("a." * 90_000) for _ in range(20)))
