"""The work of a class: releasing, grading, reporting, and a sample class to try it with."""
