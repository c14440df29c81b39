"""People: who may sign in, what they may do, their passwords and their open sessions.

One `Accounts` serves all threads of a process, on the casebook's database. Every change is told to the trail.
"""

from core.accounts.accounts import Accounts
from core.accounts.passwords import SHORTEST, invented
from core.accounts.records import Account, Person, SignedIn
from core.accounts.rights import Right, allowed
from core.accounts.seal import Seal

__all__ = ["SHORTEST", "Account", "Accounts", "Person", "Right", "Seal", "SignedIn", "allowed", "invented"]
