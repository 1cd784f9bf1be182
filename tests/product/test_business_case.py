"""Net present value and rates of return: published values, built roots, and properties."""

from __future__ import annotations

from itertools import pairwise
from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.product.business_case import irr, mirr, npv, payback

money = st.integers(-1000, 1000)


def with_roots(*rates):
    """Cash flows whose net present value is 0 at exactly these rates, each as often as given."""
    return np.poly([1 + rate for rate in rates])


def test_npv_of_a_published_case():
    """numpy-financial, test of npv."""
    assert npv(0.05, [-15000, 1500, 2500, 3500, 4500, 6000]) == pytest.approx(122.89, abs=0.005)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-150000, 15000, 25000, 35000, 45000, 60000], 0.0524),
        ([-100, 0, 0, 74], -0.0955),
        ([-100, 39, 59, 55, 20], 0.28095),
    ],
)
def test_irr_of_published_cases(flows, rate):
    """numpy-financial, tests of irr."""
    assert irr(flows) == (pytest.approx(rate, abs=5e-5),)


def test_mirr_of_a_published_case():
    """numpy-financial, test of mirr."""
    flows = [-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000]
    assert mirr(flows, 0.08, 0.055) == pytest.approx(0.0666, abs=5e-5)


def test_mirr_of_two_flows_is_the_irr():
    assert mirr([-100, 0, 121], 0.3, 0.02) == pytest.approx(0.1)


def test_first_flow_is_not_discounted():
    assert npv(0.1, [100]) == 100
    assert npv(0.1, [0, 110]) == pytest.approx(100)


@pytest.mark.parametrize(
    "rates",
    [
        (0.1, 0.2),
        (0.1, 0.2, 0.3),
        (-0.5, 0.0, 4.0),
        (-0.9, 9.0),
        (0.25, 0.25),
        (0.1, 0.1, 0.3, 0.3),
        (0.5, 0.5, 0.5),
    ],
)
def test_every_rate_is_found_once(rates):
    """Double and triple rates too, where the value only touches 0 or flattens."""
    assert irr(with_roots(*rates)) == pytest.approx(sorted(set(rates)), abs=1e-7)


def test_decimal_fractions_keep_their_double_rate():
    """1 - 2.4 x + 1.44 x^2 is a square only in decimals: in binary it misses 0 by a rounding."""
    assert irr([-1, 2.4, -1.44]) == (pytest.approx(0.2),)


@pytest.mark.parametrize("flows", [[1, -2, 2], [-100, 180, -110], [10, -1, 1, -1, 10]])
def test_flows_may_change_sign_and_have_no_rate(flows):
    assert irr(flows) == ()
    assert len({npv(rate, flows) > 0 for rate in np.linspace(-0.9, 20, 5000)}) == 1


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 1e12, 1e200])
def test_rates_do_not_depend_on_the_currency_unit(scale):
    flows = np.array([-100, 230, -132])
    assert irr(flows * scale) == pytest.approx((0.1, 0.2), abs=1e-9)


def test_a_long_loan_has_its_rate():
    """An annuity over 360 months at 0.5 % a month."""
    payment = 200_000 * 0.005 / (1 - 1.005**-360)
    assert irr([200_000] + [-payment] * 360) == (pytest.approx(0.005, abs=1e-12),)


def test_extreme_rates_are_found():
    assert irr([-1e-9, 1e9]) == (pytest.approx(1e18),)
    assert irr([-1e6, 1e-6]) == (pytest.approx(-1 + 1e-12, abs=1e-15),)


def test_rates_beyond_floating_point_stay_legal():
    low, high = irr([-1e200, 1e-200]), irr([-1e-200, 1e200])
    assert -1 < low[0] < -1 + 1e-15
    assert high[0] > 1e300
    assert high[0] < inf


@given(st.lists(money, min_size=2, max_size=12))
def test_value_is_zero_at_every_rate(flows):
    """As a share of the sum of the sizes, since rounding grows with these."""
    if not min(flows) < 0 < max(flows):
        return
    for rate in irr(flows):
        sizes = npv(rate, np.abs(flows))
        assert abs(npv(rate, flows)) <= 1e-9 * sizes


@given(st.lists(money, min_size=2, max_size=12))
def test_there_are_no_more_rates_than_changes_of_sign(flows):
    """Descartes' rule; with an odd number of changes there is at least one."""
    if not min(flows) < 0 < max(flows):
        return
    signs = [np.sign(flow) for flow in flows if flow]
    changes = sum(a != b for a, b in pairwise(signs))
    assert changes % 2 <= len(irr(flows)) <= changes


@given(st.lists(money, min_size=2, max_size=8))
def test_a_change_of_the_values_sign_has_a_rate_in_it(flows):
    """No root is missed: wherever the value changes sign on a grid, a rate lies between."""
    if not min(flows) < 0 < max(flows):
        return
    grid = np.geomspace(0.05, 20, 400) - 1
    values = np.array([npv(rate, flows) / npv(rate, np.abs(flows)) for rate in grid])
    rates = irr(flows)
    assert list(rates) == sorted(rates)
    for low, high, a, b in zip(grid, grid[1:], values, values[1:], strict=False):
        if a * b < 0 and min(abs(a), abs(b)) > 1e-9:
            assert any(low <= rate <= high for rate in rates)


@given(
    st.lists(st.floats(-0.8, 3).map(lambda rate: round(rate, 1)), min_size=1, max_size=3),
)
def test_built_rates_come_back(rates):
    assert irr(with_roots(*rates)) == pytest.approx(sorted(set(rates)), abs=1e-5)


@pytest.mark.parametrize(
    ("flows", "rate", "time"),
    [
        ([-100, 40, 40, 40], 0, 2.5),
        ([-100, 50, 50], 0, 2),
        ([-100, 110], 0.1, 1),
        ([-100, 60, 60], 0.1, 1 + (100 - 60 / 1.1) / (60 / 1.21)),
        ([0, -100, 200], 0, 1.5),
        ([-100, 20, 30], 0, inf),
        ([-100, 100], 0.01, inf),
    ],
)
def test_payback_is_when_the_balance_reaches_zero(flows, rate, time):
    assert payback(flows, rate) == pytest.approx(time)


def test_payback_may_not_last():
    """Removal at the end leads below 0 again: paid back for a while, but not for good."""
    flows = [-100, 60, 60, -50]
    assert payback(flows) == pytest.approx(1 + 40 / 60)
    assert payback(flows, lasting=True) == inf
    assert payback([*flows, 60], lasting=True) == pytest.approx(3.5)


def test_decimal_fractions_pay_back():
    """0.1 + 0.2 - 0.3 is not 0 in binary."""
    assert payback([-0.3, 0.1, 0.2]) == pytest.approx(2)


@given(st.integers(1, 500), st.lists(st.integers(0, 200), min_size=1, max_size=10), st.floats(0, 1))
def test_discounting_never_shortens_payback(outlay, receipts, rate):
    if not any(receipts):
        return
    assert payback([-outlay, *receipts], rate) >= payback([-outlay, *receipts]) - 1e-9


@pytest.mark.parametrize("flows", [[1, 2, 3], [-1, -2, -3], [0, 0], [5], [-100, 0, 0]])
@pytest.mark.parametrize(
    "call", [irr, payback, lambda flows: mirr(flows, 0.1, 0.1)], ids=["irr", "payback", "mirr"]
)
def test_flows_of_one_sign_are_refused(flows, call):
    with pytest.raises(ValueError, match=r"cash flows must contain both .*, got \["):
        call(flows)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: npv(-1, [1]), r"npv: rate must be more than -1, got -1"),
        (lambda: npv(float("nan"), [1]), r"npv: rate must be finite, got nan"),
        (lambda: npv(0.1, []), r"npv: cash flows must be a list of one or more numbers"),
        (lambda: npv(0.1, [1, inf]), r"npv: cash flows\[1\] must be finite, got inf"),
        (lambda: npv(0.1, ["a"]), r"npv: cash flows\[0\] must be a number, got 'a'"),
        (lambda: npv(-0.999999, np.ones(100)), r"npv: present values must stay finite"),
        (lambda: irr([1, float("nan")]), r"irr: cash flows\[1\] must be finite, got nan"),
        (lambda: mirr([-1, 2], -2, 0.1), r"mirr: rate must be more than -1, got -2"),
        (lambda: payback([10, -5, 3]), r"payback: first cash flow must be an outlay.* got 10"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_flow_of_zero_is_worth_nothing_at_any_rate():
    value = npv(-0.9999, [1] + [0] * 200)
    assert value == 1
    assert not isnan(value)
