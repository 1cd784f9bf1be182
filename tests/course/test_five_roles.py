"""What is special to the lesson Five roles: its case, its questions and keys, its checks."""

from __future__ import annotations

import re

import pytest
from course.harness import Lesson

LESSON = Lesson("five-roles")
QUESTIONS = LESSON.questions
source, hidden, points = LESSON.source, LESSON.hidden, LESSON.points
ROLES = {"project", "program", "portfolio", "product", "service"}


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


def _readings(roles):
    """All readings of a statement that a key accepts."""
    return roles if isinstance(roles[0], list) else [roles]


class TestQuestions:
    @pytest.mark.parametrize("name", QUESTIONS)
    def test_each_question_is_marked_by_its_own_answer(self, name):
        marked = re.sub(r"\(\s+", "(", hidden(f"test_{name}"))
        assert f"({name}, " in marked[:2000].replace(",\n", ", ")

    @pytest.mark.parametrize("name", ["sorted_statements", "labels"])
    def test_the_key_of_a_sort_names_each_item_once_and_known_categories(self, name):
        question = QUESTIONS[name]
        key = LESSON.key(name)
        assert list(key) == [item["id"] for item in question["items"]]
        known = {category["id"] for category in question["categories"]}
        readings = [r for roles in key.values() for r in _readings(roles)]
        assert all(set(roles) <= known for roles in readings)
        assert question["several"] == any(len(roles) > 1 for roles in readings)

    def test_every_role_is_the_answer_to_some_statement_alone(self):
        key = LESSON.key("sorted_statements")
        alone = [r[0] for roles in key.values() for r in _readings(roles)[:1] if len(r) == 1]
        assert set(alone) == ROLES

    @pytest.mark.parametrize("roles", [["program"], ["product"], ["product", "program"]])
    def test_holding_back_a_launch_for_another_project_is_programs_or_products(self, roles):
        """A launch date is the product's decision, the order of two projects the program's."""
        answer = LESSON.answer("sorted_statements") | {"s03": roles}
        assert points("test_sorted_statements", {"sorted_statements": answer}) == 12

    @pytest.mark.parametrize("name", ["wrong_sentences", "contradiction", "evidence"])
    def test_the_key_of_a_choice_names_known_options(self, name):
        known = {option["id"] for option in QUESTIONS[name]["options"]}
        key = set(re.findall(r'"(\w+)"', hidden(f"test_{name}")))
        assert key
        assert key < known

    def test_every_marked_sentence_stands_in_the_memo(self):
        notebook = (LESSON.folder / "five-roles.ipynb").read_text(encoding="utf-8")
        for option in QUESTIONS["wrong_sentences"]["options"]:
            assert f"**{option['id'].upper().replace('M0', 'M')}**" in notebook


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
        visible = LESSON.visible(grade_id)
        with pytest.raises(AssertionError, match=r".{15}"):
            exec(visible, dict(answers))
