"""The package is clean by its own rules, which pyproject.toml states with their reasons."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "tool",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    ids=["lint", "format", "types"],
)
def test_is_clean(root, tool):
    done = subprocess.run([sys.executable, "-m", *tool], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
