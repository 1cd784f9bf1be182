"""Shared by all tests: the course's folders, a real browser, and no silent skips."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import postgresql
import pytest
from hypothesis import HealthCheck, settings

# A slow or busy machine is no failure of what is tested.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent

# Tests whose courses take long to make, once for each worker: they run on one.
SHARED = ("journeys", "competency")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # a container's root user cannot use Chromium's own sandbox
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # Chromium's own traffic would hide a page's requests
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With REQUIRE_ALL=1 a skipped test is a failure: nothing may be missing where all must run."""
    report = yield
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_ALL=1: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items):
    """What takes longest comes first, so that no worker has to wait for it in the end."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers the tests of a file stay together, and those that share a course."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.partition("::")[0]
            shared = (folder for folder in SHARED if file.startswith(f"tests/{folder}"))
            return next(shared, file)

    return Scheduling(config, log)


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def chromium():
    """A real Chromium, driven by Playwright."""
    program = next(
        (path for name in ("chromium", "google-chrome", "chrome") if (path := shutil.which(name))),
        None,
    )
    if program is None:
        pytest.skip("no Chromium on this machine; install it to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgresql_server():
    """URL of a real PostgreSQL server, without a database."""
    binaries = postgresql.programs()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine; install it to run the database tests")
    with postgresql.server(binaries) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server):
    """URL of a fresh, empty PostgreSQL database."""
    return postgresql.new_database(postgresql_server)
