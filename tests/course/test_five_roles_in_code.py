"""What is special to the lesson Five roles in code: its case and its checks."""

from __future__ import annotations

import pytest
from course.harness import Lesson

LESSON = Lesson("five-roles-in-code")
source, points = LESSON.source, LESSON.points
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
