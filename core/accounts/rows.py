"""From rows to records, and the rows that every change begins with."""

from datetime import UTC, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.accounts import names
from core.accounts.records import Account, Person
from core.casebook.tables import SessionTable, UserTable
from core.errors import AccountError
from core.records import Experience, Role


def person(row: UserTable) -> Person:
    """Return the person of a row."""
    return Person(row.name, row.display, row.role, row.experience, row.pseudonym)


def account(row: UserTable, sessions: int, seen_at: datetime | None, now: datetime) -> Account:
    """Return the account of a row, with what was counted and measured of its sessions."""
    locked = row.locked_until if row.locked_until and row.locked_until > now else None
    return Account(
        person(row), row.active, row.password is None, row.must_change, row.made_at, locked, sessions, seen_at
    )


def new(session: Session, name: str, display: str, role: Role, experience: Experience | None) -> UserTable:
    """Add somebody who has neither password nor subject yet, under a free pseudonym."""
    row = UserTable(
        name=name,
        display=display,
        role=role,
        experience=experience,
        pseudonym=names.pseudonym(set(session.scalars(select(UserTable.pseudonym)))),
        active=True,
        made_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def found(session: Session, name: str) -> UserTable:
    """Return somebody's row, held until the transaction ends; raises `AccountError`."""
    statement = select(UserTable).filter_by(name=name).with_for_update()
    row = session.scalar(statement)
    if row is None:
        raise AccountError("There is nobody of this name.")
    return row


def one_at_a_time(session: Session) -> None:
    """Let no two transactions count people at once; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('callus people'))"))


def keep_an_administrator(session: Session, row: UserTable) -> None:
    """Raise `AccountError` where somebody is the only administrator who can still sign in."""
    one_at_a_time(session)
    others = select(func.count()).where(
        UserTable.role == Role.ADMINISTRATOR, UserTable.active, UserTable.id != row.id
    )
    if row.role is Role.ADMINISTRATOR and row.active and not session.scalar(others):
        raise AccountError("This is the only administrator. Make somebody else one first.")


def open_sessions(session: Session, row: UserTable) -> list[SessionTable]:
    """Return the sessions of somebody that nothing has ended; some may have run out."""
    return list(session.scalars(select(SessionTable).filter_by(user_id=row.id, ended_at=None)))
