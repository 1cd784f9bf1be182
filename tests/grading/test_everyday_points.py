"""What ordinary tests give to ordinary answers is what stock nbgrader gives, or it says why not."""

from __future__ import annotations

import pytest
from grading.everyday_points import everyday, stubs, written

from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment


@pytest.mark.parametrize("name", everyday())
def test_an_everyday_assignment_gives_the_points_of_stock_nbgrader(box, name):
    one = everyday()[name]
    released = written(one, stubs(one), released=True)
    assignment = Assignment(name, name, written(one), released, {}, one.get("seconds", 0))
    for version in one["versions"]:
        handed_in = written(one, version.get("answers"), released=True)
        graded = grade_one(handed_in.encode(), assignment, box)
        expected = version.get("ours", version["points"])
        found = [graded.scores[cell] for cell in sorted(graded.scores, key=lambda c: int(c[1:]))]
        assert found == expected, (version["version"], graded.notes)


def test_each_difference_from_stock_nbgrader_has_its_reason():
    for one in everyday().values():
        for version in one["versions"]:
            assert ("ours" in version) == ("why" in version)
            assert version.get("ours") != version["points"]
