"""Self-checks on paper: nothing of a question is lost, and its key stands apart from it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from pmlearn.course.book.on_paper import on_paper
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.page import question_html
from pmlearn.exercises.paper import key_on_paper, question_on_paper
from pmlearn.exercises.questions import load_file, load_questions

TRIAL = load_file(Path(__file__).parent / "data" / "trial.yml", graded=False)


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", " ", text))


def test_there_is_a_trial_question_of_each_kind():
    assert {question.kind for question in TRIAL.values()} == set(KINDS)


@pytest.mark.parametrize("name", TRIAL)
def test_a_question_shows_its_prompt_and_all_options_and_no_key(name):
    question = TRIAL[name].to_dict()
    shown = plain(question_on_paper(question))
    assert question["prompt"] in shown
    for entry in [*question["entries"], *question.get("targets", [])]:
        assert entry["text"] in shown
    for heading in [*question["categories"], *question.get("columns", [])]:
        assert heading["label"] in shown
    for entry in question["entries"]:
        assert entry.get("feedback", "no feedback") not in shown


@pytest.mark.parametrize("name", TRIAL)
def test_the_key_gives_the_reasons(name):
    question = TRIAL[name].to_dict()
    key = plain(key_on_paper(question))
    reasons = [entry["feedback"] for entry in question["entries"] if "feedback" in entry]
    if question["kind"] == "text":
        reasons += [question["model"], *question["look_for"]]
    elif not reasons:
        reasons.append(question["feedback"]["right"])
    reasons += [slip["feedback"] for slip in question.get("slips", [])]
    assert reasons
    assert all(str(reason) in key for reason in reasons)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("who", "Right. It sees all proposals."),
        ("which", "Wrong. It runs as long as it is used."),
        ("where", "Project and Service. It takes two."),
        ("sequence", "Place 2. Can go on beside the digging."),
        ("partners", "A result by a date. By a date and at a cost."),
        ("plan", "North dock: Cost 12, Earned per k 3, Verdict keep. South dock: Cost 0, Earned"),
        ("plan", "North: 4 × 3 = 12 k."),
        ("lead_time", "20 working days. Work in progress over throughput."),
        ("ranking", "Payment, Alarm, Site, Harbor map: 62 k. Cost of delay by duration decides."),
        ("desk", "People 4, Hours (a day) 4.5: Wait (minutes) 24, Cost (k) 18. Both limits hold."),
        ("signals", "Week 3, 7. Both lie above the limit."),
        ("quiet", "Week 4 to 7. Four weeks."),
        ("chain", "New docks leads to People ride to the ferry."),
        ("crew", "Test both after week 7. It ends after week 9. Nothing waits that need not."),
    ],
)
def test_the_key_says_what_is_right(name, said):
    assert said in " ".join(plain(key_on_paper(TRIAL[name].to_dict())).split())


def test_every_reading_that_counts_is_in_the_key():
    for lesson in ("five-roles", "control-and-closing"):
        for question in load_questions(lesson).values():
            data = question.to_dict()
            for entry in data["entries"]:
                assert plain(entry.get("feedback", "")) in plain(key_on_paper(data))


def page(*questions):
    checks = "".join(question_html(TRIAL[name].to_dict()) for name in questions)
    script = '<script type="module" src="mount.js"></script>'
    return f"<article><h2>Roles<a class='x'>#</a></h2>{checks}{script}</article><footer></footer>"


def test_the_key_stands_at_the_end_and_self_check_and_key_lead_to_each_other():
    printed = on_paper(page("who", "where"))
    before, _, key = printed.partition("Answers to the self-checks")
    assert "It sees all proposals" not in before
    assert "It sees all proposals" in key
    assert "Roles" in key
    assert key.endswith("</section></article><footer></footer>")
    for number in (1, 2):
        assert f'href="#key-{number}"' in before
        assert f'id="check-{number}"' in before
        assert f'href="#check-{number}"' in key
        assert f'id="key-{number}"' in key


def test_no_script_and_no_widget_is_left():
    printed = on_paper(page(*TRIAL))
    assert "<script" not in printed
    assert "pmlearn-exercise" not in printed


def test_a_table_has_an_empty_box_for_each_cell_and_says_which_words_there_are():
    printed = question_on_paper(TRIAL["plan"].to_dict())
    assert printed.count('<span class="blank"></span>') == 9  # two of them totals
    assert "Verdict: keep, close" in plain(printed)
    assert "Earned per k: a number or not defined" in plain(printed)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ranking", "Site 3 4 2"),
        ("desk", "People, 1 to 8:"),
        ("desk", "With Hours (a day) 4: People Wait (minutes) Cost (k) 1 96 4 2 48 8"),
        ("signals", "Week: Faults (%). 1: 4; 2: 5; 3: 11.5;"),
        ("signals", "Upper limit: 9"),
        ("chain", "Outcome: People ride to the ferry People find a bike"),
        ("crew", "Test both 2 2 Dig the depot, Dig the harbor"),
        ("crew", "People in the crew: 4. Asked for is the end of week 10."),
    ],
)
def test_what_one_plans_and_decides_with_stands_on_paper(name, said):
    assert said in " ".join(plain(question_on_paper(TRIAL[name].to_dict())).split())
