"""The lab on product and project: what is negotiated, and the offers of one negotiation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmlearn.tidewell.negotiation import PRODUCT, PROJECT, TERMS, Partner, deals, fallback

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

ROUNDS = 8
DESKS = (PRODUCT.name, PROJECT.name)


def other(desk: str) -> str:
    """Who sits opposite."""
    return DESKS[1 - DESKS.index(desk)]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is negotiated, and what it is worth to either desk.

    Attributes:
        table: Every deal with its outcome.
        points: Desk -> points of each deal.
        fallbacks: Desk -> points without a deal.
    """

    table: pd.DataFrame
    points: Mapping[str, pd.Series]
    fallbacks: Mapping[str, float]

    def partner(self, desk: str) -> Partner:
        """The scripted partner at a desk."""
        return Partner(self.table, self.points[desk], self.fallbacks[desk], ROUNDS)

    def outcome(self, number: int) -> str:
        """What everybody can see of a deal."""
        row = self.table.loc[number]
        return f"rides {row['rides']:.0f}, week {row['week']:.0f}, cost {row['cost']:.0f}"

    def in_words(self, number: int) -> str:
        """The terms of a deal, and its outcome."""
        row = self.table.loc[number]
        terms = ", ".join(f"{term}: {row[term]}" for term in TERMS)
        return f"{terms} ({self.outcome(number)})"


def matter() -> Matter:
    """What the two managers could agree on in week 20."""
    table, sides = deals(), (PRODUCT, PROJECT)
    points = {side.name: side.points(table) for side in sides}
    return Matter(table, points, {side.name: fallback(side) for side in sides})


class Talks:
    """One negotiation.

    Attributes:
        matter: What is negotiated.
        scripted: Whether a scripted partner answers each offer.
        offers: Desk and deal of each offer, in order; no deal when the partner said nothing.
        agreed: The deal that was agreed on.
        over: Whether there is nothing more to say.
    """

    def __init__(self, matter: Matter, *, scripted: bool = True) -> None:
        self.matter, self.scripted = matter, scripted
        self.offers: list[tuple[str, int | None]] = []
        self.agreed: int | None = None
        self.over = False

    @property
    def round_(self) -> int:
        """Each round holds an offer of either desk."""
        return min(ROUNDS, len(self.offers) // 2 + 1)

    def waits(self, desk: str) -> bool:
        """Whether it is the other desk's turn."""
        return bool(self.offers) and self.offers[-1][0] == desk and not self.over

    def on_table(self, desk: str) -> int | None:
        """The other desk's last offer, if it was the last one made."""
        if self.offers and self.offers[-1][0] == other(desk):
            return self.offers[-1][1]
        return None

    def accept(self, desk: str) -> None:
        """Agree to what the other desk has offered."""
        lying = self.on_table(desk)
        if not self.over and lying is not None:
            self._agree(lying)

    def offer(self, desk: str, number: int) -> None:
        """Offer a deal; a scripted partner answers at once."""
        if self.over or self.waits(desk):
            return
        if not self.offers and desk == DESKS[1]:
            self.offers.append((DESKS[0], None))
        now, partner = self.round_, self.matter.partner(other(desk))
        self.offers.append((desk, number))
        if self.scripted and partner.accepts(number, now):
            self._agree(number)
            return
        if self.scripted:
            self.offers.append((other(desk), partner.offer(now, number)))
        self.over = len(self.offers) >= 2 * ROUNDS

    def _agree(self, number: int) -> None:
        self.agreed, self.over = number, True

    def ending(self, desk: str) -> str:
        """How it ended, from one desk; nothing while it goes on."""
        if not self.over:
            return ""
        mine, theirs = self.matter.points[desk], self.matter.points[other(desk)]
        least = self.matter.fallbacks[desk]
        if self.agreed is None:
            return f"No agreement: the board decides. You get {least:.1f} points."
        better = (mine > mine[self.agreed]) & (theirs > theirs[self.agreed])
        return (
            f"Agreed: {self.matter.in_words(self.agreed)}. You get {mine[self.agreed]:.1f} points, "
            f"{mine[self.agreed] - least:.1f} more than your fallback. Of the other "
            f"{len(mine) - 1} deals, {better.sum()} would have been better for both of you."
        )
