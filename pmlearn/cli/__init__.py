"""`pmlearn <verb>`: what the Makefile calls."""

# Each registers its commands; --help shows them in this order.
from pmlearn.cli import learn  # isort: split

from pmlearn.cli import teach  # isort: split

from pmlearn.cli import keep
from pmlearn.cli.application import app

__all__ = ["app", "keep", "learn", "teach"]
