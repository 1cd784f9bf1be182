"""A real PostgreSQL server on loopback, with a cluster of its own in a temporary folder."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy


def programs():
    """The folder of initdb and pg_ctl, or None."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


@contextmanager
def server(binaries):
    """Run a server; yields its URL without a database."""
    # PostgreSQL refuses to run as root, and pytest's folders belong to root alone
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="pmlearn-postgresql-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, "postgres")
        with _running(folder, binaries, user) as url:
            yield url


@contextmanager
def _running(folder, binaries, user):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program, *arguments):
        command = [*user, binaries / program, "-D", folder / "data", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    run("initdb", "-A", "trust", "-U", "pmlearn", "-N")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -F"
    run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://pmlearn@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")


def new_database(server_url):
    """URL of a fresh, empty database."""
    name = f"gradebook_{secrets.token_hex(4)}"
    engine = sqlalchemy.create_engine(
        f"{server_url}/postgres", isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    return f"{server_url}/{name}"
