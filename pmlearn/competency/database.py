"""Opens the database of a gradebook, and never for writing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_read_only(database: str | Path) -> Engine:
    """An engine that cannot write."""
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


def line(error: BaseException) -> str:
    """What a database said, in one line."""
    return str(error.__cause__ or error).strip().splitlines()[0]
