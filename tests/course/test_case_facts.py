"""The company's facts: one owner for each decision, and no page that states a fact otherwise."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml

from pmlearn.course.authoring.case_facts import FACTS, files_of, prose, stated_otherwise
from pmlearn.course.layout import Layout
from pmlearn.tidewell import facts
from pmlearn.tidewell.dock_promise import PROMISED_WEEKS
from pmlearn.tidewell.people import PEOPLE, published_matrix
from pmlearn.tidewell.progress import status_of_pass_relaunch
from pmlearn.tidewell.projects import BUDGETS

# Facts that are told by what must not be said.
NEVER_SAID = {"who shortens the permits", "what came of Dock refit"}


def test_no_page_states_a_fact_otherwise(root):
    assert list(stated_otherwise(Layout(root))) == []


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_each_fact_is_stated_somewhere(root, fact):
    """A pattern that finds no sentence would guard nothing."""
    said = [
        t
        for path in files_of(Layout(root))
        for t in re.findall(fact.stated, prose(path), re.IGNORECASE)
    ]
    assert bool(said) == (fact.name not in NEVER_SAID)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("It rebuilds 60 docking stations.", "number of docking stations: 64"),
        ("The board granted 1.5 million for it.", "grant for Dock refit: 1.2 million"),
        ("The project manager accepts the docks.", "for service: service manager"),
        ("The portfolio board\nlets docks go live.", "go live: program manager"),
        ("An expediter costs 9 thousand.", "permits: priority desk"),
        ("Each week beyond the date costs 12,000.", "too late at the quay: 15,000"),
    ],
)
def test_a_page_that_states_a_fact_otherwise_is_named(root, tmp_path, sentence, message):
    (tmp_path / "exercises").mkdir()
    shutil.copy(root / "exercises" / "nbgrader_config.py", tmp_path / "exercises")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "odd.md").write_text(f"# Odd\n\n{sentence}\n", encoding="utf-8")
    [found] = stated_otherwise(Layout(tmp_path))
    assert found.startswith("book/odd.md, line 3 of its text: ")
    assert message in found


class TestDecisions:
    def test_each_decision_has_one_owner_also_in_the_published_matrix(self):
        assert list(facts.contradictions(matrix=published_matrix())) == []

    def test_rows_of_the_matrix_that_are_decisions_stand_among_them(self):
        rows = set(published_matrix().index)
        assert {d.what for d in facts.DECISIONS} >= {
            row for row in rows if row.split()[0] in {"Inspect", "Accept", "Let", "Stop"}
        }

    def test_who_built_a_dock_inspects_it_and_somebody_else_accepts_it(self):
        owner = {d.what: d.accountable for d in facts.DECISIONS}
        assert owner["Inspect a dock as built"] == "Project manager"
        assert owner["Accept a dock for service"] == "Service manager"

    def test_a_decision_with_two_owners_is_named(self):
        twice = (*facts.DECISIONS, facts.Decision("Stop Open Harbor", "Program manager"))
        [found] = facts.contradictions(twice)
        assert found == (
            "decision 'Stop Open Harbor': stands 2 times, for Portfolio board, Program manager; "
            "keep one"
        )

    def test_two_roles_in_one_field_are_no_owner(self):
        both = facts.Decision("Hold back a release", "Service and product manager")
        [found] = facts.contradictions([both])
        assert "'Service and product manager' is not one role" in found

    def test_an_owner_who_differs_from_the_matrix_is_named(self):
        other = facts.Decision("Let a dock go live", "Project manager")
        assert any(
            "'Let a dock go live': Program manager answers, but Project manager does" in found
            for found in facts.contradictions([other], published_matrix())
        )

    def test_every_role_of_the_company_is_known(self):
        assert set(PEOPLE) <= facts.ROLES


class TestStory:
    def test_amounts_are_those_of_the_models(self):
        assert facts.GRANTED_FOR_DOCKS == sum(BUDGETS["Dock refit"].values()) == 1200
        assert facts.GRANTED_FOR_APP == sum(BUDGETS["Pass relaunch"].values()) == 900
        assert facts.HANDED_OVER_IN_WEEK == PROMISED_WEEKS - 2
        assert pytest.approx(0.97) == facts.SPENT_ON_DOCKS / facts.GRANTED_FOR_DOCKS

    def test_the_app_came_after_its_trams_and_above_its_contingency(self):
        status = status_of_pass_relaunch()
        assert len(status) > facts.TRAMS_IN_WEEK
        assert status["actual_cost"].iloc[-1] > facts.GRANTED_FOR_APP + facts.CONTINGENCY_FOR_APP

    def test_the_tracing_exercise_asks_for_the_requirements_of_the_board(self, root):
        path = root / "pmlearn" / "exercises" / "questions" / "scope-to-schedule.yml"
        questions = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        trace = next(q for q in questions if q["id"] == "trace_parts")
        asked = [r for r in facts.REQUIREMENTS if r.project == "Dock refit"]
        assert [column["label"] for column in trace["columns"]] == [r.text for r in asked]
        text = {row["id"]: row["text"] for row in trace["rows"]}
        column = {column["id"]: column["label"] for column in trace["columns"]}
        serves = {column[c]: text[r] for r, cells in trace["answer"].items() for c in cells}
        assert serves == {r.text: r.served_by for r in asked if r.served_by}

    def test_events_stand_in_the_order_of_the_months_and_chapters_name_these(self, root):
        months = ["March", "October", "November"]
        told = [months.index(event.when) for event in facts.EVENTS]
        assert told == sorted(told)
        pages = {"March": "five-roles", "October": "five-roles", "November": "who-does-what"}
        for month, page in pages.items():
            text = (root / "book" / "roles" / f"{page}.md").read_text(encoding="utf-8")
            assert re.search(rf"(?m)^(?:In )?{month} at Tidewell|In {month} the", text), month

    def test_the_requirement_that_no_part_serves_is_the_one_that_was_missed(self):
        missed = [r.text for r in facts.REQUIREMENTS if r.met is False]
        assert missed == [r.text for r in facts.REQUIREMENTS if not r.served_by]
        assert missed == ["old cards still work"]
