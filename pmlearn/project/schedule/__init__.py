"""Activities, their links, and the schedule that follows: the critical path method."""

from pmlearn.project.schedule.activity import Activity, Link
from pmlearn.project.schedule.critical_path import MOST_PATHS, Schedule, schedule

__all__ = ["MOST_PATHS", "Activity", "Link", "Schedule", "schedule"]
