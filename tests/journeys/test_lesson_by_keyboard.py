"""A whole lesson taken without a mouse: every self-check of chapter and lab, answered right."""

from __future__ import annotations

import pytest
from journeys.answering import BY_KEYBOARD
from journeys.exercise_page import tab_to

from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import load_questions

LESSON = "five-roles"
PAGES = ("book/roles/five-roles.html", "notebooks/five-roles.html")


@pytest.fixture
def page(site, chromium):
    context = chromium.new_context(base_url=site, viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def choose(page, box, question, right):
    """Radio buttons: Space takes the first, arrow keys the next ones."""
    tab_to(page, box.locator("input").first)
    page.keyboard.press("Space")
    for _ in range([option["id"] for option in question.entries].index(right)):
        page.keyboard.press("ArrowDown")


def answer(page, box, question):
    """Give the right answer of the case that the page shows first, and have it marked."""
    give = {**BY_KEYBOARD, "choice": choose}[question.kind]
    give(page, box, question, KINDS[question.kind].solution(question))
    check = box.get_by_role("button", name="Check", exact=True)
    if check.count():
        tab_to(page, check)
        page.keyboard.press("Enter")


def test_all_self_checks_of_a_lesson_can_be_answered_by_keyboard_alone(page):
    questions = load_questions(LESSON)
    for path in PAGES:
        page.goto(path)
        page.locator(".pm-exercise").first.wait_for()
        for place in page.locator("[data-pmlearn-question]").all():
            question = questions[place.get_attribute("data-pmlearn-question").partition("/")[2]]
            answer(page, place.locator(".pm-exercise"), question)
            assert place.locator(".pm-said").inner_text().startswith("Right"), question.id

    page.goto("book/progress.html")
    row = page.locator(".pm-progress li", has_text="Five roles")
    assert f"{len(questions)} of {len(questions)} right" in row.inner_text()
    tab_to(page, row.get_by_role("button"))
    page.once("dialog", lambda asked: asked.accept())
    page.keyboard.press("Enter")
    assert f"0 of {len(questions)} right" in row.inner_text()


def test_the_focus_is_seen_wherever_it_goes(page):
    """Each stop of the Tab key within a self-check has an outline around it."""
    page.goto(PAGES[0])
    box = page.locator(".pm-exercise").first
    tab_to(page, box.locator("input").first)
    for _ in range(2):
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Tab")
