"""The API reference: public names of a room and what their docstrings say.

Sphinx extension: on a page in reStructuredText, this line stands for a whole room:

    .. room:: pmlearn.project

Public is what a module's or package's `__all__` names; where there is none, each name without an
underscore that is defined there. A name is shown once, in the place from which it is imported. The
names are looked up at build time, so that no page has to follow when a file moves.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

from sphinx.ext.napoleon import Config
from sphinx.ext.napoleon.docstring import GoogleDocstring

import pmlearn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from sphinx.application import Sphinx

_ROOM = re.compile(r"(?m)^\.\. room:: *([\w.]+) *$")
_ON_PAPER = "The names of `{}` are in the book's pages on the screen only."
# Outside of backticks, which docstrings put around code, these would be markup.
_MARKUP = re.compile(r"(`[^`]*`)(?=(\w?))|([*|\\])|(?<=\w)(_)(?!\w)")
_SHORT = 60
_IS_REFERENCE = "page with names of a room"  # among what Sphinx keeps while it reads a page
_STYLE: Any = Config(
    napoleon_custom_sections=["Source"],
    napoleon_use_ivar=True,
    napoleon_use_rtype=False,
    napoleon_attr_annotations=False,
)


def public_names(module: ModuleType) -> list[str]:
    """The names that a module offers, in the order of `__all__` or of the file."""
    if (named := getattr(module, "__all__", None)) is not None:
        return list(named)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


def modules(room: str) -> Iterator[ModuleType]:
    """A room's own modules, packages before what lies in them; those with `__all__` first."""
    top = importlib.import_module(room)
    names = [room]
    if paths := getattr(top, "__path__", None):
        names += sorted(found.name for found in pkgutil.walk_packages(paths, f"{room}."))
    below = [importlib.import_module(name) for name in names if "._" not in name]
    yield from sorted(below, key=lambda module: not hasattr(module, "__all__"))


def reference(room: str) -> str:
    """A room's public names as reStructuredText, one section for each module that offers some."""
    seen: set[int] = set()
    places = [module for module in modules(room) if hasattr(module, "__all__")]
    parts = {}
    for module in modules(room):
        inside = any(module.__name__.startswith(f"{place.__name__}.") for place in places)
        if inside and not hasattr(module, "__all__"):
            continue  # its package names what is public
        values = [(name, getattr(module, name)) for name in public_names(module)]
        fresh = [(name, value) for name, value in values if id(value) not in seen]
        seen.update(id(value) for _, value in fresh if not isinstance(value, (int, float, str)))
        parts[module.__name__] = _section(module, fresh)
    return "\n".join(parts[name] for name in sorted(parts))


def _section(module: ModuleType, members: Iterable[tuple[str, Any]]) -> str:
    entries = [_entry(module.__name__, name, value) for name, value in members]
    entries = [entry for entry in entries if entry]
    if not entries:
        return ""
    title = module.__name__
    about = escaped(inspect.getdoc(module) or "")
    head = f"{title}\n{'-' * len(title)}\n\n.. py:currentmodule:: {module.__name__}\n\n{about}\n"
    return "\n".join([head, *entries])


def _entry(module: str, name: str, value: Any) -> str:
    place = f"{module}.{name}"
    if isinstance(value, TypeVar):
        return ""  # a name that only annotations use
    if inspect.isclass(value):
        return f".. autoclass:: {place}\n   :members:\n   :member-order: bysource\n"
    if callable(value) and get_origin(value) is None:
        return f".. autofunction:: {place}\n"
    short = isinstance(value, (int, float, str)) and len(repr(value)) < _SHORT
    return f".. autodata:: {place}\n" + ("" if short else "   :no-value:\n")


def escaped(text: str) -> str:
    """A docstring's text with all that would be markup, backticks aside, taken literally."""
    return _MARKUP.sub(_literal, text)


def _literal(found: re.Match[str]) -> str:
    if code := found[1]:
        return code + ("\\ " if found[2] else "")  # markup has to end before a letter
    return "\\" + found[0]


def _expand(app: Sphinx, _page: str, source: list[str]) -> None:
    """Put a room's reference where the line for it stands."""
    paper = app.builder.name == "singlehtml"
    app.env.temp_data[_IS_REFERENCE] = _ROOM.search(source[0]) is not None
    source[0] = _ROOM.sub(
        lambda found: _ON_PAPER.format(found[1]) if paper else reference(found[1]), source[0]
    )


def _read(  # noqa: PLR0917 - Sphinx calls it so
    app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]
) -> None:
    """Read a docstring in Google style, as reStructuredText."""
    text = "\n".join(lines)
    if what == "data" and text.strip() == (inspect.getdoc(type(value)) or "").strip():
        lines.clear()  # what Python says of all numbers or tables says nothing of this one
        return
    # "method" also for a property, whose first colon would otherwise end its type
    kind = "method" if what == "property" else what
    lines[:] = GoogleDocstring(escaped(text), _STYLE, app, kind, name, value, options).lines()


def _leave_index_to_terms(app: Sphinx, _page: Any) -> None:
    """Keep functions out of the book's index: readers look up what a word of the field means."""
    if app.env.temp_data.get(_IS_REFERENCE):
        entries: Any = app.env.get_domain("index")
        entries.entries[app.env.docname] = []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", _read)
    app.connect("source-read", _expand)
    app.connect("doctree-read", _leave_index_to_terms)
    return {"version": pmlearn.__version__, "parallel_read_safe": True}
