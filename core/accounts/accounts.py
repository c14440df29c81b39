"""The people of a house: adding them, and changing what they may do. Nobody is ever deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts import names, passwords, rows, sessions
from core.accounts.door import Door
from core.accounts.outside import Outside
from core.accounts.records import Account, Person
from core.accounts.sessions import Sessions
from core.casebook import trail
from core.casebook.database import Database
from core.casebook.records import EventKind
from core.casebook.tables import SessionTable, UserTable
from core.errors import AccountError
from core.records import Experience, Role


class Accounts:
    """Accounts, the door, and the open sessions of one database.

    database: `casebook.database`. idle, longest: how long a session may rest, and how long it may last.
    `who` is whoever acts, by name, for the trail. Methods raise `AccountError` (or a kind of it) with a
    sentence for the person, `CasebookError` where the database refuses; a failed call has changed nothing.
    """

    def __init__(
        self,
        database: Database,
        *,
        idle: timedelta = timedelta(minutes=30),
        longest: timedelta = timedelta(hours=12),
    ) -> None:
        self._database = database
        self.sessions = Sessions(database, idle, longest)
        self.door = Door(database)
        self.outside = Outside(database)

    def any(self) -> bool:
        """Return whether anybody has an account."""
        with self._database.reading() as session:
            return session.scalar(select(UserTable.id).limit(1)) is not None

    def has_password(self, name: str) -> bool:
        """Return whether somebody signs in by a password of this house."""
        with self._database.reading() as session:
            return session.scalar(select(UserTable.password).filter_by(name=name)) is not None

    def found(self, name: str, password: str, *, display: str = "") -> str:
        """Make the first account, an administrator's, and return the token of a session for it.

        Raises `AccountError` where there is an account already, as for the second of two who try at once.
        """
        name = names.checked_name(name)
        passwords.check(password, name, display)
        kept = passwords.hashed(password)
        with self._database.writing() as session:
            rows.one_at_a_time(session)
            if session.scalar(select(UserTable.id).limit(1)) is not None:
                raise AccountError("This installation has its first account already. Please sign in.")
            user = rows.new(session, name, names.checked_display(display, name), Role.ADMINISTRATOR, None)
            user.password = kept
            trail.record(session, EventKind.PERSON_ADDED, name, detail=name, facts={"role": user.role.value})
            trail.record(session, EventKind.SIGNED_IN, name)
            return sessions.begin(session, user)

    def add(
        self,
        name: str,
        role: Role,
        who: str,
        *,
        password: str,
        display: str = "",
        experience: Experience | None = None,
        must_change: bool = True,
    ) -> Person:
        """Add somebody with a password that, unless told otherwise, is good for one sign-in."""
        name = names.checked_name(name)
        display = names.checked_display(display, name)
        passwords.check(password, name, display)
        kept = passwords.hashed(password)
        with self._database.writing() as session:
            rows.one_at_a_time(session)
            if session.scalar(select(UserTable.id).filter_by(name=name)) is not None:
                raise AccountError(f"There is somebody called {name} already.")
            user = rows.new(session, name, display, role, experience)
            user.password, user.must_change = kept, must_change
            trail.record(session, EventKind.PERSON_ADDED, who, detail=name, facts={"role": role.value})
            return rows.person(user)

    def people(self) -> tuple[Account, ...]:
        """Return everybody, by name."""
        now = datetime.now(UTC)
        since = (now - self.sessions.idle, now - self.sessions.longest)
        alive = (
            SessionTable.ended_at.is_(None)
            & (SessionTable.seen_at > since[0])
            & (SessionTable.made_at > since[1])
        )
        statement = (
            select(UserTable, func.count(SessionTable.id).filter(alive), func.max(SessionTable.seen_at))
            .outerjoin(SessionTable, SessionTable.user_id == UserTable.id)
            .group_by(UserTable.id)
            .order_by(UserTable.name)
        )
        with self._database.reading() as session:
            return tuple(rows.account(*found, now) for found in session.execute(statement))

    def change_role(self, name: str, role: Role, who: str) -> None:
        """Give somebody another role, which ends their sessions; there stays one administrator at least."""
        with self._changing(name) as (session, user):
            if user.role is role:
                return
            if role is not Role.ADMINISTRATOR:
                rows.keep_an_administrator(session, user)
            facts = {"before": user.role.value, "role": role.value}
            user.role = role
            trail.record(session, EventKind.ROLE_CHANGED, who, detail=name, facts=facts)
            sessions.end_all(session, user, who)

    def change_experience(self, name: str, experience: Experience | None, who: str) -> None:
        """Say how long somebody has read radiographs."""
        with self._changing(name) as (session, user):
            if user.experience is experience:
                return
            user.experience = experience
            facts = {"experience": experience.value if experience else None}
            trail.record(session, EventKind.EXPERIENCE_CHANGED, who, detail=name, facts=facts)

    def deactivate(self, name: str, who: str) -> None:
        """Let somebody in no more, from this moment; what they read stays theirs."""
        with self._changing(name) as (session, user):
            if not user.active:
                return
            rows.keep_an_administrator(session, user)
            user.active = False
            trail.record(session, EventKind.PERSON_DEACTIVATED, who, detail=name)
            sessions.end_all(session, user, who)

    def reactivate(self, name: str, who: str) -> None:
        """Let somebody in again who was deactivated."""
        with self._changing(name) as (session, user):
            if not user.active:
                user.active = True
                trail.record(session, EventKind.PERSON_REACTIVATED, who, detail=name)

    def unlock(self, name: str, who: str) -> None:
        """Forget somebody's wrong attempts, so that they may try again now."""
        with self._changing(name) as (session, user):
            user.failures, user.locked_until = 0, None
            trail.record(session, EventKind.PERSON_UNLOCKED, who, detail=name)

    def end_sessions(self, name: str, who: str) -> None:
        """Sign somebody out everywhere."""
        with self._changing(name) as (session, user):
            sessions.end_all(session, user, who)

    def give_password(self, name: str, password: str, who: str, *, must_change: bool = True) -> None:
        """Give somebody a password, which unlocks them and ends their sessions."""
        passwords.check(password, name)
        kept = passwords.hashed(password)
        with self._changing(name) as (session, user):
            user.password, user.must_change = kept, must_change
            user.failures, user.locked_until = 0, None
            trail.record(session, EventKind.PASSWORD_GIVEN, who, detail=name)
            sessions.end_all(session, user, who)

    def change_password(self, name: str, old: str, new: str) -> str:
        """Change somebody's own password; ends their sessions and returns the token of a new one.

        Raises `AccountError` where the old password is wrong; such an attempt counts like one at the door.
        """
        with self._database.reading() as session:
            display = rows.found(session, name).display
        passwords.check(new, name, display)
        if new == old:
            raise AccountError("The new password must be another than the old one.")
        kept = self.door.judge(name, old)
        if kept is None:
            raise AccountError("The old password is not right, or was wrong too often.")
        fresh = passwords.hashed(new)
        with self._changing(name) as (session, user):
            if user.password != kept:
                raise AccountError("The password was changed meanwhile. Please sign in again.")
            user.password, user.must_change, user.failures, user.locked_until = fresh, False, 0, None
            trail.record(session, EventKind.PASSWORD_CHANGED, name, detail=name)
            sessions.end_all(session, user, name)
            return sessions.begin(session, user)

    @contextmanager
    def _changing(self, name: str) -> Iterator[tuple[Session, UserTable]]:
        with self._database.writing() as session:
            yield session, rows.found(session, name.strip().lower())
