"""What bears on the promise of Dock refit: offers to shorten it, its risks, what a late week costs.

Money is in thousands of dollars, time in weeks.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pmlearn.project.distributions import ThreePoint
from pmlearn.project.risk import Response, Risk, RiskRegister
from pmlearn.project.time_cost import Shortening

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the harbor authority charges for the quay: a week that is in the letter, and a week beyond.
COST_OF_A_WEEK = 2.4
COST_OF_A_LATE_WEEK = 15
# The estimate that the engineers give when the city's priority desk is paid: no second hearing.
PERMITS_WITH_PRIORITY_DESK = ThreePoint(3, 5, 7)
# The number of weeks that the project manager promises in the end.
PROMISED_WEEKS = 36

# What each week less would cost, and down to which duration: overtime, a second crane, a firm.
SHORTENINGS: Mapping[str, Shortening] = MappingProxyType(
    {
        "Design foundations": Shortening(3.5, 14),
        "Obtain permits": Shortening(5, 8),
        "Prepare harbor sites": Shortening(4, 10),
        "Prepare hill sites": Shortening(4, 10),
        "Install harbor docks": Shortening(3, 22),
        "Install hill docks": Shortening(3, 22),
        "Test and accept": Shortening(1, 30),
    }
)
# What the desk costs for the weeks that it takes off the permits' mean, at the price above.
PRIORITY_DESK_FEE = SHORTENINGS["Obtain permits"].cost * (
    ThreePoint(3, 5, 13).mean - PERMITS_WITH_PRIORITY_DESK.mean
)


def dock_refit_risks() -> RiskRegister:
    """What may happen to Dock refit beyond the spread of its estimates."""
    return RiskRegister(
        [
            Risk(
                "Old foundations below the quay",
                0.25,
                ThreePoint(30, 60, 120),
                Response("Scan the ground before designing", 6, probability=0.10),
            ),
            Risk(
                "Docks damaged in transport",
                0.10,
                90,
                Response("Insure the transport", 5, impact=10),
            ),
            Risk(
                "Electrician leaves for another firm",
                0.20,
                45,
                Response("Keep a firm on call", 12, impact=15),
            ),
            Risk(
                "City pays for the cycle lane on the quay",
                0.30,
                -40,
                Response("Send the city one joint plan", 2, probability=0.50),
            ),
        ]
    )
