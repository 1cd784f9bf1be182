"""The exercise kit: questions, marking, what is recorded and which answer counts."""

from __future__ import annotations

import json

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from pmlearn.competency.framework import load
from pmlearn.exercises.cell import parse_answer, write_answer
from pmlearn.exercises.marking import mark_choice, mark_choices, mark_sort
from pmlearn.exercises.questions import load_file, load_questions
from pmlearn.exercises.record import AnswersFile, Draft, draft_of, latest
from pmlearn.exercises.seeds import generator

QUESTIONS = """
lesson: trial
questions:
  - id: who
    kind: choice
    criteria: [CO1.1]
    prompt: Who?
    options: [{id: a, text: A}, {id: b, text: B}]
  - id: where
    kind: sort
    several: true
    criteria: [CO1.1]
    prompt: Where?
    categories: [{id: x, label: X}, {id: y, label: Y}]
    items: [{id: one, text: One}, {id: two, text: Two}]
"""
KEY = {"one": ["x"], "two": ["x", "y"], "three": [["x"], ["y"]]}

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["one", "two", "three", "?"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "questions.yml").write_text(QUESTIONS)
    return tmp_path


@pytest.fixture
def questions(folder):
    return load_file(folder / "questions.yml", graded=True)


class TestMarking:
    @given(junk)
    def test_whatever_is_handed_in_earns_between_nothing_and_all(self, answer):
        for mark in (
            mark_choice(answer, "a", out_of=2),
            mark_choices(answer, ["a", "b"], out_of=2),
            mark_sort(answer, KEY, out_of=2),
        ):
            assert 0 <= mark.points <= mark.out_of == 2
            assert mark.feedback

    def test_choices_take_back_a_point_for_a_wrong_one(self):
        key = ["a", "b", "c", "d"]
        assert mark_choices(["a", "b", "c", "d"], key, out_of=4).points == 4
        assert mark_choices(["a", "b", "z"], key, out_of=4).points == 1
        assert mark_choices([*key, "v", "w", "x", "z"], key, out_of=4).points == 0

    def test_an_item_counts_with_exactly_its_categories_in_any_order(self):
        assert mark_sort({"one": ["x"], "two": ["y", "x"], "three": ["y"]}, KEY).points == 3
        assert mark_sort({"one": ["x", "y"], "two": ["x"], "three": ["x", "y"]}, KEY).points == 0

    def test_feedback_counts_and_names_no_key(self):
        mark = mark_sort({"one": ["y"], "two": ["x", "y"]}, KEY)
        assert mark.feedback == "1 of 3 sorted as the key has it."

    def test_an_empty_key_is_the_authors_error(self):
        with pytest.raises(ValueError, match="at least one option"):
            mark_choices(["a"], [])
        with pytest.raises(ValueError, match="at least one item"):
            mark_sort({}, {})


class TestQuestions:
    def test_every_self_check_has_feedback_a_key_and_known_criteria(self, root):
        framework = load()
        files = sorted((root / "pmlearn" / "exercises" / "questions").glob("*.yml"))
        assert files
        for file in files:
            for question in load_questions(file.stem).values():
                for code in question.criteria:
                    framework.criterion(code)

    def test_every_assignments_questions_carry_no_key(self, root):
        files = sorted((root / "exercises" / "source").glob("*/questions.yml"))
        assert files
        for file in files:
            assert load_file(file, graded=True)

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({"options": [{"id": "a", "text": "A", "correct": True}]}, "two or more options"),
            ({"criteria": []}, "at least one criterion"),
            ({"kind": "riddle"}, "kind must be one of"),
            ({"id": "Not a name"}, "lower-case Python name"),
            ({"hint": "No."}, "must not carry hint"),
            (
                {"options": [{"id": "a", "text": "A", "feedback": "F"}, {"id": "b", "text": "B"}]},
                "must not carry",
            ),
        ],
    )
    def test_a_broken_rule_is_named_with_file_and_question(self, tmp_path, change, rule):
        document = yaml.safe_load(QUESTIONS)
        document["questions"][0].update(change)
        file = tmp_path / "questions.yml"
        file.write_text(yaml.safe_dump(document))
        with pytest.raises(ValueError, match=rule) as error:
            load_file(file, graded=True)
        assert str(error.value).startswith("questions.yml: question ")

    def test_a_self_check_without_feedback_is_refused(self, tmp_path):
        file = tmp_path / "trial.yml"
        file.write_text(QUESTIONS)
        with pytest.raises(ValueError, match="'a' needs feedback"):
            load_file(file, graded=False)

    def test_an_unknown_lesson_lists_the_nearest(self):
        with pytest.raises(ValueError, match="nearest: five-roles"):
            load_questions("five-rolls")


class TestSeeds:
    def test_the_same_learner_gets_the_same_numbers_everywhere(self):
        first = generator("learner-1", "five-roles").integers(1000, size=3).tolist()
        assert generator("  LEARNER-1 ", "five-roles").integers(1000, size=3).tolist() == first
        assert generator("learner-2", "five-roles").integers(1000, size=3).tolist() != first
        assert generator("learner-1", "other").integers(1000, size=3).tolist() != first

    def test_an_empty_id_is_refused(self):
        with pytest.raises(ValueError, match="learner_id: must not be empty"):
            generator("  ", "five-roles")


class TestWhichAnswerCounts:
    @pytest.mark.parametrize(
        ("typed", "draft", "counts"),
        [
            (None, None, None),
            ("typed", None, "typed"),
            (None, Draft("clicked", None, ""), "clicked"),
            ("typed", Draft("clicked", "typed", ""), "clicked"),  # clicked after typing
            ("typed", Draft("clicked", None, ""), "typed"),  # typed after clicking
            ("typed", Draft(None, "typed", ""), "typed"),  # "start again" clicked
        ],
    )
    def test_the_one_given_last(self, typed, draft, counts):
        assert latest(typed, draft) == counts


class TestAnswersFile:
    def test_a_click_is_there_for_the_next_session_with_its_history(self, folder, questions):
        AnswersFile(folder, "trial", questions).put("who", "a", None)
        AnswersFile(folder, "trial", questions).put("who", "b", "a")
        draft = AnswersFile(folder, "trial", questions).draft("who")
        assert (draft.answer, draft.over) == ("b", "a")
        entry = json.loads((folder / "trial.answers.json").read_text())["answers"]["who"]
        assert [answer for _, answer in entry["history"]] == ["a", "b"]

    def test_two_sessions_keep_each_others_answers(self, folder, questions):
        first = AnswersFile(folder, "trial", questions)
        second = AnswersFile(folder, "trial", questions)
        first.put("who", "a", None)
        second.put("where", {"one": ["x"]}, None)
        again = AnswersFile(folder, "trial", questions)
        assert again.draft("who").answer == "a"
        assert again.draft("where").answer == {"one": ["x"]}

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("no json", "cannot be used"),
            ("[1, 2]", "not an answers file of format 1"),
            ('{"format": 1, "assignment": "other", "answers": {}}', "belongs to the assignment"),
            ('{"format": 1, "assignment": "trial", "answers": [1]}', "not a table"),
            ("[" * 100_000, "cannot be used"),
            (" " * 5_000_001, "more than 5,000,000"),
        ],
    )
    def test_an_unusable_file_is_said_so_kept_aside_and_never_stops_anything(
        self, folder, questions, content, says
    ):
        path = folder / "trial.answers.json"
        path.write_text(content)
        file = AnswersFile(folder, "trial", questions)
        assert says in file.notices[0]
        assert file.draft("who") is None
        assert (folder / "trial.answers.json.unusable1").read_text() == content
        file.put("who", "a", None)
        assert file.draft("who").answer == "a"

    def test_a_changed_question_does_not_take_an_old_answer(self, folder, questions):
        AnswersFile(folder, "trial", questions).put("who", "a", None)
        (folder / "questions.yml").write_text(QUESTIONS.replace("Who?", "Who really?"))
        changed = load_file(folder / "questions.yml", graded=True)
        file = AnswersFile(folder, "trial", changed)
        assert file.draft("who") is None
        assert "has changed since you answered" in file.notices[0]

    def test_nothing_is_written_while_nbgrader_runs(self, folder, questions):
        file = AnswersFile(folder, "trial", questions, writable=False)
        file.put("who", "a", None)
        assert not file.path.exists()


class TestAnswerCell:
    @pytest.mark.parametrize(
        "text",
        [
            '["a", "b"]',
            '# my answer\n["a",\n "b"]\n',
            'name = ["a", "b"]',
            '# YOUR CODE HERE\n["a", "b"]\nraise NotImplementedError()',
            '### BEGIN SOLUTION\n["a", "b"]\n### END SOLUTION',
        ],
    )
    def test_reads_an_answer_as_people_write_it(self, text):
        assert parse_answer("name", text) == ["a", "b"]

    @pytest.mark.parametrize(
        "text", ["", "# nothing", "# YOUR CODE HERE\nraise NotImplementedError()"]
    )
    def test_a_stub_is_no_answer(self, text):
        assert parse_answer("name", text) is None

    @pytest.mark.parametrize(
        "text", ["[1, 2", "open('x')", "__import__('os')", "{1: float('nan')}"]
    )
    def test_runs_nothing_and_says_what_is_expected(self, text):
        with pytest.raises(ValueError, match="nothing but the answer"):
            parse_answer("name", text)

    def test_what_it_writes_it_reads(self, questions):
        answer = {"two": ["x", "y"], "one": ["x"]}
        magic, _, body = write_answer(questions["where"], answer).partition("\n")
        assert magic == "%%answer where"
        assert parse_answer("where", body) == answer
        assert body.index('"one"') < body.index('"two"')


class Attended(NotebookClient):
    """Runs a notebook as a person does: `input()` would be answered."""

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        client.allow_stdin = True
        return client


def run(folder, *cells, client=Attended):
    """Run cells in a real kernel; the notebook with its outputs."""
    cells = ["import os", *cells]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    client(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


SHEET = "from pmlearn.exercises import Sheet\nsheet = Sheet('trial')"
STUB = "%%answer where\n# YOUR CODE HERE\nraise NotImplementedError()"


class TestInAKernel:
    def test_a_click_reaches_the_variable_and_the_next_session(self, folder):
        click = "sheet.ask('where').answer = {'one': ['x'], 'two': ['y']}"
        first = run(folder, SHEET, click, STUB, "print(where)")
        assert "2 of 2 sorted" in printed(first.cells[3])
        assert printed(first.cells[4]) == "{'one': ['x'], 'two': ['y']}\n"
        second = run(folder, SHEET, STUB, "print(where)")
        assert printed(second.cells[3]) == "{'one': ['x'], 'two': ['y']}\n"

    def test_what_is_typed_after_a_click_counts_and_shows_in_the_widget(self, folder):
        notebook = run(
            folder,
            SHEET,
            "widget = sheet.ask('who')\nwidget.answer = 'a'",
            "%%answer who\n'b'",
            "print(who, widget.answer, widget.status)",
        )
        assert printed(notebook.cells[4]) == "b b recorded\n"

    def test_run_by_a_program_such_as_nbgrader_it_reads_the_clicks_and_writes_nothing(
        self, folder, questions
    ):
        answers = draft_of("trial", questions, {"where": {"one": ["x"]}}, when="now")
        file = folder / "trial.answers.json"
        file.write_text(json.dumps(answers))
        before = file.read_bytes()
        notebook = run(
            folder,
            SHEET,
            "sheet.ask('where')",
            STUB,
            "print(where)",
            client=NotebookClient,
        )
        assert printed(notebook.cells[4]) == "{'one': ['x']}\n"
        assert not notebook.cells[2].outputs
        assert file.read_bytes() == before
        streams = [o.get("name") for cell in notebook.cells for o in cell.outputs]
        assert "stderr" not in streams

    def test_a_hostile_file_costs_only_what_was_clicked(self, folder):
        (folder / "trial.answers.json").write_text('{"format": 1, "answers": "')
        notebook = run(folder, SHEET, STUB, "print('where' in dir())", client=NotebookClient)
        assert "cannot be used" in printed(notebook.cells[1])
        assert printed(notebook.cells[3]) == "False\n"
