"""Read published test cases of resource-constrained projects: PSPLIB and Patterson files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from pmlearn.project.resources.resource_problem import ResourceProblem
from pmlearn.project.schedule.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike


class _Job(NamedTuple):
    """What a file says about one activity; its successors by the file's own numbers, from 1."""

    duration: int
    demands: list[int]
    successors: list[int]


class _Text:
    """The lines of a file, and complaints that say where."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self.lines = self.path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            raise ValueError(f"{self.path}: is not a text file") from None

    def fail(self, line: int, rule: str) -> NoReturn:
        raise ValueError(f"{self.path}, line {line + 1}: {rule}")

    def find(self, heading: str) -> int:
        """Number of the line that starts with the heading, whatever its case."""
        for number, line in enumerate(self.lines):
            if line.strip().lower().startswith(heading):
                return number
        return self.fail(len(self.lines), f"the section {heading.upper()!r} is missing")

    def rows(self, start: int) -> Iterator[tuple[int, list[int]]]:
        """The rows of whole numbers from a line on, to the next line of stars."""
        for number in range(start, len(self.lines)):
            line = self.lines[number].strip()
            if line.startswith("*"):
                return
            if line and not line.startswith("-"):
                yield number, [self.number(number, word) for word in line.split()]

    def number(self, line: int, word: str) -> int:
        if not re.fullmatch(r"\d+", word, re.ASCII):
            self.fail(line, f"a whole number, 0 or more, is needed, got {word!r}")
        return int(word)


def read_psplib(path: str | PathLike[str]) -> ResourceProblem:
    """Read a project from a PSPLIB file (`.sm`, one mode) or a Patterson file (`.rcp`).

    Activities are named by their numbers in the file, 1, 2, ..., the empty first and last included;
    resources "R1", "R2", ... The name of the file decides about the format; under another name its
    content does.

    Raises:
        ValueError: The file breaks its format; the message says in which line.
        OSError: The file cannot be read.

    Source: PSPLIB (Kolisch and Sprecher, 1996); Patterson (1984).
    """
    text = _Text(path)
    suffix = text.path.suffix.lower()
    is_psplib = suffix == ".sm" or (suffix != ".rcp" and any("*" in line for line in text.lines))
    capacities, jobs = _read_sm(text) if is_psplib else _read_rcp(text)
    try:
        return _problem(capacities, jobs)
    except ValueError as error:
        raise ValueError(f"{text.path}: {error}") from None


def _problem(capacities: Sequence[int], jobs: Sequence[_Job]) -> ResourceProblem:
    predecessors: list[list[int]] = [[] for _ in jobs]
    for number, job in enumerate(jobs, start=1):
        for after in job.successors:
            if not 1 <= after <= len(jobs):
                raise ValueError(
                    f"job {number}: successors must be from 1 to {len(jobs)}, got {after}"
                )
            predecessors[after - 1].append(number)
    resources = [f"R{number + 1}" for number in range(len(capacities))]
    activities = [
        Activity(number, job.duration, before, dict(zip(resources, job.demands, strict=True)))
        for number, (job, before) in enumerate(zip(jobs, predecessors, strict=True), start=1)
    ]
    return ResourceProblem(activities, dict(zip(resources, capacities, strict=True)))


def _read_sm(text: _Text) -> tuple[list[int], list[_Job]]:
    size = _header(text, "jobs")
    kinds = [_header(text, f"- {kind}") for kind in ("renewable", "nonrenewable", "doubly")]
    for kind, count in zip(("nonrenewable", "doubly constrained"), kinds[1:], strict=True):
        if count:
            line = text.find(f"- {kind.split()[0]}")
            text.fail(line, f"only renewable resources are supported, got {count} {kind}")
    successors = _successors(text, size)
    requests = _requests(text, size, kinds[0])
    start = text.find("resourceavailabilities")
    row = next(text.rows(start + 2), None)
    if row is None or len(row[1]) != kinds[0]:
        text.fail(start + 2, f"{kinds[0]} resource availabilities are needed")
    jobs = [
        _Job(request[0], request[1:], followers)
        for request, followers in zip(requests, successors, strict=True)
    ]
    return row[1], jobs


def _header(text: _Text, label: str) -> int:
    line = text.find(label)
    value = text.lines[line].partition(":")[2].split()
    if not value:
        text.fail(line, f"a number must follow {label!r}")
    return text.number(line, value[0])


def _successors(text: _Text, size: int) -> list[list[int]]:
    table = []
    for line, (job, modes, count, *after) in _table(text, "precedence relations", size, 3):
        if modes != 1:
            text.fail(line, f"job {job}: only one mode is supported, got {modes}")
        if count != len(after):
            text.fail(line, f"job {job}: {count} successors are announced, got {len(after)}")
        table.append(after)
    return table


def _requests(text: _Text, size: int, resources: int) -> list[list[int]]:
    table = []
    for line, (job, mode, *numbers) in _table(text, "requests/durations", size, 2):
        if mode != 1:
            text.fail(line, f"job {job}: only one mode is supported, got mode {mode}")
        if len(numbers) != 1 + resources:
            text.fail(
                line,
                f"job {job}: a duration and {resources} requests are needed, "
                f"got {len(numbers)} numbers",
            )
        table.append(numbers)
    return table


def _table(text: _Text, heading: str, size: int, columns: int) -> Iterator[tuple[int, list[int]]]:
    """The rows of a section, one per job, in order."""
    start = text.find(heading)
    line, job = start + 1, 0
    for job, (line, row) in enumerate(text.rows(start + 2), start=1):
        if row[0] != job or job > size:
            text.fail(line, f"job {job} of {size} is expected here, got {row[0]}")
        if len(row) < columns:
            text.fail(line, f"job {job}: at least {columns} numbers are needed, got {len(row)}")
        yield line, row
    if job != size:
        text.fail(line, f"{size} jobs are announced, {heading.upper()!r} ends after {job}")


def _read_rcp(text: _Text) -> tuple[list[int], list[_Job]]:
    words = [(line, word) for line, row in enumerate(text.lines) for word in row.split()]
    numbers = iter([(line, text.number(line, word)) for line, word in words])

    def take(what: str, count: int = 1) -> list[int]:
        taken = [number for _, (_, number) in zip(range(count), numbers, strict=False)]
        if len(taken) < count:
            text.fail(max(len(text.lines) - 1, 0), f"the file ends before {what}")
        return taken

    size, resources = take("the numbers of jobs and resources", 2)
    capacities = take("the resource availabilities", resources)
    jobs = []
    for job in range(1, size + 1):
        duration, *demands = take(f"duration and requests of job {job}", 1 + resources)
        (count,) = take(f"the number of successors of job {job}")
        after = take(f"the {count} successors of job {job}", count)
        jobs.append(_Job(duration, demands, after))
    surplus = next(numbers, None)
    if surplus is not None:
        text.fail(surplus[0], f"nothing may follow the last of {size} jobs, got {surplus[1]}")
    return capacities, jobs
