"""pmlearn: a course kit on project, program, portfolio, product and service management."""

__version__ = "0.1.0"
