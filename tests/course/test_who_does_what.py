"""What is special to the lesson Who does what: the company's people, its case, its questions."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from course.harness import Lesson

from pmlearn.roles.raci import RULES, raci_problems
from pmlearn.tidewell.people import (
    PEOPLE,
    crew_records,
    draft_matrix,
    placing,
    published_matrix,
    stakeholder_ratings,
    stakeholders,
)

LESSON = Lesson("who-does-what")
QUESTIONS = LESSON.questions


class TestPeople:
    def test_the_draft_breaks_every_rule(self):
        assert {problem.rule for problem in raci_problems(draft_matrix())} == set(RULES)

    def test_the_published_matrix_breaks_no_rule_and_keeps_the_tasks(self):
        assert raci_problems(published_matrix()) == []
        assert list(published_matrix().index) == list(draft_matrix().index)

    def test_columns_of_the_published_matrix_are_roles_of_the_company(self):
        assert set(published_matrix().columns) <= set(PEOPLE)

    def test_letting_go_live_and_stopping_have_one_answerable_role_each(self):
        answerable = published_matrix().apply(
            lambda row: [who for who, letters in row.items() if "A" in letters], axis="columns"
        )
        assert answerable["Let a dock go live"] == ["Program manager"]
        assert answerable["Stop a dock or take it off again"] == ["Service manager"]

    def test_ratings_never_move_and_stay_on_the_scale(self):
        ratings = stakeholder_ratings()
        assert ratings.equals(stakeholder_ratings())
        assert ratings[["influence", "interest"]].to_numpy().min() >= 1
        assert ratings[["influence", "interest"]].to_numpy().max() <= 10
        assert set(ratings["stakeholder"]) == set(stakeholders().index)

    def test_the_line_belongs_to_the_high_side(self):
        assert placing([5.5, 5.4, 5.5, 1], [5.5, 9, 1, 1]) == [
            "manage closely",
            "keep informed",
            "keep satisfied",
            "monitor",
        ]

    def test_unequal_lists_of_influence_and_interest_are_refused(self):
        with pytest.raises(ValueError, match="of one length, got 2 and 3"):
            placing([1, 2], [1, 2, 3])

    def test_choosing_the_worst_crews_makes_a_matrix_without_effect_look_good(self):
        """The mean over many draws; chance alone would give 0."""

        def gain(chosen):
            gains = []
            for seed in range(200):
                records = crew_records(chosen=chosen, seed=seed)
                own = records[records["matrix"]]
                gains.append((own["after"] - own["before"]).mean())
            return sum(gains) / len(gains)

        assert gain("worst") > 2
        assert abs(gain("lot")) < 0.4

    def test_an_effect_is_added_to_the_crews_with_a_matrix_alone(self):
        without, with_it = crew_records(seed=3), crew_records(seed=3, effect=2)
        added = (with_it["after"] - without["after"]).round(1)
        assert set(added[without["matrix"]]) == {2.0}
        assert set(added[~without["matrix"]]) == {0.0}

    def test_records_refuse_a_choice_that_is_none(self):
        with pytest.raises(ValueError, match="given must be 1 to 23, got 24"):
            crew_records(given=24)
        with pytest.raises(ValueError, match="got 'best'"):
            crew_records(chosen="best")


class TestCase:
    @pytest.mark.parametrize("draw", ["ratings", "records", "slide", "trial"])
    def test_a_learner_always_gets_the_same_case_and_neighbors_another(self, case, draw):
        table = getattr(case, f"draw_{draw}")
        assert table("learner-07").equals(table(" Learner-07 "))
        assert not table("learner-07").equals(table("learner-08"))

    def test_a_learner_always_gets_the_same_matrix_and_minutes(self, case):
        for one, other in zip(case.draw_matrix("a"), case.draw_matrix("a"), strict=True):
            assert one.equals(other)
        assert not case.draw_matrix("a")[0].equals(case.draw_matrix("b")[0])

    def test_a_sentence_amounts_to_one_letter_only(self, case):
        sentences = [said for texts in case.SAID.values() for said in texts]
        assert len(sentences) == len(set(sentences))

    @pytest.mark.parametrize("number", range(30))
    def test_some_stakeholders_are_contested_and_some_are_not(self, case, number):
        ratings = case.draw_ratings(f"learner-{number}")
        high = (ratings[["influence", "interest"]] >= 5.5).assign(name=ratings["stakeholder"])
        contested = (high.groupby("name").nunique() > 1).any(axis="columns").sum()
        assert 3 <= contested <= 6

    @pytest.mark.parametrize("number", range(30))
    def test_the_weakest_come_back_and_the_trial_favors_the_matrix(self, case, number):
        learner = f"learner-{number}"
        slide, trial = case.draw_slide(learner), case.draw_trial(learner)
        assert slide["before"][slide["matrix"]].max() < slide["before"][~slide["matrix"]].min()
        assert slide["matrix"].sum() == trial["matrix"].sum() == 8
        change = trial["after"] - trial["before"]
        assert change[trial["matrix"]].mean() > change[~trial["matrix"]].mean()
        records = case.draw_records(learner)
        weakest = [records[month].nsmallest(8).index for month in range(1, 12)]
        back = [
            (records.loc[who, m + 1] - records.loc[who, m]).mean()
            for m, who in enumerate(weakest, 1)
        ]
        assert sum(back) / 11 > 0.5

    def test_the_editor_begins_with_the_own_matrix_and_keeps_what_was_changed(self, case):
        matrix, _ = case.draw_matrix("learner-07")
        widget = SimpleNamespace(answer=None)
        case.start_from(widget, matrix)
        assert set(widget.answer) == set(case.TASKS)
        widget.answer = {"fit": {"pjm": "A"}}
        case.start_from(widget, matrix)
        assert widget.answer == {"fit": {"pjm": "A"}}
        assert case.start_from(None, matrix) is None

    def test_the_editor_keeps_a_repair_over_a_restart(self, case, tmp_path):
        from pmlearn.exercises import Sheet

        shutil.copy(LESSON.folder / "questions.yml", tmp_path)
        matrix, _ = case.draw_matrix("learner-07")
        first = case.start_from(Sheet("who-does-what", tmp_path).ask("repaired"), matrix)
        assert set(first.answer) == set(case.TASKS)
        first.answer = {**first.answer, "fit": {"pjm": "A", "crew": "R"}}
        sheet = Sheet("who-does-what", tmp_path)
        again = case.start_from(sheet.ask("repaired"), matrix)
        assert again.answer["fit"] == {"pjm": "A", "crew": "R"}
        answer, text = sheet.record("repaired", "")
        assert answer == again.answer
        assert text.startswith("%%answer repaired\n{")


class TestQuestions:
    def test_the_editor_knows_the_tasks_and_roles_of_the_case(self, case):
        question = QUESTIONS["repaired"]
        assert [row["id"] for row in question["rows"]] == list(case.TASKS)
        assert [row["text"] for row in question["rows"]] == [t for t, _ in case.TASKS.values()]
        assert {c["id"]: c["label"] for c in question["columns"]} == case.ROLES

    @pytest.mark.parametrize("name", ["placed", "reports"])
    def test_the_key_names_each_item_once_and_known_targets(self, name):
        question = QUESTIONS[name]
        key = LESSON.key(name)
        assert list(key) == [item["id"] for item in question["items"]]
        known = {one["id"] for one in question.get("categories") or question["targets"]}
        assert {v if isinstance(v, str) else v[0] for v in key.values()} <= known
