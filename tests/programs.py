"""Runs Python programs as the command line does, without importing nbgrader anew for each.

Nearly all of the time that `python -m nbgrader ...` takes is spent on imports. Here one process has
done them; for each program it makes a copy of itself, which becomes that program and ends as it
does. The rest is as on the command line: arguments, folder, environment, output, exit code.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import types
from functools import cache
from pathlib import Path

# Only what others have made: tests may run another version of our own packages, or none.
IMPORTED = (
    "nbgrader.apps.nbgraderapp",
    "nbgrader.api",
    "nbgrader.plugins",
    "jupyter_client",
    "sqlalchemy.dialects.sqlite",
)


def run(*arguments, cwd, env=None):
    """What `subprocess.run` says of Python with these arguments.

    Args:
        arguments: "-m" and a module, "-c" and a text, or a script; then the program's own.
        cwd: The folder that it runs in.
        env: Its environment; the tests' own unless given.
    """
    server = _server()
    with tempfile.TemporaryDirectory() as folder:
        output = [str(Path(folder) / name) for name in ("stdout", "stderr")]
        order = {
            "arguments": [str(one) for one in arguments],
            "cwd": str(cwd),
            "env": dict(os.environ if env is None else env),
            "output": output,
        }
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        stdout, stderr = (Path(path).read_text(encoding="utf-8") for path in output)
    return subprocess.CompletedProcess([sys.executable, *arguments], code, stdout, stderr)


def nbgrader(folder, *arguments, **variables):
    """Run an nbgrader command in a folder, with these variables besides the tests' own."""
    # nbgrader starts `alembic` by name
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, **variables}
    return run("-m", "nbgrader", *arguments, cwd=folder, env=env)


@cache
def _server():
    """The process that has done the imports; it ends with this one."""
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def serve():
    """Become each program that is asked for, in a copy; returns in such a copy only."""
    for name in IMPORTED:
        importlib.import_module(name)
    sys.modules["sqlalchemy.orm"].configure_mappers()
    newest = database_version()
    sys.modules["nbgrader.api"].get_alembic_version = lambda: newest
    while line := sys.stdin.readline():
        if not (child := os.fork()):
            return json.loads(line)
        status = os.waitpid(child, 0)[1]
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    sys.exit()


def database_version():
    """What `alembic heads` says of nbgrader's database; nbgrader runs it for each new one."""
    from alembic.script import ScriptDirectory

    folder = Path(sys.modules["nbgrader"].__file__).parent / "alembic"
    return ScriptDirectory(str(folder)).get_current_head()


def become(order):
    """Go on as the program that is asked for."""
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.stdin = Path(os.devnull).open()  # noqa: SIM115  it stays open
    os.dup2(sys.stdin.fileno(), 0)
    for number, path in enumerate(order["output"], start=1):
        with Path(path).open("wb") as file:
            os.dup2(file.fileno(), number)
    first, *rest = order["arguments"]
    what = rest.pop(0) if first in ("-m", "-c") else first
    sys.argv = [first if first == "-c" else what, *rest]
    sys.path[0] = {"-m": order["cwd"], "-c": ""}.get(first, str(Path(what).parent))
    if first == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    elif first == "-c":
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(what, "<string>", "exec"), vars(main))
    else:
        runpy.run_path(what, run_name="__main__")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        wanted = serve()
    become(wanted)
