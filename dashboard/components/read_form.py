"""The read with the answer in view: the call, what the reader says of the answer, and one primary action."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from core.casebook import Draft
from core.records import Agreement, Band, Call, FirstRead, Objection, Read
from dashboard import flow
from dashboard.components import layout, moments
from dashboard.components.said_form import choose, comment, confidence, key
from dashboard.desk import Desk, Wish
from dashboard.theme import AGREEMENTS, CALLS, OBJECTIONS

Answer = TypeVar("Answer", bound=StrEnum)
_SIGN = {
    Agreement.AGREE: "Agree and sign",
    Agreement.DISAGREE: "Disagree and sign",
    Agreement.UNSURE: "Sign as unsure",
}
_HINT = "Keys: F N U call, A agree and sign, Q disagree, J K next study."


def read_form(study: int, draft: Draft, band: Band | None, first: FirstRead | None) -> None:
    """Draw the questions; one that is left open follows from the other, and a line says what will be kept.

    What follows is worked out here and never pushed into the other control: a click made meanwhile would be
    undone by it, and the record would say what the reader did not.
    """
    if first is not None:
        st.caption(f"Your first read: {first_said(first)}")
    _question("Your call", Call, CALLS, key("call", study))
    whole = flow.completed(draft, band)
    if band is not None:
        _question("The answer above", Agreement, AGREEMENTS, key("agreement", study))
        if whole.agreement is Agreement.DISAGREE:
            _question("What is wrong with it", Objection, OBJECTIONS, key("objection", study))
        else:
            st.empty()  # so that what stands below keeps its place when the question comes
    st.caption(_kept(whole, band))
    confidence(study)
    comment(study)


def sign(desk: Desk, study: int, draft: Draft, band: Band | None) -> None:
    """Draw the primary action, named by what it signs, and the keys of the form."""
    whole = flow.completed(draft, band)
    lacking = flow.missing(whole, band)
    label = _SIGN.get(whole.agreement or Agreement.AGREE, "Sign") if band is not None else "Sign"
    _keys(desk, study, band)  # first: whoever sees the action can press its key
    with st.container(key="callus-sign", gap="xsmall"):
        st.button(
            "Sign" if lacking else label,
            type="primary",
            width="stretch",
            key=f"sign-{study}",
            shortcut="Ctrl+Enter",
            disabled=bool(lacking),
            help=lacking or None,
            on_click=desk.ask,
            args=(Wish(study, "sign"),),
        )
        st.caption(_HINT)


def first_said(first: FirstRead) -> str:
    """Return a first read as one sentence."""
    sure = f", {first.confidence} % sure" if first.confidence is not None else ""
    marks = f", {_places(len(first.marks))}" if first.marks else ""
    took = f" ({moments.duration(first.seconds)})" if first.seconds is not None else ""
    return f"{CALLS[first.call]}{sure}{marks}{took}."


def said(read: Read) -> str:
    """Return a read as one sentence: the call, what it says of the answer, and the time it took."""
    meaning = CALLS[read.call]
    if read.analysis_id is not None:
        meaning = _meaning(read.call, read.agreement, read.objection)
    took = f" ({read.seconds:.0f} s)" if read.seconds is not None else ""
    return f"{meaning}{took}."


def others(reads: tuple[Read, ...], reader: str) -> None:
    """Draw one line for each read of somebody else that stands; only ever beside a shown answer."""
    corrected = {read.corrects for read in reads}
    standing = [read for read in reads if read.reader != reader and read.id not in corrected]
    if standing:
        st.caption("  \n".join(f"Read by {layout.plain(read.reader)}: {said(read)}" for read in standing))


def _kept(whole: Draft, band: Band | None) -> str:
    if (lacking := flow.missing(whole, band)) or not (whole.call and whole.agreement):
        return lacking
    if band is None:
        return f"To be kept: {CALLS[whole.call]}."
    return f"To be kept: {_meaning(whole.call, whole.agreement, whole.objection)}."


def _question(title: str, kind: type[Answer], words: Mapping[Answer, str], name: str) -> None:
    st.segmented_control(
        title,
        list(kind),
        format_func=words.__getitem__,
        key=name,
        required=True,
        width="stretch",
        persist_state="session",
    )


def _keys(desk: Desk, study: int, band: Band | None) -> None:
    """Listen to the keyboard; the style sheet hides these, since each has its control above."""
    with st.container(key="callus-keys"):
        for letter, call in zip("fnu", Call, strict=True):
            st.button(
                CALLS[call], key=f"key-{letter}", shortcut=letter, on_click=choose, args=("call", study, call)
            )
        if band is not None:
            st.button("Agree and sign", key="key-a", shortcut="a", on_click=_agree, args=(desk, study))
            disagree = ("agreement", study, Agreement.DISAGREE)
            st.button("Disagree", key="key-q", shortcut="q", on_click=choose, args=disagree)


def _agree(desk: Desk, study: int) -> None:
    choose("agreement", study, Agreement.AGREE)
    desk.ask(Wish(study, "sign"))


def _meaning(call: Call, agreement: Agreement, objection: Objection | None) -> str:
    of_answer = {
        Agreement.AGREE: "agrees with the answer",
        Agreement.DISAGREE: "disagrees with the answer",
        Agreement.UNSURE: "is unsure of the answer",
    }[agreement]
    why = f" ({OBJECTIONS[objection].lower()})" if objection else ""
    return f"{CALLS[call]}, {of_answer}{why}"


def _places(count: int) -> str:
    return "1 place marked" if count == 1 else f"{count} places marked"
