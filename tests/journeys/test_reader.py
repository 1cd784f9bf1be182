"""The published book in a real browser."""

from __future__ import annotations

import re

import pytest
from journeys.visits import pages, visits

from pmlearn.exercises.questions import load_questions

CHAPTER = "book/roles/five-roles.html"


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda said: (
            page.problems.append((said.text, said.location)) if said.type == "error" else None
        ),
    )
    yield page
    page.close()


@pytest.fixture(scope="module")
def visited(book, site, chromium):
    """What a browser found on each page: opened once, for all tests about every page."""
    return visits(book, site, chromium)


def test_no_page_asks_another_host_for_anything_or_reports_an_error(visited):
    assert {path: one.foreign for path, one in visited.items() if one.foreign} == {}
    assert {path: one.problems for path, one in visited.items() if one.problems} == {}


def test_a_self_check_answers_on_the_page_and_remembers(site, page):
    page.goto(f"{site}/{CHAPTER}")
    check = page.locator("[data-pmlearn-question='five-roles/two_dependent']")
    check.get_by_text("Needing something", exact=False).wait_for(state="detached")
    check.get_by_label("The portfolio board.").check()
    assert "related projects is the program's" in check.inner_text()
    check.get_by_label("The program manager of Open Harbor.").check()
    assert "Right." in check.inner_text()
    page.reload()
    check = page.locator("[data-pmlearn-question='five-roles/two_dependent']")
    assert check.get_by_label("The program manager of Open Harbor.").is_checked()
    check.get_by_role("button", name="Start again").click()
    assert not check.get_by_label("The program manager of Open Harbor.").is_checked()


def test_a_self_check_can_be_done_by_keyboard_alone(site, page):
    page.goto(f"{site}/{CHAPTER}")
    first = page.locator("[data-pmlearn-question='five-roles/who_stops'] input").first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    said = page.locator("[data-pmlearn-question='five-roles/who_stops'] .pm-said")
    assert said.inner_text() == "Right."


def test_the_sites_address_leads_to_the_first_page(site, page):
    page.goto(site)
    page.wait_for_url("**/book/intro.html")


def test_search_finds_the_chapter(site, page):
    page.goto(f"{site}/search.html?q=kappa")
    page.locator("#search-results li a").first.wait_for(timeout=10_000)
    found = page.locator("#search-results").inner_text()
    assert "Five roles" in found


def test_dark_mode_changes_the_page_and_its_self_checks(site, page):
    page.goto(f"{site}/{CHAPTER}")
    page.locator(".pm-exercise").first.wait_for()
    colors = {}
    for mode in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{mode}'")
        colors[mode] = page.evaluate(
            "getComputedStyle(document.querySelector('.pm-exercise')).backgroundColor"
        )
    assert colors["light"] != colors["dark"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_page_opens_as_the_readers_system_is_set(site, chromium, mode):
    page = chromium.new_page(color_scheme=mode)
    page.goto(f"{site}/{CHAPTER}")
    assert page.locator("html").get_attribute("data-theme") == mode
    page.close()


def test_the_labs_notebook_can_be_downloaded(site, page):
    page.goto(f"{site}/notebooks/five-roles.html")
    link = page.locator("a.btn-download-source-button").first.get_attribute("href")
    assert link.endswith("five-roles.ipynb")
    assert page.request.get(f"{site}/notebooks/{link}").ok


def test_the_chapter_shows_computed_numbers_glossary_and_references(site, page):
    page.goto(f"{site}/{CHAPTER}")
    text = page.locator("article").inner_text()
    assert "**" not in text
    assert "glue" not in text
    assert page.locator("math").count() >= 2
    assert page.locator("a[href*='glossary.html#term-']").count() >= 5
    assert page.locator("a[href*='references.html#']").count() >= 5


def test_a_phone_scrolls_down_only(visited):
    assert {path: one.overflow for path, one in visited.items() if one.overflow > 0} == {}


def test_no_column_of_any_table_is_out_of_reach_on_a_phone(visited):
    assert {path: one.lost for path, one in visited.items() if one.lost} == {}


def test_the_labs_sorter_takes_cards_by_dragging_and_by_keys(site, page):
    page.goto(f"{site}/notebooks/five-roles.html")
    sorter = page.locator(".pm-exercise[data-kind='sort']")
    card, zones = sorter.locator(".pm-card"), sorter.locator(".pm-zone")
    card.scroll_into_view_if_needed()
    start, end = card.bounding_box(), zones.nth(1).bounding_box()
    page.mouse.move(start["x"] + 50, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(start["x"] + 80, start["y"] + 60, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + 40, steps=5)
    page.mouse.up()
    assert zones.nth(1).locator(".pm-chip").count() == 1
    card.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("4")
    assert zones.nth(3).locator(".pm-chip").count() == 1
    assert "2 sorted" in sorter.inner_text()
    assert sorter.locator(".pm-said").inner_text().startswith(("Right", "Not yet"))
    page.reload()
    assert "2 sorted" in page.locator(".pm-exercise[data-kind='sort']").inner_text()


def progress(page, chapter):
    return page.locator(".pm-progress li", has_text=chapter)


def test_the_readers_progress_counts_what_is_right_and_what_is_tried(site, page):
    page.goto(f"{site}/{CHAPTER}")
    check = page.locator("[data-pmlearn-question='five-roles/two_dependent']")
    check.get_by_label("The program manager of Open Harbor.").check()
    other = page.locator("[data-pmlearn-question='five-roles/who_stops']")
    other.locator("input").first.check()
    assert "Not yet" in other.inner_text()

    page.goto(f"{site}/book/intro.html")
    page.locator("article").get_by_role("link", name="Your progress").click()
    five, everything = progress(page, "Five roles"), progress(page, "All chapters")
    assert f"1 of {len(load_questions('five-roles'))} right, 2 tried" in five.inner_text()
    assert "right, 2 tried" in everything.inner_text()

    page.on("dialog", lambda asked: asked.accept())
    everything.get_by_role("button").click()
    assert f"0 of {len(load_questions('five-roles'))} right" in five.inner_text()
    assert "tried" not in everything.inner_text()
    assert everything.get_by_role("button").evaluate("b => b === document.activeElement")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('pmlearn'))") == []
    assert page.problems == []


def test_starting_a_chapter_again_asks_first_and_leaves_the_others(site, page):
    page.goto(f"{site}/book/progress.html")
    page.evaluate("localStorage.setItem('pmlearn:five-roles/who_stops', '\"a\"')")
    page.evaluate("localStorage.setItem('pmlearn:kit-and-framework/levels', '{}')")
    page.reload()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    again = progress(page, "Five roles").get_by_role("button")
    again.click()
    assert "Five roles" in asked[0]
    assert "1 tried" in progress(page, "Five roles").inner_text()
    page.once("dialog", lambda dialog: dialog.accept())
    again.click()
    assert "tried" not in progress(page, "Five roles").inner_text()
    kept = page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('pmlearn:'))")
    assert kept == ["pmlearn:kit-and-framework/levels"]


def test_every_self_check_that_progress_counts_stands_on_a_page(book):
    """Otherwise no reader could ever get all of them right."""
    texts = [(book / path).read_text(encoding="utf-8") for path in pages(book)]
    asked = {name for text in texts for name in re.findall(r'pmlearn-question="([^"]+)"', text)}
    page = (book / "book" / "progress.html").read_text(encoding="utf-8")
    counted = re.findall(r'pmlearn-progress="([^"]+)" data-questions="([^"]+)"', page)
    assert counted
    assert {f"{slug}/{name}" for slug, names in counted for name in names.split()} <= asked


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visited, mode):
    assert {
        path: one.violations[mode] for path, one in visited.items() if one.violations[mode]
    } == {}


def test_the_first_load_of_any_page_is_under_a_megabyte(visited):
    weights = {path: sum(one.loaded.values()) for path, one in visited.items()}
    assert {path: weight for path, weight in weights.items() if weight > 1_000_000} == {}


def test_pages_without_self_checks_load_no_script_of_theirs(visited):
    with_checks, without = (
        {path.rpartition("/")[2] for path in visited[page].loaded}
        for page in (CHAPTER, "book/glossary.html")
    )
    assert {"mount.js", "common.js", "choice.js", "exercises.css"} <= with_checks
    assert not without & {"mount.js", "common.js", "choice.js", "exercises.css"}


def test_every_icon_that_a_page_shows_is_in_the_cut_font(book, site, page):
    """No icon may turn into an empty box: its character is in the font, and has a width."""
    page.goto(f"{site}/{CHAPTER}", wait_until="networkidle")
    icons = page.locator("i[class*='fa-']").evaluate_all(
        """all => all.map(icon => [icon.className,
             getComputedStyle(icon, "::before").content, getComputedStyle(icon).fontFamily])"""
    )
    assert len(icons) > 5
    from fontTools.ttLib import TTFont

    known = TTFont(book / "_static" / "styles" / "book-icons.woff").getBestCmap()
    for name, content, family in icons:
        assert ord(content.strip('"')) in known, name
        assert "Font Awesome" in family, name


def test_every_picture_says_what_it_shows(book):
    """A file's name is no description: MyST puts it there when an author forgets."""
    for path in pages(book):
        text = (book / path).read_text(encoding="utf-8")
        shown = re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
        for picture in re.findall(r"<img\b[^>]*>", shown):
            alt = re.search(r'alt="([^"]*)"', picture)
            assert alt, (path, picture)
            assert len(alt[1].split()) >= 3, (path, picture)
            assert not re.search(r"\.(png|svg|jpe?g)$", alt[1]), (path, picture)
