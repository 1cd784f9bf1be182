"""Cases that need more than formulas: a function in a module beside the question file."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.plain import plain

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


def call(folder: Path, where: Any, argument: Any) -> dict[str, Any]:
    """What a function gives, as plain data by name.

    Args:
        folder: Of the question file.
        where: "module.py:function".
        argument: What the function gets: a random generator, or the case so far.

    Raises:
        ValueError: there is no such file or function, it fails, or it gives something else.
    """
    name, _, function = str(where).partition(":")
    path = folder / name
    if path.parent != folder or path.suffix != ".py" or not path.is_file():
        raise ValueError(f"draw: {where!r} must be module.py:function, of a file beside this one")
    module = _module(path, path.read_bytes())
    work = getattr(module, function, None)
    if not callable(work):
        raise ValueError(f"draw: {name} has no function {function!r}")  # noqa: TRY004  a value
    try:
        found = plain(work(argument))
    except Exception as error:  # whatever an author's function raises
        said = f"{type(error).__name__}: {error}"
        raise ValueError(f"draw: {where} failed with {said}") from error
    if not isinstance(found, dict):
        raise ValueError(  # noqa: TRY004  it is a value
            f"draw: {where} must give values by name, got {str(found)[:40]}"
        )
    return found


@lru_cache(maxsize=16)
def _module(path: Path, _content: bytes) -> ModuleType:
    """A module, read once as long as its file stays the same.

    Raises:
        ValueError: it cannot be read.
    """
    spec = spec_from_file_location(f"_case_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"draw: {path.name} cannot be read")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there for their module
    spec.loader.exec_module(module)
    return module
