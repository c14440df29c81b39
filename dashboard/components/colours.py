"""Which of the two palettes is in force on this page."""

import streamlit as st

from dashboard.look import palette_of
from dashboard.theme import Palette


def palette() -> Palette:
    """Return the colours of the look that this browser asked for."""
    return palette_of(st.context.cookies)
