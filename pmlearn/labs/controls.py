"""What several labs need: tasks that are checked, controls that redraw, pictures inside a page."""

from __future__ import annotations

import base64
import io
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import ipywidgets as widgets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A description beside a control is shown whole.
WHOLE_TEXT = {"style": {"description_width": "initial"}}


@contextmanager
def check(task: str) -> Iterator[None]:
    """Say whether a task is done or, in the words of the check, what is missing."""
    try:
        yield
    except AssertionError as hint:
        print(f"{task}: not yet. {hint}")  # noqa: T201  # a cell prints
    else:
        print(f"{task}: done.")  # noqa: T201


class Panel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Controls, and below them what follows from their values.

    A lab's panel makes its controls, hands them over, and says in `show` what follows.
    """

    def __init__(self, *rows: Any, controls: Iterable[Any] = ()) -> None:
        super().__init__(list(rows))
        for control in controls:
            control.observe(self._changed, "value")
        self.show()

    def show(self) -> None:
        """Draw what follows from the values as they are now."""
        raise NotImplementedError

    def _changed(self, _: Any) -> None:
        self.show()


def figures_table(figures: Mapping[str, str]) -> str:
    """Names and figures below each other; a screen reader hears when they change."""
    rows = "".join(
        f"<tr><th scope='row' style='text-align:left;padding:.1em 1em .1em 0'>{name}</th>"
        f"<td style='text-align:right'>{text}</td></tr>"
        for name, text in figures.items()
    )
    return f"<table role='status'>{rows}</table>"


def as_image(figure: Figure, words: str) -> str:
    """A figure as HTML, with its text for those who do not see it."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=80)
    data = base64.b64encode(stream.getvalue()).decode()
    return f'<img alt="{escape(words)}" style="max-width:100%" src="data:image/png;base64,{data}">'


def note(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    away: tuple[float, float],
    side: Literal["left", "right"] = "left",
) -> None:
    """Write beside a point of a plot.

    Args:
        ax: The plot.
        text: What is written.
        at: The point.
        away: How far from it, in typographic points.
        side: Which side of the text is there.
    """
    ax.annotate(text, at, away, textcoords="offset points", ha=side)
