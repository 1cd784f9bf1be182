"""Whatever folder of notebooks nbgrader takes is released, graded and given feedback on."""

from __future__ import annotations

import json
import shutil

import pytest
from grading.course import _with_solutions
from grading.lesson import HELPER, submitted

from boxgrader.grade_course import Options
from pmlearn.course import make
from pmlearn.course.layout import CourseError, Layout

SIGNS = "Week 1.2 (Räder) 50% #3 & more, x=y @home ~!$;"
NOTEBOOKS = {
    "lab": ["week_1"],
    SIGNS: ["a+b (1) 100% #1 & ü=1", "-x {y}"],
}


@pytest.fixture(scope="module")
def layout(root, tmp_path_factory):
    made = tmp_path_factory.mktemp("any")
    (made / "exercises").mkdir()
    shutil.copy(root / "exercises" / "nbgrader_config.py", made / "exercises")
    for slug, names in NOTEBOOKS.items():
        (made / "exercises" / "source" / slug).mkdir(parents=True)
        (made / "exercises" / "source" / slug / "helper.py").write_bytes(HELPER)
        for name in names:
            path = made / "exercises" / "source" / slug / f"{name}.ipynb"
            path.write_bytes(_with_solutions())
    return Layout(made)


@pytest.mark.parametrize("slug", NOTEBOOKS)
def test_is_released_graded_and_given_feedback_on(layout, slug):
    make.release(layout, slug)
    offered = layout.exercises / "exchange" / "pmlearn" / "outbound" / slug
    assert {path.stem for path in offered.glob("*.ipynb")} == set(NOTEBOOKS[slug])
    folder = layout.exercises / "submitted" / "kim" / slug
    folder.mkdir(parents=True)
    for name in NOTEBOOKS[slug]:
        (folder / f"{name}.ipynb").write_bytes(submitted())
    assert make.grade(layout, slug, None, Options(workers=1))
    pages = {path.stem for path in (layout.exercises / "feedback" / "kim" / slug).glob("*.html")}
    assert pages == set(NOTEBOOKS[slug])
    from pmlearn.course.class_work import grading

    [outcome] = grading.ledger(layout, slug)
    assert (outcome.score, outcome.max_score) == (5 * len(pages), 9 * len(pages))


def test_a_name_that_nbgrader_does_not_take_is_named_with_another_one(layout):
    with pytest.raises(CourseError, match=r"'a\+b': nbgrader puts .* for instance to 'a-b'"):
        make.release(layout, "a+b")


@pytest.mark.parametrize("version", [0, 1, 2])
def test_an_old_notebook_is_named_with_the_command_that_renews_it(layout, version):
    folder = layout.exercises / "source" / "old one"
    folder.mkdir(exist_ok=True)
    made = json.loads(_with_solutions())
    for cell in made["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = version
    (folder / "week_1.ipynb").write_text(json.dumps(made))
    with pytest.raises(CourseError) as error:
        make.release(layout, "old one")
    assert "week_1.ipynb was made with an older nbgrader" in str(error.value)
    assert f"run: nbgrader update '{folder / 'week_1.ipynb'}'" in str(error.value)
