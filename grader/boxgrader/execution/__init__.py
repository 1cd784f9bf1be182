"""Runs a submission's cells once and keeps what each test needs of them."""
