"""What a rehearsal found, and what an author has to mend or should look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boxgrader.analysis.placement import APART, BOTH, INSIDE, Placement, Placements

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Points:
    """What one test gives to one version.

    Attributes:
        apart: In the checker.
        inside: In a copy of the learner's process; as apart where it did not run there.
        said: What the test raised, in the way that counts less.
        replaced: What the version replaces of what a test may rely on that runs inside.
    """

    apart: float
    inside: float
    said: str = ""
    replaced: tuple[str, ...] = ()

    def of(self, one: Placement) -> float:
        """Those that count when the test runs in this way."""
        counted = {APART: self.apart, INSIDE: self.inside, BOTH: min(self.apart, self.inside)}
        return counted[one.kind]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the tests of an assignment gave to its versions.

    Attributes:
        notebook: The notebook's name.
        most: grade_id of a test -> the points that it can give.
        placements: grade_id of a test -> how it runs.
        solution: What each test gave to the instructor's version.
        untouched: What it gave to the version that learners get.
        broken: grade_id of an answer -> what each test gave to the instructor's version without it.
        has_test_files: Whether there are files that only tests see.
    """

    notebook: str
    most: Mapping[str, float]
    placements: Placements
    solution: Mapping[str, Points] = field(default_factory=dict)
    untouched: Mapping[str, Points] = field(default_factory=dict)
    broken: Mapping[str, Mapping[str, Points]] = field(default_factory=dict)
    has_test_files: bool = False


def refusals(one: Rehearsal) -> list[str]:
    """Why this may not be released: tests that do not give the author's own solution all points."""
    return [
        f"{one.notebook}.ipynb, {name}: it gives your own solution {points:g} of {most:g} points"
        f"{f' ({said})' if (said := one.solution[name].said) else ''}; mend the solution, the test "
        "or the points that it gives"
        for name, most in one.most.items()
        if (points := one.solution[name].of(one.placements[name])) < most
    ]


def warnings(one: Rehearsal) -> list[str]:
    """What an author should look at: points for nothing, and answers that no test needs."""
    found = [
        f"{one.notebook}.ipynb, {name}: it gives {points:g} of {most:g} points to whoever answers "
        "nothing"
        for name, most in one.most.items()
        if (points := one.untouched[name].of(one.placements[name])) > 0
    ]
    for answer, given in one.broken.items():
        lost = [
            n
            for n in one.most
            if given[n].of(one.placements[n]) < one.solution[n].of(one.placements[n])
        ]
        if one.most and not lost:
            found.append(
                f"{one.notebook}.ipynb: no test notices when the answer {answer!r} is missing"
            )
    return found


def differences(one: Rehearsal) -> list[str]:
    """Where a test gives a version other points apart than inside.

    With files that only tests see, a test may need them, and then it can give nothing inside.
    """
    versions = {"your solution": one.solution, "the untouched version": one.untouched}
    versions |= {f"without {name}": given for name, given in one.broken.items()}
    return [
        f"{name}, {version}: {points.apart:g} apart, {points.inside:g} inside"
        for version, given in versions.items()
        for name, points in given.items()
        if points.apart != points.inside and not (one.has_test_files and not points.inside)
    ]
