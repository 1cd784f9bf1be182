"""Texts of whatever origin, as a terminal may show them."""

from __future__ import annotations


def plain(text: str, keep: str = "") -> str:
    """The text with a mark in place of what a terminal would take for a command.

    Args:
        text: For instance a learner's id, a file's name or an error.
        keep: Characters that stay all the same, such as the ends of lines.
    """
    return "".join(
        one if one.isprintable() or one in keep else "\N{REPLACEMENT CHARACTER}" for one in text
    )
