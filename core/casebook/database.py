"""The connection to the database: one engine, two doors, and errors that a person can read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from core.casebook import sqlite
from core.errors import CasebookBusyError, CasebookError


class ConflictError(CasebookError):
    """A row that breaks a rule of the tables, such as a second case of one digest."""


class Database:
    """An engine with two doors, `reading` and `writing`, each one transaction and one session.

    patience_s: how long to wait for others who hold the database, in seconds.
    """

    def __init__(self, url: URL, patience_s: float) -> None:
        try:
            # Without parameters in errors: they hold what readers wrote, and errors come to the log.
            options = {"pool_timeout": patience_s, "hide_parameters": True, **_options(url, patience_s)}
            self.engine = create_engine(url, **options)
        except (SQLAlchemyError, ImportError) as cause:
            raise CasebookError(
                "The database can't be used: is its address right, and its driver there?"
            ) from cause
        if self.engine.dialect.name == "sqlite":
            sqlite.tame(self.engine)
            with sentences():
                sqlite.use_write_ahead_log(self.engine, patience_s)
            sqlite.refuse_new_files(self.engine)
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
        return make_url(url)
    except ArgumentError as cause:
        raise CasebookError(
            "The database's address can't be understood; it must be an SQLAlchemy URL."
        ) from cause


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what the database raises into `CasebookError` and its kinds."""
    try:
        yield
    except IntegrityError as cause:
        raise ConflictError from cause
    except (SQLAlchemyError, sqlite3.Error) as cause:
        raise _explained(cause) from cause


def _explained(cause: Exception) -> CasebookError:
    if isinstance(cause, PoolTimeoutError):
        return CasebookBusyError()
    code = getattr(getattr(cause, "orig", cause), "sqlite_errorcode", 0)
    return sqlite.explain(code) or CasebookError("The casebook's database refused this. Nothing was kept.")


def _options(url: URL, patience_s: float) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": patience_s}}
    return {"pool_pre_ping": True}  # a server may have been restarted since the connection was made
