"""How learners are named outside the gradebook: by a pseudonym, unless asked otherwise."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmlearn.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KEY_BYTES = 32
_LETTERS = 10  # 50 bits: two of 10,000 learners meet with a chance of 1 in 20 million


@dataclass(frozen=True, slots=True)
class Names:
    """Names for learners.

    With a key, a learner's name is a keyed hash of the id: the same in every report made with the
    same key, and of no use to anybody who lacks the key. Without a key it is the id itself.

    Attributes:
        key: At least 16 secret bytes, or None for the real ids.
        roster: Id -> what the roster calls the person; used with the real ids only.
    """

    key: bytes | None = field(repr=False)
    roster: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.key is not None and len(self.key) < 16:  # noqa: PLR2004  half a SHA-256 block
            raise ValueError(f"a key must have at least 16 bytes, got {len(self.key)}")

    @classmethod
    def real(cls, roster: Mapping[str, str] | None = None) -> Names:
        """The ids themselves; only where somebody asked for them."""
        return cls(None, roster or {})

    def __call__(self, learner: str) -> str:
        """What stands for the learner in files: a pseudonym or the id."""
        if self.key is None:
            return learner
        digest = hmac.digest(self.key, learner.encode(), hashlib.sha256)
        return f"L-{base64.b32encode(digest).decode()[:_LETTERS]}"

    def shown(self, learner: str) -> str:
        """What people read: a pseudonym, or the roster's name with the id."""
        name = "" if self.key is not None else self.roster.get(learner, "")
        return f"{name} ({learner})" if name else self(learner)


def read_key(path: Path) -> bytes:
    """The key in a file, which is made, readable by its owner alone, when there is none.

    Raises:
        ValueError: the file holds something else.
    """
    if not path.exists():
        write_text(path, secrets.token_hex(_KEY_BYTES), private=True, durable=True)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise ValueError(f"{path} does not hold a key: {error}") from error
    if len(key) != _KEY_BYTES:
        raise ValueError(f"{path} does not hold a key of {_KEY_BYTES} bytes, but of {len(key)}")
    return key
