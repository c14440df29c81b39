"""The people of the house, for the administrator: the list, adding somebody, changing what they may do."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.accounts import Account, Accounts, Person, invented
from core.errors import CallusError
from core.records import Experience, Role
from dashboard import routes
from dashboard.components import moments, tables
from dashboard.components.layout import plain
from dashboard.components.tables import Cell, Column, Row
from dashboard.theme import EXPERIENCES, ROLES

_COLUMNS = (
    Column("Name"),
    Column("Role"),
    Column("Experience"),
    Column("In figures as"),
    Column("State", wrap=True),
    Column("Last seen"),
)
_MEANINGS = {
    Role.VIEWER: "sees figures, no images",
    Role.READER: "reads studies",
    Role.SENIOR: "reads, and decides on disagreements",
    Role.ADMINISTRATOR: "reads, and manages people and department",
}
_OPEN, _GIVEN = "people-open", "people-given"


def table(accounts: Sequence[Account], me: Person) -> str:
    """Draw everybody and return the name of whoever was clicked, empty where nobody was."""
    rows = [_row(account, me) for account in accounts]
    return tables.live(_COLUMNS, rows, key="people", on_sort=lambda: None)


def open_form(name: str = "") -> None:
    """Open the form of one account, without a name that for somebody new; it stays until it is closed."""
    st.session_state[_OPEN] = name
    st.session_state.pop(_GIVEN, None)


def form(house: Accounts, accounts: Sequence[Account], me: Person) -> None:
    """Draw the form that is open, if one is."""
    name = st.session_state.get(_OPEN)
    if name == "":
        _add(house, me)
    for account in accounts:
        if account.person.name == name:
            _manage(house, account, me)


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_GIVEN, None)


@st.dialog("Add somebody", on_dismiss=_close)
def _add(house: Accounts, me: Person) -> None:
    if given := st.session_state.get(_GIVEN):
        _show_given(*given)
        return
    with st.form("add", border=False):
        name = st.text_input(
            "Name to sign in by", help="Small letters and digits, e.g. m.weber. Never changes."
        )
        display = st.text_input("Full name")
        role = _role_box(Role.READER)
        experience = _experience_box(None, "new")
        if not st.form_submit_button("Add", type="primary", width="stretch"):
            return
    password = invented(name, display)
    if _done(
        lambda: house.add(name, role, me.name, password=password, display=display, experience=experience)
    ):
        _give(name.strip().lower(), password)


@st.dialog("Account", on_dismiss=_close)
def _manage(house: Accounts, account: Account, me: Person) -> None:
    if given := st.session_state.get(_GIVEN):
        _show_given(*given)
        return
    person = account.person
    name = person.name
    st.markdown(f"**{plain(person.display)}**, signs in as `{name}`")
    with st.form(f"change-{name}", border=False):
        role = _role_box(person.role)
        experience = _experience_box(person.experience, name)
        st.caption("Another role ends this person's open sessions.")
        if st.form_submit_button("Save", type="primary", width="stretch"):
            _then_close(lambda: _change(house, name, role, experience, me.name))
    _doors(house, account, me)


def _doors(house: Accounts, account: Account, me: Person) -> None:
    name = account.person.name
    with st.container(horizontal=True):
        if account.locked_until and st.button("Unlock"):
            _then_close(lambda: house.unlock(name, me.name))
        if account.active and not account.outside and name != me.name and st.button("New password"):
            password = invented(name, account.person.display)
            if _done(lambda: house.give_password(name, password, me.name)):
                _give(name, password)
        if account.sessions and st.button("Sign out everywhere"):
            _then_close(lambda: house.end_sessions(name, me.name))
        if account.active and st.button("Deactivate"):
            _then_close(lambda: house.deactivate(name, me.name))
        if not account.active and st.button("Reactivate"):
            _then_close(lambda: house.reactivate(name, me.name))


def _change(house: Accounts, name: str, role: Role, experience: Experience | None, who: str) -> None:
    house.change_experience(name, experience, who)
    house.change_role(name, role, who)


def _done(act: Callable[[], object]) -> bool:
    try:
        act()
    except CallusError as error:
        st.error(error.sentence, icon=":material/error:")
        return False
    return True


def _then_close(act: Callable[[], object]) -> None:
    if _done(act):
        _close()
        routes.again()


def _give(name: str, password: str) -> None:
    st.session_state[_GIVEN] = (name, password)
    routes.again()


def _show_given(name: str, password: str) -> None:
    st.markdown(f"`{name}` signs in with this password, once, and then chooses another:")
    st.code(password, language=None)
    st.caption("It is not shown again. Hand it over in person.")
    if st.button("Done", type="primary", width="stretch"):
        _close()
        routes.again()


def _row(account: Account, me: Person) -> Row:
    person = account.person
    return Row(
        (
            Cell(
                person.display,
                href="people",
                quiet=person.name,
                tail=tables.tag("you") if person.name == me.name else "",
            ),
            ROLES[person.role],
            EXPERIENCES[person.experience] if person.experience else "",
            person.pseudonym,
            _state(account),
            moments.moment(account.seen_at) if account.seen_at else Cell(quiet="never"),
        ),
        opens=person.name,
        faded=not account.active,
    )


def _state(account: Account) -> str:
    if not account.active:
        return "Deactivated"
    if account.locked_until:
        return f"Locked out until {moments.moment(account.locked_until)}"
    if account.must_change:
        return "Has yet to choose a password"
    if account.sessions:
        return "Signed in" if account.sessions == 1 else f"Signed in {account.sessions} times"
    return "Signs in elsewhere" if account.outside else ""


def _role_box(present: Role) -> Role:
    roles = list(Role)
    words = [f"{ROLES[role]}: {_MEANINGS[role]}" for role in roles]
    return roles[words.index(str(st.selectbox("Role", words, roles.index(present))))]


def _experience_box(present: Experience | None, key: str) -> Experience | None:
    grades = list(Experience)
    words = ["Not said", *(EXPERIENCES[grade] for grade in grades)]
    place = 0 if present is None else grades.index(present) + 1
    help_text = "Figures of readers are given by it."
    said = words.index(str(st.selectbox("Experience", words, place, key=f"experience-{key}", help=help_text)))
    return grades[said - 1] if said else None
