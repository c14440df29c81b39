"""PostgreSQL made to wait no longer than it is told, and its error codes made sentences."""

from typing import Any

from sqlalchemy import URL, Engine, event

from core.errors import CasebookBusyError, CasebookError

UNREACHABLE = (
    "The casebook's database server can't be reached, or doesn't let Callus in. The log of Callus says why."
)
# SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BUSY = ("55P03", "40P01", "40001")  # a lock that did not come in time, a deadlock, two that cross
_SENTENCES = {
    "08": UNREACHABLE,
    "57P": UNREACHABLE,
    "53100": "The disk of the casebook's database server is full. Nothing was kept.",
    "42501": "The casebook's database doesn't let Callus do this: its user lacks a right. Nothing was kept.",
    "25006": "The casebook's database is read-only. Nothing was kept.",
}
_LIBPQ = ("psycopg", "psycopg2")


def waits(url: URL, patience_s: float) -> dict[str, Any]:
    """Return the driver's argument for how long to wait for the server; an address may say it itself."""
    if "connect_timeout" in url.query or url.get_driver_name() not in _LIBPQ:
        return {}
    return {"connect_timeout": max(2, round(patience_s))}  # libpq takes less for two seconds


def tame(engine: Engine, patience_s: float) -> None:
    """Let nobody wait for another's lock without end: somebody who holds it may hang."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {max(1, round(patience_s * 1000))}")
        connection.commit()


def state_of(fault: BaseException) -> str:
    """Return the SQLSTATE of what a driver raised; empty where there is none, as from a lost connection."""
    return getattr(fault, "sqlstate", None) or getattr(fault, "pgcode", None) or ""


def explain(state: str) -> CasebookError | None:
    """Return the error that says an SQLSTATE in plain words; None for one without words."""
    if state in _BUSY:
        return CasebookBusyError()
    return next((CasebookError(said) for code, said in _SENTENCES.items() if state.startswith(code)), None)
