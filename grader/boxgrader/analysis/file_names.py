"""Which files a test or an answer names, and whether a test reads any."""

from __future__ import annotations

import ast
import re

from boxgrader.analysis.python_names import statements

_NAMES_A_FILE = re.compile(r"[\w./ -]{1,100}\.\w{1,8}")
_READS = re.compile(
    r"\b(open|Path|read_\w+|exists|isfile|listdir|glob|scandir|stat|getsize|loadtxt|genfromtxt|"
    r"imread|connect|tempfile|mkdtemp|NamedTemporaryFile|TemporaryDirectory)\b"
)


# What reads code along with data would run a learner's code in the checker.
_UNSAFE = re.compile(
    r"pickle|joblib|dill|shelve|marshal|exec\b|eval\b|import_module|runpy|yaml.*\b(unsafe_|full_)?load\b"
)


def may_read(source: str) -> bool:
    """Whether a test looks as if it reads files, and can safely be given a learner's."""
    return bool(_READS.search(source)) and not _UNSAFE.search(source)


def paths(source: str) -> set[str]:
    """The texts in a cell that look like names of files."""
    every = (node for one in statements(source) for node in ast.walk(one))
    texts = (one.value for one in every if isinstance(one, ast.Constant))
    return {one for one in texts if isinstance(one, str) and _NAMES_A_FILE.fullmatch(one)}
