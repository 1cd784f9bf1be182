"""Packages that a box's processes have in common: their classes mean the same on both sides."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

COURSE: set[str] = set()  # packages of the course: their dataclasses and enums may be built
LIBRARIES: set[str] = {"numpy", "pandas", "scipy", "matplotlib", *sys.stdlib_module_names}


def trust(packages: Iterable[str]) -> None:
    """Count more packages among these, before any learner's code runs."""
    for package in packages:
        COURSE.add(package)
        LIBRARIES.add(package)
