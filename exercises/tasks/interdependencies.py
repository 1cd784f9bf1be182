"""The key of the assignment interdependencies, as far as it follows from a case."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from pmlearn.program.dependencies import Partition, partition
from pmlearn.project.schedule import Activity, schedule

OUTSIDE = "not in the program"
BELONGS = {
    "Boats at 0:40 and 1:40, with a permit for the piers": "a boat after midnight",
    "A second boat crew for the hours after midnight": "a boat after midnight",
    "Bikes brought to the three pier docks at eleven at night": "a bike at the pier",
    "Twenty more docks beside the piers": "a bike at the pier",
    "Lamps between the piers and the docks": "a way that feels safe",
    "A guard who walks with people from the boat to the docks": "a way that feels safe",
    "A rider desk that answers the phone until three": "help when a bike fails",
    "A van with a mechanic on the road from ten to three": "help when a bike fails",
    "Visits to the shift meetings of twelve harbor firms": "people know of it",
    "The last boats printed on the wage slips of the harbor firms": "people know of it",
}
# Projects that cannot be finished without another one.
BEHIND = {"Lights": "Power at the piers", "Repair van": "Night desk"}
TURNED = {0, 3, 6}  # sentences whose second topic needs the first
LOOSE = {1, 5}
LETTERS = ("permit", "power", "lights", "train", "unlock", "fit", "tryout", "trial")
AFTER = {
    "lights": ("power",),
    "train": ("permit", "lights"),
    "fit": ("power", "unlock"),
    "tryout": ("fit",),
    "trial": ("train", "tryout"),
}


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    parts = (_proposals, _stopped, _minutes, _pairs, _matrix, _network, _money)
    return {name: value for part in parts for name, value in part(case).items()}


def _proposals(case: dict[str, Any]) -> dict[str, Any]:
    return {f"place_{n}": BELONGS.get(case[f"proposal_{n}"], OUTSIDE) for n in range(1, 8)}


def _stopped(case: dict[str, Any]) -> dict[str, Any]:
    """Which parts are lost, directly or through a project that needs the stopped one."""
    gone = {case["stopped"]}
    gone |= {project for project, needed in BEHIND.items() if needed in gone}
    found: dict[str, Any] = {"gone": " and ".join(sorted(gone))}
    for number in range(1, 6):
        way, *needed = case[f"need_{number}"]
        missing = [project in gone for project in needed]
        found[f"lost_{number}"] = all(missing) if way == "or" else any(missing)
    return found


def _minutes(case: dict[str, Any]) -> dict[str, Any]:
    """The marks that the sentences amount to."""
    place = {case[f"topic_{number}"]: f"m{number}" for number in range(1, 7)}
    marks: dict[str, dict[str, str]] = {}
    told = []
    for kind, x, y in case["lines"]:
        if kind not in LOOSE:
            row, column = (y, x) if kind in TURNED else (x, y)
            marks.setdefault(place[row], {})[place[column]] = "X"
            told.append(f"{row} needs {column}")
    return {"marks": marks, "marks_told": "; ".join(told)}


def _pairs(case: dict[str, Any]) -> dict[str, Any]:
    """Who waits in each pair, by the sentence below the matrix."""
    said = {
        (True, False): "w4",
        (False, True): "w2",
        (True, True): "w1",
        (False, False): "w3",
    }
    found = {}
    for number in range(1, 6):
        marks = [case[f"{side}_{number}"] == "a mark" for side in ("forth", "back")]
        if case["read_so"] == "the column needs the row":
            marks.reverse()
        found[f"so_{number}"] = said[marks[0], marks[1]]
    return found


def _frame(needs: dict[str, list[str]]) -> pd.DataFrame:
    rows = [[int(other in needs[name]) for other in needs] for name in needs]
    return pd.DataFrame(rows, index=list(needs), columns=list(needs))


def _matrix(case: dict[str, Any]) -> dict[str, Any]:
    needs = case["needs"]
    found = partition(_frame(needs))
    cut = {name: list(others) for name, others in needs.items()}
    cut[case["cut_row"]].remove(case["cut_column"])
    names = list(needs)
    later = sum(names.index(o) > n for n, name in enumerate(names) for o in needs[name])
    return {
        **_blocks(names, found),
        "late_as_listed": later,
        "late_at_best": len(found.feedback),
        "late_when_cut": len(partition(_frame(cut)).feedback),
        "all_needs": sum(map(len, needs.values())),
    }


def _blocks(names: list[str], found: Partition) -> dict[str, Any]:
    """Groups in working order, and for each thing the size of its group."""
    place = {name: f"e{number}" for number, name in enumerate(names, start=1)}
    kinds = {1: "single", 2: "two", 3: "three"}
    size = {str(name): kinds[len(block)] for block in found.blocks for name in block}
    order = [[place[str(name)] for name in block] for block in found.blocks]
    return {
        "order": [group if len(group) > 1 else group[0] for group in order],
        "order_told": ", then ".join(" with ".join(map(str, block)) for block in found.blocks),
        **{f"group_{n}": size[name] for n, name in enumerate(names, start=1)},
    }


def _schedule(case: dict[str, Any], first: str | None, slip: int = 0) -> Any:
    """The joint plan; `first` is where the electricians begin, None if they are no limit."""
    after = dict(AFTER)
    if first is not None:
        second = {"lights": "fit", "fit": "lights"}[first]
        after[second] = (*after[second], first)
    weeks = {name: case[name] for name in LETTERS}
    weeks["power"] += slip
    return schedule([Activity(name, weeks[name], after.get(name, ())) for name in LETTERS])


def _network(case: dict[str, Any]) -> dict[str, Any]:
    by_arrows = _schedule(case, None)
    ends = {first: int(_schedule(case, first).finish) for first in ("lights", "fit")}
    first = min(ends, key=lambda name: ends[name])
    table = _schedule(case, first).table.set_index("activity")
    (chain,) = by_arrows.critical_paths
    return {
        **{f"on_{name}": "on it" if name in chain else "" for name in LETTERS},
        "chain_told": ", ".join(chain),
        "open_by_arrows": int(by_arrows.finish),
        "open_by_plan": ends[first],
        "open_by_other": max(ends.values()),
        "begin_with": first,
        "starts": {name: int(table.loc[name, "early_start"]) for name in LETTERS},
    }


def _money(case: dict[str, Any]) -> dict[str, Any]:
    """The cheapest way to meet the slip."""
    agreed = _network(case)["open_by_plan"]
    costs = {}
    for first, two, bought in product((0, 1), (0, 1), range(4)):
        way = None if two else ("lights", "fit")[first]
        end = int(_schedule(case, way, case["slip"] - bought).finish)
        spent = two * case["second"] + bought * case["weekend"]
        costs[first, two, bought] = spent + case["late"] * max(0, end - agreed)
    first, two, bought = min(costs, key=lambda way: costs[way])
    best = {"first": first, "two": two, "bought": bought}
    return {"agreed": agreed, "least": costs[first, two, bought], "cheapest": best}
