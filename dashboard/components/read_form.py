"""The read: the reader's own call, what they say of the answer, a comment, and one primary action."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from core.casebook import Casebook, StoredAnalysis
from core.errors import CasebookError
from core.records import Agreement, Call, Read
from dashboard import routes
from dashboard.components import layout
from dashboard.components.rail import go
from dashboard.desk import Desk
from dashboard.reading import implied_agreement, implied_call
from dashboard.theme import AGREEMENTS, CALLS

Answer = TypeVar("Answer", Call, Agreement)


def read_form(
    desk: Desk, case_id: int, answer: StoredAnalysis | None, casebook: Casebook, reader: str
) -> None:
    """Draw the form, or what was saved; a read is kept in the casebook before anything says so."""
    seconds = desk.seen(case_id)
    if case_id in desk.saved and case_id not in desk.correcting:
        _saved(desk, case_id, casebook)
        return
    call, agreement = _choices(case_id, answer)
    comment = st.text_area(
        "Comment",
        key=f"comment-{case_id}",
        height=68,
        max_chars=2000,
        placeholder="Comment (optional). No names, please.",
        label_visibility="collapsed",
        persist_state="session",
    )
    complete = call is not None and agreement is not None
    missing = None if complete else "Give your call, and say whether you agree with the answer."
    save = st.button("Save read", type="primary", width="stretch", disabled=not complete, help=missing)
    if save and call and agreement:
        read = Read(
            case_id=case_id,
            reader=reader,
            call=call,
            agreement=agreement,
            analysis_id=answer.id if answer else None,
            comment=(comment or "").strip(),
            seconds=round(seconds, 1),
            corrects=desk.saved.get(case_id),
        )
        _save(desk, read, casebook)


def _choices(case_id: int, answer: StoredAnalysis | None) -> tuple[Call | None, Agreement | None]:
    """Draw both questions; one that is left open follows from the other, and a line says what will be kept.

    What follows is worked out here and never pushed into the other control: a click made meanwhile would be
    undone by it, and the record would say what the reader did not.
    """
    call = _question("Your call", Call, CALLS, f"call-{case_id}")
    if answer is None:
        st.empty()
        st.empty()
        return call, Agreement.UNSURE
    agreement = _question("The answer above", Agreement, AGREEMENTS, f"agreement-{case_id}")
    band = answer.analysis.band
    call, agreement = call or implied_call(agreement, band), agreement or implied_agreement(call, band)
    if call and agreement:
        st.caption(f"To be kept: {_meaning(call, agreement)}.")
    else:
        st.empty()
    return call, agreement


def _question(title: str, kind: type[Answer], words: Mapping[Answer, str], key: str) -> Answer | None:
    """Draw one question with its possible answers side by side; None while it is open."""
    return st.segmented_control(
        title,
        list(kind),
        format_func=words.__getitem__,
        key=key,
        required=True,
        width="stretch",
        persist_state="session",
    )


def _save(desk: Desk, read: Read, casebook: Casebook) -> None:
    try:
        kept = casebook.add_read(read)
    except CasebookError as error:
        st.error(f"{error.sentence} Your read is still here; try again.", icon=":material/error:")
        return
    if kept.id is not None:
        desk.saved[read.case_id] = kept.id
    desk.correcting.discard(read.case_id)
    st.rerun()


def _saved(desk: Desk, case_id: int, casebook: Casebook) -> None:
    read = next(read for read in casebook.reads(case_id) if read.id == desk.saved[case_id])
    st.html(
        "<p class='callus-saved' role='status'>"
        "<span class='callus-icon' aria-hidden='true'>check_circle</span>"
        f"<span><b>Read saved.</b> {said(read)}</span></p>"
    )
    if (following := desk.next_unread()) is not None:
        st.button("Next film", type="primary", width="stretch", on_click=go, args=(desk, following))
    else:
        st.caption("All films on the desk are read. Drop the next one above.")
    with st.container(horizontal=True, vertical_alignment="center"):
        routes.case_link(case_id)
        st.button("Correct this read", type="tertiary", on_click=desk.correcting.add, args=(case_id,))
    st.empty()  # where the form has its button


def earlier_reads(desk: Desk, case_id: int, casebook: Casebook) -> None:
    """Draw one line for each read that was there before this one."""
    earlier = [read for read in casebook.reads(case_id) if read.id != desk.saved.get(case_id)]
    if earlier:
        st.caption(
            "  \n".join(f"Earlier read by {layout.plain(read.reader)}: {said(read)}" for read in earlier)
        )
    else:
        st.empty()


def said(read: Read) -> str:
    """Return a read as one sentence: the call, what it says of the answer, and the time it took."""
    meaning = CALLS[read.call] if read.analysis_id is None else _meaning(read.call, read.agreement)
    took = f" ({read.seconds:.0f} s)" if read.seconds is not None else ""
    return f"{meaning}{took}."


def _meaning(call: Call, agreement: Agreement) -> str:
    of_answer = {
        Agreement.AGREE: "agrees with the answer",
        Agreement.DISAGREE: "disagrees with the answer",
        Agreement.UNSURE: "is unsure of the answer",
    }[agreement]
    return f"{CALLS[call]}, {of_answer}"
