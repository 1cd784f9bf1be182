"""Grades the author's own versions of an assignment before any learner's."""
