"""The examples of kinds in the guide for instructors can be used as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from exercises.trial import mark, written

from pmlearn.exercises.kinds import KINDS

GUIDE = Path(__file__).parents[2] / "book" / "instructors" / "writing-tasks.md"
BLOCKS = re.findall(r"```yaml\n(kind: .*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
EXAMPLES = {one["kind"]: one for one in map(yaml.safe_load, BLOCKS)}


def test_each_of_the_five_has_an_example():
    assert set(EXAMPLES) == {"sequence", "decide", "mark", "map", "schedule"}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_is_a_task_whose_solution_earns_all_points(kind, tmp_path):
    about = {"id": "example", "criteria": ["CO1.1"], "points": 4, "prompt": "What now?"}
    question = written(tmp_path, {**about, **EXAMPLES[kind]})
    assert mark(question, KINDS[kind].solution(question), 4).points == 4
