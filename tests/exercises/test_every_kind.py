"""What holds for exercises of every kind: any answer is marked, a guess earns little, no key."""

from __future__ import annotations

import json
from random import Random

import pytest
from exercises.trial import RAW, TRIAL, answers, form, mark, written
from hypothesis import given, settings

from pmlearn.exercises.cell import parse_answer, summary, write_answer
from pmlearn.exercises.kinds import KINDS

NOT_MARKED = {"why", "duties"}  # read by a person; judged by rules alone
MARKED = [name for name in TRIAL if name not in NOT_MARKED]
AT_THE_DESK = {"sequence", "decide", "mark", "map", "schedule"}
DESK = [name for name in TRIAL if TRIAL[name].kind in AT_THE_DESK]
DEEP = [[]]
for _ in range(100_000):
    DEEP = [DEEP]
HUGE = [10**400, 10**5000, float("nan"), -float("inf"), True, "9" * 100_000, DEEP, {"people": DEEP}]


@pytest.mark.parametrize("name", MARKED)
@settings(deadline=None, max_examples=60)
@given(answer=answers)
def test_any_answer_is_marked_within_bounds_and_its_form_judged_in_one_line(name, answer):
    found, problem = mark(TRIAL[name], answer, 4), form(TRIAL[name], answer)
    assert 0 <= found.points <= 4
    assert found.feedback
    assert len(problem) < 400
    assert "\n" not in problem


@pytest.mark.parametrize("name", DESK)
@pytest.mark.parametrize("answer", HUGE, ids=[str(n) for n in range(len(HUGE))])
def test_an_absurd_answer_earns_nothing_and_is_told_apart_in_one_line(name, answer):
    rows = [entry["id"] for entry in TRIAL[name].entries] or ["people", "hours"]
    tables = [dict.fromkeys(rows, answer), {"from": answer, "to": 7}, {rows[0]: answer}]
    for given_answer in (answer, [answer], [[answer, answer]], *tables):
        assert mark(TRIAL[name], given_answer).points == 0
        assert 0 < len(form(TRIAL[name], given_answer)) < 400


@pytest.mark.parametrize("name", DESK)
def test_its_own_solution_has_the_form_and_earns_all(name):
    solution = KINDS[TRIAL[name].kind].solution(TRIAL[name])
    assert form(TRIAL[name], solution) == ""
    assert mark(TRIAL[name], solution, 7).points == 7
    assert json.loads(json.dumps(solution)) == solution


@pytest.mark.parametrize("name", DESK)
def test_blind_clicking_earns_less_than_a_fifth(name):
    question, random = TRIAL[name], Random(1)
    guess = KINDS[question.kind].guess
    guesses = [guess(question, random) for _ in range(500)]
    assert all(form(question, one) == "" for one in guesses)
    assert sum(mark(question, one).points for one in guesses) / 500 < 0.2


@pytest.mark.parametrize("name", TRIAL)
def test_what_learners_get_asks_the_same_and_tells_no_answer(name, tmp_path):
    """Nothing of the key, of reasons, of hints: not by its name and not by its value."""
    public = written(tmp_path, RAW[name], graded=True)
    asked, practised = public.to_dict(), TRIAL[name].to_dict()
    kind = KINDS[public.kind]
    assert not {*kind.key, "feedback", "worked", "best"} & set(asked)
    for field in ("kind", "id", "categories", *kind.settings):
        if field in asked:
            assert asked[field] == practised[field]
    assert asked["prompt"] == practised["prompt"]
    assert [one["id"] for one in asked["entries"]] == [one["id"] for one in practised["entries"]]
    text = json.dumps(asked)
    for reason in _reasons(RAW[name]):
        assert reason not in text


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("ranking", ["pay", "map", "alarm", "site"], "4 in order"),
        ("desk", {"people": 4, "hours": 4.5}, "people 4, hours 4.5"),
        ("signals", [3, 7], "2 marked"),
        ("quiet", {"from": 4, "to": 7}, "from 4, to 7"),
        ("chain", [["docks", "ride"]], "1 arrows"),
        ("crew", {"permit": 0, "depot": 3, "harbor": 0, "test": 7}, "4 of 4 bars placed"),
    ],
)
def test_an_answer_is_summed_up_in_a_few_words_and_written_so_that_it_can_be_read(
    name, answer, words
):
    assert summary(TRIAL[name], answer) == words
    text = write_answer(TRIAL[name], answer).partition("\n")[2]
    assert parse_answer(name, text) == answer


def _reasons(raw):
    said = raw.get("feedback", {})
    entries = raw[KINDS[raw["kind"]].entries] if KINDS[raw["kind"]].entries else []
    accepted = [one["feedback"].partition("{")[0] for one in raw.get("accept", [])]
    return [
        *said.values(),
        *(one["feedback"] for one in entries if "feedback" in one),
        *(text for text in accepted if text),
    ]
