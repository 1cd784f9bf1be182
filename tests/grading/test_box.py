"""Each promise of grader/boxgrader/sandbox/box.py is kept: tested from inside, by trying."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from grading.processes import descendants, gone

from boxgrader.sandbox import box as module
from boxgrader.sandbox import bubblewrap
from boxgrader.sandbox.box import Box, BoxError, Limits
from boxgrader.sandbox.messages import LineClosedError
from boxgrader.sandbox.self_test import questions

pytestmark = pytest.mark.each_user


@pytest.fixture
def room(box):
    opened = box.open("probe", {"mine.txt": b"mine", "data/deep.csv": b"1"})
    yield opened
    opened.close()


def run(room, source, seconds=20):
    """What a text that runs in the room leaves as its result."""
    answer = room.ask({"source": source}, seconds)
    assert "error" not in answer, answer
    return answer["result"]


def raises(room, source):
    """The name of the exception that a text raises in the room; empty when it raises none."""
    return room.ask({"source": source}, 20).get("error", "").partition(":")[0]


def test_every_promise_has_a_test_and_the_first_eight_a_proof():
    promised = re.findall(r"^ ?\d+\. (\w+):", module.__doc__, re.MULTILINE)
    assert len(promised) == 12
    assert {f"test_{name}" for name in promised} <= set(globals())
    assert set(questions([])) == {"python_works", *promised[:8]}


class TestProof:
    @pytest.mark.parametrize("promise", list(questions([])))
    def test_is_asked_before_the_first_submission(self, box, promise):
        room = box.open("probe", {"mine.txt": b"mine"})
        text = questions([], list(bubblewrap.ENVIRONMENT))[promise]
        assert room.ask({"source": text}, 20) == {"result": True}
        room.close()

    @pytest.mark.parametrize("promise", sorted(set(questions([])) - {"python_works"}))
    def test_fails_where_the_promise_is_not_kept(self, promise, tmp_path):
        """Outside the box every question but those about the own folder has another answer."""
        text = questions([tmp_path], [])[promise]
        code = f"{text}\nraise SystemExit(0 if result is True else 3)"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
        assert done.returncode != 0

    def test_a_box_that_shows_what_it_must_not_is_not_used(self, box):
        with pytest.raises(BoxError, match="no_foreign_files"):
            Box(forbidden=[Path("/usr")])

    def test_without_bubblewrap_there_is_no_box_but_advice(self, monkeypatch):
        monkeypatch.setattr(bubblewrap.shutil, "which", lambda _: None)
        with pytest.raises(BoxError, match="apt install bubblewrap"):
            Box()


def test_no_network(room):
    assert raises(room, "import socket; socket.create_connection(('127.0.0.1', 22), 1)")
    assert raises(room, "import socket; socket.create_connection(('192.0.2.1', 80), 1)")
    assert raises(room, "import socket; socket.getaddrinfo('example.org', 80)")
    listen = (
        "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0abstract'); s.listen();"
        "print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", listen],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as listener:
        listener.stdout.readline()
        assert raises(room, "import socket; socket.socket(socket.AF_UNIX).connect('\\0abstract')")
        listener.communicate(b"\n")


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        "/root/.bashrc",
        "/home",
        "/var",
        "/proc/1/root/etc/passwd",
        "/sys",
    ],
)
def test_no_foreign_files(room, path):
    assert run(room, f"import os; result = os.path.exists({path!r})") is False


def test_nothing_of_the_course_but_its_package_is_visible(room, root):
    seen = run(room, f"import os; result = os.listdir({str(root)!r})")
    assert set(seen) <= {".venv", "grader", "pmlearn"}
    grader = run(room, f"import os; result = os.listdir({str(root / 'grader')!r})")
    assert grader == ["boxgrader"]


def test_no_foreign_environment(monkeypatch):
    for name in ("PYTHONWARNINGS", "PMLEARN_GRADEBOOK", "LC_ALL", "TOKEN", "PYTHONPATH"):
        monkeypatch.setenv(name, "error")
    own = Box()
    room = own.open("probe")
    seen = run(room, "import os, sys; result = [dict(os.environ), sys.warnoptions]")
    room.close()
    own.close()
    assert "error" not in seen[0].values()
    assert seen[1] == []


def test_no_foreign_processes(room):
    assert run(room, "import os; result = [n for n in os.listdir('/proc') if n.isdigit()]") == ["1"]
    assert raises(room, f"import os; os.kill({os.getpid()}, 0)") == "ProcessLookupError"


@pytest.mark.parametrize(
    "path",
    [
        "/x",
        "/usr/x",
        "/dev/x",
        "/etc/x",
        "/var/tmp/x",
        f"{sys.prefix}/x",
        "/proc/sys/kernel/hostname",
        "/proc/sysrq-trigger",
        f"{Path(module.__file__).parent}/x",
    ],
)
def test_nothing_else_writable(room, path):
    assert raises(room, f"open({path!r}, 'w').write('x')")


def test_its_own_copy_of_the_submission_is_writable(room):
    assert run(room, "open('mine.txt').read()\nresult = open('data/deep.csv', 'a').write('2')") == 1


@pytest.mark.parametrize(
    "source",
    [
        "import os; os.setuid(0)",
        "import os; os.chroot('/box')",
        "import os; os.mknod('x', 0o60600, os.makedev(8, 0))",
        "import subprocess; subprocess.run(['unshare', '-U', 'true'], check=True)",
        "import subprocess; subprocess.run(['mount', '-t', 'tmpfs', 'x', '/box'], check=True)",
        "import subprocess; subprocess.run(['su', '-c', 'true'], check=True)",
        "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))",
        "import os; os.setpriority(os.PRIO_PROCESS, 0, -5)",
        "import os; os.memfd_create('memory of nobody')",
        "import ctypes; assert ctypes.CDLL(None).shmget(0, 1 << 20, 0o1666) >= 0",
        "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) >= 0",
        "import ctypes; assert ctypes.CDLL(None).syscall(0x40000000 + 20, 0) >= 0",
        "import ctypes; assert ctypes.CDLL(None).syscall(425, 1, 0) >= 0",
    ],
)
def test_no_privileges(room, source):
    assert raises(room, source)


def test_no_way_out(room):
    source = (
        "import os\npaths = [f'/proc/self/fd/{n}' for n in range(3, 200)]\n"
        "result = [os.readlink(path) for path in paths if os.path.lexists(path)]"
    )
    assert [one for one in run(room, source) if not one.startswith("socket:")] == []
    assert len(run(room, source)) == 1
    assert run(room, "import sys; result = sys.stdin.read()") == ""


class TestBounds:
    """bounded: each limit of its own."""

    def small(self, **limits):
        return Box(Limits(**limits))

    def ended(self, source, **limits):
        own = self.small(**limits)
        room = own.open("probe")
        with pytest.raises((LineClosedError, TimeoutError)):
            room.ask({"source": source}, 30)
        reason = room.close()
        again = own.open("probe")
        assert run(again, "result = 1") == 1  # the box itself goes on
        again.close()
        own.close()
        return reason

    def test_a_process_that_wants_too_much_memory_gets_none(self, box):
        room = box.open("probe")
        assert raises(room, f"x = bytearray({box.limits.memory + (64 << 20)})") == "MemoryError"
        assert run(room, "x = bytearray(100 << 20); result = 1") == 1
        room.close()

    def test_many_processes_together_get_no_more_memory_than_one(self):
        source = (
            "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
            "        x = bytearray(b'x') * (60 << 20); time.sleep(30); os._exit(0)\ntime.sleep(30)"
        )
        assert self.ended(source, memory=200 << 20) == "memory"

    def test_memory_that_processes_share_counts(self):
        source = (
            "import mmap, os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
            "        m = mmap.mmap(-1, 60 << 20); m.write(b'x' * (60 << 20))\n"
            "        time.sleep(30); os._exit(0)\ntime.sleep(30)"
        )
        assert self.ended(source, memory=200 << 20) == "memory"

    def test_a_fork_bomb_ends_its_room(self):
        source = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
        assert self.ended(source, processes=40) == "processes"

    def test_processor_time_ends(self):
        assert self.ended("while True: pass", cpu=2) == "died"

    def test_a_file_ends(self, box):
        room = box.open("probe")
        source = "with open('big', 'wb') as f:\n    for _ in range(300): f.write(bytes(1 << 20))"
        assert raises(room, source) == "OSError"
        room.close()

    @pytest.mark.parametrize("place", [".", "/box", "/tmp", "/dev/shm"])
    def test_a_disk_ends(self, box, place):
        room = box.open("probe")
        source = (
            f"import os\nos.chdir({place!r})\n"
            "for n in range(50): open(f'f{n}', 'wb').write(bytes(10 << 20))"
        )
        assert raises(room, source) == "OSError"
        room.close()

    def test_a_million_files_end(self, box):
        room = box.open("probe")
        assert raises(room, "for n in range(1_000_000): open(f'f{n}', 'w').close()") == "OSError"
        room.close()


def test_bounded(room):
    source = (
        "import resource\nresult = [resource.getrlimit(getattr(resource, f'RLIMIT_{n}'))"
        " for n in ('AS', 'NPROC', 'FSIZE', 'CPU', 'NOFILE', 'CORE')]"
    )
    assert all(soft == hard >= 0 for soft, hard in run(room, source))
    assert raises(room, "import resource; resource.setrlimit(resource.RLIMIT_CPU, (-1, -1))")


def test_nothing_stays(box):
    first = box.open("probe", {"mine.txt": b"mine"})
    leave = (
        "import os, sys, builtins\n"
        "places = '.', os.environ['HOME'], os.environ['TMPDIR'], '/dev/shm', '/box'\n"
        "places += ('/tmp',) if os.access('/tmp', os.W_OK) else ()  # not when Python lies there\n"
        "for place in places:\n"
        "    open(os.path.join(place, 'left'), 'w').write('x')\n"
        "builtins.left = sys.left = 1\nos.environ['LEFT'] = '1'\n"
        "if os.fork() == 0:\n    import time; time.sleep(60)\nresult = 1"
    )
    run(first, leave)
    first.close()
    second = box.open("probe")
    look = (
        "import os, sys, builtins\nresult = [root for root, _, files in os.walk('/box') if files]\n"
        "result += [n for n in os.listdir('/tmp') if n == 'left']\n"
        "result += os.listdir('/dev/shm') + os.listdir('.')\n"
        "result += [n for n in os.listdir('/proc') if n.isdigit() and n != '1']\n"
        "result += [str(one) for one in (builtins, sys) if hasattr(one, 'left')]\n"
        "result += [one for one in os.environ if one == 'LEFT']"
    )
    assert run(second, look) == []
    second.close()


def test_rooms_are_apart(box):
    one, other = box.open("probe", {"a.txt": b"a"}), box.open("probe", {"b.txt": b"b"})
    run(
        one,
        "import socket\ns = socket.socket(socket.AF_UNIX); s.bind('\\0here'); s.listen()\n"
        "import subprocess; p = subprocess.Popen(['sleep', '60']); result = 1\n"
        "import builtins; builtins.kept = s",
    )
    assert raises(other, "import socket; socket.socket(socket.AF_UNIX).connect('\\0here')")
    assert run(other, "import os; result = [n for n in os.listdir('/proc') if n.isdigit()]") == [
        "1"
    ]
    assert run(other, "import os; result = os.listdir('.')") == ["b.txt"]
    one.close()
    other.close()


def test_ends_with_its_room(box):
    before = set(descendants(box.fork_server.process.pid))
    room = box.open("probe")
    run(
        room,
        "import os, time, signal\nfor _ in range(5):\n    if os.fork() == 0:\n"
        "        os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "        time.sleep(60)\nresult = 1",
    )
    during = set(descendants(box.fork_server.process.pid)) - before
    assert len(during) >= 6
    assert room.close() == "closed"
    assert gone(during)


def test_ends_with_the_grader(tmp_path):
    grader = (
        "import sys, time\nfrom boxgrader.sandbox.box import Box\nbox = Box()\n"
        "room = box.open('probe')\nprint(box.fork_server.process.pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", grader], stdout=subprocess.PIPE) as process:
        outer = int(process.stdout.readline())
        family = [outer, *descendants(outer)]
        assert len(family) >= 4
        process.send_signal(signal.SIGKILL)
    assert gone(family)


def test_a_room_that_ended_says_so_and_costs_the_box_nothing(box):
    room = box.open("probe")
    with pytest.raises(LineClosedError):
        room.ask({"source": "import os; os._exit(1)"}, 10)
    assert room.close() == "died"
    assert room.close() == "died"
    again = box.open("probe")
    assert run(again, "result = 1") == 1
    again.close()


def test_limits_must_be_above_zero():
    with pytest.raises(ValueError, match="memory must be above 0"):
        Limits(memory=0)


def test_files_named_like_the_way_out_stay_inside(box):
    """Intake refuses such names; the room would not follow them either."""
    with pytest.raises(BoxError):
        box.open("probe", {"../../../usr/evil": b"x"})
    again = box.open("probe")
    again.close()
