"""When it was last looked for alarms by itself, and, for administrators, why that failed."""

import streamlit as st

from core.accounts import Right
from core.monitoring import DailyLook, last_look
from dashboard.components import layout, moments
from dashboard.components.performance.asked import Asked

_DAILY = "While the server runs it is looked for alarms once a day, of patients' studies."


def show(asked: Asked) -> None:
    """Draw the note."""
    last = last_look(asked.casebook)
    if last is None:
        st.caption(f"{_DAILY} That has not been done yet.")
    elif last.fault and asked.person.may(Right.ADMINISTER):
        st.warning(_failed(last), icon=":material/error:")
    elif last.fault:
        st.caption(f"{_DAILY} The last time it failed; an administrator sees why.")
    else:
        st.caption(f"{_DAILY} The last time was {moments.moment(last.began_at)}.")


def _failed(last: DailyLook) -> str:
    when = moments.moment(last.began_at)
    return layout.plain(
        f"Looking for alarms by itself failed at {when}: {last.fault} It is tried again every hour."
    )
