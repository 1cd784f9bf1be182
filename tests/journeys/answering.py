"""How a person gives any answer of a kind on the screen: with the mouse, or with keys alone."""

from __future__ import annotations

from journeys.exercise_page import tab_to


def entries(question):
    """Id -> text of the question's options, items or rows."""
    return {entry["id"]: entry["text"] for entry in question.entries}


# With the mouse; numbers are typed where the mouse has put the cursor.


def _choose(page, box, question, answer):
    for one in answer if isinstance(answer, list) else [answer]:
        box.locator("label", has_text=entries(question)[one]).first.click()


def _sort(page, box, question, answer):
    labels = {one["id"]: one["label"] for one in question.categories}
    for item in entries(question):
        for category in answer[item]:
            box.locator(f".pm-zone[data-category='{category}'] .pm-category").click()
            assert labels[category]
        box.get_by_role("button", name="Next ›").click()


def _order(page, box, question, answer):
    texts = entries(question)
    for place, item in enumerate(answer):
        while box.locator(".pm-rows li").nth(place).get_attribute("data-id") != item:
            box.get_by_role("button", name=f"Earlier: {texts[item]}", exact=True).click()


def _match(page, box, question, answer):
    for number, item in enumerate(entries(question)):
        box.locator("select").nth(number).select_option(answer[item])


def _number(page, box, question, answer):
    value = answer["value"] if isinstance(answer, dict) else answer
    box.locator("input").fill(str(value))
    if isinstance(answer, dict):
        box.locator("select").select_option(answer["unit"])
    box.locator("input").press("Tab")


def cells(box, question, answer):
    """The field of each cell that an answer fills, with its value, row by row."""
    for row, text in entries(question).items():
        for column in question.settings["columns"]:
            if column["id"] in answer.get(row, {}):
                unit = f" ({column['unit']})" if column.get("unit") else ""
                field = box.get_by_label(f"{text}, {column['label']}{unit}", exact=True)
                yield field, column, answer[row][column["id"]]


def _table(page, box, question, answer):
    for field, column, value in cells(box, question, answer):
        if value == column.get("undefined", object()):
            field.locator("xpath=ancestor::td").locator("input[type=checkbox]").check()
        elif column.get("words"):
            field.select_option(str(value))
        else:
            field.fill(str(value))
            field.press("Tab")


def _matrix(page, box, question, answer):
    values = [one["id"] for one in question.settings["values"]]
    for row, text in entries(question).items():
        for column in question.settings["columns"]:
            wanted = answer.get(row, {}).get(column["id"], "")
            place = box.locator(f"button.pm-cell[aria-label^='{text}, {column['label']}:']")
            for _ in range(len(values) + 1):
                if not place.count() or place.inner_text() == wanted:
                    break
                place.click()


def _decide(page, box, question, answer):
    for number, one in enumerate(question.settings["decisions"]):
        field = box.locator(".pm-number").nth(number)
        field.fill(str(answer[one["id"]]))
        field.press("Tab")


def _mark(page, box, question, answer):
    """Keys are used in any case: where a point lies on the picture, only its script knows."""
    places = [point[0] for point in question.settings["series"]]
    chart = box.locator("[role=listbox]")
    chart.focus()
    chart.press("Home")
    wanted = answer if isinstance(answer, list) else [answer["from"], answer["to"]]
    at = 0
    for one in sorted(wanted):
        for _ in range(places.index(one) - at):
            chart.press("ArrowRight")
        at = places.index(one)
        chart.press("Space")


BY_MOUSE = {
    "choice": _choose,
    "choices": _choose,
    "sort": _sort,
    "order": _order,
    "sequence": _order,
    "match": _match,
    "number": _number,
    "table": _table,
    "matrix": _matrix,
    "decide": _decide,
    "mark": _mark,
}


# With keys alone: Tab goes to a control, and the control's own keys do the rest.


def _choose_by_keys(page, box, question, answer):
    for one in answer if isinstance(answer, list) else [answer]:
        tab_to(page, box.locator(f"input[value='{one}']"))
        page.keyboard.press("Space")


def _sort_by_keys(page, box, question, answer):
    known = [one["id"] for one in question.categories]
    tab_to(page, box.locator(".pm-card"))
    for item in entries(question):
        for category in answer[item]:
            page.keyboard.press(str(known.index(category) + 1))
        page.keyboard.press("ArrowRight")


def _order_by_keys(page, box, question, answer):
    for place, item in enumerate(answer):
        row = box.locator(f".pm-rows li[data-id='{item}']")
        now = box.locator(".pm-rows li").evaluate_all("rows => rows.map((row) => row.dataset.id)")
        moves = now.index(item) - place
        if moves:
            tab_to(page, row.locator("[data-step='-1']"))
        for _ in range(moves):
            page.keyboard.press("ArrowUp")


def _match_by_keys(page, box, question, answer):
    targets = ["", *(one["id"] for one in question.settings["targets"])]
    for number, item in enumerate(entries(question)):
        tab_to(page, box.locator("select").nth(number))
        for _ in range(targets.index(answer[item])):
            page.keyboard.press("ArrowDown")


def _number_by_keys(page, box, question, answer):
    tab_to(page, box.locator("input"))
    page.keyboard.type(str(answer["value"] if isinstance(answer, dict) else answer))
    page.keyboard.press("Tab")


def _table_by_keys(page, box, question, answer):
    for field, column, value in cells(box, question, answer):
        if value == column.get("undefined", object()):
            tick = field.locator("xpath=ancestor::td").locator("input[type=checkbox]")
            tab_to(page, tick)
            page.keyboard.press("Space")
            continue
        tab_to(page, field)
        if column.get("words"):
            for _ in range(column["words"].index(value) + 1):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(str(value))
            page.keyboard.press("Enter")


BY_KEYBOARD = {
    "choice": _choose_by_keys,
    "choices": _choose_by_keys,
    "sort": _sort_by_keys,
    "order": _order_by_keys,
    "match": _match_by_keys,
    "number": _number_by_keys,
    "table": _table_by_keys,
}
