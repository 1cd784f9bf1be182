"""Makes screenshots; needs Chromium and, but for the exercises, `make course` before.

python tests/journeys/screenshots.py              the README's
python tests/journeys/screenshots.py look FOLDER  every exercise and five pages: light, dark, phone
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import CHROMIUM_ARGUMENTS  # noqa: E402  the path is set above
from journeys.exercise_page import BY_MOUSE, serving, write_page  # noqa: E402
from journeys.lab import Notebook, jupyter_lab  # noqa: E402

SITE = ROOT / "build" / "_build" / "html"
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
    with serving(SITE) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        page.goto(f"{address}/book/roles/five-roles.html")
        check = page.locator("[data-pmlearn-question='five-roles/two_dependent']")
        check.get_by_label("The portfolio board.").check()
        check.evaluate("box => window.scrollTo(0, box.getBoundingClientRect().top + scrollY - 250)")
        page.wait_for_timeout(500)
        save(page, "page")


LOOKS = {"light": ("light", 1200), "dark": ("dark", 1200), "phone": ("light", 375)}
PAGES = [
    "book/intro",
    "book/roles/five-roles",
    "notebooks/five-roles",
    "book/glossary",
    "book/progress",
]


def every_exercise(browser, folder):
    """Each kind, answered right and checked."""
    with tempfile.TemporaryDirectory() as made:
        write_page(Path(made))
        with serving(made) as address:
            for look, (theme, width) in LOOKS.items():
                page = browser.new_page(viewport={"width": min(width, 860), "height": 900})
                page.goto(f"{address}/{theme}.html")
                for name, answer in BY_MOUSE.items():
                    box = page.locator(f"[data-pmlearn-question='trial/{name}'] .pm-exercise")
                    box.wait_for()
                    answer(page, box)
                    for button in box.get_by_role("button", name="Check", exact=True).all():
                        button.click()
                    box.screenshot(path=folder / f"exercise-{name}-{look}.png")
                page.close()


def five_pages(browser, folder):
    """What a reader sees first of each page."""
    with serving(SITE) as address:
        for look, (theme, width) in LOOKS.items():
            page = browser.new_page(
                viewport={"width": width, "height": 900},
                color_scheme=theme,
                reduced_motion="reduce",
            )
            for path in PAGES:
                page.goto(f"{address}/{path}.html", wait_until="networkidle")
                page.screenshot(path=folder / f"page-{path.replace('/', '-')}-{look}.png")
            page.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["readme", "look"], default="readme")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "look")
    asked = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        if asked.what == "readme":
            lab_widget(browser)
            book_page(browser)
            return
        asked.folder.mkdir(parents=True, exist_ok=True)
        every_exercise(browser, asked.folder)
        five_pages(browser, asked.folder)


if __name__ == "__main__":
    main()
