"""A place on the page that is swept at once when it comes to show something else."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.desk import Desk

# More than the panel ever has.
_MOST_PARTS = 24


def place_for(desk: Desk, scene: object) -> DeltaGenerator:
    """Return the place of the panel, swept at once where it shows something else than before.

    Streamlit takes what an earlier run drew off the screen only when a run ends, and a run that analyses
    lasts: no answer of one study is ever seen beside another.
    """
    changed, desk.scene = desk.scene != scene, scene
    return (st.empty().container if changed else st.container)(gap="xsmall", key="callus-panel")


def sweep() -> None:
    """Empty what an earlier run drew below in the panel; to be called last in it by a run that goes on.

    A browser that is busy takes the sweeping of the whole place and the new content for one change, and then
    keeps the old parts below the new ones.
    """
    for _ in range(_MOST_PARTS):
        st.empty()
