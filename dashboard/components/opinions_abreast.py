"""All opinions on a study beside each other: the model's, each reader's before and after, and decisions."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.casebook import Decision, StoredAnalysis
from core.records import FirstRead, Read
from dashboard.adjudicating import Bench
from dashboard.components import layout, moments, tables
from dashboard.components.dispute_queue import causes
from dashboard.components.figures import name_of_model
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge, percent
from dashboard.theme import CALLS, OBJECTIONS

_COLUMNS = (Column("Who"), Column("Before the answer", wrap=True), Column("Final", wrap=True))


def opinions_abreast(bench: Bench) -> None:
    """Draw one row an opinion: what was said before the answer was shown, and what in the end."""
    networks = [_network(one) for one in bench.stored[bench.study.case_id]]
    readers = [_reader(read, bench.first.get(read.reader)) for read in bench.final]
    with st.container(key="callus-abreast"):
        tables.show(_COLUMNS, [*networks, *readers])


def _network(stored: StoredAnalysis) -> Row:
    said = stored.analysis
    name = name_of_model(said.model, said.version)
    result = Cell(markup=badge(said.band), quiet=percent(said.probability))
    return Row((Cell(name, below="decides" if stored.decides else ""), Cell(quiet="\u2013"), result))


def _reader(read: Read, first: FirstRead | None) -> Row:
    changed = first is not None and first.call is not read.call
    when = moments.moment(read.made_at) if read.made_at else ""
    final = Cell(CALLS[read.call], tail=tables.tag("changed") if changed else "", below=_more(read))
    return Row((Cell(read.reader, below=when), _before(first), final))


def _before(first: FirstRead | None) -> Cell:
    if first is None:
        return Cell(quiet="answer in view")
    return Cell(CALLS[first.call], below=_said(first))


def _more(read: Read) -> str:
    """Return what stands behind a call: objection, confidence, marks, comment and time."""
    return "; ".join(
        part for part in (OBJECTIONS[read.objection].lower() if read.objection else "", _said(read)) if part
    )


def _said(read: FirstRead | Read) -> str:
    count = len(read.marks)
    parts = (
        f"{read.confidence} % sure" if read.confidence is not None else "",
        f"{count} {'place' if count == 1 else 'places'} marked" if count else "",
        f"\u201c{read.comment}\u201d" if read.comment else "",
        moments.duration(read.seconds),
    )
    return "; ".join(part for part in parts if part)


def reference(bench: Bench) -> None:
    """Say in one line what was decided, by whom and when."""
    if bench.study.reference is None or not bench.decisions:
        return
    made = bench.decisions[0]
    when = f", {moments.moment(made.made_at)}" if made.made_at else ""
    st.html(
        "<p class='callus-saved' role='status'>"
        "<span class='callus-icon' aria-hidden='true'>balance</span>"
        f"<span><b>Reference: {CALLS[made.label].lower()}.</b> {escape(made.who)}{escape(when)}.</span></p>"
    )


def decisions(made: Sequence[Decision]) -> None:
    """List every decision on a study, the one in force first."""
    if not made:
        return
    layout.section("Decisions", "" if len(made) == 1 else "The newest is in force; nothing is overwritten.")
    tables.show(
        (Column("Decision"), Column("By"), Column("Reason", wrap=True)),
        [_decision(one, in_force=place == 0) for place, one in enumerate(made)],
    )


def _decision(made: Decision, *, in_force: bool) -> Row:
    when = moments.moment(made.made_at) if made.made_at else ""
    look = f"first look: {CALLS[made.first_look].lower()}" if made.first_look else ""
    return Row(
        (
            Cell(CALLS[made.label], below=look),
            Cell(made.who, below=when),
            Cell(made.why, below=causes(made.causes)),
        ),
        faded=not in_force,
    )
