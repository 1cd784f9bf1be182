"""Grades nbgrader courses: many submissions at a time, each in a box, with nbgrader's scores."""

__version__ = "0.1.0"
