"""Collecting: what learners handed in reaches the right learner's folder, with its time."""
