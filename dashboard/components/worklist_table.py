"""The worklist as a table: what waits, how suspicious, for how long, and who has it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from core.casebook import Dispute, StudyRow
from dashboard.components import moments, tables
from dashboard.components.colours import palette
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge, percent

_HERE = Path(__file__).parent
_STYLE = _HERE.joinpath("worklist.css").read_text()
_keys = st.components.v2.component(
    "callus_worklist_keys", js=_HERE.joinpath("worklist.js").read_text(), isolate_styles=False
)
BLIND = "blind: answer after your read"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a row says beside the study itself.

    reader: who looks. hidden: the studies whose answer is kept from them. recalls: those with an open recall.
    failures: the cases that could not be analysed. target_minutes: the department's.
    """

    reader: str
    hidden: Collection[int]
    recalls: Collection[int]
    failures: Collection[int]
    target_minutes: int
    now: datetime


def worklist_table(rows: Sequence[StudyRow], around: Circumstances, *, key: str, read: bool) -> int | None:
    """Draw the rows and return the study that was opened, by a click or by the keyboard.

    read: whether some of the rows were read, so that it is told by whom.
    """
    with st.container(key=f"callus-worklist-{key}", gap=None):
        colours = palette()
        st.html(f"<style>:root {{ --accent: {colours.accent}; --text: {colours.text} }} {_STYLE}</style>")
        shown = [study_row(row, around, read=read) for row in rows]
        tables.show(_columns(read), shown)
        opened = str(_keys(key=key, on_open_change=_nothing).get("open") or "")
    return int(opened) if opened.isdecimal() else None


def _columns(read: bool) -> tuple[Column, ...]:
    return (
        Column("Study"),
        Column("Band"),
        Column("Probability", numeric=True),
        Column("Region"),
        Column("Views", numeric=True),
        Column("Waiting"),
        *((Column("Read"),) if read else ()),
        Column("Reading now"),
        Column("Marks"),
    )


def study_row(study: StudyRow, around: Circumstances, *, read: bool) -> Row:
    """Return a study as a row of the table."""
    tail = tables.tag("synthetic") if study.synthetic else ""
    band, probability = _answer(study, around)
    done = _read_by(study, around.reader)
    return Row(
        (
            Cell(str(study.id), href=f"read?study={study.id}", tail=tail),
            band,
            probability,
            (study.region or "").capitalize(),
            str(study.views),
            _waiting(study, around),
            *((done,) if read else ()),
            _held(study, around),
            _marks(study, around),
        ),
        opens=str(study.id),
    )


def _answer(study: StudyRow, around: Circumstances) -> tuple[Cell, str]:
    if study.band is None or study.probability is None:
        failed = study.case_id in around.failures
        return Cell(quiet="not analysed" if failed else "being analysed"), ""
    if study.id in around.hidden:
        return Cell(quiet=BLIND), ""
    return Cell(markup=badge(study.band)), percent(study.probability)


def _waiting(study: StudyRow, around: Circumstances) -> Cell:
    """Return how long a study waits, or waited; over the target by shape and word."""
    end = study.read_at if study.is_read and study.read_at else around.now
    minutes = max(0, int((end - study.created_at).total_seconds() // 60))
    words = waited(minutes)
    late = minutes >= around.target_minutes
    shape = f"<i class='callus-late{'' if late else ' callus-none'}' aria-hidden='true'></i>"
    over = "was over target" if study.is_read else "over target"
    return Cell(words, markup=shape, quiet=over if late else "")


def waited(minutes: int) -> str:
    """Return a waiting time as a person says it: "< 1 min", "45 min", "2 h 05 min", "3 d 4 h"."""
    if minutes < 1:
        return "< 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest:02} min"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h"


def _read_by(study: StudyRow, reader: str) -> Cell | str:
    if not study.is_read or study.reader is None or study.read_at is None:
        return Cell(quiet="unread")
    who = "you" if study.reader == reader else study.reader
    more = f" and {study.reads - 1} more" if study.reads > 1 else ""
    return Cell(f"{who}{more}", quiet=moments.moment(study.read_at))


def _held(study: StudyRow, around: Circumstances) -> Cell | str:
    if study.claimed_by is None or study.claimed_until is None or study.claimed_until <= around.now:
        return ""
    if study.claimed_by == around.reader:
        return Cell(markup="<i class='callus-held' aria-hidden='true'></i>", text="You")
    return Cell(markup="<i class='callus-held' aria-hidden='true'></i>", text=study.claimed_by)


def _marks(study: StudyRow, around: Circumstances) -> Cell:
    words = {
        "In dispute": study.dispute is Dispute.OPEN,
        "Decided": study.dispute is Dispute.DECIDED,
        "Recall open": study.id in around.recalls,
    }
    return Cell(markup="".join(tables.tag(word) for word, holds in words.items() if holds))


def now() -> datetime:
    """Return this moment, UTC."""
    return datetime.now(UTC)


def _nothing() -> None:
    """A click is answered by the run that it starts."""
