"""An assignment's answer sheet: it asks the questions and keeps the answers.

Each graded question has a widget and, below it, an answer cell that begins with `%%answer NAME`.
Running the cell sets the variable NAME to the answer given last, clicked or typed, and writes a
newer click into the cell.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cell import parse_answer, summary, write_answer
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.learner import learner_id
from pmlearn.exercises.questions import AUTHOR, has_cases, key_file, load_file, pick
from pmlearn.exercises.record import AnswersFile, latest
from pmlearn.exercises.unanswered import explain_errors

if TYPE_CHECKING:
    from pmlearn.exercises.question import Question
    from pmlearn.exercises.widgets import ExerciseWidget

_RUN_BY = "NBGRADER_EXECUTION"


class Sheet:
    """The answer sheet of an assignment.

    Args:
        assignment: The assignment's slug.
        folder: The notebook's folder, which holds questions.yml; the current one unless given.

    Raises:
        FileNotFoundError: there is no questions.yml beside the notebook.
        ValueError: questions.yml breaks a rule.
        LookupError: cases are drawn, and nothing says for whom.
    """

    def __init__(self, assignment: str, folder: Path | str = ".") -> None:
        folder = Path(folder)
        path = folder / "questions.yml"
        if not path.is_file():
            raise FileNotFoundError(
                f"{assignment}: no questions.yml in {folder.resolve()}; "
                "keep the notebook in the folder that it came in"
            )
        self.assignment, self._folder = assignment, folder
        self._learner = self.learner_id if has_cases(path) else AUTHOR
        self.questions = load_file(path, graded=True, learner=self._learner)
        self._attended = _is_attended()
        self._file = AnswersFile(folder, assignment, self.questions, writable=self._attended)
        self._keys: dict[str, Question] = {}  # where work is marked, once it is
        self._widgets: dict[str, ExerciseWidget] = {}
        for notice in self._file.notices:
            print(notice)
        self._register_magic()
        _explain(folder, assignment)

    def __repr__(self) -> str:
        return f"Sheet({self.assignment!r}, {len(self.questions)} questions)"

    @property
    def learner_id(self) -> str:
        """The id under which the work is handed in.

        Raises:
            LookupError: nothing says it; the message says what to do.
        """
        return learner_id(self._folder)

    def ask(self, identifier: str) -> ExerciseWidget | None:
        """The question's widget, with what was clicked before; nothing where nobody could click.

        Raises:
            ValueError: no such question; the message lists the nearest.
        """
        question = pick(self.questions, identifier)
        if not self._attended:
            return None
        from pmlearn.exercises.widgets import widget_for

        draft = self._file.draft(identifier)
        widget = widget_for(question, mode="graded", answer=draft.answer if draft else None)
        # A newer view of the same question takes over; the older one no longer records.
        if identifier in self._widgets:
            self._widgets[identifier].unobserve_all("answer")
        self._widgets[identifier] = widget
        self._tell(identifier)
        widget.observe(lambda change: self._clicked(identifier, change["new"]), "answer")
        return widget

    def check(self, identifier: str, answer: Any) -> None:
        """Say in a test what is wrong with an answer's form, never whether it is right.

        Raises:
            AssertionError: its form is wrong; the message says what is expected.
            ValueError: no such question; the message lists the nearest.
        """
        question = pick(self.questions, identifier)
        problem = KINDS[question.kind].form(question, answer)
        if problem:
            raise AssertionError(f"{identifier}: {problem}")

    def mark(self, identifier: str, answer: Any) -> float:
        """The points of an answer to the learner's own case; for hidden tests.

        The key stands in `tasks/<assignment>.yml` of the course, which only who grades has.

        Raises:
            FileNotFoundError: it is not there.
            ValueError: it has no such question; the message lists the nearest.
        """
        if not self._keys:
            path = key_file(self._folder, self.assignment)
            self._keys = load_file(path, graded=False, learner=self._learner, beside=self._folder)
        question = pick(self._keys, identifier)
        return KINDS[question.kind].mark(question, answer, question.points).points

    def record(self, identifier: str, text: str) -> tuple[Any, str | None]:
        """What `%%answer` does with the text of its cell.

        Returns:
            The answer that counts, and the text that should stand in the cell instead, if any.

        Raises:
            ValueError: the text is no answer; the message says where and what is expected.
        """
        question = pick(self.questions, identifier)
        typed = parse_answer(identifier, text)
        answer = latest(typed, self._file.draft(identifier))
        if answer is not None:
            problem = self._save(identifier, answer, over=answer)
            widget = self._widgets.get(identifier)
            if widget is not None:
                widget.answer = answer
            self._tell(identifier, problem)
        return answer, None if answer == typed else write_answer(question, answer)

    def _clicked(self, identifier: str, answer: Any) -> None:
        draft = self._file.draft(identifier)
        if draft is not None and draft.answer == answer:
            return
        problem = self._save(identifier, answer, over=draft.over if draft else None)
        self._tell(identifier, problem)

    def _save(self, identifier: str, answer: Any, over: Any) -> str:
        """Put the answer into the answers file; what went wrong, if anything."""
        try:
            self._file.put(identifier, answer, over)
        except (OSError, ValueError) as error:
            return str(error)
        return ""

    def _tell(self, identifier: str, problem: str = "") -> None:
        """Let the widget say whether its answer stands in the notebook."""
        widget = self._widgets.get(identifier)
        if widget is None:
            return
        draft = self._file.draft(identifier)
        widget.saved_at = draft.time if draft else ""
        if problem:
            widget.status = "failed"
        elif draft is None or draft.answer is None:
            widget.status = "cleared" if draft and draft.over is not None else "open"
        else:
            widget.status = "recorded" if draft.answer == draft.over else "saved"

    def _register_magic(self) -> None:
        shell = _shell()
        if shell is not None:
            shell.register_magic_function(partial(self._magic, shell), "cell", "answer")

    def _magic(self, shell: Any, line: str, cell: str) -> None:
        name = line.strip()
        try:
            question = pick(self.questions, name)
            answer, text = self.record(name, cell)
        except ValueError as error:
            print(f"Not recorded: {error}")
            self._keep(shell, name)
            return
        if answer is None:
            print(f"{name}: not answered yet. Use the widget above or type your answer here.")
            return
        shell.user_ns[name] = answer
        print(f"{name}: recorded ({summary(question, answer)}).")
        if text is not None and self._attended:
            shell.set_next_input(text, replace=True)

    def _keep(self, shell: Any, name: str) -> None:
        """What was answered before an unreadable cell still counts."""
        draft = self._file.draft(name) if name in self.questions else None
        if draft is not None and draft.answer is not None:
            shell.user_ns[name] = draft.answer
            print(
                f"{name} keeps your earlier answer ({summary(self.questions[name], draft.answer)})."
            )


def begin(assignment: str, folder: Path | str = ".") -> str:
    """The id under which an assignment without widgets is handed in.

    From now on a missing answer is said in a sentence, as a `Sheet` does it.

    Args:
        assignment: Its slug.
        folder: The notebook's folder; the current one unless given.

    Raises:
        LookupError: nothing says the id; the message says what to do.
    """
    _explain(Path(folder), assignment)
    return learner_id(Path(folder))


def _explain(folder: Path, assignment: str) -> None:
    """Let the learner's kernel say in sentences what is not answered yet."""
    if _shell() is not None and (_is_attended() or os.environ.get(_RUN_BY) == "validate"):
        explain_errors(_shell(), folder / f"{assignment}.ipynb")


def _shell() -> Any:
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    return shell


def _is_attended() -> bool:
    """Whether somebody is there who could click.

    A kernel knows whether `input()` would be answered. It is not when a program runs the notebook,
    nbgrader for instance; that this is grading, nothing tells.
    """
    kernel = getattr(_shell(), "kernel", None)
    return kernel is None or bool(kernel._allow_stdin)  # noqa: SLF001  known by no other name
