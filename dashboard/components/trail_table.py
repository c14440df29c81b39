"""The trail as a table and as a file."""

import json
from collections.abc import Iterable, Sequence

import streamlit as st

from core.casebook import Casebook, Event, TrailFilter
from dashboard.components import charts, moments, tables
from dashboard.components.event_words import EVENTS, facts
from dashboard.components.tables import Cell, Column, Row

MOST_EXPORTED = 100_000
_COLUMNS = (
    Column("Line", numeric=True),
    Column("When"),
    Column("Who"),
    Column("What"),
    Column("Study"),
    Column("Case"),
    Column("Detail", wrap=True),
    Column("Seal"),
)
_HEAD = ("line", "at_utc", "who", "kind", "study", "case", "detail", "facts", "chain")
# What a spreadsheet would take for a formula: OWASP, CSV injection.


def trail_table(events: Sequence[Event]) -> None:
    """Draw one page of lines."""
    tables.show(_COLUMNS, [_row(event) for event in events])


def export(casebook: Casebook, which: TrailFilter, who: str) -> None:
    """Offer the lines that match as CSV; the file is written, and that is told, only when asked for."""
    st.download_button(
        "Export (CSV)",
        lambda: as_csv(casebook.trail.lines(which, who=who, most=MOST_EXPORTED)),
        "callus-trail.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        shortcut="e",
        help=f"What these filters find, at most {MOST_EXPORTED:,} lines. The trail notes the export.",
    )


def as_csv(events: Iterable[Event]) -> str:
    """Return lines as CSV, moments in UTC, facts as JSON, with nothing that a spreadsheet would run."""
    return charts.csv_text(
        _HEAD,
        (
            (
                event.id,
                event.at.isoformat(),
                event.who,
                str(event.kind),
                event.study_id,
                event.case_id,
                event.detail,
                json.dumps(dict(event.facts), ensure_ascii=False),
                event.chain,
            )
            for event in events
        ),
    )


def _row(event: Event) -> Row:
    return Row(
        (
            f"{event.id:,}",
            moments.moment(event.at),
            event.who or Cell(quiet="Callus"),
            EVENTS[event.kind],
            Cell(str(event.study_id), href=f"?study={event.study_id}") if event.study_id else "",
            Cell(str(event.case_id), href=f"case?case={event.case_id}") if event.case_id else "",
            Cell(event.detail, below=facts(event)),
            Cell(quiet=event.chain[:8]),
        )
    )
