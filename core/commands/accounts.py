"""`python -m core accounts`: an engineer's way to the people of the house, for when nobody can sign in.

A password is asked for at the terminal, or read from the standard input; never from the command line, which
others on the machine can see.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.accounts import Accounts
from core.casebook import Casebook
from core.records import Experience, Role
from core.settings import load_settings

# Who the trail names for what is done here: nobody is signed in at a terminal.
ENGINEER = "command line"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    what = parser.add_subparsers(dest="what", required=True, metavar="add|list|role|password|...")
    roles = [role.value for role in Role]
    add = what.add_parser("add", help="add somebody; asks for a password that is good for one sign-in")
    add.add_argument("name")
    add.add_argument("--role", choices=roles, default=Role.READER.value)
    add.add_argument("--display", default="", help="the full name")
    add.add_argument("--experience", choices=[each.value for each in Experience])
    role = what.add_parser("role", help="give somebody another role, which ends their sessions")
    role.add_argument("name")
    role.add_argument("role", choices=roles)
    for name, words in {
        "password": "give somebody a new password, good for one sign-in",
        "deactivate": "let somebody in no more",
        "reactivate": "let somebody in again",
        "unlock": "forget somebody's wrong attempts",
    }.items():
        what.add_parser(name, help=words).add_argument("name")
    what.add_parser("list", help="print name, role and state of everybody")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and return the exit status; raises `AccountError` where it can't be done."""
    with _opened() as accounts:
        _ACTIONS[arguments.what](accounts, arguments)
    return 0


def _add(accounts: Accounts, given: argparse.Namespace) -> None:
    experience = Experience(given.experience) if given.experience else None
    person = accounts.add(
        given.name,
        Role(given.role),
        ENGINEER,
        password=_password(),
        display=given.display,
        experience=experience,
    )
    sys.stdout.write(f"{person.name} can sign in, and is asked for another password then.\n")


def _list(accounts: Accounts, _: argparse.Namespace) -> None:
    for account in accounts.people():
        state = "locked out" if account.locked_until else "active" if account.active else "deactivated"
        sys.stdout.write(f"{account.person.name}\t{account.person.role.value}\t{state}\n")


def _password() -> str:
    """Ask twice at a terminal; take the first line of anything else."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        sys.stderr.write("The two passwords are not the same.\n")
        return _password()
    return first


@contextmanager
def _opened() -> Iterator[Accounts]:
    settings = load_settings()
    casebook = Casebook(settings.casebook_url, settings.home)
    try:
        yield Accounts(casebook.database)
    finally:
        casebook.close()


_ACTIONS: dict[str, Callable[[Accounts, argparse.Namespace], None]] = {
    "add": _add,
    "list": _list,
    "role": lambda accounts, given: accounts.change_role(given.name, Role(given.role), ENGINEER),
    "password": lambda accounts, given: accounts.give_password(given.name, _password(), ENGINEER),
    "deactivate": lambda accounts, given: accounts.deactivate(given.name, ENGINEER),
    "reactivate": lambda accounts, given: accounts.reactivate(given.name, ENGINEER),
    "unlock": lambda accounts, given: accounts.unlock(given.name, ENGINEER),
}
