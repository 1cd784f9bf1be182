"""What waits for what: the network diagram, with the dates of both passes in each box."""

from __future__ import annotations

from collections import defaultdict
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pmlearn.plots import style
from pmlearn.project.schedule.network import rounding

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pmlearn.project.schedule import Schedule

_MOST = 40  # activities; a larger network is a wall of boxes
_WIDTH, _HEIGHT = 1.12, 0.84  # inches of a box
_COLUMN, _ROW = 1.42, 1.14  # inches from one box to the next
_SIDE, _SIDE_UP = _WIDTH / 2, _HEIGHT / 2
_CORNER, _RISE = 0.4, 0.18  # where links from corner to corner begin, and how high they rise
_OVER, _UNDER = 0.25, 0.35  # inches above the uppermost box and below the lowest
_LEAST = 5.6  # inches that the key to the numbers takes
_LETTERS = 14  # of a name in one line
_KEY = "Above: early start, duration, early finish. Below: late start, total float, late finish."
_MINUS = "\N{MINUS SIGN}"
Place = tuple[float, float]


def network(
    schedule: Schedule,
    *,
    title: str = "Network",
    dates: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Boxes joined by arrows, with the dates of both passes in each box.

    Above a name stand early start, duration and early finish; below it late start, total float and
    late finish.

    A box stands right of all boxes that it waits for. Critical activities have a thick frame and
    another color, as have the links between them that leave no room. An arrow without a label runs
    from finish to start without lag.

    Args:
        schedule: Of `pmlearn.project.schedule.schedule`.
        title: Above the plot.
        dates: Whether to write the dates, or the durations alone.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there are more than 40 activities.

    Source: Fondahl (1961), A non-computer approach to the critical path method: activities in
        boxes, links between them.
    """
    names = schedule.network.names
    if len(names) > _MOST:
        raise ValueError(f"network: at most {_MOST} activities can be read, got {len(names)}")
    ways = _ways(schedule)
    width = max(_LEAST, _COLUMN * max(x for x, _ in ways.boxes) + _WIDTH + 0.2)
    rows = [y for _, y in [*ways.boxes, *(one for way in ways.passed.values() for one in way)]]
    top, bottom = _ROW * min(rows) - _SIDE_UP - _OVER, _ROW * max(rows) + _SIDE_UP + _UNDER
    ax = style.canvas(ax, title, size=(width, bottom - top + 0.4), grid="")
    ax.set_axis_off()
    ax.set(xticks=[], yticks=[])
    ax.set_xlim(-_SIDE - 0.1, width - _SIDE - 0.1)
    ax.set_ylim(bottom, top)
    ax.set_aspect("equal")
    if dates:
        ax.text(-_SIDE, bottom, _KEY, size=style.SMALL, color=style.MUTED, va="bottom")
    _draw_links(ax, schedule, ways)
    for number, place in enumerate(ways.boxes):
        _draw_box(ax, schedule, number, place, dates=dates)
    return style.describe(ax, _in_words(schedule))


class _Ways(NamedTuple):
    """Column and row of each box, and the places that each link passes between its two boxes."""

    boxes: list[Place]
    passed: dict[tuple[int, int], list[Place]]


def _ways(schedule: Schedule) -> _Ways:
    """Where boxes and links are drawn.

    Boxes stand right of what they wait for. A link over several columns has a place of its own in
    each of them, so that it crosses no box.
    """
    links = [(before, after) for before, after, *_ in schedule.network.links.rows()]
    column = [0] * len(schedule.network.names)
    into: dict[int, list[int]] = defaultdict(list)
    for before, after in links:
        into[after].append(before)
    for number in schedule.network.order:
        column[number] = max((column[before] + 1 for before in into[number]), default=0)
    row = [0.0] * len(column)
    passed: dict[tuple[int, int], list[Place]] = {link: [] for link in links}
    for here in range(max(column) + 1):
        wanted: list[tuple[float, int, tuple[int, int] | int]] = []
        for number in (one for one, there in enumerate(column) if there == here):
            rows = [passed[b, number][-1][1] if passed[b, number] else row[b] for b in into[number]]
            wanted.append((sum(rows) / len(rows) if rows else 0.0, 0, number))
        for link in links:
            if column[link[0]] < here < column[link[1]]:
                at = passed[link][-1][1] if passed[link] else row[link[0]]
                wanted.append((at, 1, link))
        taken: list[float] = []
        for middle, _, what in sorted(wanted, key=lambda one: one[:2]):
            taken.append(_free(middle, taken))
            if isinstance(what, int):
                row[what] = taken[-1]
            else:
                passed[what].append((here, taken[-1]))
    return _Ways(list(zip(column, row, strict=True)), passed)


def _free(wanted: float, taken: list[float]) -> float:
    """The row next to the wanted one that keeps a row's distance from those that are taken."""
    nearest = [wanted, *(one + step for one in taken for step in (-1.0, 1.0))]
    free = [one for one in nearest if all(abs(one - other) >= 1 for other in taken)]
    return min(free, key=lambda one: (abs(one - wanted), -one))


def _draw_links(ax: Axes, schedule: Schedule, ways: _Ways) -> None:
    links = schedule.network.links
    slacks = links.slacks(np.array(schedule.early_starts), np.array(schedule.durations))
    drives = slacks <= rounding(schedule.finish)
    for (before, after, from_finish, to_finish, lag), drive in zip(
        links.rows(), drives, strict=True
    ):
        strong = drive and schedule.critical[before] and schedule.critical[after]
        look: style.Look = {
            "color": style.VERMILION if strong else style.MUTED,
            "linewidth": 1.8 if strong else 1.0,
        }
        if from_finish and not to_finish:
            stops = _usual(ways, before, after)
        else:
            stops = _over(ways, before, after, from_finish, to_finish)
        x, y = zip(*stops[:-1], strict=True)
        ax.plot(x, y, **look, zorder=1)
        arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, **look}
        ax.annotate("", stops[-1], stops[-2], arrowprops=arrow, zorder=1)
        if label := _label(from_finish, to_finish, lag):
            (x_1, y_1), (x_2, y_2) = stops[-3:-1]
            frame = {"facecolor": style.CARD, "edgecolor": style.MUTED, "boxstyle": "round,pad=0.2"}
            middle = (x_1 + x_2) / 2, (y_1 + y_2) / 2
            ax.annotate(label, middle, size=style.SMALL, color=style.INK, ha="center", va="center",
                        bbox=frame, zorder=5)  # fmt: skip


def _usual(ways: _Ways, before: int, after: int) -> list[Place]:
    """From the end of a box to the beginning of another, past all between them."""
    (x_from, y_from), (x_to, y_to) = ways.boxes[before], ways.boxes[after]
    start, end = _COLUMN * x_from + _SIDE, _COLUMN * x_to - _SIDE
    between = [
        (_COLUMN * x + side, _ROW * y)
        for x, y in ways.passed[before, after]
        for side in (-_SIDE, _SIDE)
    ]
    middle = [] if between else [((start + end) / 2, _ROW * (y_from + y_to) / 2)]
    return [(start, _ROW * y_from), *between, *middle, (end, _ROW * y_to)]


def _over(ways: _Ways, before: int, after: int, from_finish: bool, to_finish: bool) -> list[Place]:
    """From corner to corner: over two boxes of one row, or through the gap between two rows."""
    (x_from, y_from), (x_to, y_to) = ways.boxes[before], ways.boxes[after]
    start = _COLUMN * x_from + _CORNER * (1 if from_finish else -1)
    end = _COLUMN * x_to + _CORNER * (1 if to_finish else -1)
    down = y_to > y_from
    edge = _ROW * y_from + (_SIDE_UP if down else -_SIDE_UP)
    target = _ROW * y_to - (_SIDE_UP if y_to >= y_from else -_SIDE_UP)
    middle = (edge + target) / 2 if y_to != y_from else edge - _RISE
    return [(start, edge), (start, middle), (end, middle), (end, target)]


def _label(from_finish: bool, to_finish: bool, lag: float) -> str:
    """The kind of a link and its lag; nothing for the usual one."""
    kind = f"{'F' if from_finish else 'S'}{'F' if to_finish else 'S'}"
    if not lag:
        return "" if kind == "FS" else kind
    return f"{kind} {'+' if lag > 0 else _MINUS} {style.plain(abs(lag))}"


def _draw_box(ax: Axes, schedule: Schedule, number: int, place: Place, *, dates: bool) -> None:
    from matplotlib.patches import Rectangle

    x, y = _COLUMN * place[0], _ROW * place[1]
    critical = schedule.critical[number]
    ax.add_patch(
        Rectangle(
            (x - _WIDTH / 2, y - _HEIGHT / 2), _WIDTH, _HEIGHT,
            facecolor=style.PALE_VERMILION if critical else style.CARD,
            edgecolor=style.VERMILION if critical else style.INK,
            linewidth=2.2 if critical else 1.0, zorder=2,
            label="critical" if critical else "activity",
        )
    )  # fmt: skip
    name = "\n".join(wrap(str(schedule.network.names[number]), _LETTERS)[:2])
    ax.text(x, y, name, size=style.SMALL, color=style.INK, ha="center", va="center", zorder=4)
    for dx, dy, text in _corners(schedule, number, dates=dates):
        where = x + dx * (_WIDTH / 2 - 0.07), y + dy * (_HEIGHT / 2 - 0.06)
        ax.text(
            *where, text, size=style.SMALL, color=style.INK, zorder=4,
            ha=("left", "center", "right")[dx + 1], va="top" if dy < 0 else "bottom",
        )  # fmt: skip


def _corners(schedule: Schedule, number: int, *, dates: bool) -> list[tuple[int, int, str]]:
    """Where the numbers of a box stand (left to right, top to bottom) and what they are."""
    duration = schedule.durations[number]
    if not dates:
        return [(0, -1, style.plain(duration))]
    early, late = schedule.early_starts[number], schedule.late_starts[number]
    return [
        (-1, -1, style.plain(early)),
        (0, -1, style.plain(duration)),
        (1, -1, style.plain(early + duration)),
        (-1, 1, style.plain(late)),
        (0, 1, style.plain(schedule.total_floats[number])),
        (1, 1, style.plain(late + duration)),
    ]


def _in_words(schedule: Schedule) -> str:
    names = schedule.network.names
    critical = [name for name, marked in zip(names, schedule.critical, strict=True) if marked]
    count = f"{len(names)} activities" if len(names) > 1 else "one activity"
    return (
        f"Network diagram of {count} that ends at {style.plain(schedule.finish)}. "
        f"Without float: {style.listing(critical)}."
    )
