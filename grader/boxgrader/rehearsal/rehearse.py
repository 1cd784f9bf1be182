"""What an assignment's tests give to versions of its notebook, apart and inside.

The instructor's own version decides in which way each test runs. Before a release the untouched
version and some with a broken solution show whether the tests tell good work from none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from boxgrader.analysis.forbidding_tests import forbidden
from boxgrader.analysis.inside_needs import needs
from boxgrader.analysis.placement import APART, BOTH, INSIDE, Placement, Placements
from boxgrader.analysis.plan import plan
from boxgrader.checking.run_tests import Checks
from boxgrader.execution.run_cells import execute
from boxgrader.rehearsal.report import Points, Rehearsal
from boxgrader.submission.folder import RefusedError
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.restore import restore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from boxgrader.sandbox.box import Box
    from boxgrader.submission.assignment import Assignment

_BROKEN = "raise NotImplementedError()"


def decided(assignment: Assignment, box: Box) -> Placements:
    """grade_id of a test -> how it runs, found out with as little work as possible.

    Raises:
        BoxError: there is no box.
    """
    most, forbids = _most(assignment), forbidden(assignment)
    found = dict.fromkeys(most, Placement())
    try:
        first = _graded(_solved(assignment), assignment, box, ())
        doubtful = {name for name in most if first[name].apart < most[name]} | forbids.keys()
        if doubtful:
            both = _graded(_solved(assignment), assignment, box, doubtful)
            found |= {
                name: placement_of(both[name], most[name], forbids.get(name, ""))
                for name in doubtful
            }
        blank = _graded(assignment.release, assignment, box, ())
        given = {name for name in most if found[name].kind == APART and blank[name].apart > 0}
        if given:
            versions = (_solved(assignment), assignment.release)
            solution, blank = (_graded(one, assignment, box, given) for one in versions)
            found |= _stricter({name: most[name] for name in given}, solution, blank)
    except RefusedError:  # the instructor's notebook is no submission: nothing can be found out
        pass
    return found


def _stricter(
    most: Mapping[str, float], solution: Mapping[str, Points], untouched: Mapping[str, Points]
) -> Placements:
    """Tests that tell good work from none inside only, as one that looks for doctests does.

    Args:
        most: grade_id of a test that runs apart -> the points that it can give.
        solution: What each gives to the instructor's version.
        untouched: What each gives to whoever answers nothing.
    """
    return {
        name: Placement(
            BOTH,
            f"apart it gives {blank.apart:g} of {points:g} points to whoever answers nothing",
            solution[name].replaced,
        )
        for name, points in most.items()
        if (blank := untouched[name]).inside < blank.apart and solution[name].inside == points
    }


def rehearse(
    assignment: Assignment, box: Box, on_version: Callable[[str, int], None] = lambda *_: None
) -> Rehearsal:
    """Grade all versions both ways, and decide how each test runs.

    Args:
        assignment: The assignment.
        box: Where its code runs.
        on_version: Called before each version with what it is, and how many there are.

    Raises:
        BoxError: there is no box.
        RefusedError: a version could not be handed in.
    """
    most, forbids, answers = _most(assignment), forbidden(assignment), _answers(assignment)
    count = len(answers) + 2
    on_version("your solution", count)
    solution = _graded(_solved(assignment), assignment, box, most)
    found = {
        name: placement_of(one, most[name], forbids.get(name, "")) for name, one in solution.items()
    }
    on_version("the untouched version", count)
    untouched = _graded(assignment.release, assignment, box, most)
    apart = {name: points for name, points in most.items() if found[name].kind == APART}
    found |= _stricter(apart, solution, untouched)
    broken = {}
    for name, stub in answers.items():
        on_version(f"without {name}", count)
        broken[name] = _graded(_solved(assignment, {name: stub}), assignment, box, most)
    own = bool(assignment.test_files)
    return Rehearsal(assignment.notebook, most, found, solution, untouched, broken, own)


def _graded(
    notebook: str, assignment: Assignment, box: Box, inside: Collection[str]
) -> dict[str, Points]:
    """What each test gives to a version, and what those named give inside."""
    pieces, _ = read_notebook(notebook.encode())
    restored, _ = restore(pieces, assignment)
    planned = plan(assignment)
    execution = execute(restored, planned, box, dict(assignment.files), inside)
    try:
        files = assignment.files_beside_tests()
        checks = Checks(box, planned, files, execution, needs=needs(assignment))
        both = checks.both(restored, inside)
    finally:
        execution.close()
    most = _most(assignment)
    points = {}
    for name, (apart, found) in both.items():
        within = apart if found is None else found.verdict
        one, other = apart.worth(most[name]), within.worth(most[name])
        worse = apart if one < other else within
        replaced = found.changed if found else ()
        points[name] = Points(one, other, " ".join(worse.error.split())[:200], replaced)
    return {name: points.get(name, Points(0, 0, "the test did not run")) for name in most}


def _most(assignment: Assignment) -> dict[str, float]:
    """grade_id of a test -> the points that it can give, in order."""
    tests = plan(assignment).tests
    return {
        str(cell.metadata.nbgrader.grade_id): float(cell.metadata.nbgrader.points)
        for cell in assignment.cells()
        if str(cell.metadata.nbgrader.grade_id) in tests
    }


def _answers(assignment: Assignment) -> dict[str, str]:
    """grade_id -> what learners get, of the code cells that they fill in and tests judge."""
    released = assignment.released_texts()
    return {
        str(cell.metadata.nbgrader.grade_id): released[str(cell.metadata.nbgrader.grade_id)]
        for cell in assignment.cells()
        if cell.cell_type == "code"
        and cell.metadata.nbgrader.solution
        and not cell.metadata.nbgrader.grade
    }


def _solved(assignment: Assignment, instead: Mapping[str, str] | None = None) -> str:
    """What a learner would hand in who answers as the instructor does.

    Args:
        assignment: The assignment.
        instead: grade_id -> another text of an answer; one that leaves the instructor's as it is
            stands for an answer that raises NotImplementedError.
    """
    notebook, solutions = json.loads(assignment.release), assignment.solutions()
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in solutions:
            text = (instead or {}).get(name, solutions[name])
            same = name in (instead or {}) and text.strip() == solutions[name].strip()
            cell["source"] = _BROKEN if same else text
    return json.dumps(notebook)


def placement_of(points: Points, most: float, forbids: str) -> Placement:
    """How a test runs that gives the instructor's version so many points in either way.

    Args:
        points: What it gives.
        most: What it can give.
        forbids: What it forbids or replaces; empty when nothing.
    """
    if forbids:
        kind = BOTH if points.apart == points.inside == most else INSIDE
        return Placement(kind, f"it {forbids}", points.replaced)
    if points.apart < points.inside:
        said = f"apart it gives your solution {points.apart:g} of {most:g} points"
        return Placement(INSIDE, said, points.replaced)
    return Placement()
