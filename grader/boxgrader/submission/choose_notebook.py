"""Which notebook of a submission is graded: the one under its name, or the one worked on.

Jupyter, browsers and learners make copies: `rides-Copy1.ipynb`, `rides (1).ipynb`, `final.ipynb`.
Whoever finished a copy beside the untouched original has done the work. When two hold different
answers, nobody but the learner can say which one is meant.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from boxgrader.limits import MAX_CANDIDATES, MAX_SEARCHED_FOLDERS, MAX_STORED_BYTES
from boxgrader.submission.bounded_read import RefusedError, read_file
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.unused_content import without_outputs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from boxgrader.submission.assignment import Assignment
    from boxgrader.submission.notebook import Piece

    Work = frozenset[tuple[str, str]]  # grade_id, or "" for own cells, and the text

# A browser may store a notebook as rides.ipynb.txt or rides.ipynb.json.
_LIKE_A_NOTEBOOK = re.compile(r"[^.].*\.ipynb(\.txt|\.json)?", re.IGNORECASE)


def choose(
    folder: Path,
    name: str,
    others: Collection[str],
    assignment: Assignment | None,
    notes: list[str],
) -> str | None:
    """Path within the folder of the notebook to grade; None if it alone was not handed in.

    Args:
        folder: The learner's folder for one assignment.
        name: The notebook's name without its ending.
        others: The names of the assignment's other notebooks.
        assignment: What was released; without it only names are looked at.
        notes: Gets a line about each file that was taken, or left, in place of another.

    Raises:
        RefusedError: there is no such notebook, or several hold different answers.
    """
    here, below = _notebooks(folder)
    siblings = {f"{other}.ipynb" for other in others}
    free = [one for one in [*here, *below] if not _belongs_to(one, name, others)]
    if assignment is not None and len(free) > 1:
        worked_on = _worked_on(folder, free[:MAX_CANDIDATES], assignment)
        if worked_on:
            return _the_one(worked_on, f"{name}.ipynb", notes)
    if f"{name}.ipynb" in free or _is_odd(folder / f"{name}.ipynb"):
        return f"{name}.ipynb"
    found = [one for one in here or below if one not in siblings]
    like = [one for one in found if _base(one).startswith(name.lower())]
    best = like if len(like) == 1 else found
    if len(best) == 1:
        notes.append(f"{best[0]!a} was taken for {name}.ipynb")
        return best[0]
    if not found and any(os.path.lexists(folder / sibling) for sibling in siblings):
        notes.append(f"{name}.ipynb was not handed in")
        return None
    raise RefusedError(f"there is no {name}.ipynb, but {_instead(folder, found)}")


def work_in(content: bytes, assignment: Assignment) -> Work | None:
    """What a learner has written into a notebook; None if it is no copy of the assignment."""
    try:
        pieces, _ = read_notebook(content)
    except RefusedError:
        return None
    released, answers = assignment.released_texts(), assignment.solutions().keys()
    if not any(piece.grade_id in released for piece in pieces):
        return None
    given = assignment.instructions() | {text.strip() for text in released.values()}
    return frozenset(
        (piece.grade_id if piece.grade_id in answers else "", _content(piece))
        for piece in pieces
        if (piece.source.strip() and piece.source.strip() not in given) or piece.attachments
    )


def _content(piece: Piece) -> str:
    """A cell's text, and what stands for the pictures pasted into it."""
    pictures = sorted(text for one in piece.attachments.values() for text in one.values())
    return piece.source.strip() + "".join(sha256(text.encode()).hexdigest() for text in pictures)


def _worked_on(folder: Path, paths: list[str], assignment: Assignment) -> dict[str, Work]:
    """What each copy of the assignment holds; empty when nobody has worked on any."""
    read: dict[str, Work] = {}
    for path in paths:
        try:
            content = without_outputs(read_file(folder / path, MAX_STORED_BYTES))
        except RefusedError:
            continue
        work = work_in(content, assignment)
        if work is not None:
            read[path] = work
    if any(_has_answers(work) for work in read.values()):  # then a mere scratch cell is no work
        read = {path: work if _has_answers(work) else frozenset() for path, work in read.items()}
    return read if any(read.values()) else {}


def _has_answers(work: Work) -> bool:
    return any(grade_id for grade_id, _ in work)


def _the_one(read: dict[str, Work], name: str, notes: list[str]) -> str:
    """The notebook that holds all work; its own name decides between equal ones.

    Raises:
        RefusedError: there is none.
    """
    ordered = sorted(read, key=lambda path: path != name)
    best = next((one for one in ordered if all(read[one] >= work for work in read.values())), None)
    if best is None:
        done = [one for one in ordered if read[one]]
        first, *more = done
        differ = sorted({i or "own cells" for one in more for i, _ in read[first] ^ read[one]})
        names = " and ".join(f"{one!a:.80}" for one in done[:5])
        raise RefusedError(
            f"{len(done)} notebooks were worked on, {names}, and differ in "
            f"{', '.join(differ[:8])}: ask which one is meant and remove the other"
        )
    for other in ordered:
        if other != best:
            state = "has the same answers" if read[other] == read[best] else "has fewer answers"
            state = state if read[other] else "is as it was released"
            notes.append(f"{best!a:.80} was graded, not {other!a:.80}, which {state}")
    return best


def _notebooks(folder: Path) -> tuple[list[str], list[str]]:
    """Notebooks in the folder, and in those directly below it."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    folders = [one for one in entries if one.is_dir(follow_symlinks=False)]
    here = [
        one.name for one in entries if one not in folders and _LIKE_A_NOTEBOOK.fullmatch(one.name)
    ]
    below = [one for one in folders if one.name[0] != "."]
    return here, [path for one in below[:MAX_SEARCHED_FOLDERS] for path in _within(one)]


def _within(folder: os.DirEntry[str]) -> Iterator[str]:
    for entry in sorted(os.scandir(folder.path), key=lambda entry: entry.name):
        if _LIKE_A_NOTEBOOK.fullmatch(entry.name) and not entry.is_dir(follow_symlinks=False):
            yield f"{folder.name}/{entry.name}"


def _belongs_to(path: str, name: str, others: Collection[str]) -> bool:
    """Whether the name says that it is, or is a copy of, another notebook of the assignment."""
    base = _base(path)
    fits = [one for one in [name, *others] if base.startswith(one.lower())]
    return bool(fits) and max(fits, key=len) != name


def _base(path: str) -> str:
    return path.rpartition("/")[2].lower()


def _is_odd(path: Path) -> bool:
    """Whether something is there that is neither a notebook nor a folder, such as a dead link."""
    return os.path.lexists(path) and not path.is_dir()


def _instead(folder: Path, found: list[str]) -> str:
    """What is there in the notebook's place."""
    if found:
        return f"{len(found)} notebooks under other names"
    if any(entry.name.lower().endswith(".zip") for entry in os.scandir(folder)):
        return "an archive, which has to be unpacked"
    return "no notebook"
