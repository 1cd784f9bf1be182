"""Service: value that lasts."""
