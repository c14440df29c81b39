"""Who holds the study in view: taken when it opens, renewed while it is open, given back on leaving."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import CasebookError, UnknownStudyError

if TYPE_CHECKING:
    from core.casebook import Casebook, Claim

_KEY = "holding"
_RENEW_S = 30.0


@dataclass(frozen=True, slots=True)
class Holding:
    """What this window asked for last: the study, for whom, the answer, and when by a steady clock."""

    study: int
    reader: str
    claim: "Claim"
    asked_at: float


def take(casebook: "Casebook", study: int, reader: str, *, anew: bool = False) -> "Claim":
    """Take a study and give back the one held before; asks again after half a minute, or `anew`.

    Raises `CasebookError`.
    """
    held = _held()
    if held and (held.study, held.reader) != (study, reader):
        let_go(casebook)
        held = None
    now = time.monotonic()
    if held and held.claim.granted and not anew and now - held.asked_at < _RENEW_S:
        return held.claim
    claim = casebook.studies.claim(study, reader)
    st.session_state[_KEY] = Holding(study, reader, claim, now)
    return claim


def let_go(casebook: "Casebook") -> None:
    """Give back the study that this window holds, where it holds one."""
    held = _held()
    st.session_state.pop(_KEY, None)
    if held and held.claim.granted:
        try:
            casebook.studies.release(held.study, held.reader)
        except UnknownStudyError:
            return  # it was joined with another meanwhile


def forget() -> None:
    """Note that the study in hand was given back already."""
    st.session_state.pop(_KEY, None)


def leave() -> None:
    """Give back what is held, on the way to another page; costs nothing where nothing is."""
    if _held() is None:
        return
    from dashboard import resources

    try:
        let_go(resources.casebook())
    except CasebookError:
        return  # the claim runs out by itself


def _held() -> Holding | None:
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Holding) else None
