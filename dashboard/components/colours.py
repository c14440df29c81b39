"""Which of the two palettes is in force."""

import streamlit as st

from dashboard.theme import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the colours of the theme in force.

    It is the server's setting: what the browser reports first is the wish of its operating system.
    """
    return LIGHT if st.get_option("theme.base") == "light" else DARK
