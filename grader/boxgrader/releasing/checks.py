"""Sees before a release that nbgrader and the grader can read the instructor's notebooks."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from boxgrader.nbgrader_api import GradingError
from boxgrader.submission.assignment import Assignment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Files = Mapping[str, bytes]


def check_format(source: Path) -> None:
    """See that nbgrader of today reads what nbgrader wrote into the cells.

    Raises:
        GradingError: an older or a newer version wrote it; the message says what to do.
    """
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError

    try:
        MetadataValidator().validate_nb(nbformat.read(source, as_version=4))
    except SchemaTooOldError as error:
        raise GradingError(
            f"{source.name} was made with an older nbgrader, whose cells this one does not read; "
            f"run: nbgrader update {shlex.quote(str(source))}"
        ) from error
    except SchemaTooNewError as error:
        raise GradingError(
            f"{source.name} was made with a newer nbgrader ({error}); run: pip install -U nbgrader"
        ) from error
    except Exception as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise GradingError(f"{source.name}: {said[0]}") from error


def check(slug: str, source: Path, released: Path, files: Files | None = None) -> Assignment:
    """An assignment as the grader will read it.

    Raises:
        GradingError: that is not possible, or a graded cell is missing.
    """
    full, shown = (path.read_text(encoding="utf-8") for path in (source, released))
    try:
        made = Assignment(slug, source.stem, full, shown, files=files or {})
        made.cells()
    except (ValueError, KeyError, TypeError) as error:
        raise GradingError(f"{source.name}: {error}") from error
    return made
