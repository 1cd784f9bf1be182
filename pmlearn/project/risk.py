"""When will the project be done? Three-point estimates, analytic PERT and simulation."""

from pmlearn.project.distributions import ThreePoint
from pmlearn.project.pert import Pert, pert
from pmlearn.project.simulation import Simulation, simulate

__all__ = ["Pert", "Simulation", "ThreePoint", "pert", "simulate"]
