"""The case of this assignment: the Hill line, a project drawn per learner, and three helpers.

A project is a dictionary: name -> {"duration": weeks, "after": [names], "needs": {crew: people}}.
Starts are a dictionary too: name -> the number of weeks that have passed when it starts.
"""

from __future__ import annotations

from graphlib import TopologicalSorter

import numpy as np
from pmlearn.exercises.seeds import generator
from pmlearn.project.risk import ThreePoint, pert
from pmlearn.project.schedule import Activity

# Name -> what it waits for, who is needed, most likely weeks (from, to).
_WORK = {
    "Survey the route": ([], {"engineer": 2}, (2, 4)),
    "Design the stops": (["Survey the route"], {"engineer": 1}, (3, 5)),
    "Order the docks": (["Survey the route"], {}, (1, 2)),
    "Build the docks": (["Order the docks"], {}, (6, 9)),
    "Obtain permits": (["Design the stops"], {"engineer": 1}, (3, 6)),
    "Prepare lower stops": (["Obtain permits"], {"crew": 2}, (3, 6)),
    "Prepare middle stops": (["Obtain permits"], {"crew": 2}, (3, 6)),
    "Prepare upper stops": (["Obtain permits"], {"crew": 2}, (3, 6)),
    "Install lower docks": (["Prepare lower stops", "Build the docks"], {"crew": 3}, (3, 5)),
    "Install middle docks": (["Prepare middle stops", "Build the docks"], {"crew": 3}, (3, 5)),
    "Install upper docks": (["Prepare upper stops", "Build the docks"], {"crew": 3}, (3, 5)),
    "Connect power": (
        ["Install lower docks", "Install middle docks", "Install upper docks"],
        {"electrician": 2},
        (2, 4),
    ),
    "Test and hand over": (["Connect power"], {"engineer": 1}, (1, 2)),
}

_PLACES = ("lower", "middle", "upper")
_CALM = ("Order the docks", "Test and hand over")

# Risk, owner, response, trigger.
_RISKS = [
    ("Rock below the upper stops", "civil engineer", "Drill two test holes", "a drill bit breaks"),
    ("Permit needs a hearing", "project manager", "Talk to neighbors first", "a second letter"),
    ("Docks come with old locks", "buyer", "Inspect at the factory", "serial numbers below 400"),
    ("Crane is rented out", "crew lead", "Reserve a second crane", "no reply by Wednesday"),
    ("Road closed for a race", "crew lead", "Ask the city for its calendar", "a race is announced"),
    ("Transformer is too weak", "electrician", "Measure the load in July", "lights flicker"),
    ("Bikes vanish from the site", "service manager", "Fence and light", "one bike is missing"),
    ("Test rig is double-booked", "test lead", "Book it now", "another project asks for it"),
]


def draw(learner_id: str) -> dict:
    """The learner's own case.

    Args:
        learner_id: The same id always gives the same case; an empty one gives a practice case.

    Returns:
        project, capacity (people of each crew), estimates (name -> [optimistic, most likely,
        pessimistic] in weeks; their PERT mean is the project's duration), path (its longest path),
        week (a date somebody asks about), register and handed_in (two risk registers), offers
        (name -> what can be bought).
    """
    rng = generator(learner_id.strip() or "practice", "resources-and-uncertainty")
    while True:
        estimates = {name: _estimate(name, *span, rng) for name, (_, _, span) in _WORK.items()}
        if _paths_compete(estimates):
            break
    project = {
        name: {
            "duration": _mean(estimates[name]),
            "after": list(after),
            "needs": dict(needs),
        }
        for name, (after, needs, _) in _WORK.items()
    }
    for place in _PLACES:
        if rng.random() < 0.5:
            project[f"Install {place} docks"]["needs"]["electrician"] = 1
    found = pert(
        Activity(name, ThreePoint(*estimates[name]), job["after"]) for name, job in project.items()
    )
    register = _register(rng)
    return {
        "project": project,
        "capacity": {"crew": int(rng.integers(4, 6)), "electrician": 2, "engineer": 2},
        "estimates": estimates,
        "path": [str(name) for name in found.critical_path],
        "week": int(np.ceil(found.mean + rng.uniform(0.3, 1.2) * found.sd)),
        "register": register,
        "handed_in": _with_faults(register, rng),
        "offers": _offers(project, found.critical_path, rng),
    }


def _estimate(name: str, least: int, most: int, rng) -> list[int]:
    """Three points whose PERT mean is whole: the bad side is longer by six weeks or by nothing."""
    likely = int(rng.integers(least, most + 1))
    narrow = 1 if likely < 3 or name in _CALM else int(rng.integers(1, min(likely - 1, 3) + 1))
    longer = 0 if name in _CALM or rng.random() < 0.6 else 6
    return [likely - narrow, likely, likely + narrow + longer] if likely > 1 else [1, 1, 1]


def _offers(project: dict, path: tuple, rng) -> dict:
    """What can be bought of three activities of the longest path; each keeps a week at least."""
    long = [str(name) for name in path if project[name]["duration"] > 1]
    offers = {}
    for name in rng.permutation(long)[:3]:
        weeks = min(int(rng.integers(1, 3)), project[name]["duration"] - 1)
        offers[str(name)] = {"weeks": weeks, "cost": int(rng.integers(4, 25))}
    return offers


def _mean(estimate: list[int]) -> int:
    """PERT's mean, which is whole in this case."""
    return round(ThreePoint(*estimate).mean)


def _paths_compete(estimates: dict) -> bool:
    """Whether two of the three places are the longest or nearly so, and both uncertain."""
    lines = [[estimates[f"Prepare {p} stops"], estimates[f"Install {p} docks"]] for p in _PLACES]
    lines.sort(key=lambda line: sum(map(_mean, line)), reverse=True)
    first, second = lines[:2]
    close = sum(map(_mean, first)) - sum(map(_mean, second)) <= 1
    before = sum(_mean(estimates[name]) for name in ("Design the stops", "Obtain permits"))
    docks = sum(_mean(estimates[name]) for name in ("Order the docks", "Build the docks"))
    spread = [sum(b - a for a, _, b in line) for line in (first, second)]
    return close and min(spread) >= 6 and before + _mean(first[0]) > docks + 1


def _register(rng) -> list[dict]:
    """Six risks with responses, of which some pay and some do not."""
    while True:
        rows = []
        for place in rng.permutation(len(_RISKS))[:6]:
            name, owner, response, trigger = _RISKS[place]
            chance = int(rng.integers(2, 9)) * 5 / 100
            rows.append(
                {
                    "risk": name,
                    "chance": chance,
                    "impact": int(rng.integers(3, 25)) * 5,
                    "owner": owner,
                    "response": response,
                    "cost": int(rng.integers(1, 9)),
                    "chance_after": round(chance * int(rng.integers(1, 4)) / 5, 2),
                    "trigger": trigger,
                }
            )
        gains = [(r["chance"] - r["chance_after"]) * r["impact"] - r["cost"] for r in rows]
        if 2 <= sum(gain > 0 for gain in gains) <= 4 and min(map(abs, gains)) > 0.1:
            return rows


def _with_faults(register: list[dict], rng) -> list[dict]:
    """The same register as it was handed in, with four faults."""
    rows = [dict(row) for row in register]
    faults = [
        ("owner", ""),
        ("trigger", "  "),
        ("response", ""),
        ("chance", 1.2),
        ("impact", 0),
        ("chance_after", 0.95),
    ]
    for place, fault in zip(rng.permutation(6)[:4], rng.permutation(6)[:4], strict=True):
        field, value = faults[fault]
        rows[place][field] = value
    return rows


def in_order(project: dict) -> list[str]:
    """The names of a project, each after everything that it waits for."""
    return list(TopologicalSorter({n: job["after"] for n, job in project.items()}).static_order())


def finish(project: dict, durations: dict):
    """When the last activity ends if each starts as early as its links allow; crews are ignored.

    Args:
        project: As above.
        durations: name -> weeks; numbers, or numpy arrays with one value per trial. Names left out
            keep the project's duration.

    Returns:
        A number, or an array with one finish per trial.
    """
    ends: dict = {}
    for name in in_order(project):
        start = 0
        for before in project[name]["after"]:
            start = np.maximum(start, ends[before])
        ends[name] = start + durations.get(name, project[name]["duration"])
    last = 0
    for end in ends.values():
        last = np.maximum(last, end)
    return last if np.ndim(last) else float(last)


def hand_on(project: dict, starts: dict, capacity: dict) -> dict:
    """The project with the links that its crews mean: each person goes on to their next activity.

    Args:
        project: As above.
        starts: A plan that keeps every limit.
        capacity: crew -> people.

    Raises:
        ValueError: the plan asks for more people than are free.
    """
    linked = {name: {**job, "after": list(job["after"])} for name, job in project.items()}
    for crew, people in capacity.items():
        free = [(0, "")] * people  # until when each is busy, and with what
        for name in sorted(project, key=lambda n: (starts[n], project[n]["duration"])):
            wanted = project[name]["needs"].get(crew, 0)
            ready = sorted((p for p in free if p[0] <= starts[name]), reverse=True)[:wanted]
            if len(ready) < wanted:
                raise ValueError(f"{name}: needs {wanted} of {crew}, only {len(ready)} are free")
            for person in ready:
                free.remove(person)
                free.append((starts[name] + project[name]["duration"], name))
            earlier = {before for _, before in ready if before} - set(linked[name]["after"])
            linked[name]["after"] += sorted(earlier)
    return linked
