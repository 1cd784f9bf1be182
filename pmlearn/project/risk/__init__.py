"""When will the project be done, and at what cost? Analytic PERT, simulation, risk register."""

from pmlearn.project.distributions import ThreePoint
from pmlearn.project.risk.pert_analysis import Pert, pert
from pmlearn.project.risk.risk_event import Response, Risk
from pmlearn.project.risk.risk_register import RegisterSimulation, RiskRegister
from pmlearn.project.risk.simulation import Simulation, simulate

__all__ = [
    "Pert",
    "RegisterSimulation",
    "Response",
    "Risk",
    "RiskRegister",
    "Simulation",
    "ThreePoint",
    "pert",
    "simulate",
]
