"""Portfolio: do the right work."""
