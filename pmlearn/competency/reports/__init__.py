"""Reports: the class, each learner's profile, exports for learning platforms."""
