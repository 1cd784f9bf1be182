"""The answer sheet in a real IPython kernel, as a learner meets it."""

from __future__ import annotations

import json

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

QUESTIONS = """
lesson: trial
questions:
  - id: who
    kind: choice
    criteria: [CO1.1]
    prompt: Who?
    options: [{id: a, text: A}, {id: b, text: B}]
  - id: which
    kind: choices
    criteria: [CO1.1]
    prompt: Which?
    options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
  - id: where
    kind: sort
    several: true
    criteria: [CO1.1]
    prompt: Where?
    categories: [{id: x, label: X}, {id: y, label: Y}]
    items: [{id: one, text: One}, {id: two, text: Two}]
"""
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


class Kernel:
    """One kernel for all tests of a module; `restart` forgets everything, as a new one would."""

    def __init__(self, manager, client):
        self.manager, self.client = manager, client
        self.attended = True

    def run(self, code):
        """Run a cell; its outputs, the next cell's text if one is proposed, and any error."""
        outputs = []
        reply = self.client.execute_interactive(
            code, timeout=30, output_hook=outputs.append, allow_stdin=self.attended
        )
        return Result(reply["content"], outputs)

    def say(self, expression):
        result = self.run(f"print(__import__('json').dumps({expression}))")
        return json.loads(result.printed)

    def restart(self, folder, *, attended=True):
        """What a fresh kernel knows: an empty namespace, no sheet, the notebook's folder."""
        self.attended = attended
        self.run("%reset -f")
        assert self.run(f"import os; os.chdir({str(folder)!r})").fine


class Result:
    def __init__(self, reply, outputs):
        self.fine = reply["status"] == "ok"
        self.error = reply.get("evalue", "")
        self.next_input = [p["text"] for p in reply.get("payload", []) if "text" in p]
        self.replaces = [p.get("replace") for p in reply.get("payload", [])]
        streams = [m["content"] for m in outputs if m["msg_type"] == "stream"]
        self.printed = "".join(s["text"] for s in streams if s["name"] == "stdout")
        self.complaints = "".join(s["text"] for s in streams if s["name"] == "stderr")
        self.displayed = [m for m in outputs if m["msg_type"] in {"display_data", "execute_result"}]


@pytest.fixture(scope="module")
def started():
    manager, client = start_new_kernel(kernel_name="python3")
    yield Kernel(manager, client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "questions.yml").write_text(QUESTIONS)
    return tmp_path


@pytest.fixture
def kernel(started, folder):
    started.restart(folder)
    assert open_sheet(started).fine
    return started


def open_sheet(kernel):
    return kernel.run("from pmlearn.exercises import Sheet; sheet = Sheet('trial')")


def click(kernel, name, answer):
    """What the front end does when somebody clicks."""
    assert kernel.run(f"widget = sheet.ask({name!r}); widget.answer = {answer!r}").fine


class TestAClick:
    def test_is_taken_by_an_untouched_answer_cell_and_written_into_it(self, kernel):
        click(kernel, "where", {"two": ["y", "x"], "one": ["x"]})
        result = kernel.run(f"%%answer where\n{STUB}")
        assert "where: recorded (2 of 2 sorted)." in result.printed
        assert kernel.say("where") == {"one": ["x"], "two": ["y", "x"]}
        [text] = result.next_input
        assert result.replaces == [True]
        assert text == '%%answer where\n{\n  "one": ["x"],\n  "two": ["y", "x"]\n}'

    def test_written_into_the_cell_is_read_again_without_another_rewriting(self, kernel):
        click(kernel, "where", {"one": ["x"]})
        [text] = kernel.run(f"%%answer where\n{STUB}").next_input
        again = kernel.run(text)
        assert again.next_input == []
        assert kernel.say("where") == {"one": ["x"]}

    def test_says_that_it_is_saved_and_then_that_it_is_recorded(self, kernel):
        kernel.run("widget = sheet.ask('who')")
        assert kernel.say("widget.status") == "open"
        kernel.run("widget.answer = 'a'")
        assert kernel.say("widget.status") == "saved"
        kernel.run(f"%%answer who\n{STUB}")
        assert kernel.say("widget.status") == "recorded"

    def test_after_typing_wins(self, kernel):
        kernel.run("%%answer who\n'a'")
        click(kernel, "who", "b")
        result = kernel.run("%%answer who\n'a'")
        assert kernel.say("who") == "b"
        assert result.next_input == ['%%answer who\n"b"']

    def test_loses_to_what_is_typed_after_it(self, kernel):
        click(kernel, "who", "a")
        result = kernel.run("%%answer who\n'b'")
        assert (kernel.say("who"), result.next_input) == ("b", [])
        assert kernel.say("[widget.answer, widget.status]") == ["b", "recorded"]

    def test_outlives_a_restart_before_the_cell_was_run(self, kernel, folder):
        click(kernel, "which", ["a", "c"])
        kernel.restart(folder)
        open_sheet(kernel)
        assert kernel.say("sheet.ask('which').answer") == ["a", "c"]
        assert "which: recorded (2 marked)." in kernel.run(f"%%answer which\n{STUB}").printed
        assert kernel.say("which") == ["a", "c"]

    def test_in_an_older_view_of_the_question_no_longer_counts(self, kernel):
        kernel.run("old = sheet.ask('who'); new = sheet.ask('who')")
        kernel.run("new.answer = 'a'; old.answer = 'b'")
        kernel.run(f"%%answer who\n{STUB}")
        assert kernel.say("who") == "a"

    def test_on_start_again_leaves_what_the_cell_says(self, kernel):
        kernel.run("%%answer who\n'a'")
        click(kernel, "who", None)
        kernel.run("%%answer who\n'a'")
        assert kernel.say("who") == "a"


class TestTyping:
    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ('{"one": ["x"], "two": []}', {"one": ["x"], "two": []}),
            ("{'one': ['x'], 'two': ('y', 'x')}", {"one": ["x"], "two": ["y", "x"]}),
            ("where = {'one': ['x']}", {"one": ["x"]}),
            ("where={\n  # the first\n  'one': ['x'],\n}", {"one": ["x"]}),
            ("### BEGIN SOLUTION\n{'one': ['x']}\n### END SOLUTION", {"one": ["x"]}),
            (f"{{'one': ['x']}}\n{STUB}", {"one": ["x"]}),
            (f"{STUB}\n{{'one': ['x']}}", {"one": ["x"]}),
            ('{"one": null, "two": true}', {"one": None, "two": True}),
        ],
    )
    def test_python_and_json_are_both_read(self, kernel, text, answer):
        result = kernel.run(f"%%answer where\n{text}")
        assert result.fine
        assert result.next_input == []
        assert kernel.say("where") == answer

    def test_plain_python_without_the_magic_sets_the_variable(self, kernel):
        assert kernel.run("where = {'one': ['x']}").fine
        assert kernel.say("where") == {"one": ["x"]}

    @pytest.mark.parametrize(
        "text",
        [
            "open('touched', 'w')",
            "who = open('touched', 'w')",
            "['a', open('touched', 'w')]",
            "import os; os.mkdir('touched')",
            "f\"{open('touched', 'w')}\"",
            "[open('touched', 'w') for _ in [1]]",
            "!touch touched",
            "%touch touched",
        ],
    )
    def test_code_is_never_executed(self, kernel, folder, text):
        result = kernel.run(f"%%answer who\n{text}")
        assert result.fine
        assert result.printed.startswith("Not recorded: who: ")
        assert not (folder / "touched").exists()
        assert kernel.say("'who' in globals()") is False

    @pytest.mark.parametrize("text", ['{"one": ["x"]', '{"one" ["x"]}', "['a' 'b'", "{'one': x}"])
    def test_a_slip_of_the_pen_is_explained_and_keeps_the_earlier_answer(self, kernel, text):
        kernel.run("%%answer where\n{'one': ['y']}")
        result = kernel.run(f"%%answer where\n{text}")
        assert "Not recorded: where: " in result.printed
        assert "line 2" in result.printed
        assert '{"item": ["category"]}' in result.printed
        assert kernel.say("where") == {"one": ["y"]}

    def test_an_unknown_question_lists_the_nearest(self, kernel):
        result = kernel.run("%%answer wher\n'a'")
        assert "no question 'wher'; nearest: where" in result.printed
        assert result.fine

    def test_an_untouched_cell_says_what_to_do_and_sets_nothing(self, kernel, folder):
        result = kernel.run(f"%%answer who\n{STUB}")
        assert result.printed.startswith("who: not answered yet.")
        assert kernel.say("'who' in globals()") is False
        assert not (folder / "trial.answers.json").exists()

    def test_shows_in_the_widget_that_is_asked_for_later(self, kernel):
        kernel.run("%%answer who\n'b'")
        assert kernel.say("[sheet.ask('who').answer, sheet.ask('who').status]") == ["b", "recorded"]

    def test_an_answer_of_another_form_is_shown_and_breaks_nothing(self, kernel):
        kernel.run("widget = sheet.ask('where')")
        for text in ("'a'", "5", "['one']", "{'one': 3}", "{1: ['x']}"):
            result = kernel.run(f"%%answer where\n{text}")
            assert result.fine, text
            assert "where: recorded" in result.printed, text


class TestInFrontOfANotebook:
    def test_the_graded_widget_carries_no_key(self, kernel):
        shown = kernel.run("sheet.ask('where')")
        assert len(shown.displayed) == 1
        text = kernel.say("str(sheet.ask('where').get_state()['question'])")
        assert "One" in text
        assert "feedback" not in text
        assert "answer" not in text
        assert "text/html" not in shown.displayed[0]["content"]["data"]

    def test_an_unusable_file_is_told_once_and_work_goes_on(self, started, folder):
        (folder / "trial.answers.json").write_text("[1, 2")
        started.restart(folder)
        assert "trial.answers.json cannot be used" in open_sheet(started).printed
        assert started.run("%%answer who\n'a'").fine
        assert open_sheet(started).printed == ""

    def test_a_folder_without_questions_is_told(self, started, tmp_path):
        started.restart(tmp_path)
        result = open_sheet(started)
        assert not result.fine
        assert "no questions.yml in" in result.error

    def test_a_folder_that_cannot_be_written_still_takes_typed_answers(self, kernel, folder):
        code = "import os\ndef full(*_):\n    raise OSError(28, 'No space left on device')"
        kernel.run(f"{code}\nkept, os.fsync = os.fsync, full")
        try:
            result = kernel.run("%%answer who\n'a'")
            assert result.fine
            assert kernel.say("who") == "a"
        finally:
            kernel.run("os.fsync = kept")


class TestWhileAProgramRunsIt:
    """As nbgrader does when it grades or validates: nobody could answer `input()`."""

    @pytest.fixture
    def grading(self, started, folder):
        (folder / "trial.answers.json").write_text(json.dumps(self.drafted(folder)))
        started.restart(folder, attended=False)
        return started

    def drafted(self, folder):
        from pmlearn.exercises.questions import load_file
        from pmlearn.exercises.record import draft_of

        questions = load_file(folder / "questions.yml", graded=True)
        return draft_of("trial", questions, {"where": {"one": ["x"]}}, when="2026-01-05T09:00:00")

    def test_clicks_are_read_nothing_is_written_shown_or_complained(self, grading, folder):
        before = (folder / "trial.answers.json").read_bytes()
        results = [
            open_sheet(grading),
            grading.run("sheet.ask('where')"),
            grading.run(f"%%answer where\n{STUB}"),
            grading.run("%%answer who\n'a'"),
            grading.run("%%answer which\n[1, 2"),
            grading.run(f"%%answer which\n{STUB}"),
        ]
        assert all(result.fine for result in results)
        assert [result.complaints for result in results] == [""] * 6
        assert [result.next_input for result in results] == [[]] * 6
        assert results[1].displayed == []
        assert grading.say("where") == {"one": ["x"]}
        assert grading.say("who") == "a"
        assert (folder / "trial.answers.json").read_bytes() == before
        assert sorted(p.name for p in folder.iterdir()) == ["questions.yml", "trial.answers.json"]

    def test_an_unusable_file_stays_where_it_is(self, grading, folder):
        (folder / "trial.answers.json").write_text("[1, 2")
        assert open_sheet(grading).complaints == ""
        assert (folder / "trial.answers.json").read_text() == "[1, 2"


def test_the_answer_is_in_the_notebook_file_once_the_cell_was_written(folder):
    """The cell's text is the record: the notebook alone, without the answers file, has it."""
    from nbclient import NotebookClient

    code = ["from pmlearn.exercises import Sheet; sheet = Sheet('trial')", '%%answer who\n"b"']
    cells = [nbformat.v4.new_code_cell(c) for c in [*code, "print(who)"]]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    assert notebook.cells[2].outputs[0]["text"] == "b\n"
