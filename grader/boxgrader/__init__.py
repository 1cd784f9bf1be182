"""Grading: how submissions become scores."""
