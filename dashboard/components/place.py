"""A place on the page that is swept at once when it comes to show something else."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.desk import Desk


def place_for(desk: Desk, scene: object) -> DeltaGenerator:
    """Return the place of the panel: another one than before where it shows something else.

    Streamlit takes what an earlier run drew off the screen only when a run ends, and a run that analyses
    lasts; and what is emptied and drawn anew in one place reaches the browser as one change, which keeps the
    old parts. So there are two places, and the one that isn't used is empty: no answer of one study is ever
    seen beside another.
    """
    if desk.scene != scene:
        desk.scene, desk.turn = scene, 1 - desk.turn
    if desk.turn:
        st.empty()
    # Never an empty slot that is filled afterwards: what lies between the two may reach the browser, and the
    # form would go and come back, deaf to the keyboard meanwhile.
    place = st.container(gap="xsmall", key="callus-panel")
    if not desk.turn:
        st.empty()
    return place
