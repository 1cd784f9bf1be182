"""One thread at a time parses: Python 3.11 fails in `ast.parse` when two are in it at once."""

from __future__ import annotations

from threading import Lock

one_at_a_time = Lock()
