"""Nobody pays for a neighbor: whatever a submission's code does, the others' results stay.

What is marked with `each_user` runs, where root runs the tests, as an ordinary user too
(test_ordinary_user.py).
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from grading.course import SETTINGS
from grading.lesson import FULL, exercise, handed_in, lesson, submitted
from grading.processes import descendants

from boxgrader.checking import run_tests
from boxgrader.execution import run_cells
from boxgrader.grade_submission import grade_one
from boxgrader.sandbox import seccomp
from boxgrader.sandbox.box import Box, UnsandboxedBox
from boxgrader.sandbox.boxes import Boxes

SIGNALS = "(signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGINT, signal.SIGHUP)"
CALLS = {name: numbers[seccomp._MACHINES[os.uname().machine][0]] for name, numbers in {
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "ioprio_set": (251, 30),
}.items()}  # fmt: skip
# Each is tried again and again in a room beside an honest one; none ends by itself.
ATTACKS = {
    "signals to its group": f"for s in {SIGNALS}: os.kill(0, s)",
    "signals to its group by name": f"for s in {SIGNALS}: os.killpg(os.getpgrp(), s)",
    "signals to everybody": f"for s in {SIGNALS}: os.kill(-1, s)",
    "signals to every process": "for n in range(2, 3000): attempt(os.kill, n, 9)",
    "signals to every group": "for n in range(2, 3000): attempt(os.kill, -n, 9)",
    "signals to every thread": "for n in range(2, 3000): call('tgkill', n, n, 9)",
    "queued signals": "for n in range(2, 3000): call('rt_sigqueueinfo', n, 9, bytes(128))",
    "signals by descriptor": "for n in range(2, 3000):\n"
    "        if (f := call('pidfd_open', n, 0)) > 0: call('pidfd_send_signal', f, 9, None, 0)",
    "signals of files": "a, b = socket.socketpair()\n"
    "    for owner in (0, -os.getpgrp(), os.getppid(), -1, -2, 2):\n"
    "        attempt(fcntl.fcntl, a, fcntl.F_SETOWN, owner)\n"
    "        attempt(fcntl.fcntl, a, 10, 9)\n"
    "        attempt(fcntl.fcntl, a, fcntl.F_SETFL, os.O_ASYNC)\n        b.send(b'x')",
    "signals that wait": "signal.pthread_sigmask(signal.SIG_BLOCK, [40])\n"
    "    for n in range(100_000): call('rt_sigqueueinfo', os.getpid(), 40, b'\\xff' * 128)",
    "a debugger": "for n in range(2, 3000): libc.ptrace(16, n, 0, 0)",
    "others' memory": "for n in range(2, 3000):\n"
    "        attempt(lambda: open(f'/proc/{n}/mem', 'r+b').write(b'x'))",
    "others' limits": "for n in range(2, 3000):\n"
    "        attempt(resource.prlimit, n, resource.RLIMIT_CPU, (0, 0))",
    "others' priority": "for n in (0, os.getpgrp(), 2, 3):\n"
    "        attempt(os.setpriority, os.PRIO_PGRP, n, 19)\n"
    "        call('ioprio_set', 2, n, 3 << 13)\n"
    "    attempt(os.setpriority, os.PRIO_USER, os.getuid(), 19)",
    "others' processors": "for n in range(2, 3000): attempt(os.sched_setaffinity, n, [0])",
    "queues": "for n in range(100): libc.msgget(0, 0o1666); libc.semget(0, 1, 0o1666);"
    " libc.mq_open(b'/q%d' % n, 66, 0o666, None)",
    "shared memory": "for n in range(20):\n"
    "        libc.shmget(n, 1 << 20, 0o1666)\n"
    "        attempt(lambda: open(f'/dev/shm/{n}', 'wb').write(bytes(10 << 20)))",
    "pipes": "pipes = []\n    while len(pipes) < 100:\n"
    "        pipes.append(os.pipe()); attempt(fcntl.fcntl, pipes[-1][1], 1031, 1 << 20)\n"
    "        os.set_blocking(pipes[-1][1], False)\n"
    "        attempt(os.write, pipes[-1][1], bytes(1 << 20))\n"
    "    time.sleep(60)",
    "sockets": "s = [socket.socket(socket.AF_UNIX) for _ in range(100)]\n"
    "    for n, one in enumerate(s): attempt(one.bind, f'\\0{n}')\n    time.sleep(60)",
    "files": "kept = [open('/dev/null') for _ in range(200)]\n"
    "    for _ in range(30):\n        if os.fork() == 0: time.sleep(60)\n    time.sleep(60)",
    "processes": "for _ in range(80):\n        if os.fork() == 0: time.sleep(60)\n"
    "    time.sleep(60)",
    "watches": "for _ in range(200): libc.inotify_init1(0)",
    "keys": "for n in range(1000): call('add_key', b'user', b'%d' % n, bytes(9), 9, -3)",
    "its line": "for n in range(3, 20): attempt(os.write, n, b'\\x00\\x01\\x00\\x00{}' * 9999)",
    "the memory killer": "attempt(lambda: open('/proc/self/oom_score_adj', 'w').write('-1000'))\n"
    "    attempt(lambda: open('/proc/self/oom_score_adj', 'w').write('0'))",
}
TRYING = """
import ctypes, fcntl, os, resource, signal, socket, time
CALLS = {calls}
libc = ctypes.CDLL(None)
def call(name, *args):
    return libc.syscall(CALLS[name], *args)
def attempt(what, *args):
    try: return what(*args)
    except Exception: pass
def attack():
    {attack}
for s in range(1, 32): attempt(signal.signal, s, signal.SIG_IGN)
until = time.monotonic() + 20
while time.monotonic() < until:
    attempt(attack)
"""


@pytest.fixture(scope="module", params=[Box, UnsandboxedBox], ids=["in boxes", "without"])
def places(request):
    """Two workers' places, as one run makes them."""
    one = request.param()
    other = request.param(fork_server=one.fork_server)
    yield one, other
    other.close()
    one.close()


def earned(result):
    return {name: result.scores[name] for name in FULL}, result.notes


HONEST = {
    # what honest work does besides: a program, a pipe, a file, a thread, a timer
    "total": "import os, subprocess, sys, threading, time\n"
    "out = subprocess.run([sys.executable, '-c', 'print(\"x\" * 100_000)'], capture_output=True)\n"
    "assert len(out.stdout) == 100_001\n"
    "open('kept.txt', 'w').write('x' * 1_000_000)\n"
    "r, w = os.pipe(); os.write(w, b'x' * 4_000); os.read(r, 4_000)\n"
    "t = threading.Thread(target=time.sleep, args=(0.1,)); t.start(); t.join()\n"
    "assert os.getpriority(os.PRIO_PROCESS, 0) == 0 and len(os.sched_getaffinity(0)) == CPUS\n"
    "total = sum(DOCKS)".replace("CPUS", str(len(os.sched_getaffinity(0)))),
}


@pytest.mark.each_user
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_a_neighbor_notices_nothing_of(places, attack):
    place, other = places
    calls = {**CALLS, "add_key": seccomp._DENIED["add_key"][0]}
    room = other.open("probe")
    room.line.send({"source": TRYING.format(calls=calls, attack=ATTACKS[attack])})
    time.sleep(0.3)  # it is at it
    assert earned(grade_one(submitted(HONEST), lesson(), place)) == (FULL, ())
    assert room.close() == "closed"  # it was at it all the time
    assert not place.has_ended()
    assert not other.has_ended()


KILLS = (
    "import os, signal\nwhile True:\n    try: os.kill(0, signal.SIGKILL)\n    except OSError: pass"
)


@pytest.mark.each_user
@pytest.mark.parametrize("where", ["a cell", "a function"])
def test_a_neighbor_notices_nothing_of_a_submission_that_kills_its_group(
    places, where, monkeypatch
):
    place, other = places
    for module in (run_cells, run_tests):  # it goes on for as long as it may
        monkeypatch.setattr(module, "CELL_SECONDS", 5)
    body = KILLS.replace("\n", "\n    ")
    answer = {"total": KILLS} if where == "a cell" else {"mean": f"def mean(v):\n    {body}"}
    found = []
    worker = threading.Thread(
        target=lambda: found.append(grade_one(submitted(answer), lesson(), other))
    )
    worker.start()
    began = time.monotonic()
    while worker.is_alive() and time.monotonic() - began < 3:
        assert earned(grade_one(submitted(HONEST), lesson(), place)) == (FULL, ())
    worker.join(120)
    lost = "test_total" if where == "a cell" else "test_mean"
    assert earned(found[0])[0] == {**FULL, lost: 0}


SLOW = "import time\ntime.sleep(1.5)\ntotal = sum(DOCKS)"


def graded_while(kill, box=None, made=None, content=None, *, unsandboxed=False):
    """A submission's result, and whom it was graded in, when something is killed meanwhile."""
    found, used = [], []

    def work():
        with Boxes(SETTINGS, unsandboxed=unsandboxed) as boxes:
            used.append(box or boxes.box())
            found.append(
                grade_one(content or submitted({"total": SLOW}), made or lesson(), box or boxes)
            )

    worker = threading.Thread(target=work)
    worker.start()
    until = time.monotonic() + 60
    while not used or not rooms(used[0]):
        assert time.monotonic() < until
        time.sleep(0.05)
    kill(worker, used[0])
    worker.join(60)
    return found[0]


def killing(choose, after=0.8):
    """Kills once."""

    def kill(_, box):
        time.sleep(after)
        for process in choose(box):
            os.kill(process, signal.SIGKILL)

    return kill


def rooms(box):
    """The first processes of the rooms that are open: two namespaces further in than this one."""
    inside = descendants(box.fork_server.process.pid)
    return [one for one in inside if len(told(one, "NSpid")) == len(told("self", "NSpid")) + 2]


def told(process, what):
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return []
    return next(line.split()[1:] for line in lines if line.startswith(f"{what}:"))


class TestARoomThatEndsFromOutside:
    """Is opened again, and its learner graded again."""

    @pytest.mark.each_user
    def test_while_a_cell_runs(self, places):
        assert earned(graded_while(killing(rooms), places[0])) == (FULL, ())

    def test_while_a_test_runs(self, box):
        slow = "def f(x):\n    import time\n    time.sleep(2)\n    return x"
        made = exercise(slow, "pass", hidden="assert f(1) == 1")
        result = graded_while(killing(rooms), box, made, handed_in(made, slow))
        assert (result.scores, result.notes) == ({"test": 2}, ())

    @pytest.mark.parametrize("open_", [False, True], ids=["in boxes", "without"])
    @pytest.mark.parametrize("which", ["its worker's fork server", "the fork server of all"])
    def test_with_all_of_its_box(self, which, open_):
        def choose(box):
            parents = {int(told(one, "PPid")[0]) for one in rooms(box)}
            return parents if which == "its worker's fork server" else [box.fork_server.process.pid]

        assert earned(graded_while(killing(choose), unsandboxed=open_)) == (FULL, ())

    def test_again_and_again_says_so(self, box):
        def kill(worker, box):
            while worker.is_alive():
                with contextlib.suppress(ProcessLookupError):
                    killing(rooms, 0.5)(worker, box)

        result = graded_while(kill, box)
        assert any("outside ended Python again and again" in note for note in result.notes)
