"""Validation: how well each network does on films it never saw, from the figures stored beside it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import ModelError
from dashboard import resources
from dashboard.components import layout

if TYPE_CHECKING:
    from dashboard.components.charts_validation import Evaluated

MOST = 3  # networks side by side; more are no longer read at a glance


def stored() -> "list[Evaluated]":
    """Return every version with its figures, none where it was never evaluated; raises `ModelError`."""
    from dashboard.components.charts_validation import Evaluated
    from dashboard.components.figures import name_of

    store = resources.store()
    return [Evaluated(name_of(version), store.metrics(version)) for version in store.versions()]


def without_figures(networks: "Sequence[Evaluated]") -> None:
    """Say why there is nothing to show."""
    words = "The model store is empty: there is no network to judge."
    if networks:
        words = "No network has been evaluated yet. Until one has, don't rely on any answer."
    layout.empty("No figures yet", words, icon="fact_check")


def chosen(evaluated: "Sequence[Evaluated]") -> "Sequence[Evaluated]":
    """Let the visitor choose, where there are more networks than fit side by side."""
    if len(evaluated) <= MOST:
        return evaluated
    names = [network.name for network in evaluated]
    wanted = st.multiselect(
        "Networks", names, names[:2], key="network", max_selections=MOST, bind="query-params"
    )
    return [network for network in evaluated if network.name in wanted] or evaluated[:2]


def figures(networks: "Sequence[Evaluated]") -> None:
    """Draw the figures first, then the charts."""
    from dashboard.components import evidence, scrutiny

    left, right = st.columns([5, 9], gap="medium")
    with left:
        evidence.films(networks)
        evidence.overall(networks)
    with right:
        evidence.at_points(networks)
    evidence.confusion(networks)
    evidence.roc(networks)
    evidence.precision_recall(networks)
    evidence.reliability(networks)
    scrutiny.calibration(networks)
    scrutiny.pointing(networks)
    scrutiny.subsets(networks)
    scrutiny.traits(networks)
    evidence.left_out(networks)


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
figures(chosen(evaluated))
