"""The table one fills in as in a spreadsheet: paste, undo, totals, files, another case."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import nbformat
import pytest
from journeys.exercise_page import BY_KEYBOARD, BY_MOUSE, DATA, RIGHT, serving, write_page
from journeys.lab import Notebook, jupyter_lab
from openpyxl import load_workbook

COST, RATIO = "Cost (k)", "Earned per k"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    with serving(folder) as address:
        yield address


@pytest.fixture
def page(chromium, served):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"{served}/light.html")
    table(page).wait_for()
    yield page
    context.close()
    assert page.problems == []


def table(page):
    return page.locator("[data-pmlearn-question='trial/plan'] .pm-exercise")


def cell(box, row, column):
    return box.get_by_label(f"{row}, {column}", exact=True)


def said(box):
    return box.locator(".pm-said").inner_text()


def stored(page):
    return page.evaluate("JSON.parse(localStorage.getItem('pmlearn:trial/plan'))")


def button(box, name):
    return box.get_by_role("button", name=name, exact=True)


def paste(page, where, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    where.click()
    page.keyboard.press("Control+v")


def test_a_block_from_a_spreadsheet_goes_into_the_cells_from_there_on(page):
    """Cells that stand there keep what they hold, and what lies outside is left out."""
    box = table(page)
    block = "1,234.50\t99\t2.5\tKeep\tx\r\n0\t99\tnot defined\t\r\n"
    paste(page, cell(box, "North dock", COST), block)
    assert stored(page) == {
        "north": {"cost": 1234.5, "ratio": 2.5, "state": "keep"},
        "south": {"cost": 0, "ratio": "not defined"},
    }
    assert said(box) == "Pasted into 6 cells."
    assert box.locator("output").all_inner_texts() == ["4", "1,234.5"]
    button(box, "Undo").click()
    assert stored(page) is None


def test_a_pasted_word_that_a_cell_cannot_hold_is_named_and_changes_nothing(page):
    box = table(page)
    cell(box, "North dock", "Verdict").select_option("keep")
    paste(page, cell(box, "North dock", RATIO), "2\tperhaps")
    assert said(box) == ("Pasted into 1 cell. North dock, Verdict: “perhaps” is none of its words.")
    assert stored(page) == {"north": {"ratio": 2, "state": "keep"}}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("12 weeks", "“12 weeks” is no number; type one such as 12.5."),
        ("12,500", "12,500 can be read in two ways; type 12500 or 12.5."),
        ("0x10", "“0x10” is no number; type one such as 12.5."),
        ("NaN", "“NaN” is no number; type one such as 12.5."),
        ("1e400", "“1e400” is no number; type one such as 12.5."),
    ],
)
def test_a_text_that_is_no_number_is_named_and_nothing_is_lost(page, typed, problem):
    box = table(page)
    cell(box, "South dock", COST).fill("5")
    field = cell(box, "North dock", COST)
    field.fill(typed)
    field.press("Enter")
    assert said(box) == f"North dock, {COST}: {problem}"
    assert field.get_attribute("aria-invalid") == "true"
    page.reload()
    assert field.input_value() == typed
    assert cell(box, "South dock", COST).input_value() == "5"


def test_totals_follow_and_undo_takes_back_one_change_after_the_other(page):
    box = table(page)
    total = box.locator("output").last
    seen = [total.inner_text()]
    for row, value in (("North dock", "8"), ("South dock", "1,5"), ("North dock", "2000")):
        cell(box, row, COST).fill(value)
        cell(box, row, COST).press("Enter")
        seen.append(total.inner_text())
    assert seen == ["–", "–", "9.5", "2,001.5"]
    for earlier in reversed(seen[:-1]):
        button(box, "Undo").click()
        assert total.inner_text() == earlier
    assert button(box, "Undo").get_attribute("aria-disabled") == "true"
    button(box, "Undo").click(force=True)
    assert stored(page) is None


@pytest.mark.parametrize("name", [name for name in RIGHT if name != "plan"])
def test_undo_brings_the_answer_back_in_every_kind(page, name):
    box = page.locator(f"[data-pmlearn-question='trial/{name}'] .pm-exercise")
    BY_MOUSE[name](page, box)
    value = f"localStorage.getItem('pmlearn:trial/{name}')"
    page.wait_for_function(f"{value} !== null")
    before, controls = page.evaluate(value), box.locator("input, select, textarea")
    shown = "all => all.map(one => [one.value, one.checked])"
    values = controls.evaluate_all(shown)
    button(box, "Start again").click()
    button(box, "Undo").click()
    assert page.evaluate(value) == before
    assert controls.evaluate_all(shown) == values


def test_the_solution_is_shown_after_an_attempt(page):
    box = table(page)
    button(box, "Show the solution").click(force=True)
    assert said(box) == ""
    cell(box, "North dock", COST).fill("7")
    button(box, "Check").click()
    button(box, "Show the solution").click()
    assert said(box) == "North: 4 × 3 = 12 k."


def test_the_table_can_be_copied_and_taken_along_as_csv(page):
    box = table(page)
    BY_MOUSE["plan"](page, box)
    lines = [
        ["", "Weeks", "Cost (k)", "Earned (k)", "Earned per k", "Verdict"],
        ["North dock", "4", "12", "36", "3", "keep"],
        ["South dock", "0", "0", "0", "not defined", "close"],
        ["All", "4", "12", "", "3", ""],
    ]
    with page.expect_download() as download:
        button(box, "Download .csv").click()
    assert download.value.suggested_filename == "plan.csv"
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert list(csv.reader(StringIO(text))) == lines
    button(box, "Copy table").click()
    box.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert [line.split("\t") for line in copied.splitlines()] == lines


def another(page, number):
    button(table(page), "Another one").click()
    page.wait_for_function(
        f"(localStorage.getItem('pmlearn-case:trial/plan') ?? '0') === '{number}'"
    )


def test_another_one_is_a_new_case_with_its_own_key_that_stays_after_a_reload(page, served):
    """The file of cases is loaded when it is first asked for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    box = table(page)
    cell(box, "North dock", COST).fill("12")
    first = box.locator("tbody").inner_text()
    assert not [url for url in asked if "cases" in url]
    seen = {box.locator(".pm-prompt").inner_text() + first}
    for number in range(1, 21):
        another(page, number)
        seen.add(box.locator(".pm-prompt").inner_text() + box.locator("tbody").inner_text())
    assert len(seen) == 21
    assert len([url for url in asked if "cases" in url]) == 1
    assert button(box, "Another one").evaluate("one => one === document.activeElement")
    assert stored(page) is None

    case = json.loads(page.request.get(f"{served}/cases/trial.json").text())["plan"][19]["known"]
    cost = case["rate"] * case["weeks"]
    BY_MOUSE["plan"](page, box)
    cell(box, "North dock", COST).fill(str(cost))
    for row in ("North dock", "All"):
        cell(box, row, RATIO).fill(str(36 / cost))
    cell(box, "North dock", "Verdict").select_option("keep" if cost < 36 else "close")
    page.reload()
    assert cell(box, "North dock", COST).input_value() == str(cost)
    button(box, "Check").click()
    assert said(box).startswith("Right. ")
    another(page, 0)
    assert box.locator("tbody").inner_text() == first


def test_where_no_other_case_can_be_loaded_this_one_stays(page):
    page.route("**/cases/*.json", lambda route: route.abort())
    box = table(page)
    cell(box, "North dock", COST).fill("7")
    cell(box, "North dock", COST).press("Enter")
    button(box, "Another one").click()
    box.get_by_text("could not be loaded").wait_for()
    assert stored(page) == {"north": {"cost": 7}}
    page.unroute("**/cases/*.json")
    another(page, 1)
    page.route("**/cases/*.json", lambda route: route.fulfill(status=404))
    page.reload()
    assert cell(box, "North dock", COST).input_value() == ""
    assert box.locator(".pm-prompt").inner_text().startswith("The docks cost 3 k")


@pytest.fixture(scope="module")
def notebook(chromium, tmp_path_factory):
    """A lab with the table as practice, and a line that is to run only when it is told to."""
    folder = tmp_path_factory.mktemp("lab")
    source = f"""from pathlib import Path
from pmlearn.exercises import questions, widgets
loaded = lambda lesson, learner=questions.AUTHOR: questions.load_file(
    Path({str(DATA)!r}), graded=False, learner=learner)
widgets.load_questions = loaded
plan = widgets.practice('trial', 'plan')
plan"""
    cells = [source, "print(plan.answer)", "print('ran by itself')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "table.ipynb")
    with jupyter_lab(folder, tmp_path_factory.mktemp("jupyter")) as url:
        page = chromium.new_page(viewport={"width": 1200, "height": 1000})
        notebook = Notebook(page, url("table.ipynb"))
        notebook.run(notebook.cell("widgets.practice"))
        page.locator(".pm-exercise").wait_for(timeout=30_000)
        yield notebook
        page.close()


class TestInJupyterLab:
    """A lab's practice."""

    def test_it_is_filled_by_keyboard_and_reaches_the_kernel(self, notebook):
        page, box = notebook.page, notebook.page.locator(".pm-exercise")
        BY_KEYBOARD["plan"](page, box)
        cell(box, "All", RATIO).focus()
        page.keyboard.press("Shift+Enter")  # upwards, and runs no cell of the notebook
        assert cell(box, "North dock", RATIO).evaluate("one => one === document.activeElement")
        button(box, "Check").click()
        assert said(box).startswith("Right. ")
        page.wait_for_timeout(300)
        assert "ran by itself" not in "".join(page.locator(".jp-OutputArea").all_inner_texts())
        shown = notebook.cell("print(plan.answer)")
        notebook.run(shown)
        assert shown.locator(".jp-OutputArea-output").inner_text().strip() == str(RIGHT["plan"])

    def test_it_is_taken_along_as_a_workbook_with_numbers_as_numbers(self, notebook):
        box = notebook.page.locator(".pm-exercise")
        button(box, "Start again").click()
        BY_MOUSE["plan"](notebook.page, box)
        with notebook.page.expect_download() as download:
            button(box, "Download .xlsx").click()
        assert download.value.suggested_filename == "plan.xlsx"
        book = load_workbook(BytesIO(download.value.path().read_bytes()))
        rows = [list(row) for row in book.active.iter_rows(values_only=True)]
        assert rows[1:3] == [
            ["North dock", 4, 12, 36, 3, "keep"],
            ["South dock", 0, 0, 0, "not defined", "close"],
        ]
        assert rows[3][:5] == ["All", 4, 12, None, 3]

    def test_another_one_is_drawn_by_the_kernel_without_end(self, notebook):
        page, box = notebook.page, notebook.page.locator(".pm-exercise")
        button(box, "Start again").click()
        BY_MOUSE["plan"](page, box)
        first = box.locator("tbody").inner_text() + box.locator(".pm-prompt").inner_text()
        now = first
        for _ in range(5):
            button(box, "Another one").click()
            page.wait_for_timeout(500)
            now = box.locator("tbody").inner_text() + box.locator(".pm-prompt").inner_text()
            if now != first:
                break
        assert now != first
        assert cell(box, "North dock", COST).input_value() == ""
        shown = notebook.cell("print(plan.answer)")
        notebook.run(shown)
        assert shown.locator(".jp-OutputArea-output").inner_text().strip() == "None"
