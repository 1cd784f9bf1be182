"""The lab on product and project: two desks that negotiate, and what neither of them sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from pmlearn.labs.controls import Panel
from pmlearn.labs.product_and_project_talks import DESKS, ROUNDS, Matter, Talks, matter, other
from pmlearn.plots import style
from pmlearn.tidewell.negotiation import TERMS, number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

_SCRIPTED = "scripted"
_DESK_LOOKS = dict(zip(DESKS, (("o-", style.BLUE), ("s-", style.VERMILION)), strict=True))


class Desk(Panel):
    """What one side sees and can do.

    Attributes:
        name: Whose desk it is.
        talks: The negotiation that goes on.
        terms: A choice for each term.
        worth: What these terms are worth here.
        heard: How the talks stand.
        said: What the partner has answered.
        buttons: Offer, accept, ask.
    """

    def __init__(self, name: str, talks: Talks, changed: Callable[[], None]) -> None:
        self.name, self.talks, self._changed_both = name, talks, changed
        self.terms = [
            widgets.Dropdown(
                options=list(options), description=term, style={"description_width": "9em"}
            )
            for term, options in TERMS.items()
        ]
        self.worth, self.heard, self.said = widgets.HTML(), widgets.HTML(), widgets.HTML()
        acts = {
            "Offer": self.offer,
            "Accept their offer": self.accept,
            "Ask what matters most to them": self.ask,
        }
        wide = widgets.Layout(width="auto")
        self.buttons = [widgets.Button(description=text, layout=wide) for text in acts]
        for button, act in zip(self.buttons, acts.values(), strict=True):
            button.on_click(act)
        buttons = widgets.HBox(self.buttons)
        super().__init__(
            self.heard, *self.terms, self.worth, buttons, self.said, controls=self.terms
        )

    @property
    def number(self) -> int:
        """The deal with the chosen terms."""
        return number_of(self.talks.matter.table, *(term.value for term in self.terms))

    def offer(self, _: Any = None) -> None:
        """Offer the chosen terms."""
        self.talks.offer(self.name, self.number)
        self.said.value = ""
        self._changed_both()

    def accept(self, _: Any = None) -> None:
        """Accept what lies on the table."""
        self.talks.accept(self.name)
        self._changed_both()

    def ask(self, _: Any = None) -> None:
        """Ask the partner what matters most."""
        if not self.talks.scripted:
            self.said.value = "Ask the person at the other desk."
            return
        partner = self.talks.matter.partner(other(self.name))
        first, second = (
            f"{term} (best for them: {partner.points.groupby(partner.table[term]).mean().idxmax()})"
            for term in partner.interests().index[:2]
        )
        self.said.value = f"They say: most hangs on {first}, then on {second}."

    def begin(self, talks: Talks) -> None:
        """Sit down to new talks."""
        self.talks, self.said.value = talks, ""

    def show(self) -> None:
        """Draw the talks and the worth of the terms, as this desk sees them."""
        talks, mine = self.talks, self.talks.matter.points[self.name]
        lying, wait = talks.on_table(self.name), talks.waits(self.name)
        heard = "Nothing is on the table."
        if lying is not None:
            terms = talks.matter.in_words(lying)
            heard = f"On the table: {terms}. Worth {mine[lying]:.1f} points to you."
        heard += " It is the other desk's turn." if wait else ""
        told = talks.ending(self.name) or f"Round {talks.round_} of {ROUNDS}. {heard}"
        self.heard.value = f"<p role='status'>{told}</p>"
        self.worth.value = (
            f"<p>These terms: {talks.matter.outcome(self.number)}. "
            f"<b>Worth {mine[self.number]:.1f} points to you</b>; without an "
            f"agreement you expect {talks.matter.fallbacks[self.name]:.1f}.</p>"
        )
        self.buttons[0].disabled = talks.over or wait
        self.buttons[1].disabled = talks.over or lying is None


class TwoDesks(Panel):
    """A negotiation from either desk, with a scripted partner or a second person.

    Attributes:
        who: Who the partner is.
        again: The button that begins anew.
        talks: The negotiation that goes on.
        desks: The product manager's desk and the project manager's.
    """

    def __init__(self) -> None:
        self.who = widgets.ToggleButtons(
            options=[_SCRIPTED, "a second person"], description="Partner"
        )
        self.again = widgets.Button(description="Begin again")
        self.again.on_click(self.begin)
        self.who.observe(self.begin, "value")
        self._matter = matter()
        self.talks = Talks(self._matter)
        self.desks = [Desk(name, self.talks, self.show) for name in DESKS]
        tabs = widgets.Tab(self.desks, titles=[name.capitalize() for name in DESKS])
        super().__init__(widgets.HBox([self.who, self.again]), tabs)

    def begin(self, _: Any = None) -> None:
        """Clear the table."""
        self.talks = Talks(self._matter, scripted=self.who.value == _SCRIPTED)
        for desk in self.desks:
            desk.begin(self.talks)
        self.show()

    def show(self) -> None:
        """Draw both desks."""
        for desk in self.desks:
            desk.show()


def plot_scripted_talk() -> Axes:
    """The offers of two scripted partners in the points of both; prints how they end."""
    about = matter()
    offers, round_, agreed = _scripted_talk(about)
    mine, theirs = (about.points[desk] for desk in DESKS)
    title = "The same talk, seen from above"
    axes = "Product manager (points)", "Project manager (points)"
    ax = style.canvas(None, title, *axes, size=(6.8, 4.4))
    ax.scatter(mine, theirs, facecolors="none", edgecolors=style.MUTED, label="a deal")
    for desk, (look, color) in _DESK_LOOKS.items():
        x, y = mine[offers[desk]], theirs[offers[desk]]
        ax.plot(x, y, look, color=color, label=f"offers of the {desk}")
    least = about.fallbacks
    ax.axvline(least[DESKS[0]], color=style.MUTED, linestyle="--", label="fallbacks")
    ax.axhline(least[DESKS[1]], color=style.MUTED, linestyle="--")
    style.legend(ax)
    print(f"Agreed in round {round_}: {about.in_words(agreed)}.")  # noqa: T201  # a cell prints
    return ax


def _scripted_talk(about: Matter) -> tuple[dict[str, list[int]], int, int]:
    """The offers of each desk, the round in which one was accepted, and which.

    Raises:
        ValueError: the two do not agree.
    """
    partners = {desk: about.partner(desk) for desk in DESKS}
    offers: dict[str, list[int]] = {desk: [] for desk in DESKS}
    heard: int | None = None
    for round_ in range(1, ROUNDS + 1):
        for desk, partner in partners.items():
            if heard is not None and partner.accepts(heard, round_):
                return offers, round_, heard
            heard = partner.offer(round_, heard)
            offers[desk].append(heard)
    raise ValueError("scripted talk: the two partners do not agree")
