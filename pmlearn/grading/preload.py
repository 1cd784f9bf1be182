"""Imported once by the process from which workers are forked, so that each starts at once."""

import nbgrader.preprocessors
import nbgrader.utils  # noqa: F401

import pmlearn.grading.grade
import pmlearn.grading.job  # noqa: F401
