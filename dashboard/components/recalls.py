"""Recalls: which wait for somebody to be told, who was told of each, and the form for the next step."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from core.accounts import Person, Right
from core.casebook import Casebook, Recall, RecallStep, StepTaken
from core.errors import CasebookError
from dashboard import routes
from dashboard.components import layout, moments, tables
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.worklist_table import waited

SERVICES = ("Emergency department", "Referring physician", "Trauma surgery", "General practice", "Ward")
OPEN, DONE = "Open", "Done"
_STEPS = {RecallStep.TOLD: "Told", RecallStep.OVERRULED: "Overruled", RecallStep.DONE: "Done"}
_COLUMNS = (Column("Recall"), Column("Study"), Column("Missed by"), Column("Opened"), Column("Last step"))


def which() -> str:
    """Draw the choice between open and done recalls and return it; it is in the address."""
    chosen = st.segmented_control(
        "Show", [OPEN, DONE], key="recalls", default=OPEN, required=True, bind="query-params",
        on_change=_first_page, label_visibility="collapsed",
    )  # fmt: skip
    return chosen or OPEN


def _first_page() -> None:
    st.session_state["page"] = 1


def recall_table(recalls: Sequence[Recall], person: Person) -> int | None:
    """Draw the recalls and return the one that was clicked."""
    opened = tables.live(
        _COLUMNS, [_row(one, person) for one in recalls], key="recall-table", on_sort=_nothing
    )
    return int(opened) if opened.isdecimal() else None


def _row(recall: Recall, person: Person) -> Row:
    last = recall.steps[-1] if recall.steps else None
    step = Cell(_said(last), below=moments.moment(last.at)) if last else Cell(quiet="nobody told yet")
    minutes = int((datetime.now(UTC) - recall.opened_at).total_seconds() // 60)
    open_for = f"open for {waited(minutes)}" if recall.is_open else ""
    return Row(
        (
            Cell(str(recall.id), href=f"?recall={recall.id}"),
            Cell(str(recall.study_id), href=f"read?study={recall.study_id}"),
            missed_by(recall.missed_by, person),
            Cell(moments.moment(recall.opened_at), below=open_for),
            step,
        ),
        opens=str(recall.id),
    )


def missed_by(names: Sequence[str], person: Person) -> str:
    """Return who missed it: by name for who decides or manages, for others only themselves."""
    if person.may(Right.ADJUDICATE) or person.may(Right.ADMINISTER):
        return ", ".join(names)
    mine, others = person.name in names, len(set(names) - {person.name})
    count = f"{others} {'other ' if mine else ''}reader{'s' if others > 1 else ''}"
    return " and ".join(part for part in ("you" if mine else "", count if others else "") if part)


def steps(recall: Recall) -> None:
    """Draw what was done about a recall, in order."""
    if not recall.steps:
        st.caption("Nobody was told yet.")
        return
    rows = [Row((moments.moment(one.at), Cell(_said(one), below=one.note), one.who)) for one in recall.steps]
    tables.show((Column("When"), Column("Step", wrap=True), Column("By")), rows)


def form(recall: Recall, casebook: Casebook, person: Person) -> None:
    """Draw the two steps that can follow: somebody was told, and done."""
    key = f"recall-{recall.id}-{len(recall.steps)}"
    told = st.selectbox(
        "Who was told", SERVICES, None, key=f"{key}-told", accept_new_options=True,
        placeholder="A role or a service, never a patient",
    )  # fmt: skip
    note = st.text_input(
        "Note",
        key=f"{key}-note",
        max_chars=2000,
        placeholder="Optional, e.g. by phone. No names of patients.",
    )
    with st.container(horizontal=True):
        tells = st.button(
            "Keep: told", key=f"{key}-tells", type="primary", shortcut="Ctrl+Enter", disabled=not told
        )
        done = st.button("Done", key=f"{key}-done", shortcut="d", help="Everybody who must know was told (D)")
    if tells:
        _keep(lambda: casebook.disputes.step(recall.id, RecallStep.TOLD, person.name, told or "", note or ""))
    elif done:
        _keep(lambda: casebook.disputes.step(recall.id, RecallStep.DONE, person.name, note=note or ""))


def _keep(step: Callable[[], StepTaken]) -> None:
    try:
        kept = step()
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    st.toast(f"Kept: {_said(kept)}.", icon=":material/check:")
    routes.again()


def title(recall: Recall, listed: Sequence[Recall]) -> None:
    """Draw the heading of one recall and the way to the next of the list; say where it was overruled."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            layout.section(f"Recall {recall.id}", f"Study {recall.study_id}, decision {recall.decision_id}")
        following = listed[(listed.index(recall) + 1) % len(listed)]
        st.button(
            "Next", icon=":material/chevron_right:", shortcut="j", disabled=len(listed) < 2,
            on_click=show, args=(following.id,),
        )  # fmt: skip
    if recall.overruled:
        st.warning(
            "A later decision says that there is no fracture. Whoever was told must be told that too.",
            icon=":material/warning:",
        )


def show(recall_id: int) -> None:
    """Let the address name a recall, so that a reload comes back to it."""
    st.query_params["recall"] = str(recall_id)


def _said(step: StepTaken) -> str:
    return f"{_STEPS[step.step]}: {step.told}" if step.told else _STEPS[step.step]


def _nothing() -> None:
    """The headings of this table don't sort."""
