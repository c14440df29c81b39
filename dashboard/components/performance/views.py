"""The views of the Performance page, by name. Only the one that is asked for loads what it needs."""

from collections.abc import Callable, Mapping
from importlib import import_module

import streamlit as st

from dashboard.components.performance.asked import Asked

OVERVIEW = "Overview"
_PACKAGE = "dashboard.components.performance"
_MODULES = {
    OVERVIEW: "overview",
    "Is it right?": "right",
    "Does it help?": "helping",
    "Is it shifting?": "shifting",
    "Is it quick?": "quick",
    "What next?": "following",
    "Monthly report": "monthly",
}


def _shown(module: str) -> Callable[[Asked], None]:
    def show(asked: Asked) -> None:
        import_module(f"{_PACKAGE}.{module}").show(asked)

    return show


# These don't hang on the window alone: what waits, what shifted, and whole months.
OF_ANY_TIME = frozenset({"Is it shifting?", "What next?", "Monthly report"})
PERFORMANCE_VIEWS: Mapping[str, Callable[[Asked], None]] = {
    name: _shown(module) for name, module in _MODULES.items()
}


def chosen() -> str:
    """Let the visitor choose a view; the address keeps the choice."""
    return str(
        st.segmented_control(
            "Question", list(PERFORMANCE_VIEWS), default=OVERVIEW, required=True, key="question",
            bind="query-params", label_visibility="collapsed",
        )
    )  # fmt: skip


def go_to(view: str) -> None:
    """Turn to a view, for the callback of a button."""
    st.session_state["question"] = view
