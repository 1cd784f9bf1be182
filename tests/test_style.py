"""The project is clean by its own rules, which pyproject.toml states with their reasons."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CONFIG = Path(__file__).resolve().parent.parent / ".pre-commit-config.yaml"
HOOKS = [
    hook
    for repository in yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["repos"]
    for hook in repository["hooks"]
]


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_is_clean(root, hook):
    """What a commit must pass, with the tools of this environment."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    packages = os.pathsep.join([str(root), str(root / "grader")])
    done = subprocess.run(
        shlex.split(hook["entry"]),
        cwd=root,
        env={**os.environ, "PATH": tools, "PYTHONPATH": packages},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_checks_of_a_commit_download_nothing():
    """Each is a tool of the project's own environment, at the version that is pinned there."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    assert {hook["language"] for hook in HOOKS} == {"system"}
