"""What the database raises, told twice: a sentence for the person, and for the log what is safe to keep.

A database may quote the row that it refuses, and a row holds what readers wrote. So the log gets an error's
code, and its text only where that speaks of the connection, the disk or a table.
"""

import logging
import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.casebook import postgresql, sqlite
from core.errors import CasebookBusyError, CasebookError

_logger = logging.getLogger(__name__)
# Classes of SQLSTATE whose texts quote values: data exceptions, and rows that break a rule of the tables.
_QUOTING = ("22", "23")


def explained(cause: Exception) -> CasebookError:
    """Return the error that says in plain words what the database raised, and tell the log."""
    error = _sentence(cause)
    level = logging.WARNING if isinstance(error, CasebookBusyError) else logging.ERROR
    _logger.log(level, "the casebook's database: %s", told(cause))
    return error


def told(cause: Exception) -> str:
    """Return on one line what the log may have: no value of a row, and no password of an address."""
    fault = _fault(cause)
    code = getattr(fault, "sqlite_errorname", "") or postgresql.state_of(fault)
    words = [type(fault).__name__, code, _text(cause, fault)]
    return " ".join(" ".join(words).split())


def _sentence(cause: Exception) -> CasebookError:
    if isinstance(cause, PoolTimeoutError):
        return CasebookBusyError()
    fault = _fault(cause)
    if isinstance(fault, sqlite3.Error):
        known = sqlite.explain(getattr(fault, "sqlite_errorcode", 0))
    elif _is_of_connection(cause, fault):
        known = CasebookError(postgresql.UNREACHABLE)
    else:
        known = postgresql.explain(postgresql.state_of(fault))
    return known or CasebookError("The casebook's database refused this. Nothing was kept.")


def _text(cause: Exception, fault: BaseException) -> str:
    if isinstance(fault, sqlite3.Error) or _is_of_connection(cause, fault):
        return str(fault)
    state = postgresql.state_of(fault)
    if not state or state.startswith(_QUOTING):
        return ""
    return getattr(getattr(fault, "diag", None), "message_primary", None) or ""


def _is_of_connection(cause: Exception, fault: BaseException) -> bool:
    """Say whether there was no answer with a code: the server was not reached, or the line broke."""
    return isinstance(cause, OperationalError) and not postgresql.state_of(fault)


def _fault(cause: Exception) -> BaseException:
    """Return what the driver raised, where SQLAlchemy has wrapped it."""
    return (cause.orig if isinstance(cause, DBAPIError) else None) or cause
