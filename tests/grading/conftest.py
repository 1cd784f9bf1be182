"""A box that the tests of this room share; without bubblewrap they cannot run."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture(scope="session")
def box(root):
    """A proven box, as each worker has one."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: apt install bubblewrap")
    from pmlearn.grading.box import Box

    made = Box(forbidden=[root / "exercises", root / "tests"])
    yield made
    made.close()
