"""`python -m pmlearn`."""

from pmlearn.cli import app

app()
