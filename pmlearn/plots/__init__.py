"""One plot per function, drawn where `ax` says or into a new figure.

Every function takes what the models return and gives back the axes, to go on with. `alt` says in
words what a plot shows. The look is described in `pmlearn.plots.style`. Nothing here loads
matplotlib.pyplot before a new figure is needed. A figure of your own, with several plots, makes
room for titles, legends and names when it is created with `layout="constrained"`.
"""

from pmlearn.plots.control import control_chart
from pmlearn.plots.diffusion import bass_curve
from pmlearn.plots.gantt import gantt
from pmlearn.plots.matrices import dsm_before_after
from pmlearn.plots.network import network
from pmlearn.plots.portfolios import capacity_bars, efficient_frontier
from pmlearn.plots.profile import resource_profile
from pmlearn.plots.radar import competency_radar
from pmlearn.plots.style import alt
from pmlearn.plots.tracking import error_budget_burn_down, evm_chart
from pmlearn.plots.uncertainty import s_curve, tornado

__all__ = [
    "alt",
    "bass_curve",
    "capacity_bars",
    "competency_radar",
    "control_chart",
    "dsm_before_after",
    "efficient_frontier",
    "error_budget_burn_down",
    "evm_chart",
    "gantt",
    "network",
    "resource_profile",
    "s_curve",
    "tornado",
]
