"""People: who may sign in, and what they may do."""

import streamlit as st

from core.accounts import Right
from core.errors import CallusError
from dashboard import resources, session
from dashboard.components import layout, people

me = session.require(Right.ADMINISTER)
layout.header("People", "Who may sign in, and what they may do.")
house = resources.accounts()
try:
    accounts = house.people()
except CallusError as error:
    st.error(error.sentence, icon=":material/error:")
    st.stop()
if st.button("Add somebody", type="primary", icon=":material/person_add:"):
    people.open_form()
if opened := people.table(accounts, me):
    people.open_form(opened)
st.caption("A click on a row changes an account. Nobody is ever deleted: reads keep their reader.")
people.form(house, accounts, me)
