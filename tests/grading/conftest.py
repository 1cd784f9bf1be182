"""What the tests of this room share: a box, and courses on disk; without bubblewrap none runs."""

from __future__ import annotations

import functools
import shutil
import sys

import pytest
from grading.course import SETTINGS, SLUG, Here, SmallCourse
from grading.faults import Faults
from grading.stored import Remembering, state


@pytest.fixture(scope="session")
def box(root):
    """A proven box, as each worker has one."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: apt install bubblewrap")
    from boxgrader.sandbox.box import Box

    made = Box(forbidden=[root / "exercises", root / "tests"], settings=SETTINGS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def open_box():
    """Rooms without isolation, with less memory than others."""
    if sys.platform != "linux":
        pytest.skip("rooms are made on Linux only")
    from boxgrader.sandbox.box import Limits, UnsandboxedBox

    made = UnsandboxedBox(Limits(memory=1 << 29), settings=SETTINGS)
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def _boxes_end():
    """What `Here` has opened ends with the tests."""
    yield
    Here.boxes.close()


@pytest.fixture(scope="session", autouse=True)
def _database_version_is_looked_up_once():
    """Otherwise nbgrader starts `alembic` for each new gradebook, to learn the same again."""
    from nbgrader import api

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(api, "get_alembic_version", functools.cache(api.get_alembic_version))
        yield


@pytest.fixture(scope="session")
def remembering():
    """Workers for the tests about what happens to results."""
    return Remembering()


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """A course whose assignment nbgrader has generated, and nothing is handed in."""
    course = SmallCourse(tmp_path_factory.mktemp("fresh") / "exercises")
    course.nbgrader("generate_assignment", SLUG)
    return course


@pytest.fixture(scope="session")
def waiting(fresh, tmp_path_factory, remembering, box):
    """Two judged learners have handed in again, one of them garbage; a third hands in first."""
    course = fresh.copy(tmp_path_factory.mktemp("waiting") / "exercises")
    for learner in ("again", "broken"):
        course.hand_in(learner, {"essay": "Another reason.", "total": "total = 1"})
    course.grade(workers=remembering)
    for learner in ("again", "broken"):
        course.judge(learner, 3)
    course.hand_in("again", {}, stamp="2026-01-11 12:00:00 UTC")
    course.hand_in("broken", raw=b"garbage", stamp="2026-01-11 12:00:00 UTC")
    course.hand_in("first", {})
    return course


@pytest.fixture(scope="session")
def undisturbed(waiting, tmp_path_factory, remembering):
    """What an undisturbed run makes of it, and how many things it writes."""
    course = waiting.copy(tmp_path_factory.mktemp("undisturbed") / "exercises")
    with Faults().injected() as faults:
        course.grade(workers=remembering)
    return state(course), faults
