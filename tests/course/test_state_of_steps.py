"""What the steps remember between runs may be cut off or changed: it is made anew."""

from __future__ import annotations

import json

import pytest

from pmlearn.course import runner
from pmlearn.course.runner import Step, run_steps

BROKEN = {
    "cut off": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "another kind of JSON": lambda _: b"[1, 2]",
    "other values": lambda _: b'{"make:it": 3}',
    "other states": lambda whole: json.dumps(
        {k: dict.fromkeys(v, 1) for k, v in json.loads(whole).items()}
    ).encode(),
    "no text": lambda _: b"\xff\xfe\x00garbage",
    "too deep": lambda _: b"[" * 100_000,
}


@pytest.mark.parametrize("how", list(BROKEN))
def test_a_broken_state_is_made_anew(tmp_path, monkeypatch, how):
    """With one sentence that says so; every step runs again."""
    ran, state = [], tmp_path / "build" / "steps.json"
    (tmp_path / "source").touch()

    def make(_):
        ran.append(1)
        (tmp_path / "made").touch()

    steps = [Step("make:it", make, inputs=[tmp_path / "source"], outputs=[tmp_path / "made"])]
    run_steps(steps, state)
    run_steps(steps, state)
    assert len(ran) == 1
    state.write_bytes(BROKEN[how](state.read_bytes()))
    said = []
    monkeypatch.setattr(runner.console, "print", lambda *text: said.extend(text))
    run_steps(steps, state)
    assert len([one for one in said if str(state) in str(one)]) == 1
    assert len(ran) == 2
    run_steps(steps, state)
    assert len(ran) == 2
