"""Every kind of exercise, answered by a person: on a page without a kernel, and in JupyterLab."""

from __future__ import annotations

import json

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from journeys.exercise_page import (
    BY_KEYBOARD,
    BY_MOUSE,
    RIGHT,
    TRIAL,
    serving,
    state,
    tab_to,
    without_keys,
    write_page,
)
from journeys.lab import Notebook, jupyter_lab

from pmlearn.exercises.questions import AUTHOR

AT_ONCE = {"who", "where"}  # these tell while one answers; the others have a button "Check"
CONTROLS = "button, input, select, textarea, [role=slider]:not([aria-disabled=true])"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    with serving(folder) as address:
        yield address


@pytest.fixture
def page(chromium, served):
    """The page of all kinds, in a browser that has stored nothing; no script may fail."""
    context = chromium.new_context(viewport={"width": 900, "height": 900})
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda c: c.type == "error" and page.problems.append(c.text))
    opened(page, f"{served}/light.html")
    yield page
    context.close()
    assert page.problems == []


def opened(page, address):
    page.goto(address)
    page.locator(".pm-exercise").nth(len(TRIAL) - 1).wait_for()


def question(page, name):
    return page.locator(f"[data-pmlearn-question='trial/{name}'] .pm-exercise")


def stored(page, name):
    return page.evaluate(f"JSON.parse(localStorage.getItem('pmlearn:trial/{name}'))")


def sets_as_lists(answer):
    """The order in which one checks boxes does not matter."""
    return sorted(answer) if isinstance(answer, list) else answer


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_a_right_answer_is_praised_kept_and_cleared(page, name, hand):
    """By mouse or keyboard alone: feedback, the same after a reload, nothing after Start again."""
    box = question(page, name)
    fresh = state(box)
    {"mouse": BY_MOUSE, "keyboard": BY_KEYBOARD}[hand][name](page, box)
    if name not in AT_ONCE:
        press(page, box, "Check", hand)
    praise = "Compare yours" if name == "why" else "Right"
    assert box.locator(".pm-said").inner_text().startswith(praise)
    if name != "sequence":
        assert sets_as_lists(stored(page, name)) == sets_as_lists(RIGHT[name])

    assert counts_as_right(page, name)

    answered = state(box)
    page.reload()
    box.wait_for()
    if name != "why":  # the comparison is made again on request
        assert state(box) == answered
    press(page, box, "Start again", hand)
    assert state(box) == fresh
    assert stored(page, name) is None
    assert not counts_as_right(page, name)


def counts_as_right(page, name):
    """Whether the page of the reader's progress will say so."""
    return page.evaluate(f"localStorage.getItem('pmlearn-right:trial/{name}')") is not None


def press(page, box, label, hand):
    button = box.get_by_role("button", name=label, exact=True)
    if hand == "mouse":
        button.click()
    else:
        tab_to(page, button)
        page.keyboard.press("Enter")


@pytest.mark.parametrize("name", [n for n in RIGHT if n not in AT_ONCE])
def test_an_empty_answer_is_not_praised(page, name):
    box = question(page, name)
    press(page, box, "Check", "mouse")
    said = box.locator(".pm-said")
    assert said.inner_text()
    assert said.get_attribute("data-tone") != "right"
    assert not counts_as_right(page, name)


def test_the_sorter_gives_the_reason_at_the_second_wrong_try_or_with_the_right_place(page):
    box = question(page, "where")
    said = box.locator(".pm-said")
    project, service = box.locator(".pm-category").all()
    service.click()
    assert said.inner_text() == "Not yet. Try another place."
    project.click()  # both is wrong as well
    assert said.inner_text() == "Not yet: It is done once."
    service.click()
    assert said.inner_text() == "Right. It is done once."


def test_the_first_check_says_what_is_wrong_and_only_the_second_one_why(page):
    order = question(page, "sequence")
    reasons = []
    for _ in range(2):
        press(page, order, "Check", "mouse")
        reasons.append(order.locator("li", has_text="Survey").locator(".pm-verdict").inner_text())
    assert reasons == ["✗ Not here.", "✗ Nothing can start before it."]

    pairs = question(page, "partners")
    pairs.get_by_label("A service").select_option("Both")
    for says in ("✗ Not yet.", "✗ Every day."):
        press(page, pairs, "Check", "mouse")
        assert pairs.locator("[data-tone=wrong] .pm-verdict").inner_text() == says


def test_the_first_check_leaves_the_missing_options_to_be_found(page):
    box = question(page, "which")
    box.get_by_label("A project").check()
    press(page, box, "Check", "mouse")
    assert box.locator("[data-tone]:not(.pm-said)").count() == 1
    assert "2 of 3 options judged right" in box.inner_text()
    press(page, box, "Check", "mouse")
    assert "It ends with its benefit" in box.inner_text()


def test_a_hint_is_shown_where_there_is_one(page):
    box = question(page, "who")
    press(page, box, "Hint", "keyboard")
    assert box.locator(".pm-said").inner_text() == "Hint: Look at who sees all of them."
    hints = sum(bool(one.hint) for one in TRIAL.values())
    assert page.get_by_role("button", name="Hint", exact=True).count() == hints


def test_dragging_to_the_windows_edge_scrolls_to_what_lies_beyond(page):
    page.set_viewport_size({"width": 375, "height": 240})
    box = question(page, "where")
    card, zone = box.locator(".pm-card"), box.locator(".pm-zone").nth(1)
    card.evaluate("card => card.scrollIntoView({ block: 'start' })")
    start = card.bounding_box()
    assert zone.bounding_box()["y"] > 200
    page.mouse.move(100, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(100, 230, steps=5)
    page.wait_for_function(
        "zone => zone.getBoundingClientRect().top < 150", arg=zone.element_handle()
    )
    end = zone.bounding_box()
    page.mouse.move(100, end["y"] + 20, steps=3)
    page.mouse.up()
    assert zone.locator(".pm-chip").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_answering(page, served, theme):
    opened(page, f"{served}/{theme}.html")
    assert violations(page) == []
    for name in RIGHT:
        BY_MOUSE[name](page, question(page, name))
    for wrong in ("A service", "New app"):
        page.get_by_label(wrong, exact=True).last.click()
    for button in page.get_by_role("button", name="Check", exact=True).all():
        button.click()
    assert violations(page) == []


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]


def test_a_phone_scrolls_down_only_and_every_control_is_large_enough(chromium, served):
    context = chromium.new_context(viewport={"width": 375, "height": 800}, has_touch=True)
    page = context.new_page()
    opened(page, f"{served}/light.html")
    for name in RIGHT:
        BY_MOUSE[name](page, question(page, name))
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    boxes = page.locator(CONTROLS).evaluate_all(
        """all => all.map(control => {
             // a box to check is as large as the label around it
             const label = /checkbox|radio/.test(control.type) && control.closest("label");
             const { width, height } = (label || control).getBoundingClientRect();
             return [Math.min(width, height), control.outerHTML.slice(0, 90)];
           })"""
    )
    assert [(size, control) for size, control in boxes if size < 24] == []
    context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    (folder / "questions.yml").write_text(without_keys(), encoding="utf-8")
    (folder / "learner.txt").write_text(AUTHOR, encoding="utf-8")  # whose case RIGHT answers
    cells = ["from pmlearn.exercises import Sheet\nsheet = Sheet('trial')"]
    for name in RIGHT:
        cells += [f"sheet.ask('{name}')", f"%%answer {name}\n# answer"]
    cells.append(f"import json; print(json.dumps([{', '.join(RIGHT)}]))")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "trial.ipynb")
    return folder


@pytest.fixture(scope="module")
def notebook(folder, chromium, tmp_path_factory):
    with jupyter_lab(folder, tmp_path_factory.mktemp("jupyter")) as url:
        page = chromium.new_page(viewport={"width": 1200, "height": 1000})
        notebook = Notebook(page, url("trial.ipynb"))
        notebook.run(notebook.cell("sheet = Sheet("))  # again, should the kernel miss it
        notebook.run_all()
        page.locator(".pm-exercise").nth(len(RIGHT) - 1).wait_for(timeout=30_000)
        yield notebook
        page.close()


class TestInJupyterLab:
    """A notebook with a graded question of each kind."""

    def test_keys_in_a_widget_move_neither_the_notebook_nor_its_cells(self, notebook):
        page = notebook.page
        count = page.locator(".jp-Notebook .jp-Cell").count()
        for box in page.locator(".pm-exercise").all():
            box.locator("input, select, textarea, .pm-card, [role=slider], button").first.focus()
            before = active_cell(page)
            for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "b", "x", "z"):
                page.keyboard.press(key)
                assert active_cell(page) == before, key
            assert page.locator(".jp-Notebook .jp-Cell").count() == count
            box.get_by_role("button", name="Start again").click()

    def test_a_click_reaches_the_answers_file_and_the_variable(self, notebook, folder):
        page = notebook.page
        boxes = page.locator(".pm-exercise")
        for number, name in enumerate(RIGHT):
            BY_MOUSE[name](page, boxes.nth(number))
            boxes.nth(number).get_by_text("Run the answer cell").wait_for(timeout=10_000)
        answers = json.loads((folder / "trial.answers.json").read_text())["answers"]
        for name in RIGHT:
            notebook.run(notebook.cell(f"%%answer {name}"))
            boxes.nth(list(RIGHT).index(name)).get_by_text("Recorded in your").wait_for()
        last = notebook.cell("import json; print")
        notebook.run(last)
        values = json.loads(last.locator(".jp-OutputArea-output").inner_text())
        assert values == [answers[name]["answer"] for name in RIGHT]
        for name, value in zip(RIGHT, values, strict=True):
            if name != "sequence":
                assert sets_as_lists(value) == sets_as_lists(RIGHT[name]), name
        assert values[list(RIGHT).index("sequence")] == ["survey", "order", "dig", "build"]

    def test_plans_and_charts_never_say_whether_an_answer_is_right(self, notebook):
        """Also not after the right answers have been given, which they have here."""
        for kind in ("sequence", "decide", "mark", "map", "schedule"):
            box = notebook.page.locator(f".pm-exercise[data-kind={kind}]").first
            assert box.get_by_role("button", name="Check", exact=True).count() == 0
            assert box.locator("[data-tone=right], [data-tone=wrong]").count() == 0

    def test_axe_finds_nothing_in_the_widgets(self, notebook):
        found = Axe().run(notebook.page, context=".pm-exercise").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def active_cell(page):
    return page.evaluate(
        """[...document.querySelectorAll(".jp-Notebook .jp-Cell")].findIndex(
             cell => cell.classList.contains("jp-mod-active"))"""
    )
