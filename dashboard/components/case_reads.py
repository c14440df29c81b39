"""What people said of a study, in the order in which it was said: first reads, reads, decisions, recalls."""

from collections.abc import Mapping, Sequence

from core.casebook import Decision, Recall, RecallStep, StoredAnalysis
from core.records import FirstRead, Read
from dashboard.components import layout, moments, tables
from dashboard.components.figures import name_of_model
from dashboard.components.tables import Cell, Column, Row
from dashboard.theme import AGREEMENTS, CALLS, OBJECTIONS


def first_reads(made: Sequence[FirstRead]) -> None:
    """Show what readers said before the answer was shown; nothing where nobody read blind."""
    if not made:
        return
    layout.section("First reads", "Said before the answer was shown.")
    columns = (
        Column("Made"),
        Column("Reader"),
        Column("Call"),
        Column("Confidence", numeric=True),
        Column("Places marked", numeric=True),
        Column("Time taken", numeric=True),
        Column("Comment", wrap=True),
    )
    tables.show(
        columns,
        [
            Row(
                (
                    moments.moment(read.made_at) if read.made_at else "",
                    read.reader,
                    CALLS[read.call],
                    _percent(read.confidence),
                    str(len(read.marks)),
                    moments.duration(read.seconds),
                    read.comment,
                )
            )
            for read in made
        ],
    )


def reads(made: Sequence[Read], stored: Sequence[StoredAnalysis], blind: bool) -> None:
    """Show every read of the study; a corrected one stays, and both say so.

    blind: whether the study is read blind first, so that an unread one says how it begins.
    """
    nobody = "Nobody has read this study yet" + (
        ": the reader answers before the model does." if blind else "."
    )
    layout.section("Reads", "Nothing is overwritten: a correction is a new read." if made else nobody)
    if not made:
        return
    seen = {one.id: name_of_model(one.analysis.model, one.analysis.version) for one in stored}
    corrected = {read.corrects: read.id for read in made if read.corrects is not None}
    columns = (
        Column("Read"),
        Column("Made"),
        Column("Reader"),
        Column("Call"),
        Column("With the model"),
        Column("Confidence", numeric=True),
        Column("Answer seen"),
        Column("Time taken", numeric=True),
        Column("Comment", wrap=True),
    )
    tables.show(columns, [_read_row(read, seen, corrected) for read in made])


def decisions(made: Sequence[Decision]) -> None:
    """Show what senior readers decided; the last one is the reference."""
    if not made:
        return
    layout.section("Decisions", "The last one is the reference label.")
    replaced = {decision.supersedes for decision in made}
    columns = (Column("Decided"), Column("By"), Column("Label"), Column("Why", wrap=True))
    rows = [
        Row(
            (
                moments.moment(decision.made_at) if decision.made_at else "",
                decision.who,
                CALLS[decision.label],
                decision.why,
            ),
            faded=decision.id in replaced,
        )
        for decision in made
    ]
    tables.show(columns, rows)


def recalls(found: Sequence[Recall]) -> None:
    """Show which recalls a missed fracture opened, and what was done."""
    if not found:
        return
    layout.section("Recalls", "A missed fracture is followed until those who must know were told.")
    columns = (Column("Opened"), Column("By"), Column("State"), Column("Steps", wrap=True))
    tables.show(
        columns,
        [
            Row(
                (
                    moments.moment(recall.opened_at),
                    recall.opened_by,
                    "Open" if recall.is_open else "Done",
                    "; ".join(
                        f"{_step(step.step)}{f' {step.told}' if step.told else ''}, {moments.moment(step.at)}"
                        for step in recall.steps
                    ),
                )
            )
            for recall in found
        ],
    )


def _step(step: RecallStep) -> str:
    return step.value.replace("_", " ")


def _read_row(read: Read, seen: Mapping[int, str], corrected: Mapping[int, int | None]) -> Row:
    note = f"corrects read {read.corrects}" if read.corrects is not None else ""
    if read.id is not None and read.id in corrected:
        note = f"corrected by read {corrected[read.id]}"
    objection = OBJECTIONS[read.objection].lower() if read.objection else ""
    return Row(
        (
            Cell(str(read.id), quiet=note),
            moments.moment(read.made_at) if read.made_at else "",
            read.reader,
            CALLS[read.call],
            Cell(AGREEMENTS[read.agreement], quiet=objection),
            _percent(read.confidence),
            seen.get(read.analysis_id, "") if read.analysis_id is not None else "none",
            moments.duration(read.seconds),
            read.comment,
        ),
        faded=read.id in corrected,
    )


def _percent(confidence: int | None) -> str:
    return "" if confidence is None else f"{confidence} %"
