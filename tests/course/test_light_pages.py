"""What the book's pages leave out, and what they put right in other projects' parts."""

from __future__ import annotations

import pytest

from pmlearn.course.book.finishing.icons import code_points, icons_in, with_icons
from pmlearn.course.book.finishing.light_pages import mended, named_folds, needed

CSS = (
    "@font-face{font-weight:900;src:url(../fonts/fa-solid-900.woff2) "
    'format("woff2"),url(../fonts/fa-solid-900.ttf) format("truetype")}'
    '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-cat:before{content:"\\f6be"}'
    '.note{content:"\\f05a";color:red}'
)


class TestIcons:
    def test_pages_and_scripts_name_their_icons(self):
        assert icons_in(['<i class="fa-solid fa-bars fa-lg">', "fa-cat"]) == {
            "fa-solid",
            "fa-bars",
            "fa-lg",
            "fa-cat",
        }

    def test_only_the_icons_in_use_are_kept_under_any_of_their_names(self):
        kept = with_icons(CSS, {"fa-navicon"})
        assert ".fa-bars:before" in kept
        assert "fa-cat" not in kept
        assert '.note{content:"\\f05a";color:red}' in kept

    def test_the_small_font_stands_in_for_all_files_of_the_large_one(self):
        kept = with_icons(CSS, set())
        assert "fa-solid-900" not in kept
        assert 'src:url(book-icons.woff) format("woff")}' in kept

    def test_the_font_gets_what_is_drawn_by_name_by_code_or_as_a_sign(self):
        assert code_points('a{content:"\\f05a"}b{content:"\uf0c9"}c{content:"x"}') == {
            0xF05A,
            0xF0C9,
        }


class TestFiles:
    def test_a_page_without_code_loads_no_copy_button(self):
        files = ["_static/copybutton.js", "_static/doctools.js"]
        assert needed(files, "<p>No code</p>") == ["_static/doctools.js"]
        assert needed(files, '<div class="highlight-python">') == files

    def test_cards_and_outputs_bring_their_styles(self):
        files = ["sphinx-design.min.css", "mystnb.1b39.css"]
        assert needed(files, '<div class="a sd-card">') == files[:1]
        assert needed(files, '<div class="cell docutils">') == files[1:]


class TestMended:
    @pytest.mark.parametrize("corner", ["<th></th>", '<th class="head"><p></p></th>'])
    def test_an_empty_corner_of_a_table_is_no_header(self, corner):
        assert mended(f"<tr>{corner}<th>Cost</th></tr>") == "<tr><td></td><th>Cost</th></tr>"

    def test_the_button_that_folds_a_chapters_pages_has_its_name(self):
        contents = (
            '<a href="w">Before</a></li><li>'
            '<a href="x"><em>Five</em> roles</a><details><summary><i></i></summary>'
        )
        assert '<summary aria-label="Pages of: Five roles">' in named_folds(contents)

    def test_a_details_element_elsewhere_stays(self):
        text = "<p>Text</p><details><summary>More</summary></details>"
        assert named_folds(text) == text
