"""Attainment as signed Open Badges credentials."""
