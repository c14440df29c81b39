"""The connection to the database: one engine, two doors, and errors that a person can read."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from core.casebook import faults, postgresql, sqlite
from core.errors import CasebookError

_BACKENDS = ("sqlite", "postgresql")
_logger = logging.getLogger(__name__)


class ConflictError(CasebookError):
    """A row that breaks a rule of the tables, such as a second case of one digest."""


class Database:
    """An engine with two doors, `reading` and `writing`, each one transaction and one session.

    patience_s: how long to wait for others who hold the database, and for a server to answer, in seconds.
    as_it_is: not even a setting of the file is to be changed by opening it.
    """

    def __init__(self, url: URL, patience_s: float, *, as_it_is: bool = False) -> None:
        try:
            # Without parameters in errors: they hold what readers wrote, and errors come to the log.
            options = {"pool_timeout": patience_s, "hide_parameters": True, **_options(url, patience_s)}
            self.engine = create_engine(url, **options)
        except (SQLAlchemyError, ImportError) as cause:
            _logger.error("the casebook's database: %s", cause)
            raise CasebookError(
                "The database can't be used: is its address right, and its driver there?"
            ) from cause
        if self.engine.dialect.name == "sqlite":
            sqlite.tame(self.engine)
            if not as_it_is:
                with sentences():
                    sqlite.use_write_ahead_log(self.engine, patience_s)
            sqlite.refuse_new_files(self.engine)
        else:
            postgresql.tame(self.engine, patience_s)
        self._writer = self.engine.execution_options(**{sqlite.WRITES: True})

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for looking only."""
        with sentences(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that is kept whole or not at all; raises `ConflictError` where a rule is broken."""
        with sentences(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Open a transaction that keeps every other process from changing the schema meanwhile."""
        with sentences(), self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('callus casebook'))")
            yield connection


def parse(url: str) -> URL:
    """Return a database's address as SQLAlchemy reads it; raises `CasebookError`."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as cause:
        raise CasebookError(
            "The database's address can't be understood; it must be an SQLAlchemy URL."
        ) from cause
    if address.get_backend_name() not in _BACKENDS:
        raise CasebookError("This database can't be used: Callus keeps its casebook in SQLite or PostgreSQL.")
    if address.get_backend_name() == "postgresql" and "@" in f"{address.host}{address.database}":
        # Part of a password would be taken for the server's name, and go where that goes: to the log too.
        raise CasebookError(
            "The database's address can't be understood: write %40 for @, %2F for / in name and password."
        )
    return address


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what the database raises into `CasebookError` and its kinds."""
    try:
        yield
    except IntegrityError as cause:
        raise ConflictError from cause
    except (SQLAlchemyError, sqlite3.Error) as cause:
        raise faults.explained(cause) from cause


def _options(url: URL, patience_s: float) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": patience_s}}
    # A server may have been restarted since the connection was made.
    return {"pool_pre_ping": True, "connect_args": postgresql.waits(url, patience_s)}
