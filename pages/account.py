"""Account: who is signed in, their password, and the ways out."""

import streamlit as st

from core.accounts import Right
from core.errors import CallusError
from dashboard import resources, session
from dashboard.components import layout, tables
from dashboard.components.colours import palette
from dashboard.theme import DARK, EXPERIENCES, ROLES

me = session.require(Right.SEE_FIGURES)
layout.header(me.display, "Your account.")
left, right = st.columns(2, gap="large")
with left:
    layout.section("You")
    tables.facts(
        (
            ("Signs in as", me.name),
            ("Role", ROLES[me.role]),
            ("Experience", EXPERIENCES[me.experience] if me.experience else ""),
            ("In figures as", me.pseudonym),
        )
    )
    st.caption("Others see your figures under this pseudonym only. An administrator can change the rest.")
    layout.section("Look")
    look = "light" if palette() is DARK else "dark"
    layout.anchor(f"/callus/look?to={look}", f"Use the {look} look in this browser")
with right:
    layout.section("Leaving")
    with st.container(horizontal=True):
        leaves = st.button("Sign out", type="primary", icon=":material/logout:")
        everywhere = st.button("Sign out everywhere")
    st.caption("A session ends by itself when it rests, and at the latest after a working day.")
    layout.section("Password")
    if resources.accounts().has_password(me.name):
        layout.anchor("/callus/new-password", "Change your password")
    else:
        st.caption("You sign in elsewhere; your password is kept there.")
if leaves or everywhere:
    try:
        session.sign_out(everywhere=everywhere)
    except CallusError as error:
        st.error(error.sentence, icon=":material/error:")
