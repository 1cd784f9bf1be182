"""The competency framework: its parts, its roles, and the lessons that teach it."""

from pmlearn.competency.framework.model import (
    HIGHEST,
    LEVELS,
    Criterion,
    Domain,
    Element,
    Framework,
    Level,
    Performance,
    Role,
    find,
    load,
)

__all__ = [
    "HIGHEST",
    "LEVELS",
    "Criterion",
    "Domain",
    "Element",
    "Framework",
    "Level",
    "Performance",
    "Role",
    "find",
    "load",
]
