"""Questions as data: one definition for the page, the lab, the assignment and its feedback.

A file of self-checks (`pmlearn/exercises/questions/<lesson>.yml`) carries keys and feedback. The
tasks of an assignment stand with theirs in `exercises/tasks/<assignment>.yml`, which no learner
gets, and without them in the `questions.yml` beside its notebook (`pmlearn tasks` writes it).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pmlearn.exercises.cases.draw import draw_case
from pmlearn.exercises.cases.fill import filled
from pmlearn.exercises.cases.from_module import call
from pmlearn.exercises.question import Question
from pmlearn.exercises.question_fields import check_feedback, check_fields, nearest
from pmlearn.exercises.seeds import generator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pmlearn.exercises.kinds import Kind

# The one in C, where there is one, is ten times faster; grading reads the file for each submission
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Whose case an author sees, and the instructor's version solves.
AUTHOR = "instructor"
# Fields of a question with which each learner is asked something else.
_DRAWN = {"case", "take", "shuffle"}
_OF_FILE = {"lesson", "questions", "case", "solve", "draw", "solve_with"}


def load_questions(lesson: str, learner: str = AUTHOR) -> dict[str, Question]:
    """The self-checks of a lesson by id, in the order of the file.

    Args:
        lesson: Its slug.
        learner: For whom cases are drawn.

    Raises:
        ValueError: no such lesson (the message lists the nearest), or the file breaks a rule.
    """
    folder = files("pmlearn.exercises") / "questions"
    known = sorted(Path(p.name).stem for p in folder.iterdir() if p.name.endswith(".yml"))
    if lesson not in known:
        near = nearest(lesson, known) or "none yet"
        raise ValueError(f"questions: no lesson {lesson!r}; nearest: {near}")
    return load_file(Path(str(folder)) / f"{lesson}.yml", graded=False, learner=learner)


def pick(questions: dict[str, Question], identifier: str) -> Question:
    """One question by id.

    Raises:
        ValueError: no such question; the message lists the nearest.
    """
    if identifier not in questions:
        near = nearest(identifier, questions)
        raise ValueError(f"questions: no question {identifier!r}; nearest: {near}")
    return questions[identifier]


def load_file(
    path: Path, *, graded: bool, learner: str = AUTHOR, beside: Path | None = None
) -> dict[str, Question]:
    """The questions of a file by id, with one learner's case.

    Args:
        path: A YAML file with `lesson` and `questions`, and perhaps with a `case` for all of them.
        graded: Whether the file must carry no key (True) or must carry one (False).
        learner: For whom cases are drawn.
        beside: The notebook's folder, where a module that draws cases stands; the file's own
            unless given.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a rule is broken; the message names file, question and rule.
    """
    document = read_document(path)
    lesson = str(document["lesson"])
    try:
        case = _drawn_for_all(document, beside or path.parent, learner)
        if not graded:
            case = _solved_for_all(document, path.parent, learner, case)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    found: dict[str, Question] = {}
    for raw in document["questions"]:
        name = raw.get("id", "?") if isinstance(raw, dict) else str(raw)[:40]
        try:
            question = _question(lesson, raw, case, learner, graded=graded)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            said = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"{path.name}: question {name!r}: {said}") from error
        if question.id in found:
            raise ValueError(f"{path.name}: question {question.id!r}: the id is used twice")
        found[question.id] = question
    return found


def has_cases(path: Path) -> bool:
    """Whether anything in a question file is drawn, so that it has to be known for whom.

    Raises:
        ValueError: it is no question file.
    """
    document = read_document(path)
    return bool(document.get("draw") or document.get("case")) or any(
        _DRAWN & raw.keys() for raw in document["questions"] if isinstance(raw, dict)
    )


def key_file(folder: Path, assignment: str) -> Path:
    """The file with an assignment's keys, in the folder `tasks` of this or a folder above.

    Raises:
        FileNotFoundError: there is none, as in every learner's workspace.
    """
    place = folder.resolve()
    # from the outermost on: a file of this name in a learner's folder is not the course's
    for parent in (*reversed(place.parents), place):
        path = parent / "tasks" / f"{assignment}.yml"
        if path.is_file():
            return path
    raise FileNotFoundError(f"{assignment}: the keys are not here; your answers are marked later")


def read_document(path: Path) -> dict[str, Any]:
    """A question file as it is written.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no question file; the message names it.
    """
    try:
        document = _parsed(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or not {"lesson", "questions"} <= set(document):
        raise ValueError(f"{path.name}: must have the keys lesson and questions")
    if unknown := sorted(set(document) - _OF_FILE):
        raise ValueError(f"{path.name}: has no field {unknown[0]!r}; there are {sorted(_OF_FILE)}")
    if not isinstance(document["questions"], list):
        raise ValueError(f"{path.name}: questions must be a list")  # noqa: TRY004  it is a value
    return document


@lru_cache(maxsize=32)
def _parsed(text: str) -> Any:
    """A file is read for each task that is marked; nothing changes what it holds."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  safe


def _drawn_for_all(document: Mapping[str, Any], folder: Path, learner: str) -> dict[str, Any]:
    """What is drawn for all questions of a file."""
    lesson = str(document["lesson"])
    case: dict[str, Any] = {}
    if "draw" in document:
        case = call(folder, document["draw"], generator(learner, lesson))
    return draw_case(document.get("case") or {}, learner, lesson, case)


def _solved_for_all(
    document: Mapping[str, Any], folder: Path, learner: str, case: dict[str, Any]
) -> dict[str, Any]:
    """The same with what only keys and feedback need."""
    if "solve_with" in document:
        case = case | call(folder, document["solve_with"], dict(case))
    return draw_case(document.get("solve") or {}, learner, str(document["lesson"]), case)


def _question(
    lesson: str, raw: Any, shared: Mapping[str, Any], learner: str, *, graded: bool
) -> Question:
    kind = check_fields(raw, graded=graded)
    slug = f"{lesson}/{raw['id']}"
    case = draw_case(raw.get("case") or {}, learner, slug, shared)
    if not graded:
        case = draw_case(raw.get("solve") or {}, learner, slug, case)
    body = {name: value for name, value in raw.items() if name not in {"case", "solve"}}
    if kind.entries:
        body[kind.entries] = _drawn_entries(raw, kind, generator(learner, slug))
    if case:
        body = filled(body, case, leave=kind.own_formulas)
    question = _built(lesson, body, kind, case)
    kind.check(question)
    if not graded:
        check_feedback(question.entries, question.settings.get("feedback"), kind.feedback)
        kind.check_key(question)
    return question


def _built(lesson: str, body: Mapping[str, Any], kind: Kind, case: Mapping[str, Any]) -> Question:
    own = (kind.settings.keys() | kind.key.keys() | {"feedback"}) - {"several", "categories"}
    return Question(
        lesson=lesson,
        id=body["id"],
        kind=body["kind"],
        criteria=tuple(body["criteria"]),
        prompt=body["prompt"].strip(),
        entries=tuple(body[kind.entries]) if kind.entries else (),
        hint=body.get("hint", "").strip(),
        worked=body.get("worked", "").strip(),
        points=body.get("points", 0),
        passage=body.get("passage", ""),
        several=bool(body.get("several", False)),
        categories=tuple(body.get("categories", ())),
        settings={name: body[name] for name in body if name in own},
        case=case,
        is_drawn=bool(case) or bool(body.keys() & _DRAWN),
    )


def _drawn_entries(raw: Mapping[str, Any], kind: Kind, random: Any) -> list[dict[str, Any]]:
    """The learner's share of the entries, in the learner's order, where these are drawn."""
    entries: list[dict[str, Any]] = list(raw[kind.entries])
    take = raw.get("take", len(entries))
    if isinstance(take, bool) or not isinstance(take, int) or not 2 <= take <= len(entries):  # noqa: PLR2004
        if "take" in raw:
            raise ValueError(f"take must be 2 to {len(entries)}, got {take!r}")
        return entries
    if "take" not in raw and not raw.get("shuffle"):
        return entries
    return [entries[int(place)] for place in random.permutation(len(entries))[:take]]
