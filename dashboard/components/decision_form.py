"""A senior reader's two forms: their own look at the film, and, with the opinions in view, the decision."""

from collections.abc import Callable

import streamlit as st

from core.casebook import Casebook
from core.errors import CasebookError
from core.records import Call, Mark
from dashboard import adjudicating, routes
from dashboard.adjudicating import Bench
from dashboard.theme import CALLS

_KEYS = {Call.FRACTURE: "f", Call.NO_FRACTURE: "n", Call.UNSURE: "u"}
_LONGEST = 2000
_WISH = "look-wish"  # the study, and what the senior's last click says of it


def look_form(bench: Bench, marks: tuple[Mark, ...], casebook: Casebook) -> None:
    """Ask what the senior sees by themselves; the answer shows the opinions."""
    study = bench.study.id
    asked, call = st.session_state.get(_WISH, (None, None))
    kept = asked == study and _kept(lambda: adjudicating.keep_look(bench, call, marks, casebook))
    st.session_state.pop(_WISH, None)
    if kept:
        routes.again()
    st.caption("Your own look first. The opinions are shown once you have said what you see.")
    with st.container(horizontal=True, gap="xsmall"):
        for call, letter in _KEYS.items():
            st.button(
                CALLS[call], key=f"look-{call}-{study}", width="stretch", shortcut=letter,
                on_click=_wish, args=(study, call),
            )  # fmt: skip
    count = {0: "Nothing is marked yet.", 1: "1 place is marked."}.get(
        len(marks), f"{len(marks)} places are marked."
    )
    st.caption(f"Mark a fracture on the film before you say so. {count}")


def decision_form(bench: Bench, marks: tuple[Mark, ...], casebook: Casebook) -> bool:
    """Ask for the decision and its reason; return whether it was kept."""
    study, look = bench.study.id, bench.draft.call
    label = st.segmented_control(
        "Decision: the reference from now on",
        [Call.FRACTURE, Call.NO_FRACTURE],
        default=look if look in (Call.FRACTURE, Call.NO_FRACTURE) else None,
        format_func=CALLS.__getitem__,
        key=f"label-{study}",
        required=True,
        width="stretch",
    )
    if f"why-{study}" not in st.session_state:
        st.session_state[f"why-{study}"] = bench.draft.comment
    why = st.text_area(
        "Reason", key=f"why-{study}", height=90, max_chars=_LONGEST,
        placeholder="What on the film decides it. No names, please.",
    )  # fmt: skip
    adjudicating.keep_words(bench, why, marks, casebook)
    st.caption(consequence(bench, label, marks))
    sent = st.button(
        "Decide", type="primary", width="stretch", key=f"decide-{study}", shortcut="Ctrl+Enter",
        disabled=label is None,
    )  # fmt: skip
    return (
        sent and label is not None and _kept(lambda: adjudicating.decide(bench, label, why, marks, casebook))
    )


def consequence(bench: Bench, label: Call | None, marks: tuple[Mark, ...]) -> str:
    """Return what the decision will do, in a sentence."""
    if label is None:
        return "Say fracture or no fracture."
    if label is Call.FRACTURE:
        where = f"{len(marks)} marked. " if marks else "No place is marked. "
        names = ", ".join(bench.missed_by)
        return where + (
            f"Opens a recall: {names} said no fracture." if names else "Nobody missed it: no recall."
        )
    if bench.decisions and bench.decisions[0].label is Call.FRACTURE:
        return "Overrules the decision before. Its recall stays open until those told of a fracture know."
    return "Marks are not kept with no fracture." if marks else "No recall."


def _wish(study: int, call: Call) -> None:
    """Note what a click asked for; it is kept by the run that follows, which can say so where that fails."""
    st.session_state[_WISH] = (study, call)


def _kept(keep: Callable[[], object]) -> bool:
    try:
        keep()
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return False
    return True
