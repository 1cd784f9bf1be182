"""Schedules that respect capacity: problems, and how they are leveled."""

from pmlearn.project.resources.leveling import level, level_by_rule
from pmlearn.project.resources.priority_rules import RULES
from pmlearn.project.resources.resource_problem import ResourceProblem
from pmlearn.project.resources.resource_schedule import ResourceSchedule, violations

__all__ = [
    "RULES",
    "ResourceProblem",
    "ResourceSchedule",
    "level",
    "level_by_rule",
    "violations",
]
