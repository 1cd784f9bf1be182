"""Cases that differ between learners and stay the same for each."""

from __future__ import annotations

import hashlib
import unicodedata

import numpy as np


def generator(learner_id: str, slug: str) -> np.random.Generator:
    """The random generator of one learner for one assignment.

    Args:
        learner_id: Case, surrounding blanks and the way accents are encoded do not matter.
        slug: The assignment's slug, so that two assignments draw different cases.

    Raises:
        ValueError: the id is empty.
    """
    # An accent may reach us as one sign or as two.
    name = unicodedata.normalize("NFC", str(learner_id)).strip().lower()
    if not name:
        raise ValueError("learner_id: must not be empty, got ''")
    digest = hashlib.sha256(f"{slug}\n{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
