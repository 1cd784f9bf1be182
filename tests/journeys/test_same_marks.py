"""A page without a kernel computes and marks as Python does."""

from __future__ import annotations

import random

import pytest
from journeys.exercise_page import TRIAL, serving, write_page

from pmlearn.exercises.cases.formula import formula
from pmlearn.exercises.kinds import KINDS

VALUES = {"a": 7, "b": -2.5, "zero": 0, "word": "late", "w1.cost": 12.25, "big": 1e200}
FORMULAS = """
1 + 2 * 3 - 4 / 8
-a ** 2
(-8) ** (1 / 3)
2 ** 0.5
a % 3 + a % -3 + b % 3 + b % -3
a / zero
zero ** -1
big * big
big ** 2
exp(a)
exp(1000)
log(a) + log(8, 2)
log(zero)
log(b)
sqrt(a)
sqrt(b)
round(2.5) + round(-2.5) + round(0.5)
round(w1.cost, 1)
round(1.005, 2)
round(1234.5, -2)
round(a, 400)
floor(b) + ceil(b)
min(a, b, 3) + max(a, b, w1.cost)
abs(b) + sum(a, b, 0.1, 0.2)
sum()
word
word == 'late'
word != 'late'
word == 7
word < 'z'
word < a
word + 'r'
word * 2
a + word
-word
a if word == 'late' else b
'yes' if a > b else 'no'
a if missing > 3 else b
a if a / zero > 1 else b
a > b and b > zero
zero and a / zero
a or a / zero
not a
not zero
(a > b) + 1
a >= 7
a <= 7
a == 7.0
(a > 1) == 1
w1.cost / 3
1 / 3 + 1 / 3 + 1 / 3
"""


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    with serving(folder) as address:
        page = chromium.new_page()
        page.goto(f"{address}/light.html")
        yield page
        page.close()


def in_python(text):
    try:
        return formula(text).value(VALUES)
    except ValueError:
        return None


def test_a_formula_comes_to_the_same_on_the_page_and_in_python(page):
    """Where Python says that it comes to nothing, the page has no value."""
    texts = FORMULAS.strip().splitlines()
    computed = page.evaluate(
        """async ([formulas, values]) => {
             const { compute } = await import("./formula.js");
             return formulas.map((one) => compute(one, (name) => values[name]) ?? null);
           }""",
        [[formula(text).to_data() for text in texts], VALUES],
    )
    for text, found in zip(texts, computed, strict=True):
        wanted = in_python(text)
        if isinstance(wanted, int | float) and not isinstance(wanted, bool):
            assert found == pytest.approx(wanted, rel=1e-12), text
        else:
            assert found == wanted, text


def answers(count):
    """Right answers, with slips, gaps and nonsense put in at random, the same in each run."""
    question = TRIAL["plan"]
    right = KINDS["table"].solution(question)
    choice = random.Random(7)
    words = ["keep", "close", "not defined", "", "abc", "12,5", "0", None]
    for _ in range(count):
        answer = {}
        for row, cells in right.items():
            for column, value in cells.items():
                kind = choice.randrange(6)
                if kind == 0:
                    continue
                odd = choice.choice([*words, 0, 7, 3.0, 5.142857, 36 / 7, 2.57, -1, 1e300])
                answer.setdefault(row, {})[column] = value if kind < 3 else odd
        follows = answer.get("north", {}).get("cost")
        if isinstance(follows, int | float) and follows:
            answer["north"]["ratio"] = 36 / follows
            answer.setdefault("all", {})["ratio"] = 36 / follows
        yield answer


def test_each_cell_is_judged_alike_on_the_page_and_in_python(page):
    """Right, "right, given your 7 above", a known slip, and wrong; 300 answers."""
    question, given = TRIAL["plan"], list(answers(300))
    found = page.evaluate(
        """async ([question, answers]) => {
             const { judgedCell, valuesIn } = await import("./grid.js");
             return answers.map((answer) => {
               const values = valuesIn(question, answer);
               return Object.fromEntries(Object.keys(question.answer).map((name) => {
                 const { good, text } = judgedCell(question, name, answer, values);
                 return [name, [good, text || (good ? "right." : "not right.")]];
               }));
             });
           }""",
        [question.to_dict(), given],
    )
    seen = set()
    for answer, verdicts in zip(given, found, strict=True):
        mark = KINDS["table"].mark(question, answer, 1)
        for part in mark.parts:
            text = part.feedback.partition(": ")[2]
            assert verdicts[part.id] == [part.share == 1, text], (answer, part.id)
            seen.add(text)
    assert {"right.", "not right.", "nothing is filled in.", "right, given your 7 above."} <= seen
    assert "You added what is to be multiplied." in seen
