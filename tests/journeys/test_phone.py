"""The book on a phone and at an address that it does not have, in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager

import pytest

from pmlearn.course.book.jupyter_book import Pages


@pytest.fixture
def phone(chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def test_a_row_becomes_a_card_that_names_its_columns(site, phone):
    phone.goto(f"{site}/book/roles/five-roles.html")
    cells = phone.locator("table.folds").first.locator("tbody tr").first.locator("td")
    assert "Success is" in cells.last.evaluate("cell => getComputedStyle(cell, '::before').content")
    tops = cells.evaluate_all("all => all.map(cell => cell.getBoundingClientRect().top)")
    assert tops == sorted(set(tops))


def test_a_matrix_of_four_columns_fits_beside_its_row_names(site, phone):
    phone.goto(f"{site}/book/roles/who-does-what.html")
    box = phone.locator("[data-pmlearn-question='who-does-what/repair_small'] .pm-scroll")
    box.wait_for()
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_search_icon_stands_before_what_is_typed(site, chromium, width):
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{site}/search.html")
    form = page.locator(".bd-search-container form.bd-search")
    icon = form.locator(".fa-magnifying-glass").bounding_box()
    start = form.locator("input").evaluate(
        """field => field.getBoundingClientRect().left
             + parseFloat(getComputedStyle(field).paddingLeft)"""
    )
    assert icon["x"] + icon["width"] <= start
    page.close()


@contextmanager
def published(folder):
    """A server that shows the book's own page where there is none."""

    class Quiet(Pages):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("within", ["", "/courses/pm"])
@pytest.mark.parametrize("wrong", ["/nothing.html", "/book/roles/nothing/at/all.html"])
def test_an_address_without_a_page_leads_home_and_to_the_search(
    book, chromium, tmp_path, within, wrong
):
    (tmp_path / "courses").mkdir()
    place = tmp_path / within.strip("/")
    shutil.copytree(book, place, dirs_exist_ok=True, copy_function=os.link)
    if within:
        shutil.copy(book / "404.html", tmp_path / "404.html")
    page = chromium.new_page()
    with published(tmp_path) as address:
        answer = page.goto(f"{address}{within}{wrong}", wait_until="networkidle")
        assert answer.status == 404
        page.get_by_role("link").click()
        page.wait_for_url(f"{address}{within}/book/intro.html")
        page.goto(f"{address}{within}{wrong}", wait_until="networkidle")
        page.get_by_label("Search the book").fill("kappa")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url(f"{address}{within}/search.html?q=kappa")
    page.close()
