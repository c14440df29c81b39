"""SQLite made safe for many threads and processes, and its result codes made sentences."""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

from core.errors import CasebookBusyError, CasebookError

# The execution option that marks a connection whose transactions write.
WRITES = "callus_writes"
# Enough for the indexes of 100,000 cases; SQLite's own 2 MiB would read them from the disk again and again.
_CACHE_KIB = 32 * 1024
_GONE = "The casebook's database is gone from its folder. Restore it from the backup, then restart."
_DAMAGED = "The casebook's database is damaged. Restore it from the backup."
# Primary result codes: https://www.sqlite.org/rescode.html
_BUSY = (5, 6)
_SENTENCES = {
    8: "The casebook can't be written: its file or folder is read-only. Nothing was kept.",
    10: "The disk of the casebook failed to read or write. Nothing was kept.",
    11: _DAMAGED,
    13: "The casebook's disk is full. Nothing was kept.",
    14: "The casebook's database can't be opened: its folder is missing or closed to Callus.",
    26: _DAMAGED,
}


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite URL, None for a server; raises `CasebookError` for one in memory."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise CasebookError("A casebook in memory would be lost at the end. Name a file.")
    return Path(url.database)


def explain(code: int) -> CasebookError | None:
    """Return the error that says an SQLite result code in plain words; None for a code without words."""
    primary = code & 0xFF
    if primary in _BUSY:
        return CasebookBusyError()
    return CasebookError(_SENTENCES[primary]) if primary in _SENTENCES else None


def tame(engine: Engine) -> None:
    """Make Python's driver leave transactions to us, as SQLAlchemy's page on pysqlite advises."""
    file = Path(str(engine.url.database))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        record.info["file"] = _identity(file)

    @event.listens_for(engine, "checkout")
    def check(connection: Any, record: Any, proxy: Any) -> None:
        # SQLite goes on writing into a deleted file without a word, and all of it would be lost.
        if _identity(file) != record.info["file"]:
            raise DisconnectionError("the database was deleted, or another file took its place")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins as a reader fails at once where another writes; IMMEDIATE waits its turn.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def refuse_new_files(engine: Engine) -> None:
    """Never again let a connection make the file anew: that would pass for an empty casebook."""
    file = Path(str(engine.url.database))

    @event.listens_for(engine, "do_connect")
    def check(*_: Any) -> None:
        with suppress(PermissionError):  # SQLite finds that closed too, and says so
            if not file.exists():
                raise CasebookError(_GONE)


def use_write_ahead_log(engine: Engine, patience_s: float) -> None:
    """Let readers and one writer work side by side; the setting stays in the file.

    Two processes that switch a fresh file at once are refused without SQLite's usual wait, hence the loop.
    """
    deadline = time.monotonic() + patience_s
    connection = engine.raw_connection()
    try:
        while not _switched(connection, time.monotonic() > deadline):
            time.sleep(0.01)
    finally:
        connection.close()


def _switched(connection: Any, last_try: bool) -> bool:
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as cause:
        if last_try or cause.sqlite_errorcode & 0xFF not in _BUSY:
            raise
        return False
    return True


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
