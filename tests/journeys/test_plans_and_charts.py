"""Decisions, charts, maps, sequences and schedules on a page: touch, odd answers, consequences."""

from __future__ import annotations

import json

import pytest
from journeys.exercise_page import BY_MOUSE, RIGHT, TRIAL, serving, write_page

NAMES = ("ranking", "desk", "signals", "quiet", "chain", "crew")
ODD = (None, "map", 7, True, [], [[]], [None], {}, [["docks"]], {"from": "x"}, {"people": []})
ODDER = ({"permit": "soon", "test": -99}, [["docks", "toString"]], [10**6, "3"], {"people": 1e9})


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    with serving(folder) as address:
        yield address


def opened(chromium, served, **device):
    """A new reader's page of all kinds, which notes the errors of its scripts."""
    page = chromium.new_context(**device).new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"{served}/light.html")
    page.locator(".pm-exercise").nth(len(TRIAL) - 1).wait_for()
    return page


@pytest.fixture
def page(chromium, served):
    page = opened(chromium, served, viewport={"width": 900, "height": 900})
    yield page
    page.context.close()
    assert page.problems == []


def question(page, name):
    return page.locator(f"[data-pmlearn-question='trial/{name}'] .pm-exercise")


def stored(page, name):
    return page.evaluate(f"JSON.parse(localStorage.getItem('pmlearn:trial/{name}'))")


def said(box):
    return box.locator(".pm-said").inner_text()


def check(box):
    box.get_by_role("button", name="Check", exact=True).click()
    return said(box)


@pytest.mark.parametrize("odd", [*ODD, *ODDER], ids=json.dumps)
def test_an_odd_stored_answer_breaks_nothing_and_can_be_answered_over(page, odd):
    for name in NAMES:
        keep = "([name, value]) => localStorage.setItem(`pmlearn:trial/${name}`, value)"
        page.evaluate(keep, [name, json.dumps(odd)])
    page.reload()
    page.locator(".pm-exercise").nth(len(TRIAL) - 1).wait_for()
    for name in NAMES:
        assert not check(question(page, name)).startswith("Right")
    for name in ("chain", "signals"):
        BY_MOUSE[name](page, question(page, name))
        assert sorted(stored(page, name)) == sorted(RIGHT[name])


def test_a_number_that_is_none_is_told_and_the_value_stays(page):
    box = question(page, "desk")
    people = box.get_by_role("textbox", name="People")
    for typed, told, stays in (
        ("many", "People: “many” is no number. Type one from 1 to 8.", "1"),
        ("99", "People goes from 1 to 8 in steps of 1: 8 is the nearest.", "8"),
    ):
        people.fill(typed)
        people.press("Enter")
        assert said(box) == told
        assert people.input_value() == stays


def test_figures_and_chart_follow_each_decision(page):
    box = question(page, "desk")
    box.get_by_role("slider", name="People").press("ArrowRight")
    assert box.locator(".pm-figures").inner_text().split() == [
        "Wait",
        "48",
        "minutes",
        "Cost",
        "8",
        "k",
    ]
    picture = box.locator("svg[role=img]").get_attribute("aria-label")
    assert picture == (
        "Wait over People: 48 minutes at 2; from 96 minutes at 1 to 12 minutes at 8."
    )


def test_a_part_of_the_points_is_told_as_such(page):
    box = question(page, "desk")
    for name, value in (("People", "3"), ("Hours (a day)", "8")):
        box.get_by_role("textbox", name=name).fill(value)
        box.get_by_role("textbox", name=name).press("Enter")
    assert check(box) == "In part. Waits of 32 minutes."


def test_points_are_also_marked_with_buttons(page):
    """On a phone points lie closer than a finger is wide."""
    box = question(page, "signals")
    following = box.get_by_role("button", name="Next point")
    for _ in range(2):
        following.click()
    box.get_by_role("button", name="Mark", exact=True).click()
    assert box.locator(".pm-here").inner_text() == "Week 3: 11.5 %"
    assert stored(page, "signals") == [3]
    assert check(box) == "1 of 2 found, 0 marked that should not be. Look at the limit."
    box.get_by_role("button", name="Unmark", exact=True).click()
    assert stored(page, "signals") is None


def test_a_range_begun_is_told_and_can_be_given_up(page):
    box = question(page, "quiet")
    chart = box.get_by_role("listbox")
    chart.press("End")
    chart.press("Space")
    told = box.locator("[role=status]", has_text="mark the other end")
    assert told.inner_text() == "From Week 10 to ...: mark the other end."
    chart.press("Escape")
    assert box.get_by_text("Nothing is marked.").count() == 1
    assert stored(page, "quiet") is None


def test_an_arrow_is_taken_away_by_its_button_which_leaves_the_focus_near(page):
    box = question(page, "chain")
    BY_MOUSE["chain"](page, box)
    box.get_by_role("button", name="Remove: New docks leads to People ride to the ferry").press(
        "Enter"
    )
    assert stored(page, "chain") == RIGHT["chain"][1:]
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "Remove: Relaunched app leads to People find a bike"
    assert said(box) == "Taken away: New docks leads to People ride to the ferry."


def test_an_arrow_over_a_column_between_does_not_look_like_two(page):
    """It bends, so that it does not lie on the arrow from the box behind which it passes."""
    box = question(page, "chain")
    for name in ("New docks", "Fewer cars", "to the ferry", "Fewer cars"):
        box.locator(".pm-box", has_text=name).click()
    over, next_to = (one.bounding_box() for one in box.locator(".pm-arrow").all())
    assert over["height"] > 20
    assert next_to["height"] < 20


def test_delays_are_added_up_anew_with_each_move(page):
    box = question(page, "ranking")
    total = box.get_by_text("All delays together")
    assert total.inner_text() == "All delays together: 98 k"
    box.get_by_role("button", name="Later: Harbor map").click()
    assert total.inner_text() == "All delays together: 88 k"
    assert "Done after week 1: 3 k" in box.locator("li").first.inner_text()


def test_a_plan_shows_what_it_breaks(page):
    box = question(page, "crew")
    assert box.locator(".pm-broken li").all_inner_texts() == [
        "Dig the depot begins before Permits has ended.",
        "Test both begins before Dig the depot has ended.",
        "Test both begins before Dig the harbor has ended.",
        "More people are needed than the 4 there are: week 1, 2, 3.",
    ]
    BY_MOUSE["crew"](page, box)
    assert box.locator(".pm-broken li").count() == 0
    assert box.get_by_text("Ends after week 9; asked for is week 10. No rule is broken.").count()


def touch(page, kind, x, y):
    """A finger, as the browser itself sees it: it may scroll the page."""
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    page.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def phone(chromium, served):
    device = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    page = opened(chromium, served, **device)
    page.cdp = page.context.new_cdp_session(page)
    yield page
    page.context.close()
    assert page.problems == []


def test_a_finger_moves_a_bar_and_not_the_page(phone):
    box = question(phone, "crew")
    bar = box.get_by_role("slider", name="Test both")
    phone.evaluate("document.body.style.paddingBottom = '2000px'")  # the page can scroll further
    bar.scroll_into_view_if_needed()
    scrolled = phone.evaluate("scrollY")
    place = bar.bounding_box()
    week = box.locator(".pm-slots").first.bounding_box()["width"] / 12
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    touch(phone, "touchStart", x, y)
    for step in range(1, 8):
        touch(phone, "touchMove", x + week * step, y - 10 * step)
    touch(phone, "touchEnd", 0, 0)
    assert stored(phone, "crew")["test"] == 7
    assert phone.evaluate("scrollY") == scrolled


def test_a_finger_has_44_pixels_for_each_control(phone):
    small = """names => names.flatMap(name => [...document.querySelectorAll(
      `[data-pmlearn-question='trial/${name}'] :is(button, input, .pm-slots)`)]
      .filter(control => control.getBoundingClientRect().height < 44)
      .map(control => [name, control.outerHTML]))"""
    assert phone.evaluate(small, list(NAMES)) == []
