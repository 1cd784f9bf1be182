"""Activities, their links, and the schedule that follows: the critical path method."""

from pmlearn.project.schedule.activity import Activity, Link
from pmlearn.project.schedule.critical_path import MAX_PATHS, Schedule, schedule

__all__ = ["MAX_PATHS", "Activity", "Link", "Schedule", "schedule"]
