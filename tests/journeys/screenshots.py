"""Makes the README's screenshots from the built course: python tests/journeys/screenshots.py.

Needs `make course` before, and Chromium.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import CHROMIUM_ARGUMENTS  # noqa: E402  the path is set above
from journeys.lab import Notebook, jupyter_lab  # noqa: E402

IMAGES = ROOT / "book" / "images"


def save(page, name):
    """A screenshot with few enough colors to be small."""
    path = IMAGES / f"screenshot-{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(path, optimize=True)
    print(path.relative_to(ROOT), f"{path.stat().st_size // 1024} kB")  # noqa: T201  a script


def lab_widget(browser):
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "labs"
        shutil.copytree(ROOT / "notebooks", folder)
        with jupyter_lab(folder, Path(home)) as url:
            page = browser.new_page(viewport={"width": 1200, "height": 860})
            notebook = Notebook(page, url("five-roles.ipynb"))
            notebook.run(notebook.cell("practice("))
            sorter = page.locator(".pm-exercise[data-kind='sort']")
            for category in ("Program", "Product", "Service", "Product", "Portfolio", "Project"):
                sorter.locator(".pm-category", has_text=category).click()
                sorter.get_by_role("button", name="Next").click()
            sorter.locator(".pm-category", has_text="Portfolio").click()
            page.keyboard.press("Control+b")  # the file browser takes room
            sorter.scroll_into_view_if_needed()
            page.wait_for_timeout(800)
            save(page, "lab")


def book_page(browser):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    site = ROOT / "build" / "_build" / "html"
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        page.goto(f"http://127.0.0.1:{server.server_port}/book/roles/five-roles.html")
        check = page.locator("[data-pmlearn-question='five-roles/two_dependent']")
        check.get_by_label("The portfolio board.").check()
        check.evaluate("box => window.scrollTo(0, box.getBoundingClientRect().top + scrollY - 250)")
        page.wait_for_timeout(500)
        save(page, "page")
        server.shutdown()


def main():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        lab_widget(browser)
        book_page(browser)


if __name__ == "__main__":
    main()
