"""What holds where root grades holds where an ordinary user does: rooms have another user then."""

from __future__ import annotations

import os

import pytest
from grading.ordinary import run_as_ordinary_user

if os.geteuid() == 0:  # else those files have been run as an ordinary user

    @pytest.mark.parametrize("file", ["test_neighbors.py", "test_box.py", "test_open_box.py"])
    def test_all_of_a_file_holds_for_an_ordinary_user(file):
        """Slow, for it runs a whole file again: running only as root hides faults."""
        done = run_as_ordinary_user([file])
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr
