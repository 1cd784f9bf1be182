"""Opens the database of a gradebook, and never for writing."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine


@contextlib.contextmanager
def connected(database: str | Path) -> Iterator[Connection]:
    """A connection that cannot write.

    Args:
        database: A SQLite file or a database's URL.

    Raises:
        ValueError: it cannot be opened or read; the message names it, without a password.
        FileNotFoundError: there is no such file.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = _read_only(database)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        said = str(error.__cause__ or error).strip().splitlines()[0]
        raise ValueError(f"the gradebook {shown(database)} cannot be read: {said}") from error


def _read_only(database: str | Path) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url

    url = make_url(_url(database))
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not path.is_file():
            raise FileNotFoundError(f"there is no gradebook {path}")
        uri = f"{path.resolve().as_uri()}?mode=ro"
        # as_uri() quotes what is special in a path; an engine's URL would undo that
        return create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))
    return create_engine(url, execution_options={"postgresql_readonly": True})


def _url(database: str | Path) -> str:
    text = str(database)
    return text if "://" in text else f"sqlite:///{text}"


def shown(database: str | Path) -> str:
    """The database's name for messages, without a password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(_url(database))
    except ArgumentError:
        return "that was named"
    is_file = url.get_backend_name() == "sqlite" and url.database
    return str(url.database) if is_file else url.render_as_string(hide_password=True)
