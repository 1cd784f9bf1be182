"""What holds where root grades holds where an ordinary user does: rooms have another user then."""

from __future__ import annotations

import os
import re

from grading.ordinary import run_as_ordinary_user

FILES = ["test_neighbors.py", "test_box.py", "test_open_box.py"]

if os.geteuid() == 0:  # else those files have been run as an ordinary user

    def test_what_rooms_promise_holds_for_an_ordinary_user():
        """Slow, for it runs much of three files again: running only as root hides faults."""
        done = run_as_ordinary_user(FILES)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr
        passed = re.search(r"(\d+) passed", done.stdout)
        assert int(passed[1]) > 100
