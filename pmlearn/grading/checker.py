"""The checker: runs an instructor's tests in a room without any learner's code."""

from __future__ import annotations


def prepare() -> None:
    """Load what tests need, once for all rooms."""
