"""Project: do the work right."""
