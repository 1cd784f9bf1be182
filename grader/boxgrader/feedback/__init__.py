"""Feedback pages that a learner may read."""
