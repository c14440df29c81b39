"""Validation: how well each network does on films it never saw, from the figures stored beside it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.accounts import Right
from core.errors import ModelError
from dashboard import resources, session
from dashboard.components import layout
from dashboard.components.views import VIEWS

if TYPE_CHECKING:
    from dashboard.components.charts_validation import Evaluated

NOBODY = "No other"


def stored() -> "list[Evaluated]":
    """Return every version with its figures, none where it was never evaluated; raises `ModelError`."""
    from dashboard.components.charts_validation import Evaluated
    from dashboard.components.figures import name_of

    store = resources.store()
    return [
        Evaluated(
            name_of(version), store.metrics(version), version.label, _limits(version.card.get("limits"))
        )
        for version in store.versions()
    ]


def _limits(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, Sequence) and not isinstance(found, str) else ()


def without_figures(networks: "Sequence[Evaluated]") -> None:
    """Say why there is nothing to show."""
    words = "The model store is empty: there is no network to judge."
    if networks:
        words = "No network has been evaluated yet. Until one has, don't rely on any answer."
    layout.empty("No figures yet", words, icon="fact_check")


def chosen(evaluated: "Sequence[Evaluated]") -> "list[Evaluated]":
    """Let the visitor choose a network and, where there are more, one to compare it with."""
    if len(evaluated) == 1:
        return [replace(evaluated[0], place=0)]
    names = [network.name for network in evaluated]
    with st.container(horizontal=True):
        one = st.selectbox("Network", names, key="network", width=280, bind="query-params")
        others = [NOBODY, *(name for name in names if name != one)]
        other = st.selectbox("Compare with", others, 1, key="against", width=280, bind="query-params")
    by_name = {network.name: network for network in evaluated}
    return [replace(by_name[n], place=i) for i, n in enumerate((one, other)) if n in by_name]


session.require(Right.SEE_FIGURES)
# The title is on the screen while the libraries load, which is why they are imported in functions.
layout.header("Validation", "How well each network does on films that it has never seen.")
try:
    networks = stored()
except ModelError as error:
    st.error(error.sentence, icon=":material/error:")
    st.stop()
evaluated = [network for network in networks if network.metrics]
if not evaluated:
    without_figures(networks)
    st.stop()
if missing := [network.name for network in networks if not network.metrics]:
    st.warning(f"Never evaluated: {', '.join(missing)}.", icon=":material/warning:")
shown = chosen(evaluated)
view = st.segmented_control(
    "View", list(VIEWS), default="Overview", required=True, key="view", bind="query-params",
    label_visibility="collapsed",
)  # fmt: skip
VIEWS[view](shown)
