"""The line that says who is reading a study, and the quiet renewal of one's own hold on it."""

import streamlit as st

from core.casebook import Casebook, Claim
from core.errors import CasebookError
from dashboard import holding, resources, routes
from dashboard.components import layout, moments

_LOOK_AGAIN_S = 60


def hold(casebook: Casebook, study: int, reader: str, claim: Claim) -> None:
    """Say who has a study where it is not the reader; keep what they have while the page is open.

    A study that somebody else has is looked at again every minute, and taken when it is free.
    """
    _renew(casebook, study, reader, granted=claim.granted)
    if claim.granted:
        st.empty()
        return
    with st.container(border=True, key="callus-held", gap="xsmall"):
        st.markdown(f":material/lock: {layout.plain(line(claim))}")
        st.caption("You may look, but not sign. You get it when that time has run out.")


def line(claim: Claim) -> str:
    """Return who has a study and until when: "Anna is reading this study until 10:42."."""
    until = f"{claim.until.astimezone(moments.zone()):%H:%M}"
    people = resources.accounts().people()
    name = next((each.person.display for each in people if each.person.name == claim.by), claim.by)
    return f"{name} is reading this study until {until}."


@st.fragment(run_every=_LOOK_AGAIN_S)
def _renew(casebook: Casebook, study: int, reader: str, *, granted: bool) -> None:
    try:
        claim = holding.take(casebook, study, reader)
    except CasebookError:
        return  # it is tried again in a minute, and signing asks first
    if claim.granted != granted:
        routes.again()
