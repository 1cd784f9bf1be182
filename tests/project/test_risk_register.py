"""The risk register: expected monetary value by hand, and simulation against full enumeration."""

from __future__ import annotations

from itertools import product
from math import nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlearn.project.risk import Response, Risk, RiskRegister, ThreePoint

DOCK_REFIT = [
    Risk("corroded piles", 0.2, 40_000, Response("survey first", 3_000, probability=0.05)),
    Risk("crane strike", 0.1, 25_000, Response("second yard", 4_000, impact=5_000)),
    Risk("bulk discount", 0.5, -12_000),
    Risk("late permits", 0.3, ThreePoint(5_000, 10_000, 21_000, "triangular")),
]

probabilities = st.integers(0, 20).map(lambda twentieths: twentieths / 20)
impacts = st.one_of(
    st.integers(-1000, 1000),
    st.builds(
        lambda points, kind: ThreePoint(*sorted(points), kind=kind),
        st.tuples(*[st.integers(-1000, 1000)] * 3),
        st.sampled_from(["pert", "triangular", "modified-pert"]),
    ),
)


@st.composite
def registers(draw, impact=impacts):
    """Registers of up to five risks."""
    pairs = draw(st.lists(st.tuples(probabilities, impact), min_size=1, max_size=5))
    return RiskRegister(Risk(f"risk {i}", p, amount) for i, (p, amount) in enumerate(pairs))


def enumeration(register):
    """Every combination of risks that do and do not occur: (total, probability)."""
    for occurs in product([False, True], repeat=len(register.risks)):
        pairs = list(zip(register, occurs, strict=True))
        total = sum(risk.impact for risk, happens in pairs if happens)
        chance = np.prod([r.probability if happens else 1 - r.probability for r, happens in pairs])
        yield total, chance


# --------------------------------------------------------------------- expected monetary value
def test_expected_monetary_value_by_hand():
    """0.2 x 40,000 + 0.1 x 25,000 - 0.5 x 12,000 + 0.3 x 12,000."""
    register = RiskRegister(DOCK_REFIT)
    assert register.expected_monetary_value == pytest.approx(8_000 + 2_500 - 6_000 + 3_600)


def test_table_puts_the_largest_exposure_first_whatever_its_sign():
    table = RiskRegister(DOCK_REFIT).table
    assert table["risk"].to_list() == [
        "corroded piles",
        "bulk discount",
        "late permits",
        "crane strike",
    ]
    assert table["exposure"].to_list() == pytest.approx([8_000, 6_000, 3_600, 2_500])
    assert table["kind"].to_list() == ["threat", "opportunity", "threat", "threat"]


@given(registers())
def test_the_table_adds_up_to_the_expected_monetary_value(register):
    table = register.table
    assert table["expected_monetary_value"].sum() == pytest.approx(
        register.expected_monetary_value, abs=1e-6
    )
    assert table["exposure"].is_monotonic_decreasing


@given(registers(impact=st.integers(-1000, 1000)))
def test_mean_and_sd_are_those_of_all_combinations(register):
    pairs = list(enumeration(register))
    mean = sum(total * chance for total, chance in pairs)
    variance = sum((total - mean) ** 2 * chance for total, chance in pairs)
    assert register.expected_monetary_value == pytest.approx(mean, abs=1e-6)
    assert register.sd == pytest.approx(sqrt(variance), abs=1e-3)


# ----------------------------------------------------------------------------------- responses
def test_net_benefit_of_a_response_by_hand():
    """Survey: 8,000 - 2,000 - 3,000. Second yard: 2,500 - 500 - 4,000, a loss."""
    table = RiskRegister(DOCK_REFIT).responses
    assert table["risk"].to_list() == ["corroded piles", "crane strike"]
    assert table["net_benefit"].to_list() == pytest.approx([3_000, -2_000])


def test_a_response_may_raise_the_probability_of_an_opportunity():
    asked = Risk("bulk discount", 0.5, -12_000, Response("ask early", 500, probability=0.75))
    assert RiskRegister([asked]).responses["net_benefit"].to_list() == [2_500]


def test_a_response_spares_the_reserve_in_the_same_trials():
    """Other risks are drawn alike before and after: each trial costs as much or less."""
    register = RiskRegister(DOCK_REFIT)
    spared = RiskRegister(risk.after_response for risk in register)
    before, after = (r.simulate(2_000).totals for r in (register, spared))
    assert (after <= before).all()
    assert (after < before).any()


# --------------------------------------------------------------------------------- simulation
def test_simulated_totals_are_as_frequent_as_all_combinations_say():
    register = RiskRegister(
        [Risk("a", 0.2, 40), Risk("b", 0.1, 25), Risk("c", 0.5, -12), Risk("d", 0.9, 7)]
    )
    trials = 40_000
    totals = register.simulate(trials).totals
    for total, chance in enumeration(register):
        error = sqrt(chance * (1 - chance) / trials)
        assert np.mean(np.isclose(totals, total)) == pytest.approx(chance, abs=4.5 * error)


def test_contingency_is_the_smallest_reserve_that_suffices_as_often_as_asked():
    """Totals 0, 10, 20, 30 with .56, .14, .24, .06: 65 % needs 10, 80 % 20, 97 % 30."""
    register = RiskRegister([Risk("a", 0.2, 10), Risk("b", 0.3, 20)])
    found = register.simulate(20_000)
    assert [found.contingency(c) for c in (50, 65, 80, 97)] == [0, 10, 20, 30]
    assert found.probability(by=10) == pytest.approx(0.7, abs=4 * found.probability_error(by=10))


def test_contingency_is_never_negative():
    found = RiskRegister([Risk("discount", 0.9, -100)]).simulate(1_000)
    assert found.percentile(80) == -100
    assert found.contingency() == 0


@settings(max_examples=40, deadline=None)
@given(registers())
def test_simulated_mean_tends_to_the_expected_monetary_value(register):
    found = register.simulate(4_000)
    tolerance = 6 * register.sd / sqrt(4_000) + 1e-6
    assert found.mean == pytest.approx(register.expected_monetary_value, abs=tolerance)


@given(impacts)
def test_a_risk_that_is_certain_occurs_in_every_trial_and_an_impossible_one_in_none(impact):
    certain = RiskRegister([Risk("a", 1, impact)]).simulate(50).totals
    low, high = (
        (impact.optimistic, impact.pessimistic)
        if isinstance(impact, ThreePoint)
        else (impact, impact)
    )
    assert low - 1e-9 <= certain.min() <= certain.max() <= high + 1e-9
    assert (RiskRegister([Risk("a", 0, impact)]).simulate(50).totals == 0).all()


def test_the_same_seed_gives_the_same_trials_and_longer_runs_begin_alike():
    register = RiskRegister(DOCK_REFIT)
    longer, shorter = register.simulate(300, seed=5).totals, register.simulate(100, seed=5).totals
    assert np.array_equal(longer[:100], shorter)
    assert not np.array_equal(register.simulate(100, seed=6).totals, shorter)


# ---------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Risk("fire", 1.2, 5), "risk 'fire': probability must be between 0 and 1, got 1.2"),
        (lambda: Risk("fire", -0.1, 5), "probability must be between 0 and 1, got -0.1"),
        (lambda: Risk("fire", nan, 5), "risk 'fire': probability must be finite, got nan"),
        (lambda: Risk("fire", 0.1, nan), "risk 'fire': impact must be finite, got nan"),
        (lambda: Risk("fire", 0.1, "much"), "risk 'fire': impact must be a number, got 'much'"),
        (lambda: Risk("", 0.1, 5), "risk: name must not be empty"),
        (lambda: Response("", 5), "response: name must not be empty"),
        (lambda: Response("drill", -5), "response 'drill': cost must be 0 or more, got -5"),
        (lambda: Response("drill", 5, probability=2), "response 'drill': probability must be"),
        (lambda: Response("drill", 5, impact=nan), "response 'drill': impact must be finite"),
        (lambda: RiskRegister([]), "risk register must have at least one Risk, got none"),
        (lambda: RiskRegister([DOCK_REFIT[0]] * 2), "each name once, got 'corroded piles' twice"),
        (lambda: RiskRegister(DOCK_REFIT).simulate(0), "trials must be 1 or more, got 0"),
        (lambda: RiskRegister(DOCK_REFIT).simulate(5).contingency(101), "percentile must be more"),
    ],
)
def test_nonsense_is_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_what_is_not_a_risk_is_refused():
    with pytest.raises(ValueError, match="item 0 must be a Risk, got 'fire'"):
        RiskRegister(["fire"])
