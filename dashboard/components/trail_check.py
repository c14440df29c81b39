"""Whether the trail is whole: asked for by a button, with progress, and what the last check found."""

import streamlit as st

from core.casebook import Casebook, Event
from dashboard.components import layout, moments

_SEALED = "Each line is sealed by SHA-256 over itself and the seal of the line before."
_KEEP = (
    "Write the head down elsewhere now and then: with it, `python -m core audit verify --expect HEAD` also"
    " notices lines that were cut off the end."
)


def check(casebook: Casebook, who: str) -> None:
    """Draw the state of the trail, its head, and the button that checks every seal."""
    with st.container(border=True, key="callus-trail-check"):
        left, right = st.columns([4, 1], vertical_alignment="center")
        asked = right.button(
            "Check every seal", shortcut="v", width="stretch", icon=":material/verified_user:", help=_SEALED
        )
        with left.container():
            if asked:
                _check(casebook, who)
            _last(casebook.trail.last_check())
            st.caption(f"Head of the trail: {casebook.trail.head() or 'none yet'}", help=_KEEP)


def _check(casebook: Casebook, who: str) -> None:
    bar = st.progress(0.0, "Checking every seal")

    def tell(done: int, of: int) -> None:
        bar.progress(done / max(of, 1), f"Checking every seal: {done:,} of {of:,} lines")

    casebook.trail.verify_for(who, progress=tell)
    bar.empty()


def _last(line: Event | None) -> None:
    if line is None:
        st.markdown("Nobody has checked this trail yet.")
        return
    when = f"on {moments.moment(line.at)} by {layout.plain(line.who)}"
    lines = int(line.facts.get("lines", 0))
    if line.facts.get("ok"):
        st.markdown(f":material/verified: Whole when it was last checked, {when}: {lines:,} lines.")
    else:
        st.error(
            f"Broken at line {line.facts.get('broken_at')} when it was last checked, {when}.",
            icon=":material/gpp_bad:",
        )
