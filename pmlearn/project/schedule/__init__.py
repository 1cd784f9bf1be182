"""Activities, their links, and the schedule that follows: the critical path method."""

from pmlearn.project.schedule.activity import Activity, Link
from pmlearn.project.schedule.critical_path import Schedule, schedule

__all__ = ["Activity", "Link", "Schedule", "schedule"]
