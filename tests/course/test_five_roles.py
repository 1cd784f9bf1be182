"""What is special to the lesson Five roles: its case, its questions and keys, its checks."""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import json
import math
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "exercises" / "source" / "five-roles"
ROLES = {"project", "program", "portfolio", "product", "service"}

CELLS = {
    cell["metadata"]["nbgrader"]["grade_id"]: cell
    for cell in json.loads((FOLDER / "five-roles.ipynb").read_text(encoding="utf-8"))["cells"]
    if "nbgrader" in cell["metadata"]
}
QUESTIONS = {
    question["id"]: question
    for question in yaml.safe_load((FOLDER / "questions.yml").read_text(encoding="utf-8"))[
        "questions"
    ]
}
RECIPES = yaml.safe_load(
    (ROOT / "exercises" / "sample_class" / "five-roles.yml").read_text(encoding="utf-8")
)["learners"]


def source(grade_id):
    return "".join(CELLS[grade_id]["source"])


def hidden(grade_id):
    return re.search(r"(?s)### BEGIN HIDDEN TESTS(.*?)### END", source(grade_id)).group(1)


@pytest.fixture
def case(monkeypatch):
    """The assignment's own module, imported the way its notebook does."""
    monkeypatch.syspath_prepend(str(FOLDER))
    sys.modules.pop("five_roles_case", None)
    yield importlib.import_module("five_roles_case")
    sys.modules.pop("five_roles_case", None)


class TestCase:
    def test_a_learner_always_gets_the_same_table(self, case):
        assert case.draw("learner-07").equals(case.draw("learner-07"))

    def test_blanks_around_an_id_do_not_change_the_table(self, case):
        assert case.draw(" learner-07 ").equals(case.draw("learner-07"))

    def test_neighbors_get_different_tables(self, case):
        one, other = case.draw("learner-07"), case.draw("learner-08")
        assert not one[case.RATERS].equals(other[case.RATERS])

    def test_an_empty_id_gives_a_practice_table(self, case):
        assert len(case.draw("")) == 24

    @pytest.mark.parametrize("number", range(40))
    def test_every_table_has_one_leading_pair_and_enough_that_is_contested(self, case, number):
        table = case.draw(f"learner-{number}")
        assert list(table.index) == [f"r{n:02}" for n in range(1, 25)]
        assert table["responsibility"].is_unique
        assert set(table[case.RATERS].to_numpy().ravel()) <= ROLES
        pairs = [
            frozenset(pair)
            for pair in zip(table["portfolio_lead"], table["product_manager"], strict=True)
            if pair[0] != pair[1]
        ]
        assert 6 <= len(pairs) <= 13
        times = sorted((pairs.count(pair) for pair in set(pairs)), reverse=True)
        assert times[0] > times[1]

    def test_each_role_has_equally_many_responsibilities(self, case):
        roles = list(case.RESPONSIBILITIES.values())
        assert {roles.count(role) for role in ROLES} == {6}


class TestQuestions:
    def test_graded_questions_carry_neither_key_nor_feedback(self):
        text = (FOLDER / "questions.yml").read_text(encoding="utf-8")
        for word in ("answer:", "correct:", "feedback:", "hint:", "also:"):
            assert word not in text

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_each_question_is_asked_answered_and_marked(self, name):
        assert source(f"ask_{name}") == f'sheet.ask("{name}")'
        assert source(name).startswith(f"%%answer {name}\n")
        assert CELLS[name]["metadata"]["nbgrader"]["solution"]
        assert f"({name}, " in re.sub(r"\(\s+", "(", hidden(f"test_{name}"))[:2000].replace(
            ",\n", ", "
        )

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_a_cell_proves_the_criteria_that_its_question_names(self, name):
        proven = CELLS[f"test_{name}"]["metadata"]["pmlearn"]["criteria"]
        assert proven == QUESTIONS[name]["criteria"]

    @pytest.mark.parametrize("name", ["sorted_statements", "labels"])
    def test_the_key_of_a_sort_names_each_item_once_and_known_categories(self, name):
        question = QUESTIONS[name]
        key = ast.literal_eval(re.search(r"(?s)\{.*\}", hidden(f"test_{name}")).group())
        assert list(key) == [item["id"] for item in question["items"]]
        known = {category["id"] for category in question["categories"]}
        assert all(set(roles) <= known for roles in key.values())
        assert question["several"] == any(len(roles) > 1 for roles in key.values())

    def test_every_role_is_the_answer_to_some_statement_alone(self):
        key = ast.literal_eval(re.search(r"(?s)\{.*\}", hidden("test_sorted_statements")).group())
        assert {roles[0] for roles in key.values() if len(roles) == 1} == ROLES

    @pytest.mark.parametrize("name", ["wrong_sentences", "contradiction", "evidence"])
    def test_the_key_of_a_choice_names_known_options(self, name):
        known = {option["id"] for option in QUESTIONS[name]["options"]}
        key = set(re.findall(r'"(\w+)"', hidden(f"test_{name}")))
        assert key
        assert key < known

    def test_every_marked_sentence_stands_in_the_memo(self):
        notebook = (FOLDER / "five-roles.ipynb").read_text(encoding="utf-8")
        for option in QUESTIONS["wrong_sentences"]["options"]:
            assert f"**{option['id'].upper().replace('M0', 'M')}**" in notebook


def points(grade_id, answers):
    """What a test cell gives for these answers: its last value, or 0 when a check fails."""
    tree = ast.parse(source(grade_id))
    last = ast.Expression(tree.body.pop().value)
    names = dict(answers)
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        try:
            exec(compile(tree, grade_id, "exec"), names)
            value = eval(compile(last, grade_id, "eval"), names)
        except Exception:  # noqa: BLE001  nbgrader gives 0 whatever a cell raises
            return 0
    assert not err.getvalue(), "what a test writes to stderr costs all its points"
    assert 0 <= value <= CELLS[grade_id]["metadata"]["nbgrader"]["points"]
    return value


def learner(code):
    """What a learner's cells define."""
    names = {}
    exec("import pandas as pd\nimport numpy as np\n" + code, names)
    return names


SOLUTION = "\n".join(
    source(name)
    for name in ("confusion_table", "observed_agreement", "expected_agreement", "kappa")
)

WITH_NUMPY = """
def kappa(first, second):
    first, second = np.asarray(first), np.asarray(second)
    labels = np.union1d(first, second)
    o = np.mean(first == second)
    e = sum(np.mean(first == label) * np.mean(second == label) for label in labels)
    return (o - e) / (1 - e)
"""
ONLY_FIVE_LABELS = """
def kappa(first, second):
    n = len(first)
    o = sum(a == b for a, b in zip(first, second)) / n
    e = sum(first.count(k) / n * second.count(k) / n for k in ROLES)
    if e == 1:
        raise ValueError("not defined")
    return (o - e) / (1 - e)
ROLES = ["project", "program", "portfolio", "product", "service"]
"""
FORGETS_CHANCE = """
def kappa(first, second):
    return sum(a == b for a, b in zip(first, second)) / len(first)
"""
CHANCE_BY_NUMBER_OF_LABELS = """
def kappa(first, second):
    o = sum(a == b for a, b in zip(first, second)) / len(first)
    e = 1 / len(set(first) | set(second))
    if e == 1:
        raise ValueError("not defined")
    return (o - e) / (1 - e)
"""
DIVIDES_BY_ZERO_WHERE_UNDEFINED = """
def kappa(first, second):
    n = len(first)
    o = sum(a == b for a, b in zip(first, second)) / n
    e = sum(first.count(k) / n * second.count(k) / n for k in set(first))
    return (o - e) / (1 - e)
"""

AN_ERROR_FROM_ANOTHER_PROCESS = """
def kappa(first, second):
    from pmlearn.roles import cohens_kappa
    try:
        return cohens_kappa(first, second)
    except ValueError as error:
        raise RuntimeError(f"ValueError: {error}") from None
"""


class TestChecks:
    @pytest.mark.parametrize(
        ("code", "values", "edges"),
        [
            pytest.param(SOLUTION, 3, 2, id="instructor"),
            pytest.param(AN_ERROR_FROM_ANOTHER_PROCESS, 3, 2, id="error of another process"),
            pytest.param(WITH_NUMPY, 3, 1, id="returns numpy's nan where it is undefined"),
            pytest.param(
                DIVIDES_BY_ZERO_WHERE_UNDEFINED, 3, 1, id="fails otherwise where it is undefined"
            ),
            pytest.param(FORGETS_CHANCE, 0, 0, id="forgets chance"),
            pytest.param(ONLY_FIVE_LABELS, 0, 1, id="knows five labels only"),
            pytest.param(
                CHANCE_BY_NUMBER_OF_LABELS, 2, 1, id="takes all labels for equally likely"
            ),
            pytest.param("def kappa(first, second): ...", 0, 0, id="returns nothing"),
            pytest.param("def kappa(first, second): return 1.0", 0, 0, id="always 1"),
        ],
    )
    def test_kappa_gets_the_points_it_deserves(self, code, values, edges):
        answers = learner(code)
        assert points("test_kappa", answers) == values
        assert points("test_kappa_edges", answers) == edges

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            pytest.param(SOLUTION, 3, id="instructor"),
            pytest.param(
                "def confusion_table(first, second):\n"
                "    return pd.crosstab(pd.Series(first), pd.Series(second))",
                0,
                id="a bare crosstab leaves out a label",
            ),
            pytest.param(
                SOLUTION + "\nright = confusion_table\n"
                "def confusion_table(first, second): return right(second, first)",
                0,
                id="rows and columns exchanged",
            ),
            pytest.param(
                SOLUTION + "\nright = confusion_table\n"
                "def confusion_table(first, second):\n"
                "    return right(first, second).map(lambda n: min(n, 1))",
                0,
                id="marks pairs instead of counting them",
            ),
        ],
    )
    def test_the_table_gets_the_points_it_deserves(self, code, expected):
        assert points("test_confusion_table", learner(code)) == expected

    def test_the_package_itself_earns_the_points_of_kappa(self):
        """The assignment asks for what `pmlearn.roles.cohens_kappa` does, its error included."""
        code = "from pmlearn.roles import cohens_kappa as kappa"
        assert points("test_kappa", learner(code)) == 3
        assert points("test_kappa_edges", learner(code)) == 2

    def test_observed_and_expected_agreement_of_the_instructor_score_everything(self):
        assert points("test_observed_agreement", learner(SOLUTION)) == 2
        assert points("test_expected_agreement", learner(SOLUTION)) == 3

    def test_one_over_the_number_of_labels_is_no_expected_agreement(self):
        code = "def expected_agreement(a, b): return 1 / len(set(a) | set(b))"
        assert points("test_expected_agreement", learner(code)) == 0

    def test_half_of_the_contested_ids_earn_half_of_the_points(self, case):
        table = case.draw("learner-07")
        contested = list(table.index[table["portfolio_lead"] != table["product_manager"]])
        half = contested[: len(contested) // 2]
        name = {"learner_id": "learner-07"}
        assert points("test_contested", {**name, "contested": contested}) == 2
        assert points("test_contested", {**name, "contested": half}) == pytest.approx(
            2 * len(half) / len(contested), abs=0.01
        )
        assert points("test_contested", {**name, "contested": list(table.index)}) < 1

    def test_a_neighbors_answers_earn_nothing(self, case):
        table = case.draw("learner-08")
        contested = list(table.index[table["portfolio_lead"] != table["product_manager"]])
        assert points("test_contested", {"learner_id": "learner-07", "contested": contested}) < 1.5

    def test_without_an_id_nothing_about_the_own_table_is_marked(self, case):
        table = case.draw("")
        contested = list(table.index[table["portfolio_lead"] != table["product_manager"]])
        assert points("test_contested", {"learner_id": "", "contested": contested}) == 0

    def test_a_sort_into_every_role_earns_nothing(self):
        every = {f"s{n:02}": sorted(ROLES) for n in range(1, 13)}
        assert points("test_sorted_statements", {"sorted_statements": every}) == 0

    def test_marking_every_sentence_earns_nothing(self):
        every = [option["id"] for option in QUESTIONS["wrong_sentences"]["options"]]
        assert points("test_wrong_sentences", {"wrong_sentences": every}) == 0

    @pytest.mark.parametrize(
        ("grade_id", "answers"),
        [
            ("test_sorted_statements", {"sorted_statements": {"s01": "project"}}),
            ("test_sorted_statements", {"sorted_statements": {"s01": ["boss"]}}),
            ("test_sorted_statements", {"sorted_statements": {"t01": ["project"]}}),
            ("test_wrong_sentences", {"wrong_sentences": ["m15"]}),
            ("test_wrong_sentences", {"wrong_sentences": []}),
            ("test_contradiction", {"contradiction": ["m07_m13"]}),
            ("test_labels", {"labels": {"c01": ["complementary", "interconnected"]}}),
            ("test_evidence", {"evidence": None}),
        ],
    )
    def test_an_answer_of_the_wrong_form_is_told_so_by_the_visible_check(self, grade_id, answers):
        visible = re.sub(r"(?s)### BEGIN HIDDEN TESTS.*", "", source(grade_id))
        with pytest.raises(AssertionError, match=r".{15}"):
            exec(visible, dict(answers))


class TestSampleClass:
    @pytest.mark.parametrize("name", RECIPES)
    def test_a_recipe_names_cells_that_exist(self, name):
        recipe = RECIPES[name]
        used = [*recipe.get("solve", []), *recipe.get("cells", {}), *recipe.get("delete", [])]
        assert set(used) <= set(CELLS)
        assert set(recipe.get("answers_file", {})) <= set(QUESTIONS)

    @pytest.mark.parametrize("name", RECIPES)
    def test_the_expected_total_is_the_sum_of_the_expected_scores(self, name):
        expected = RECIPES[name]["expected"]
        if expected.get("status") == "refused":
            assert "total" not in expected
            return
        full = {
            grade_id: cell["metadata"]["nbgrader"]["points"]
            for grade_id, cell in CELLS.items()
            if grade_id.startswith("test_")
        }
        scores = full | expected.get("scores", {})
        assert set(scores) == set(full)
        total = sum(score for score in scores.values() if score is not None)
        assert math.isclose(total, expected["total"], abs_tol=0.005)


LAB = [
    "".join(cell["source"])
    for cell in json.loads((ROOT / "notebooks" / "five-roles.ipynb").read_text("utf-8"))["cells"]
    if cell["cell_type"] == "code"
]


def run_lab(**replaced):
    """What the lab defines and prints when the cells that begin so hold something else."""
    names, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in LAB:
            text = next((new for old, new in replaced.items() if cell.startswith(old)), cell)
            exec(text, names)
    return names, re.findall(r"(Task \d): (done|not yet)", printed.getvalue())


@pytest.fixture
def no_window(monkeypatch):
    """Plots are drawn into memory, and thrown away afterwards."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    yield
    sys.modules["matplotlib.pyplot"].close("all")


@pytest.mark.usefixtures("no_window")
class TestLab:
    def test_no_task_is_done_before_the_learner_has_done_anything(self):
        _, said = run_lab()
        assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]

    def test_every_task_can_be_done(self):
        _, said = run_lab(
            best_definition='best_definition = "A"',
            per_role='per_role = table_of_work["roles"].explode().value_counts()',
            silent='silent = {"portfolio", "service"}',
            key="key = table_of_work['roles'].str[0]\n"
            "colleague = ['project'] * len(key)\n"
            "share_right = (key == colleague).mean()\n"
            "his_kappa = cohens_kappa(key, colleague)",
        )
        assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]

    @pytest.mark.parametrize(
        "answer",
        [
            {"best_definition": 'best_definition = "B"'},
            {"best_definition": 'best_definition = "D"'},
            {"per_role": "per_role = table_of_work['roles'].str[0].value_counts()"},
            {"silent": 'silent = {"service"}'},
            {"silent": 'silent = ["portfolio", "service"]'},
        ],
    )
    def test_a_wrong_answer_is_not_done(self, answer):
        _, said = run_lab(**answer)
        assert {status for _, status in said} == {"not yet"}

    def test_a_shared_definition_moves_the_table_and_kappa(self):
        names, _ = run_lab()
        before = names["table"].value
        names["ticks"]["A"].value = True
        assert "9 of 20" in before
        assert "13 of 20" in names["table"].value

    def test_a_label_changed_by_hand_stays_when_another_job_is_chosen(self):
        names, _ = run_lab()
        names["job"].value = "order spare locks"
        assert names["role"].value == "service"
        names["role"].value = "project"
        names["job"].value = "interview riders"
        assert "10 of 20" in names["table"].value
        assert names["role"].value == "product"
