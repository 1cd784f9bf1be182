"""Better schedules: justification, biased random sampling, and a genetic algorithm over orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from time import perf_counter
from typing import TYPE_CHECKING

from pmlearn.project.resources.schedule_generation import serial

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from pmlearn.project.resources.timetable import Timetable

# Orders that the genetic algorithm keeps: with fewer it soon sees only likenesses, with more the
# usual budget ends before they get better (tried on the hardest instances of PSPLIB's j30).
POPULATION = 100
# How often a child's neighboring activities change places, per pair.
MUTATION = 0.08
# How strongly sampling prefers what the rule prefers (Kolisch, 1995, takes 1).
BIAS = 1.0


@dataclass(slots=True)
class Search:
    """A search for a short schedule that ends with its budget, or with a proof.

    Attributes:
        table: The project.
        bound: No schedule is shorter: one that is as long ends the search.
        deadline: Value of `time.perf_counter` at which the search ends.
        schedules: How many schedules may be tried.
        best: The best starts so far.
        tried: How many schedules were tried.
    """

    table: Timetable
    bound: int
    deadline: float
    schedules: float
    best: list[int] = field(default_factory=list)
    tried: int = 0
    makespan: int = 0
    _backward: Timetable = field(init=False)

    def __post_init__(self) -> None:
        self._backward = self.table.reversed()

    @property
    def over(self) -> bool:
        """Whether the search has to end."""
        return bool(self.best) and (
            self.makespan <= self.bound
            or self.tried >= self.schedules
            or perf_counter() >= self.deadline
        )

    def note(self, starts: list[int], tried: int = 1) -> int:
        """Remember a schedule if it is the best; its makespan."""
        self.tried += tried
        makespan = self.table.makespan(starts)
        if not self.best or makespan < self.makespan:
            self.best, self.makespan = starts, makespan
        return makespan

    def justify(self, starts: Sequence[int]) -> list[int]:
        """Push all activities to the right as far as they go, then all to the left.

        The schedule never gets longer as long as all lags are positive.

        Source: double justification (Valls, Ballestin and Quintanilla, 2005); forward-backward
        improvement (Tormos and Lova, 2001).
        """
        end = self.table.makespan(starts)
        from_end = [
            end - start - duration
            for start, duration in zip(starts, self.table.durations, strict=True)
        ]
        backward = self._backward
        right = serial(backward, backward.sequence_by_start(from_end))
        end = backward.makespan(right)
        from_start = [
            end - start - duration
            for start, duration in zip(right, self.table.durations, strict=True)
        ]
        return serial(self.table, self.table.sequence_by_start(from_start))

    def try_sequence(self, sequence: Sequence[int]) -> tuple[int, list[int]]:
        """Make and justify the schedule of an order: its makespan, and the order it has then."""
        starts = self.justify(serial(self.table, sequence))
        return self.note(starts, tried=3), self.table.sequence_by_start(starts)


def biased_sequence(table: Timetable, priorities: Sequence[float], random: Random) -> list[int]:
    """A random order that prefers what the rule prefers.

    Of the activities that may come next each is drawn with a weight of one plus its regret: how
    much better it is by the rule than the worst of them.

    Source: regret-based biased random sampling (Drexl, 1991; Kolisch, 1995).
    """
    waits = [len(row) for row in table.before]
    ready = [number for number in table.order if not waits[number]]
    sequence = []
    while ready:
        worst = max(priorities[number] for number in ready)
        weights = accumulate((worst - priorities[number] + 1) ** BIAS for number in ready)
        steps = list(weights)
        drawn = random.random() * steps[-1]
        place = next(place for place, step in enumerate(steps) if drawn < step)
        number = ready.pop(place)
        sequence.append(number)
        for other, _ in table.after[number]:
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return sequence


def evolve(search: Search, population: list[tuple[int, list[int]]], random: Random) -> None:
    """Cross and mutate orders until the budget is used up; a child replaces the worst.

    Source: genetic algorithm with activity lists and two-point crossover (Hartmann, 1998), with
    justification (Valls, Ballestin and Quintanilla, 2005).
    """
    seen = {tuple(sequence) for _, sequence in population}
    while not search.over:
        mother, father = (min(random.sample(population, 2))[1] for _ in "mf")
        child = mutate(search.table, cross(mother, father, random), random)
        makespan, sequence = search.try_sequence(child)
        worst = max(range(len(population)), key=lambda k: population[k][0])
        if makespan <= population[worst][0] and tuple(sequence) not in seen:
            seen.add(tuple(sequence))
            population[worst] = (makespan, sequence)


def cross(mother: Sequence[int], father: Sequence[int], random: Random) -> list[int]:
    """The mother's order, with what lies between two random points in the father's order."""
    first, last = sorted((random.randrange(len(mother)), random.randrange(len(mother) + 1)))
    middle = set(mother[first:last])
    return [
        *mother[:first],
        *(number for number in father if number in middle),
        *mother[last:],
    ]


def mutate(table: Timetable, sequence: list[int], random: Random) -> list[int]:
    """Let neighbors change places here and there, unless one waits for the other."""
    for place in range(len(sequence) - 1):
        if random.random() < MUTATION:
            left, right = sequence[place : place + 2]
            if all(other != left for other, _ in table.before[right]):
                sequence[place : place + 2] = right, left
    return sequence
