"""People who sign in elsewhere: an OpenID Connect subject is somebody here, by issuer and subject alone.

A name or an address of mail never joins a stranger to an account: a provider could claim any.
"""

from sqlalchemy import select

from core.accounts import names, rows, sessions
from core.casebook import trail
from core.casebook.database import Database
from core.casebook.records import EventKind
from core.casebook.tables import UserTable
from core.errors import AccountError
from core.records import Role

_LONGEST = 256


class Outside:
    """Lets people in whom an OpenID provider has vouched for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(
        self, issuer: str, subject: str, *, called: str = "", display: str = "", newcomers: bool
    ) -> str:
        """Return the token of a new session.

        called: what a newcomer's name is made from; newcomers: whether somebody unknown becomes a viewer.
        Raises `AccountError` for somebody unknown where not, and for somebody deactivated.
        """
        key = f"{issuer}|{subject}"
        if not issuer or not subject or len(key) > _LONGEST:
            raise AccountError("The sign-in service did not say who this is.")
        with self._database.writing() as session:
            rows.one_at_a_time(session)
            user = session.scalar(select(UserTable).filter_by(subject=key))
            if user is None:
                if not newcomers:
                    raise AccountError("There is no account for you yet. An administrator must add one.")
                name = names.name_from(called, set(session.scalars(select(UserTable.name))))
                user = rows.new(session, name, names.checked_display(display, name), Role.VIEWER, None)
                user.subject = key
                facts = {"role": user.role.value, "outside": True}
                trail.record(session, EventKind.PERSON_ADDED, name, detail=name, facts=facts)
            if not user.active:
                raise AccountError("Your account is not active. An administrator can change that.")
            trail.record(session, EventKind.SIGNED_IN, user.name, facts={"outside": True})
            return sessions.begin(session, user)
