"""What stands on the pages of an exported study, as blocks: tables of answers, reads and decisions."""

from collections.abc import Mapping
from datetime import UTC, datetime

from core.records import Agreement, Analysis, Band, Call, Mode, Objection, Read
from core.reporting.blocks import Block, Cell, Column, Heading, Paragraph, Row, Table, Tone
from core.reporting.study import Decided, StudySheet

CALLS = {Call.FRACTURE: "Fracture", Call.NO_FRACTURE: "No fracture", Call.UNSURE: "Unsure"}
BANDS = {Band.POSITIVE: "\u25b2 positive", Band.DOUBT: "\u25c6 doubt", Band.NEGATIVE: "\u25cf negative"}
MODES = {
    Mode.BLIND_FIRST: "blind first: each reader's own call was kept before the answer was shown",
    Mode.CONCURRENT: "concurrent: read with the answer in view",
}
_OBJECTIONS = {
    Objection.FALSE_ALARM: "false alarm",
    Objection.MISSED: "missed",
    Objection.WRONG_PLACE: "wrong place",
}
_AGREEMENTS = {
    Agreement.AGREE: "agrees with the answer",
    Agreement.DISAGREE: "disagrees with the answer",
    Agreement.UNSURE: "is unsure of the answer",
}


def front(sheet: StudySheet) -> tuple[Block, ...]:
    """Return what stands above the films: what this is, and where it stands."""
    return (Paragraph(_standing(sheet), Tone.NOTE),)


def answers(sheet: StudySheet) -> tuple[Block, ...]:
    """Return what each network said of each view, with the thresholds in force then."""
    rows = [_answer(film.name, each) for film in sheet.films for each in film.analyses]
    if not rows:
        return (Heading("Answers"), Paragraph("No network has analysed this study."))
    columns = (
        Column("View"),
        Column("Network", 1.6),
        Column("Band"),
        Column("Probability", numeric=True),
        Column("Negative below", numeric=True),
        Column("Positive from", numeric=True),
        Column("Regions", 0.8, numeric=True),
    )
    note = "The calibrated probability of a fracture. The most suspicious view decides for the study."
    return (Heading("Answers"), Table(columns, tuple(rows), "What the networks said of each view", note))


def reads(sheet: StudySheet) -> tuple[Block, ...]:
    """Return first reads and reads, each as it was made, with the text that was signed."""
    blocks: list[Block] = [Heading("Reads"), Paragraph(f"How it was read: {MODES[sheet.mode]}.")]
    if sheet.first_reads:
        blocks.append(_first(sheet))
    if not sheet.reads:
        return (*blocks, Paragraph("Nobody has signed a read of this study yet."))
    blocks.append(_signed(sheet))
    for read in sheet.final_reads:
        if read.report:
            blocks += [Paragraph(f"Text signed by {read.reader}:"), Paragraph(read.report, Tone.NOTE)]
    return tuple(blocks)


def decisions(sheet: StudySheet) -> tuple[Block, ...]:
    """Return the senior readers' decisions; nothing where there are none."""
    if not sheet.decisions:
        return ()
    columns = (Column("Made"), Column("By"), Column("Reference label"), Column("Reason", 3.0))
    rows = tuple(_decision(each) for each in sheet.decisions)
    return (Heading("Decisions"), Table(columns, rows, "What a senior reader decided, the last one counts"))


def moment(when: datetime | None) -> str:
    """Return a moment as it can't be misread: "2026-11-26 07:30 UTC"."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if when else ""


def _standing(sheet: StudySheet) -> str:
    views = "1 view" if len(sheet.films) == 1 else f"{len(sheet.films)} views"
    kind = "Synthetic sample, not a patient. " if sheet.synthetic else ""
    signed = "; ".join(f"{read.reader}: {CALLS[read.call].lower()}" for read in sheet.final_reads)
    reference = f" Reference label: {CALLS[sheet.decisions[-1].label].lower()}." if sheet.decisions else ""
    return f"{kind}{views}. Signed: {signed or 'not yet'}.{reference}"


def _answer(view: str, said: Analysis) -> Row:
    points = said.operating_points
    return (
        Cell(view),
        Cell(f"{said.model} {said.version}"),
        Cell(BANDS[said.band], strong=True),
        Cell(f"{said.probability * 100:.1f} %"),
        Cell(f"{points.high_sensitivity * 100:.1f} %"),
        Cell(f"{points.high_specificity * 100:.1f} %"),
        Cell(str(len(said.marked)) if said.has_evidence else "no evidence"),
    )


def _columns(call: float) -> tuple[Column, ...]:
    return (
        Column("Made"),
        Column("Reader"),
        Column("Call", call),
        Column("Sure", 0.8, numeric=True),
        Column("Marks", 0.6, numeric=True),
        Column("Took", 0.6, numeric=True),
        Column("Comment", 2.4),
    )


def _first(sheet: StudySheet) -> Table:
    columns = _columns(call=1.0)
    rows = tuple(
        (
            Cell(moment(each.made_at)),
            Cell(each.reader),
            Cell(CALLS[each.call], strong=True),
            Cell(_sure(each.confidence)),
            Cell(str(len(each.marks))),
            Cell(_took(each.seconds)),
            Cell(each.comment),
        )
        for each in sheet.first_reads
    )
    return Table(columns, rows, "Before the answer was shown")


def _signed(sheet: StudySheet) -> Table:
    columns = _columns(call=1.6)
    corrected = {read.corrects: read.id for read in sheet.reads if read.corrects is not None}
    rows = tuple(_read(read, corrected) for read in sheet.reads)
    return Table(columns, rows, "Signed", "A corrected read stays; the one that corrects it names it.")


def _read(read: Read, corrected: Mapping[int, int | None]) -> Row:
    below = _AGREEMENTS[read.agreement] if read.analysis_id is not None else "no answer was in view"
    if read.objection:
        below += f" ({_OBJECTIONS[read.objection]})"
    if read.corrects is not None:
        below += f"; corrects read {read.corrects}"
    if read.id is not None and read.id in corrected:
        below += f"; corrected by read {corrected[read.id]}"
    return (
        Cell(moment(read.made_at), f"read {read.id}"),
        Cell(read.reader),
        Cell(CALLS[read.call], below, strong=True),
        Cell(_sure(read.confidence)),
        Cell(str(len(read.marks))),
        Cell(_took(read.seconds)),
        Cell(read.comment),
    )


def _decision(each: Decided) -> Row:
    label = Cell(CALLS[each.label], strong=True)
    return (Cell(moment(each.made_at)), Cell(each.who), label, Cell(each.why))


def _sure(confidence: int | None) -> str:
    return "" if confidence is None else f"{confidence} of 100"


def _took(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.0f} s"
