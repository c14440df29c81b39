"""The door: one attempt to sign in, its cost, and what many wrong ones lead to.

An attempt counts before it is judged, so that a crowd of guesses at one moment is counted whole. Somebody
unknown, locked out or inactive costs the same work as a wrong password and gets the same answer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.accounts import passwords, rows, sessions
from core.casebook import trail
from core.casebook.database import Database
from core.casebook.records import EventKind
from core.casebook.tables import UserTable

ATTEMPTS = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """name: empty for somebody unknown. kept: the hash to judge by; None where it is refused already."""

    name: str = ""
    kept: str | None = None
    reason: str = "unknown name"
    locks_for: timedelta | None = None


class Door:
    """Lets people in by name and password."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(self, name: str, password: str) -> str | None:
        """Return the token of a new session; None, whatever the reason, where there is none to be had."""
        name = name.strip().lower()
        kept = self.judge(name, password)
        if kept is None:
            return None
        fresh = passwords.hashed(password) if passwords.outdated(kept) else kept
        with self._database.writing() as session:
            user = rows.found(session, name)
            if user.password != kept or not user.active:
                return None  # changed while it was being judged
            user.password, user.failures, user.locked_until = fresh, 0, None
            trail.record(session, EventKind.SIGNED_IN, user.name)
            return sessions.begin(session, user)

    def judge(self, name: str, password: str) -> str | None:
        """Count an attempt and return the hash that it fits; None where it is refused.

        Whoever goes on from here takes the count back in the transaction of what the password was for.
        """
        with self._database.writing() as session:
            attempt = _count(session, name)
        if passwords.fits(attempt.kept, password[: passwords.LONGEST + 1]):
            return attempt.kept
        self._refuse(attempt)
        return None

    def _refuse(self, attempt: _Attempt) -> None:
        with self._database.writing() as session:
            if attempt.locks_for:
                minutes = {"minutes": int(attempt.locks_for.total_seconds() // 60)}
                trail.record(session, EventKind.LOCKED_OUT, attempt.name, facts=minutes)
            else:
                trail.record(session, EventKind.SIGN_IN_REFUSED, attempt.name, detail=attempt.reason)


def lock_after(failures: int) -> timedelta:
    """Return how long an account rests after so many attempts in a row: 15 minutes, doubled every five."""
    return min(FIRST_LOCK * (1 << min(failures // ATTEMPTS - 1, 10)), LONGEST_LOCK)


def _count(session: Session, name: str) -> _Attempt:
    """Count an attempt. What was typed for an unknown name may be a password, so it is not kept."""
    user = session.scalar(select(UserTable).filter_by(name=name).with_for_update())
    if user is None or not user.active or user.password is None or _locked(user):
        # As much work for the disk as counting is.
        first = select(func.min(UserTable.id)).scalar_subquery()
        session.execute(update(UserTable).where(UserTable.id == first).values(failures=UserTable.failures))
        return _Attempt(user.name, None, _reason(user)) if user else _Attempt()
    user.failures += 1
    locks_for = lock_after(user.failures) if user.failures % ATTEMPTS == 0 else None
    if locks_for:
        user.locked_until = datetime.now(UTC) + locks_for
    return _Attempt(user.name, user.password, "wrong password", locks_for)


def _locked(user: UserTable) -> bool:
    return user.locked_until is not None and user.locked_until > datetime.now(UTC)


def _reason(user: UserTable) -> str:
    if not user.active:
        return "not active"
    return "locked out" if _locked(user) else "signs in elsewhere"
