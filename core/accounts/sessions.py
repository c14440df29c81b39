"""Open sessions: begun at sign-in, looked up at every request, ended by time, by hand or with a right."""

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import rows
from core.accounts.records import SignedIn
from core.casebook import trail
from core.casebook.database import Database
from core.casebook.records import EventKind
from core.casebook.tables import SessionTable, UserTable

# How far the kept moment of last use may lag: a write for every request would be one too many.
_LAG = timedelta(seconds=60)


class Sessions:
    """The sessions of a database.

    idle: how long one may rest; longest: how long one lasts however busy. The database holds only SHA-256 of
    what the browser holds, so that whoever reads it can't sign in.
    """

    def __init__(self, database: Database, idle: timedelta, longest: timedelta) -> None:
        self._database, self.idle, self.longest = database, idle, longest

    def find(self, token: str) -> SignedIn | None:
        """Return whose session a token opens, None where it opens none; a look doesn't count as use."""
        if not token:
            return None
        now = datetime.now(UTC)
        statement = (
            select(SessionTable.token, UserTable)
            .join(UserTable, UserTable.id == SessionTable.user_id)
            .where(
                SessionTable.token == _digest(token),
                SessionTable.ended_at.is_(None),
                SessionTable.seen_at > now - self.idle,
                SessionTable.made_at > now - self.longest,
                UserTable.active,
            )
        )
        with self._database.reading() as session:
            found = session.execute(statement).one_or_none()
            return SignedIn(rows.person(found[1]), found[0], found[1].must_change) if found else None

    def use(self, token: str) -> None:
        """Note that a session is in use, so that it does not run out for rest."""
        now = datetime.now(UTC)
        statement = select(SessionTable).where(
            SessionTable.token == _digest(token),
            SessionTable.ended_at.is_(None),
            SessionTable.seen_at.between(now - self.idle, now - min(_LAG, self.idle / 4)),
        )
        with self._database.reading() as session:
            if session.scalar(statement) is None:
                return
        with self._database.writing() as session:
            if row := session.scalar(statement):
                row.seen_at = now

    def end(self, digest: str, *, everywhere: bool = False) -> None:
        """End a session by its digest, or all of that person's; one that is ended stays so."""
        with self._database.writing() as session:
            row = session.scalar(select(SessionTable).filter_by(token=digest, ended_at=None))
            if row is None:
                return
            user = session.get_one(UserTable, row.user_id)
            if everywhere:
                end_all(session, user, user.name)
            else:
                row.ended_at = datetime.now(UTC)
                trail.record(session, EventKind.SIGNED_OUT, user.name)


def begin(session: Session, user: UserTable) -> str:
    """Open a session in the transaction of a sign-in and return its token: 43 characters, 256 bits."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    session.add(SessionTable(token=_digest(token), user_id=user.id, made_at=now, seen_at=now))
    return token


def end_all(session: Session, user: UserTable, who: str) -> None:
    """End all sessions of somebody in the transaction of what ends them."""
    now, ended = datetime.now(UTC), rows.open_sessions(session, user)
    for row in ended:
        row.ended_at = now
    if ended:
        trail.record(session, EventKind.SESSIONS_ENDED, who, detail=user.name, facts={"sessions": len(ended)})


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
