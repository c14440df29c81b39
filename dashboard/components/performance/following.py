"""What should we look at next? Open recalls, open disagreements, and the studies most worth a label."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from core.accounts import Right
from core.casebook import RecallStep
from core.monitoring import Attention, Disputed, Untold, Wanted, attention
from dashboard import routes
from dashboard.components import layout, moments, tables
from dashboard.components.dispute_queue import causes
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.parts import file, sentence
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge
from dashboard.components.worklist_table import waited
from dashboard.theme import CALLS

_STEPS = {
    None: "a fracture was missed, and nobody was told yet",
    RecallStep.TOLD: "somebody was told; not done yet",
    RecallStep.OVERRULED: "a later decision says no fracture; whoever was told must be told that",
}


def show(asked: Asked) -> None:
    """Draw the view."""
    found = attention(asked.casebook, asked.window)
    sentence(found.sentence)
    st.caption("What waits now, whenever it came in, the most urgent first.")
    _recalls(asked, found)
    _disputes(asked, found)
    _wanted(asked, found)


def _recalls(asked: Asked, found: Attention) -> None:
    layout.section("Open recalls", _count(found.recalls, "recall is open", "recalls are open"))
    if not found.untold:
        return
    if not asked.person.may(Right.READ):
        st.caption("Readers follow them on the Recalls page.")
        return
    columns = Column("Recall"), Column("Study"), Column("Why", wrap=True), Column("Open for")
    tables.show(columns, [_recall(each) for each in found.untold])
    _more(found.recalls, len(found.untold))
    if st.button("All recalls", icon=":material/assignment_return:", key="all-recalls"):
        routes.open_recalls()


def _recall(each: Untold) -> Row:
    why = _STEPS.get(each.last, "opened again")
    return Row(
        (
            Cell(f"Recall {each.recall_id}", href=f"recalls?recall={each.recall_id}"),
            f"Study {each.study_id}",
            why[0].upper() + why[1:],
            _since(each.opened_at),
        )
    )


def _disputes(asked: Asked, found: Attention) -> None:
    drawn = f" {found.audits:,} more were drawn for an audit." if found.audits else ""
    words = _count(found.disputes, "disagreement waits", "disagreements wait")
    layout.section("Disagreements without a decision", f"{words}{drawn}")
    if not found.disputes + found.audits:
        return
    if not asked.person.may(Right.ADJUDICATE):
        st.caption("A senior reader decides on them.")
        return
    if found.disputed:
        columns = Column("Study"), Column("Why", wrap=True), Column("Read"), Column("Waits for")
        tables.show(columns, [_dispute(each) for each in found.disputed])
        _more(found.disputes, len(found.disputed))
    if st.button("All disagreements", icon=":material/balance:", key="all-disputes"):
        routes.open_disputes()


def _dispute(each: Disputed) -> Row:
    # As in the queue: why it is there, and nothing of who said what, so that the film is seen first.
    missed = Cell(causes(each.causes), below="A fracture may have been missed" if each.missed else "")
    read_at = (moments.moment(each.read_at), _since(each.read_at)) if each.read_at else ("", "")
    return Row((Cell(f"Study {each.study_id}", href=f"disputes?study={each.study_id}"), missed, *read_at))


def _wanted(asked: Asked, found: Attention) -> None:
    layout.section(
        "Most worth a label next",
        "One decision on these takes the most off the uncertainty of sensitivity and specificity.",
    )
    if not found.wanted:
        st.caption("None: no study is both read and without a decision.")
        return
    if not asked.sees_studies:
        for why in dict.fromkeys(each.why for each in found.wanted):
            st.markdown(f"- {layout.plain(why)}")
        return
    columns = Column("Study"), Column("Came in"), Column("Model"), Column("Reader")
    tables.show(columns, _rows(found.wanted, decides=asked.person.may(Right.ADJUDICATE)))
    head = "study", "came_in", "band", "call", "why"
    lines = [(each.study_id, each.created_at, each.band, each.call, each.why) for each in found.wanted]
    file(asked, "label_next", head, lines)
    undisputed = [each.study_id for each in found.wanted if not each.to_decide]
    if undisputed and asked.person.may(Right.ADJUDICATE):
        _put_up(asked, undisputed)


def _put_up(asked: Asked, studies: Sequence[int]) -> None:
    # All of the list at once: whoever picked by what a film shows would bend the figures.
    label = f"Put all {len(studies)} up for decision" if len(studies) > 1 else "Put it up for decision"
    if st.button(label, icon=":material/playlist_add:", key="put-up"):
        drawn = asked.casebook.disputes.draw(studies, asked.person.name)
        st.toast(_count(drawn, "study was put up for decision", "studies were put up for decision"))
        routes.again()
    st.caption("They come to the Disagreements page like the studies drawn for an audit, the film first.")


def _rows(found: Sequence[Wanted], *, decides: bool) -> list[Row]:
    """Return the studies kind by kind, each kind under its reason; decides: whether the person may."""
    rows: list[Row] = []
    reason = ""
    for each in found:
        if each.why != reason:
            reason = each.why
            rows.append(Row((reason,), group=True))
        waits = each.to_decide and decides
        href = f"disputes?study={each.study_id}" if waits else f"case?case={each.case_id}"
        study = Cell(f"Study {each.study_id}", href=href)
        band = Cell(markup=badge(each.band))
        rows.append(Row((study, moments.moment(each.created_at), band, CALLS[each.call])))
    return rows


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}." if n else "None."


def _more(n: int, shown: int) -> None:
    if n > shown:
        st.caption(f"The first {shown} of {n:,}.")


def _since(when: datetime) -> str:
    return waited(max(0, (datetime.now(UTC) - when) // timedelta(minutes=1)))
