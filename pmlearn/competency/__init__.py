"""Competency: what each learner can do, proved by graded cells."""
