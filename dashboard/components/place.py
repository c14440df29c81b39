"""A place on the page that is swept at once when it comes to show something else."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.desk import Desk


def place_for(desk: Desk, scene: object) -> DeltaGenerator:
    """Return the place of the panel, swept at once where it shows something else than before.

    Streamlit takes what an earlier run drew off the screen only when a run ends, and a run that analyses
    lasts: no answer of one study is ever seen beside another.
    """
    changed, desk.scene = desk.scene != scene, scene
    return (st.empty().container if changed else st.container)(gap="xsmall", key="callus-panel")
