"""Department: on what terms studies are read here, and who changed them when."""

import streamlit as st

from core.accounts import Right
from core.errors import CasebookError
from dashboard import resources, session
from dashboard.components import department, layout

person = session.require(Right.ADMINISTER)
layout.header("Department", "How studies are read here. Each change is kept with its author.")
try:
    house = resources.casebook().department
    left, right = st.columns([6, 7], gap="large")
    with left:
        department.form(house.terms(), lambda terms: house.change(terms, person.name))
    with right:
        department.history(house.history())
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
