"""Imported before nbgrader, it keeps out what takes a second to load and is never used."""

from __future__ import annotations

import sys
from typing import Any

# jsonschema builds a grammar of web addresses as soon as it is imported and finds this library;
# without it, it checks everything else. None is Python's way to say that a module is not there.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)
