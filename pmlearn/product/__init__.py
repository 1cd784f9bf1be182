"""Product: what reaches customers."""
