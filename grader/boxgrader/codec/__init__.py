"""Values as data: both directions of what a test and a learner's process may send."""
