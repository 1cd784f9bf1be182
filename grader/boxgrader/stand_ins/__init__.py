"""Objects of a learner's process as a test in another process sees them."""
