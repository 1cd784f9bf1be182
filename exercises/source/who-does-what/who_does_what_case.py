"""The case of this assignment: Depot move, its draft matrices, quarrels, ratings and a slide."""

from __future__ import annotations

from typing import Any

import numpy as np

ROLES = {
    "pgm": "Program manager",
    "pjm": "Project manager",
    "svm": "Service manager",
    "shop": "Workshop lead",
    "crew": "Crew lead",
    "elec": "Electrician lead",
    "desk": "Desk lead",
}
MANAGERS = ("pgm", "pjm", "svm")
NAMES = {"shop": "Victor M.", "crew": "Petra L.", "elec": "Amina S.", "desk": "Ines K."}
# Each task with those who may do it.
TASKS = {
    "fit": ("elec", "crew"),
    "chargers": ("elec", "shop"),
    "parts": ("crew", "shop"),
    "start": ("crew", "shop"),
    "back": ("crew", "desk"),
    "train": ("shop", "elec"),
    "tell": ("desk", "crew"),
    "report": ("desk", "shop"),
}
# What people say in the meeting; what each group amounts to is for the reader to tell.
SAID = (
    (
        "If it goes wrong, I am the one who explains it to the board.",
        "I sign for it, whoever carries it out.",
        "The last word on it is mine, and so is the blame.",
    ),
    (
        "My people carry it out.",
        "The hours for it are in my plan.",
        "We are the ones who will be at it all week.",
    ),
    (
        "Ask me before; I may know why it will not work.",
        "I want to be heard as long as it can still be changed.",
        "Show me the draft, and I will say what is missing.",
    ),
    (
        "A message when it is done will do for me.",
        "I only need to know how it came out.",
        "Put me on the list of those who hear of it afterward.",
    ),
)
# Faults, with how many speak up about each.
SENTENCES = {
    "two_a": 2,
    "no_a": 1,
    "no_r": 1,
    "mixed": 1,
    "many_c": 2,
    "letter": 1,
    "over": 2,
    "idle": 1,
    "name": 0,
}
IN_ROWS, IN_COLUMNS = tuple(SENTENCES)[:6], tuple(SENTENCES)[6:]
FEWEST = 6  # of the sentences
LIMIT = 4  # of A, and of R, for one role; of C in a row it is one less
# Two who both want the last word on something. Three things are told of them.
QUARRELS = {
    "start_1": (
        "May a crew start from the new depot this morning? Project manager and service manager. Both "
        "see at once when a crew stands idle, and both have the keys and the right to send it. It is "
        "decided at five in the morning. The service manager is on duty then; the project manager "
        "comes at nine."
    ),
    "start_2": (
        "May a crew start from the new depot this morning? Project manager and service manager. Both "
        "are on duty at five, and both see at once when a crew stands idle. The hall has not been "
        "handed over yet: only the project manager can have it opened."
    ),
    "chargers_1": (
        "Switch the chargers off? Workshop lead and electrician lead. Either of them can switch them "
        "off from a phone, day and night. The batteries stand in the workshop, and heat and smoke are "
        "there long before the electrician lead hears of them."
    ),
    "chargers_2": (
        "Switch the chargers off? Workshop lead and electrician lead. The same alarm reaches both, day "
        "and night, and both are on call. By law only electricians may open the switch cabinet."
    ),
    "back_1": (
        "Send the crews back to the old depot? Program manager and crew lead. Either of them can give "
        "the order by radio, and both are on call day and night. Bikes that wait for repair pile up in "
        "the crew lead's yard; the program manager is told of them by the crew lead."
    ),
    "back_2": (
        "Send the crews back to the old depot? Program manager and crew lead. Both watch the yard on "
        "the same screen, and both are on call day and night. The lease of the old depot has ended; "
        "only the program manager may take it up again."
    ),
    "parts_1": (
        "Put off the move of the spare parts? Project manager and workshop lead. Both see the same "
        "shelves, and either of them may cancel the trucks. The hauler takes a cancellation until "
        "Thursday noon. The workshop lead is away on Thursdays; the project manager is there."
    ),
    "parts_2": (
        "Put off the move of the spare parts? Project manager and workshop lead. Either of them may "
        "cancel the trucks, and both are there every day. A missing part stops a repair on the "
        "workshop lead's bench; the project manager is told of it by the workshop lead."
    ),
    "notice_1": (
        "Change the notice for riders at the docks? Desk lead and service manager. Either of them can "
        "change it in a minute, and both work on weekends. Riders who misread it call the desk; the "
        "service manager is told of it by the desk lead."
    ),
    "notice_2": (
        "Change the notice for riders at the docks? Desk lead and service manager. Both get the same "
        "list of calls as they come in, and both work on weekends. The frames are locked, and only the "
        "service manager's people have the key."
    ),
    "installer_1": (
        "Refuse a charger from the installer? Program manager and electrician lead. Both read the same "
        "test log, and the installer takes a refusal from either. It must come within two hours of the "
        "test, which is at night. The electrician lead is on the night shift; the program manager is "
        "not."
    ),
    "installer_2": (
        "Refuse a charger from the installer? Program manager and electrician lead. Both read the same "
        "test log, and the installer takes a refusal from either. It must come by Friday. The "
        "electrician lead is on leave all week; the program manager is at work."
    ),
}
# Those with a stake: where ratings of influence and interest center.
STAKEHOLDERS = {
    "Owner of the old depot": (7.2, 4.0),
    "City hall": (8.4, 3.0),
    "Neighbors of the new depot": (4.2, 8.0),
    "Mechanics' council": (7.0, 9.0),
    "Riders' club": (2.6, 7.4),
    "Supplier of the chargers": (4.4, 3.8),
    "Fire inspection": (9.0, 6.8),
    "Insurer": (7.0, 2.4),
    "Local newspaper": (4.4, 2.6),
    "Support desk": (3.6, 8.8),
}
RATERS, RATED, LINE = 5, 6, 5.5
CREWS, GIVEN, MONTHS, DRAWS = 24, 8, 12, 2_000

Said = list[tuple[str, int]]


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known before anybody decides."""
    parts = (_first_draft, _second_draft, _quarrels, _ratings, _slide)
    return {name: value for part in parts for name, value in part(random).items()}


def _some(random: np.random.Generator, pool: Any, least: int, most: int) -> list[str]:
    return [str(one) for one in random.permutation(pool)[: random.integers(least, most + 1)]]


def _first_draft(random: np.random.Generator) -> dict[str, Any]:
    """A draft with five to seven faults in different places; a heading may be one of them."""
    faults = [*_some(random, IN_ROWS, 4, 5), *_some(random, IN_COLUMNS, 1, 2)]
    rows, _, idle = _draft(random, faults)
    named = str(random.choice([r for r in NAMES if r != idle])) if "name" in faults else ""
    heads = {role: NAMES[role] if role == named else label for role, label in ROLES.items()}
    return {"first": _cells(rows), **{f"head_{role}": head for role, head in heads.items()}}


def _second_draft(random: np.random.Generator) -> dict[str, Any]:
    """Another one, and what was said of it in the meeting."""
    faults: list[str] = []
    while sum(SENTENCES[fault] for fault in faults) < FEWEST:
        faults = [*_some(random, IN_ROWS, 4, 5), *_some(random, IN_COLUMNS[:2], 1, 2)]
    rows, said, _ = _draft(random, faults)
    spoken = [[task, *one] for task, lines in said.items() for one in lines]
    found: dict[str, Any] = {"second": _cells(rows), "spoken": spoken}
    for task, lines in said.items():
        told = [f"{ROLES[role]}: “{random.choice(SAID[group])}”" for role, group in lines]
        found[f"said_{task}"] = "\n".join(told)
    return found


def _cells(rows: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {task: {role: row.get(role, "") for role in ROLES} for task, row in rows.items()}


def _draft(
    random: np.random.Generator, faults: list[str]
) -> tuple[dict[str, dict[str, str]], dict[str, Said], str]:
    """Letters and what is said, by task, and the role whose column is empty."""
    while True:
        rows, said, idle = _attempt(random, faults)
        if _is_wanted(rows, said, idle, over="over" in faults):
            return rows, said, idle


def _attempt(
    random: np.random.Generator, faults: list[str]
) -> tuple[dict[str, dict[str, str]], dict[str, Said], str]:
    """The same, in which perhaps somebody has too much or nothing to do."""
    idle = str(random.choice(["desk", "elec"])) if "idle" in faults else ""
    busy = str(random.choice(MANAGERS))
    own = [fault for fault in faults if fault in IN_ROWS] + ["taken"] * ("over" in faults)
    kinds = random.permutation([*own, *[""] * (len(TASKS) - len(own))])
    rows: dict[str, dict[str, str]] = {}
    said: dict[str, Said] = {}
    free = [task for task, fault in zip(TASKS, kinds, strict=True) if fault not in {"no_a", "taken"}]
    full = _some(random, free, LIMIT, LIMIT) if "over" in faults else []
    rest = [manager for manager in MANAGERS if manager != busy or not full]
    for task, fault in zip(TASKS, map(str, kinds), strict=True):
        owner = busy if task in full else str(random.choice(rest))
        rows[task], said[task] = _row(random, task, fault, (owner, busy, idle))
    if idle:
        said[str(random.choice(list(TASKS)))].append((idle, 3))
    return rows, said, idle


def _row(
    random: np.random.Generator, task: str, fault: str, who: tuple[str, str, str]
) -> tuple[dict[str, str], Said]:
    """A row with its fault, and what was said about it."""
    owner, busy, idle = who
    worker = str(random.choice([role for role in TASKS[task] if role != idle]))
    known = {owner, worker, idle}
    others = [str(role) for role in random.permutation([r for r in ROLES if r not in known])]
    row = {owner: "A", worker: "R", others[0]: "C", others[1]: "I"}
    heard = int(random.integers(2, 4))
    if fault == "two_a":
        return row | {others[0]: "A"}, [(owner, 0), (others[0], heard)]
    if fault == "no_a":
        return row | {owner: "I"}, [(owner, 0)]
    if fault == "no_r":
        return row | {worker: ""}, [(worker, 1)]
    if fault == "mixed":
        return row | {others[0]: "C/I"}, [(others[0], heard)]
    if fault == "many_c":
        return row | dict.fromkeys(others, "C"), [(role, 3) for role in others[2:4]]
    if fault == "letter":
        return row | {others[1]: str(random.choice(["S", "D", "X"]))}, [(others[1], heard)]
    if fault == "taken":
        return row | {owner: "", busy: "A"}, [(owner, 0), (busy, 3)]
    return row, []


def _is_wanted(
    rows: dict[str, dict[str, str]], said: dict[str, Said], idle: str, *, over: bool
) -> bool:
    """Whether one role holds too many A, if anybody is to, and nobody else too much or nothing."""
    held = {role: [row.get(role, "") for row in rows.values()] for role in ROLES}
    heard = {(task, role): group for task, lines in said.items() for role, group in lines}
    loads = []
    for group, letter in enumerate("AR"):
        first = [letters.count(letter) for letters in held.values()]
        later = [
            sum(heard.get((t, r), group if row.get(r) == letter else -1) == group
                for t, row in rows.items())
            for r in ROLES
        ]
        loads.append((max(first), max(later)))
    empty = [role for role, letters in held.items() if not any(letters)]
    (most, left), work = loads
    within = most == LIMIT + 1 if over else most <= LIMIT
    return within and left <= LIMIT and max(work) <= LIMIT and empty == [idle] * bool(idle)


def _quarrels(random: np.random.Generator) -> dict[str, Any]:
    """Three of them, none about the same thing."""
    about = sorted({name.rsplit("_", 1)[0] for name in QUARRELS})
    chosen = [f"{one}_{random.integers(1, 3)}" for one in _some(random, about, 3, 3)]
    texts = {f"quarrel_{number}": QUARRELS[one] for number, one in enumerate(chosen, start=1)}
    return {"quarrels": chosen, **texts}


def _ratings(random: np.random.Generator) -> dict[str, Any]:
    """How five managers rate six stakeholders; they differ on two or three."""
    while True:
        names = _some(random, list(STAKEHOLDERS), RATED, RATED)
        centers = np.array([STAKEHOLDERS[name] for name in names])
        noise = random.normal(0, 1.0, (RATERS, RATED, 2))
        rated = np.clip(np.round(centers + noise), 1, 10).astype(int)
        high = rated > LINE
        contested = (high != high[0]).any(axis=(0, 2))
        means = rated.mean(axis=0)
        fields = {tuple(pair) for pair in means > LINE}
        if contested.sum() in {2, 3} and np.abs(means - LINE).min() > 0.5 and len(fields) >= 3:
            break
    found: dict[str, Any] = {}
    for number, name in enumerate(names, start=1):
        influence, interest = rated[:, number - 1, :].T.tolist()
        found |= {f"stake_{number}": name}
        found |= {f"influence_{number}": influence, f"interest_{number}": interest}
    return found


def _months(random: np.random.Generator, count: int) -> np.ndarray:
    """Jobs a week of all crews, month by month."""
    level = random.normal(20, 1.2, CREWS)
    months: np.ndarray = (level + random.normal(0, 3, (count, CREWS))).round(1)
    return months


def _slide(random: np.random.Generator) -> dict[str, Any]:
    """The eight weakest with a matrix, the year before, and a trial in which the lot chose."""
    while True:
        before, after = _months(random, 2)
        weak = np.argsort(before)[:GIVEN]
        rest = np.setdiff1d(np.arange(CREWS), weak)
        year = _months(random, MONTHS)
        each = [np.argsort(month)[:GIVEN] for month in year[:-1]]
        found = {
            "with_before": before[weak].mean(),
            "with_after": after[weak].mean(),
            "rest_before": before[rest].mean(),
            "rest_after": after[rest].mean(),
            "back_before": np.mean([year[m][who].mean() for m, who in enumerate(each)]),
            "back_after": np.mean([year[m + 1][who].mean() for m, who in enumerate(each)]),
        }
        found = {name: round(float(value), 1) for name, value in found.items()}
        gain = found["with_after"] - found["with_before"]
        back = found["back_after"] - found["back_before"]
        rest_gain = found["rest_after"] - found["rest_before"]
        if 1 <= gain and 1 <= back and rest_gain < -0.2 and abs(gain - back) > 0.2:
            return {**found, **_trial(random)}


def _trial(random: np.random.Generator) -> dict[str, Any]:
    """By how much the drawn crews gain more, and how often the lot alone does as much."""
    while True:
        before, after = _months(random, 2)
        drawn = np.arange(CREWS) < GIVEN
        change = after + float(random.choice([0, 3])) * drawn - before
        seen = change[drawn].mean() - change[~drawn].mean()
        groups = random.permuted(np.tile(drawn, (DRAWS, 1)), axis=1)
        lot = groups @ change / GIVEN - ~groups @ change / (CREWS - GIVEN)
        often = int((lot >= seen - 1e-9).sum())
        if 0.004 < often / DRAWS < 0.04 or 0.12 < often / DRAWS < 0.4:
            return {"more": round(float(seen), 1), "often": often, "draws": DRAWS}
