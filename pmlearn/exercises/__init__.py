"""Exercises: what a learner does, what is recorded, how it is marked."""
