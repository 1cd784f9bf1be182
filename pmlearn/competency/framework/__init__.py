"""The competency framework: its parts, its roles, and the lessons that teach it."""

from pmlearn.competency.framework.model import (
    HIGHEST,
    Criterion,
    Domain,
    Element,
    Framework,
    Role,
    find,
    load,
)

__all__ = ["HIGHEST", "Criterion", "Domain", "Element", "Framework", "Role", "find", "load"]
