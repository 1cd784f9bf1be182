"""Schedules that respect capacity: problems, leveling, and the published test cases."""

from pmlearn.project.resources.leveling import level, level_by_rule, level_exactly
from pmlearn.project.resources.priority_rules import RULES
from pmlearn.project.resources.psplib import read_psplib
from pmlearn.project.resources.resource_problem import ResourceProblem
from pmlearn.project.resources.resource_schedule import ResourceSchedule, violations

__all__ = [
    "RULES",
    "ResourceProblem",
    "ResourceSchedule",
    "level",
    "level_by_rule",
    "level_exactly",
    "read_psplib",
    "violations",
]
