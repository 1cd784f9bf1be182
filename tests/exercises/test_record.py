"""The answers file: nothing lost, nothing half-written, nothing that stops a notebook."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlearn.exercises.question import Question
from pmlearn.exercises.record import AnswersFile, Draft, draft_of, latest

OPTIONS = ({"id": "a", "text": "A"}, {"id": "b", "text": "B"})


def question(identifier, prompt="Who?"):
    return Question("trial", identifier, "choice", ("CO1.1",), prompt, OPTIONS)


QUESTIONS = {name: question(name) for name in ("who", "where")}


def opened(folder, questions=QUESTIONS, *, writable=True):
    return AnswersFile(folder, "trial", questions, writable=writable)


def content(folder):
    return json.loads((folder / "trial.answers.json").read_text())


def names(folder):
    return sorted(path.name for path in folder.iterdir())


class TestWhatIsKept:
    def test_nothing_is_written_before_the_first_answer(self, tmp_path):
        assert opened(tmp_path).draft("who") is None
        assert names(tmp_path) == []

    def test_the_next_session_finds_answer_cell_text_and_time(self, tmp_path):
        opened(tmp_path).put("who", {"a": ["x"]}, "before")
        draft = opened(tmp_path).draft("who")
        assert (draft.answer, draft.over) == ({"a": ["x"]}, "before")
        assert draft.time.endswith("+00:00")

    def test_only_the_answers_file_is_left_in_the_folder(self, tmp_path):
        opened(tmp_path).put("who", "a", None)
        opened(tmp_path).put("who", "b", None)
        assert names(tmp_path) == ["trial.answers.json"]

    def test_a_failed_write_keeps_the_old_file_and_leaves_nothing_beside(
        self, tmp_path, monkeypatch
    ):
        file = opened(tmp_path)
        file.put("who", "a", None)

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            file.put("who", "b", None)
        assert opened(tmp_path).draft("who").answer == "a"
        assert names(tmp_path) == ["trial.answers.json"]

    def test_earlier_answers_are_kept_and_repetitions_are_not(self, tmp_path):
        file = opened(tmp_path)
        for answer in ("a", "b", "b", "a"):
            file.put("who", answer, None)
        history = content(tmp_path)["answers"]["who"]["history"]
        assert [answer for _, answer in history] == ["a", "b", "a"]

    def test_the_history_stays_bounded_and_ends_with_the_latest(self, tmp_path):
        file = opened(tmp_path)
        start = {f"item{n}": ["category"] for n in range(100)}
        for number in range(120):
            file.put("who", {**start, "last": [str(number)]}, None)
        history = content(tmp_path)["answers"]["who"]["history"]
        assert 1 <= len(history) <= 50
        assert history[-1][1]["last"] == ["119"]
        assert file.path.stat().st_size < 100_000

    def test_two_writers_keep_each_others_answers(self, tmp_path):
        first, second = opened(tmp_path), opened(tmp_path)
        first.put("who", "a", None)
        second.put("where", "b", None)
        first.put("who", "b", None)
        again = opened(tmp_path)
        assert [again.draft(name).answer for name in QUESTIONS] == ["b", "b"]

    def test_answers_of_questions_that_are_no_longer_asked_stay(self, tmp_path):
        opened(tmp_path).put("where", "b", None)
        opened(tmp_path, {"who": QUESTIONS["who"]}).put("who", "a", None)
        assert opened(tmp_path).draft("where").answer == "b"

    @pytest.mark.parametrize("answer", ["x" * 30_000, object(), float("nan")])
    def test_what_is_no_answer_is_refused_and_the_old_one_stays(self, tmp_path, answer):
        file = opened(tmp_path)
        file.put("who", "a", None)
        with pytest.raises(ValueError, match="an answer"):
            file.put("who", answer, None)
        assert opened(tmp_path).draft("who").answer == "a"

    def test_letters_of_all_scripts_come_back(self, tmp_path):
        opened(tmp_path).put("who", "Größe 寸法 🚲", None)
        assert opened(tmp_path).draft("who").answer == "Größe 寸法 🚲"


class TestAFileThatCannotBeUsed:
    BAD = (
        "",
        "no json",
        '{"format": 1, "assignment": "trial", "answers": ',
        "[]",
        '{"format": 2, "assignment": "trial", "answers": {}}',
        '{"format": 1, "assignment": "other", "answers": {}}',
        '{"format": 1, "assignment": "trial", "answers": {"who": 1}}',
        '{"format": 1, "assignment": "trial", "answers": {"who": {"answer": NaN}}}',
        "[" * 200_000,
    )

    @pytest.mark.parametrize("text", BAD)
    def test_it_is_noticed_kept_aside_and_replaced_by_the_next_answer(self, tmp_path, text):
        path = tmp_path / "trial.answers.json"
        path.write_text(text)
        file = opened(tmp_path)
        assert file.notices[0].startswith("trial.answers.json cannot be used: ")
        assert (tmp_path / "trial.answers.json.unusable1").read_text() == text
        file.put("who", "a", None)
        assert opened(tmp_path).draft("who").answer == "a"
        assert opened(tmp_path).notices == []

    def test_bytes_that_are_no_text_are_kept_aside(self, tmp_path):
        (tmp_path / "trial.answers.json").write_bytes(b"\xff\xfe\x00broken")
        assert opened(tmp_path).notices
        assert (tmp_path / "trial.answers.json.unusable1").read_bytes() == b"\xff\xfe\x00broken"

    def test_a_huge_file_is_not_read(self, tmp_path):
        with (tmp_path / "trial.answers.json").open("wb") as file:
            file.truncate(200_000_000)
        assert "200,000,000 bytes" in opened(tmp_path).notices[0]

    def test_a_second_one_does_not_replace_the_first(self, tmp_path):
        for text in ("first", "second"):
            (tmp_path / "trial.answers.json").write_text(text)
            opened(tmp_path)
        kept = [tmp_path / f"trial.answers.json.unusable{number}" for number in (1, 2)]
        assert [path.read_text() for path in kept] == ["first", "second"]

    def test_none_is_overwritten_when_an_earlier_one_was_deleted(self, tmp_path):
        for text in ("first", "second"):
            (tmp_path / "trial.answers.json").write_text(text)
            opened(tmp_path)
        (tmp_path / "trial.answers.json.unusable1").unlink()
        (tmp_path / "trial.answers.json").write_text("third")
        opened(tmp_path)
        assert sorted(path.read_text() for path in tmp_path.iterdir()) == ["second", "third"]

    def test_a_link_to_a_file_elsewhere_is_neither_read_nor_written(self, tmp_path):
        elsewhere = tmp_path / "elsewhere"
        elsewhere.write_text('{"format": 1, "assignment": "trial", "answers": {}}')
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "trial.answers.json").symlink_to(elsewhere)
        before = elsewhere.read_text()
        file = opened(folder)
        assert "not an ordinary file" in file.notices[0]
        file.put("who", "a", None)
        assert elsewhere.read_text() == before

    def test_an_entry_of_any_form_stops_nothing(self, tmp_path):
        fingerprint = QUESTIONS["who"].fingerprint
        for entry in (
            {},
            {"question": fingerprint},
            {"question": fingerprint, "answer": "a", "history": 5},
            {"question": fingerprint, "answer": "a", "history": None, "time": []},
            {"question": [], "answer": {}},
        ):
            document = {"format": 1, "assignment": "trial", "answers": {"who": entry}}
            (tmp_path / "trial.answers.json").write_text(json.dumps(document))
            file = opened(tmp_path)
            file.draft("who")
            file.put("who", "b", None)
            assert file.draft("who").answer == "b"

    def test_a_changed_question_takes_no_old_answer_and_says_so(self, tmp_path):
        opened(tmp_path).put("who", "a", None)
        file = opened(tmp_path, {"who": question("who", "Who else?")})
        assert file.draft("who") is None
        assert file.notices == [
            "who: the question has changed since you answered; answer it again."
        ]
        file.put("who", "b", None)
        history = content(tmp_path)["answers"]["who"]["history"]
        assert [answer for _, answer in history] == ["a", "b"]


class TestWhileGrading:
    def test_an_answer_is_not_written(self, tmp_path):
        opened(tmp_path, writable=False).put("who", "a", None)
        assert names(tmp_path) == []

    @pytest.mark.parametrize("text", TestAFileThatCannotBeUsed.BAD)
    def test_an_unusable_file_stays_where_it_is(self, tmp_path, text):
        (tmp_path / "trial.answers.json").write_text(text)
        file = opened(tmp_path, writable=False)
        file.put("who", "a", None)
        assert file.notices
        assert names(tmp_path) == ["trial.answers.json"]
        assert (tmp_path / "trial.answers.json").read_text() == text

    def test_what_was_clicked_is_read(self, tmp_path):
        document = draft_of("trial", QUESTIONS, {"who": "a"}, when="2026-01-05T09:00:00+00:00")
        (tmp_path / "trial.answers.json").write_text(json.dumps(document))
        assert opened(tmp_path, writable=False).draft("who").answer == "a"


def test_any_text_in_the_file_stops_nothing(tmp_path_factory):
    @settings(deadline=None, max_examples=60)
    @given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    def run(data):
        folder = tmp_path_factory.mktemp("any")
        (folder / "trial.answers.json").write_bytes(data)
        file = opened(folder)
        file.put("who", "a", None)
        assert file.draft("who").answer == "a"
        assert (folder / "trial.answers.json.unusable1").read_bytes() == data

    run()


class TestWhichAnswerCounts:
    @pytest.mark.parametrize(
        ("typed", "clicked", "over", "counts"),
        [
            (None, "clicked", None, "clicked"),
            (None, "clicked", "old", "clicked"),  # the cell was emptied
            ("typed", "clicked", None, "typed"),  # typed after the click
            ("typed", "clicked", "typed", "clicked"),  # clicked after it was typed
            ("new", "clicked", "old", "new"),  # typed, clicked, typed again
            ("typed", None, "typed", "typed"),  # "start again" is no answer
            (["a"], ["b"], ["a"], ["b"]),
            ([], ["b"], None, []),  # an empty list is an answer: none of them
            (0, 5, None, 0),
        ],
    )
    def test_the_one_given_last(self, typed, clicked, over, counts):
        assert latest(typed, Draft(clicked, over, "")) == counts

    def test_without_a_draft_the_cell_counts(self):
        assert latest("typed", None) == "typed"
        assert latest(None, None) is None
