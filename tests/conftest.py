"""Shared by all tests: the course's folders, a real browser, and no silent skips."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import postgresql
import pytest
from hypothesis import HealthCheck, settings

# A slow or busy machine is no failure of what is tested. Each run draws other examples;
# more of them at once with --hypothesis-profile=thorough.
settings.register_profile(
    "steady", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("steady"), max_examples=1000)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent

# Programs that tests start read what stands there before anything else; see its sitecustomize.py.
STARTUP = str(ROOT / "tests" / "startup")
PYTHONPATH = os.pathsep.join((STARTUP, str(ROOT), str(ROOT / "grader")))
known = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
if STARTUP not in known:
    os.environ["PYTHONPATH"] = os.pathsep.join((STARTUP, *known))
sys.modules.setdefault("rfc3987_syntax", None)

# Tests that share what takes long to make, or change it one after the other, run on one worker.
TOGETHER = {
    "one course": [
        f"tests/journeys/test_{name}.py"
        for name in ("course", "graded_assignments", "instructor", "learner")
    ],
    "one book": [
        f"tests/journeys/test_{name}.py"
        for name in ("labs", "reader", "phone", "lesson_by_keyboard")
    ],
    "one gradebook": ["tests/competency/"],
}
# What takes longest comes first, so that no worker has to wait for it in the end; the book is read
# when the course has been made.
FIRST = ("one course", "tests/test_style.py", "tests/grading/", "tests/course/", "one book")
SLOW = 15  # seconds; who writes a test that takes longer says why in its docstring
KEPT = 25  # slowest tests

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
    if call.when == "call" and getattr(getattr(item, "obj", None), "__doc__", None):
        report.user_properties.append(("says why", True))
    return report


def pytest_terminal_summary(terminalreporter, config):
    """Keep the list of the slowest tests; name those that are slow without a word about it."""
    reports = [
        one for kind in ("passed", "failed", "") for one in terminalreporter.getreports(kind)
    ]
    timed = sorted((r for r in reports if hasattr(r, "when")), key=lambda r: -r.duration)[:KEPT]
    lines = [f"{one.duration:7.1f} s {one.when:8} {one.nodeid}" for one in timed]
    if not hasattr(config, "workerinput") and len(reports) > KEPT:
        kept = ROOT / "build" / "slowest_tests.txt"
        with suppress(OSError):  # whoever runs the tests may only read the checkout
            kept.parent.mkdir(exist_ok=True)
            kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for one in timed:
        if one.when == "call" and one.duration > SLOW and not dict(one.user_properties):
            terminalreporter.write_line(
                f"{one.nodeid} took {one.duration:.0f} s; its docstring does not say why"
            )


def scope(nodeid):
    """What runs on one worker: a file, or several that belong together."""
    file = nodeid.partition("::")[0]
    return next((name for name, parts in TOGETHER.items() if file.startswith(tuple(parts))), file)


def pytest_collection_modifyitems(items):
    """Bring the tests into the order in which they are given to workers."""

    def place(item):
        return next((n for n, name in enumerate(FIRST) if scope(item.nodeid).startswith(name)), 9)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than there are processors: a third of the time tests wait (servers, time limits)."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers, give each what belongs together."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scope(nodeid)

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
