"""The parts of a case page: what models said, the last read in a line, and what is known of the file."""

from collections.abc import Sequence

import streamlit as st

from core.casebook import CaseRecord, Event, StoredAnalysis
from core.records import Read
from dashboard.components import layout, moments, tables
from dashboard.components.event_words import EVENTS
from dashboard.components.figures import name_of_model
from dashboard.components.read_form import said
from dashboard.components.tables import Cell, Column, Row
from dashboard.components.verdict import badge, told_apart


def analyses(stored: Sequence[StoredAnalysis]) -> None:
    """Show what each model version said, the deciding one first."""
    layout.section("Analyses", "" if stored else "No model has analysed this case.")
    if stored:
        tables.show(
            (
                Column("Model"),
                Column("Band"),
                Column("Probability", numeric=True),
                Column("Negative below", numeric=True),
                Column("Positive from", numeric=True),
                Column("Marked regions", numeric=True),
                Column("Analysed"),
                Column("Took", numeric=True),
            ),
            [_analysis_row(one) for one in stored],
        )


def latest_read(made: Sequence[Read]) -> None:
    """Say in one line what the last reader said."""
    if made:
        last = made[-1]
        when = f", {moments.moment(last.made_at)}" if last.made_at else ""
        st.caption(f"Last read by {layout.plain(last.reader)}{when}: {said(last)}")
    else:
        st.caption("Not read yet.")


def kept_back() -> None:
    """Say that the answer waits for the reader's own, in the place of the verdict."""
    st.info("Blind first: the answer is shown after your own read.", icon=":material/visibility_off:")


def facts(case: CaseRecord) -> None:
    """Show what is known of the file; the header holds only fields that identify no patient."""
    layout.section("The file")
    spacing = (
        " \u00d7 ".join(f"{mm:.3f}" for mm in case.spacing_mm) + " mm" if case.spacing_mm else "not known"
    )
    tables.facts(
        (
            ("Kept", moments.moment(case.created_at)),
            ("Origin", "Synthetic sample, drawn by Callus" if case.synthetic else "Radiograph"),
            ("Format", case.source_format),
            ("Size", f"{case.width:,} \u00d7 {case.height:,} pixels"),
            ("Pixel spacing", spacing),
            *((_spaced(keyword), text) for keyword, text in case.header.items()),
            ("Digest (SHA-256)", case.digest),
        )
    )


def events(trail: Sequence[Event]) -> None:
    """Show the audit trail of the case, the newest first."""
    layout.section("Events")
    rows = [Row((moments.moment(event.at), EVENTS[event.kind], event.who, event.detail)) for event in trail]
    tables.show((Column("When"), Column("What"), Column("Who"), Column("Detail")), rows)


def _analysis_row(one: StoredAnalysis) -> Row:
    answer, points = one.analysis, one.analysis.operating_points
    total = answer.timings_ms.get("total")
    return Row(
        (
            Cell(
                name_of_model(answer.model, answer.version), tail=tables.tag("decides") if one.decides else ""
            ),
            Cell(markup=badge(answer.band)),
            *told_apart(answer.probability, points),
            str(len(answer.marked)) if answer.has_evidence else "no positive evidence",
            moments.moment(one.made_at),
            f"{total:,.0f} ms" if total is not None else "",
        )
    )


def _spaced(keyword: str) -> str:
    """Return a DICOM keyword as words: "BodyPartExamined" becomes "Body part examined"."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in keyword).strip()
    return words[:1].upper() + words[1:]
