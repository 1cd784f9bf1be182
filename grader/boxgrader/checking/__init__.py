"""Runs the assignment's tests and writes what each came to."""
