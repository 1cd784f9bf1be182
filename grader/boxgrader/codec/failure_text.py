"""What an exception says."""

from __future__ import annotations


def message(error: BaseException, most: int) -> str:
    """What an exception says, up to so many characters; nothing if saying it fails."""
    try:
        return str(error)[:most]
    except Exception:  # noqa: BLE001  the message is code of the learner's, too
        return ""
