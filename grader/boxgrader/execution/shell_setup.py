"""How a shell turns a cell into code and runs it, put back for a test in a copy of its process.

A learner's cells may register transformers and callbacks, choose what a cell shows and replace
methods. What is meant for their own cells must not drop the assertions of a test.
"""

from __future__ import annotations

from typing import Any

_PARTS = ("compile", "input_transformer_manager", "events", "displayhook", "display_trap")
_SETTINGS = ("ast_node_interactivity", "ast_transformers", "input_transformers_post", "autocall")
_TRANSFORMERS = ("cleanup_transforms", "line_transforms", "token_transformers")


class ShellSetup:
    """What a shell was before any of the learner's code ran.

    Args:
        shell: The process's shell.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._parts = {name: getattr(shell, name) for name in _PARTS}
        self._settings = {name: _copied(getattr(shell, name)) for name in _SETTINGS}
        manager = shell.input_transformer_manager
        self._transformers = {name: list(getattr(manager, name)) for name in _TRANSFORMERS}
        self._callbacks = {name: list(one) for name, one in shell.events.callbacks.items()}
        self._objects = [
            (one, type(one), dict(vars(one))) for one in (shell, *self._parts.values())
        ]

    def put_back(self) -> None:
        """Make the shell what it was, as far as that decides what becomes of a cell."""
        for one, kind, held in self._objects:
            if type(one) is not kind:
                one.__class__ = kind
            for name in [each for each in vars(one) if callable(getattr(kind, each, None))]:
                del vars(one)[name]
                vars(one).update({name: held[name]} if name in held else {})
        for name, part in self._parts.items():
            if getattr(self._shell, name) is not part:
                setattr(self._shell, name, part)
        for name, value in self._settings.items():
            setattr(self._shell, name, _copied(value))
        for name, kept in self._transformers.items():
            setattr(self._parts["input_transformer_manager"], name, list(kept))
        self._parts["events"].callbacks = {name: list(one) for name, one in self._callbacks.items()}
        self._shell.set_custom_exc((), None)


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value
