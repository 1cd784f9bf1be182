"""What is no number, no list or no table at all is refused as clearly as a number beyond limits."""

import pytest

from pmlearn.program.benefits import (
    Benefit,
    BenefitMap,
    Contribution,
    Output,
    Uptake,
    delay_cost,
    simulate,
)
from pmlearn.program.dependencies import partition, shared_resources
from pmlearn.program.slips import Component, Interface, propagate

PLAN = [Component("a", 0, 1), Component("b", 1, 1)]
MAP = BenefitMap([Output("o", 1), Benefit("b", 5)], [Contribution("o", "b")])
NUMBERS = {
    "component 'c': start": lambda x: Component("c", x, 1),
    "component 'c': duration": lambda x: Component("c", 0, x),
    "interface 'a' to 'b' .FS.: lag": lambda x: Interface("a", "b", "FS", x),
    "component 'a': slip": lambda x: propagate(PLAN, slips={"a": x}),
    "output 'o': ready": lambda x: Output("o", x),
    "output 'o': probability": lambda x: Output("o", 0, x),
    "benefit 'b': value": lambda x: Benefit("b", x),
    "uptake: periods": lambda x: Uptake("linear", x),
    "contribution 'o' to 'b': weight": lambda x: Contribution("o", "b", x),
    "contribution 'o' to 'b': delay": lambda x: Contribution("o", "b", 1, x),
    "benefit map: periods": MAP.levels,
    "output 'o': delay": lambda x: delay_cost(MAP, "o", 5, x),
    "benefit map: trials": lambda x: simulate(MAP, 5, x),
    "benefit map: seed": lambda x: simulate(MAP, 5, seed=x),
}


@pytest.mark.parametrize("junk", [None, "5", True, float("nan"), float("inf"), 1j, []], ids=str)
@pytest.mark.parametrize("what", NUMBERS)
def test_what_is_no_number_is_refused_by_name(what, junk):
    with pytest.raises(ValueError, match=rf"^{what} must be .*, got"):
        NUMBERS[what](junk)


@pytest.mark.parametrize("junk", [None, 5, "x", [[0]]], ids=str)
@pytest.mark.parametrize("call", [partition, shared_resources])
def test_what_is_no_table_is_refused(call, junk):
    with pytest.raises(ValueError, match=r"must be a DataFrame, got"):
        call(junk)


@pytest.mark.parametrize("junk", [None, 5, "ab", [("a", "b")]], ids=str)
def test_what_are_no_parts_of_a_program_is_refused(junk):
    for call in (
        lambda: propagate(junk),
        lambda: propagate(PLAN, junk),
        lambda: propagate(PLAN, slips=[junk]),
        lambda: BenefitMap(junk, []),
        lambda: BenefitMap([Output("o")], junk),
    ):
        with pytest.raises(ValueError, match=r"must be .*, got"):
            call()


def test_parts_may_come_one_after_the_other():
    """A generator can be read once only; nothing of it is lost."""
    assert propagate((part for part in PLAN), slips={"a": 2}).slip == 1
    found = BenefitMap((s for s in MAP.steps), (c for c in MAP.contributions))
    assert found.total(3) == MAP.total(3) == 10


def test_a_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"benefit map must have at least one Output .*, got none"):
        BenefitMap([], [])
