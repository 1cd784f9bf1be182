"""Kernels begin as those of the book do, with the libraries at hand."""

from __future__ import annotations

import pytest

from pmlearn.course.book.warm_kernels import use_warm_kernels


@pytest.fixture(scope="session", autouse=True)
def _warm_kernels():
    use_warm_kernels()
