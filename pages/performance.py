"""Performance: how readers' calls and the model's answers compare so far."""

import streamlit as st

from core.accounts import Right
from core.casebook import CaseFilter, Sort
from core.errors import CasebookError
from core.monitoring import concordance
from core.records import Agreement
from dashboard import resources, routes, session
from dashboard.components import concordance as show
from dashboard.components import layout
from dashboard.components.case_table import case_table
from dashboard.theme import AGREEMENTS

LISTED = 10

session.require(Right.SEE_FIGURES)
layout.header("Performance", "How readers' calls and the model's answers compare so far.")
synthetic = st.toggle("Count synthetic samples too", key="samples", bind="query-params")
try:
    casebook = resources.casebook()
    found = concordance(casebook, include_synthetic=synthetic)
    disagreed = casebook.search(
        CaseFilter(agreements=frozenset({Agreement.DISAGREE}), synthetic=None if synthetic else False),
        sort=Sort.NEWEST,
        page_size=LISTED,
    )
except CasebookError as error:
    st.error(error.sentence, icon=":material/error:")
    st.stop()

if not found.reads:
    with layout.empty(
        "No reads yet", "Read a case, and what you said is compared with the model here.", icon="monitoring"
    ):
        routes.read_link()
    st.stop()

st.markdown(f"##### {show.headline(found)}")
st.caption("Agreement is not correctness: neither the reader nor the model is the truth here.")
left, right = st.columns(2, gap="large")
with left:
    show.so_far(found)
with right:
    show.matrix(found)
show.over_time(found)

layout.section("Disagreements", f"Cases whose latest read disagrees with the model: {disagreed.total:,}.")
if disagreed.rows:
    opened = case_table(disagreed.rows, key="disagreements")
    if opened is not None:
        routes.open_case(opened)
    if disagreed.total > LISTED:
        routes.cases_link(
            f"All {disagreed.total:,} disagreements",
            agreement=AGREEMENTS[Agreement.DISAGREE],
            **{} if synthetic else {"origin": "Radiographs"},
        )
