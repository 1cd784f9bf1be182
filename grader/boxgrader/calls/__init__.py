"""A call from a test into a learner's process, and everything that travels with it."""
