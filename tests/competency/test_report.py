"""The reports as a reader gets them."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from pmlearn.competency.evidence.class_record import read_class
from pmlearn.competency.framework import load
from pmlearn.competency.reports.charts import radar
from pmlearn.competency.reports.class_tables import item_analysis, not_yet_met, work_status
from pmlearn.competency.reports.names import Names
from pmlearn.competency.reports.pages import Links
from pmlearn.competency.reports.report import write_class_report, write_profile

TODAY = date(2026, 3, 2)
PAGES = (
    *("book/intro", "book/roles/five-roles", "notebooks/five-roles"),
    *("book/project/scope-to-schedule", "book/portfolio/choosing-under-capacity"),
)
KEY = bytes(range(32))
RATINGS = [{"learner": "ana", "element": "CO1", "level": 3}]


@pytest.fixture(scope="module")
def record(database, source):
    return read_class(database, source.parent, PAGES, self_ratings=RATINGS)


@pytest.fixture(scope="module")
def pages(record, tmp_path_factory):
    """Class report and one profile, as files."""
    folder = tmp_path_factory.mktemp("reports")
    write_class_report(record, folder, Names(KEY), today=TODAY)
    write_profile(
        record,
        "ana",
        "product manager",
        folder / "profile.html",
        names=Names(KEY),
        links=Links("../site/", "../work/"),
        today=TODAY,
    )
    return folder


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.captions, self.tables = [], [], 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=["class.html", "profile.html"])
def text(request, pages):
    return (pages / request.param).read_text(encoding="utf-8")


def test_a_page_asks_nothing_of_the_network(text):
    page = Page(text)
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "base"}
        assert "src" not in attributes
    assert "@import" not in text
    assert not re.search(r"url\(", text)
    assert not re.search(r"https?://", text)


def test_every_table_has_a_caption_and_every_header_a_scope(text):
    page = Page(text)
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all("scope" in attributes for attributes in page.all("th"))


def test_a_page_names_its_language_title_and_one_main_heading(text):
    page = Page(text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("title")) == len(page.all("main")) == 1


def test_every_picture_has_words(text):
    for picture in Page(text).all("svg"):
        assert picture["role"] == "img"
        assert len(picture["aria-label"]) > 50


def test_a_page_has_a_style_for_dark_and_for_paper(text):
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("name", ["class.html", "profile.html"])
def test_a_browser_shows_a_page_without_requests_or_barriers(pages, chromium, name, width, scheme):
    """No rule of axe is broken, and the page is no wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((pages / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert requests == [(pages / name).as_uri()]
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    context.close()


def test_a_heat_map_of_all_elements_fits_on_paper(database, source, tmp_path, chromium):
    lessons = [slug for element in load().elements() for slug in element.chapters]
    record = read_class(database, source.parent, [f"book/a/{slug}" for slug in lessons])
    write_class_report(record, tmp_path, Names(KEY))
    page = chromium.new_context(viewport={"width": 718, "height": 1000}).new_page()
    page.emulate_media(media="print")
    page.goto((tmp_path / "class.html").as_uri())
    shown = page.locator("table.heat thead tr").nth(1).locator("th").count()
    assert shown == 1 + len(list(load().elements()))  # and the learners
    assert page.evaluate("document.documentElement.scrollWidth") == 718


def test_no_id_of_a_learner_leaves_the_gradebook(record, pages):
    for path in pages.iterdir():
        shown = path.read_text(encoding="utf-8")
        for learner in record.gradebook.learners:
            assert not re.search(rf"\b{learner}\b", shown), (path.name, learner)
        assert Names(KEY)("ana") in shown


def test_real_ids_appear_when_asked_for(record, tmp_path):
    write_class_report(record, tmp_path, Names.real(), today=TODAY)
    assert "ana" in (tmp_path / "class.html").read_text(encoding="utf-8")


class TestProfile:
    def test_links_lead_to_book_and_assignments(self, pages):
        links = [a["href"] for a in Page((pages / "profile.html").read_text("utf-8")).all("a")]
        assert "../site/book/portfolio/choosing-under-capacity.html" in links

    def test_shows_level_target_and_own_rating(self, pages):
        text = (pages / "profile.html").read_text(encoding="utf-8")
        row = re.search(r"<tr><th[^>]*><span[^>]*>CO1<.*?</tr>", text, re.DOTALL)[0]
        numbers = re.findall(
            r">(\d)<", re.sub(r"<i[^>]*></i>|<span[^>]*ladder[^>]*></span>", "", row)
        )
        assert "</span>1</td>" in row
        assert numbers[-2:] == ["4", "3"]

    def test_text_of_another_organizations_framework_is_escaped(self, record, tmp_path):
        from dataclasses import replace

        title = "<script>alert(1)</script>"
        framework = replace(record.framework, title=title)
        attainment = replace(record.attainment, framework=framework)
        other = replace(record, framework=framework, attainment=attainment)
        write_profile(other, "ana", "product manager", tmp_path / "x.html", names=Names(KEY))
        assert "<script" not in (tmp_path / "x.html").read_text(encoding="utf-8")


class TestClass:
    def test_counts_late_missing_waiting_and_unreadable_work(self, record):
        work = work_status(record).set_index(["learner", "assignment"])
        assert work.loc[("ben", "five-roles"), "status"] == "late"
        assert work.loc[("ben", "five-roles"), "days_late"] == pytest.approx(1)
        assert work.loc[("ben", "five-roles"), "waiting"] == 1
        assert work.loc[("dov", "five-roles"), "status"] == "could not be marked"
        assert work.loc[("eve", "five-roles"), "status"] == "missing"
        assert work.loc[("ana", "five-roles"), "status"] == "handed in"
        assert work.loc[("ana", "scope-to-schedule"), "waiting"] == 0

    def test_lists_the_least_met_criteria_first(self, record):
        table = not_yet_met(record)
        assert list(table["share"]) == sorted(table["share"])
        row = table.set_index("criterion").loc["CO1.1"]
        assert (row["met"], row["not_met"], row["not_assessed"]) == (2, 1, 2)

    def test_does_not_list_what_nobody_failed(self, record):
        assert "PJ2.2" not in set(not_yet_met(record)["criterion"])

    def test_item_analysis_leaves_out_who_could_not_be_marked(self, record):
        found, _ = item_analysis(record, "five-roles")
        assert found.n == 2  # ana and cleo; ben's judged answer waits
        assert found.left_out == 1

    def test_item_analysis_warns_of_a_small_class(self, pages):
        assert "fewer than 30" in (pages / "class.html").read_text(encoding="utf-8")


def test_a_radar_needs_three_axes_and_levels_for_each():
    with pytest.raises(ValueError, match="a radar needs at least three axes, got 2"):
        radar(["a", "b"], [], "t")
    with pytest.raises(ValueError, match="series 'x': needs 3 levels, got 1"):
        radar(["a", "b", "c"], [("got", "x", [1])], "t")
