"""The five roles: what each is for, who answers for what, and how far two readers agree on it."""

from pmlearn.roles.five_roles import Role, cohens_kappa, responsibilities
from pmlearn.roles.raci import RaciProblem, raci_problems

__all__ = ["RaciProblem", "Role", "cohens_kappa", "raci_problems", "responsibilities"]
