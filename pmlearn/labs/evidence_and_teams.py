"""The lab on evidence: a board of change requests, and what a limit on it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np

from pmlearn.labs.controls import WHOLE_TEXT, Panel, figures_table
from pmlearn.plots import style
from pmlearn.tidewell.stages import DAYS_A_WEEK
from pmlearn.tidewell.workflow import LOG_WEEKS, flow_table, half_a_year, lead_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

TODAY = DAYS_A_WEEK * LOG_WEEKS  # working days since the log began
COUNTED = 4 * DAYS_A_WEEK  # figures are those of the last four weeks
_ASKED, _STARTED = "weeks since somebody asked", "weeks since it was put on the board"
_REQUEST = (
    "display:inline-block;width:2em;height:1.5em;line-height:1.5em;margin:1px;color:#1f2328;"
    "border:1px solid #57606a;font-size:.65em;text-align:center"
)


class Board:
    """The requests from Monday on, under the limit that is set.

    Attributes:
        flow: The requests on their way.
        weeks: How many have passed since Monday.
    """

    def __init__(self, seed: int = 7) -> None:
        self.flow, self.weeks = half_a_year().branch(seed), 0

    def go_on(self, weeks: int, limit: int) -> None:
        """Let weeks pass with so many open requests at most."""
        self.flow.limit = limit
        self.flow.run(weeks)
        self.weeks += weeks

    @property
    def now(self) -> int:
        """Working days since the log began."""
        return TODAY + DAYS_A_WEEK * self.weeks

    def figures(self) -> dict[str, float]:
        """What can be counted in the last four weeks, by name."""
        log, end = self.flow.log, self.now
        begin = max(0, end - COUNTED)
        waiting = (log["asked"] <= end).sum() - log["Decide"].notna().sum()
        return {
            "decided a week": float(flow_table(log, begin, end)["finished"]["All"]),
            _ASKED: lead_times(log, begin, end, "asked").mean(),
            _STARTED: lead_times(log, begin, end, "started").mean(),
            "asked for and not decided": float(waiting),
        }

    def as_text(self) -> dict[str, str]:
        """The figures as they are shown: weeks to a tenth, requests whole."""
        *rates, (counted, number) = self.figures().items()
        return {name: f"{value:.1f}" for name, value in rates} | {counted: f"{number:.0f}"}


class LimitedBoard(Panel):
    """A board whose limit is set, and buttons that let weeks pass.

    Attributes:
        board: The requests as they stand now.
        limit: The slider of the limit.
        one: The button that lets a week pass.
        thirteen: The button that lets thirteen pass.
        back: The button that begins anew, with the same chances.
        shown: The columns and the figures.
    """

    def __init__(self) -> None:
        self.board = Board()
        self.limit = widgets.IntSlider(
            60, 1, 60, description="Limit on open requests", continuous_update=False, **WHOLE_TEXT
        )
        self.one = widgets.Button(description="One week")
        self.thirteen = widgets.Button(description="Thirteen weeks")
        self.back = widgets.Button(description="Back to Monday")
        self.shown = widgets.HTML()
        self.one.on_click(lambda _: self._let_pass(1))
        self.thirteen.on_click(lambda _: self._let_pass(13))
        self.back.on_click(self._begin)
        super().__init__(self.limit, widgets.HBox([self.one, self.thirteen, self.back]), self.shown)

    def show(self) -> None:
        """Draw the board as it stands."""
        weeks = self.board.weeks
        when = f"After {weeks} week{'s' if weeks > 1 else ''}" if weeks else "Monday"
        self.shown.value = (
            f"<p><b>{when}</b></p>{_columns(self.board)}"
            f"<p>In the last four weeks:</p>{figures_table(self.board.as_text())}"
        )

    def _let_pass(self, weeks: int) -> None:
        self.board.go_on(weeks, self.limit.value)
        self.show()

    def _begin(self, _: Any) -> None:
        self.board = Board()
        self.show()


def _columns(board: Board) -> str:
    """The board's columns with one mark for each request."""
    asked = board.flow.log["asked"]
    cells = ""
    for name, requests in board.flow.columns.items():
        shown = [number for number in requests if asked[number] <= board.now]
        color = style.PALE_VERMILION if name == "Waiting" else style.PALE_BLUE
        marks = "".join(
            f"<span title='request {number}' style='background:{color};{_REQUEST}'>{number}</span>"
            for number in shown
        )
        cells += (
            "<td style='vertical-align:top;width:19%;padding:.4em;text-align:left'>"
            f"<b>{name}: {len(shown)}</b><div>{marks}</div></td>"
        )
    return f"<table style='width:100%;table-layout:fixed'><tr>{cells}</tr></table>"


def weeks_under(limits: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Limit -> weeks since somebody asked, and since it was put on the board, after 13 weeks."""
    found = {}
    for limit in limits:
        board = Board()
        board.go_on(13, limit)
        figures = board.figures()
        found[limit] = round(figures[_ASKED], 1), round(figures[_STARTED], 1)
    return found


def plot_limits(limits: Sequence[int]) -> Axes:
    """The two waits of the requests decided in weeks 10 to 13, under each of these limits."""
    asked, started = zip(*weeks_under(limits).values(), strict=True)
    title = "Requests decided in weeks 10 to 13"
    ax = style.canvas(None, title, "Limit on open requests", "Weeks", size=(7.6, 3.8))
    place = np.arange(len(limits))
    ax.bar(place - 0.2, asked, 0.38, color=style.BLUE, label="since somebody asked")
    ax.bar(
        place + 0.2,
        started,
        0.38,
        color=style.PALE_VERMILION,
        edgecolor=style.VERMILION,
        hatch="//",
        label="since it was put on the board",
    )
    ax.set_xticks(place, [str(limit) for limit in limits])
    style.legend(ax)
    return ax
