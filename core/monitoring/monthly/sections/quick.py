"""Is it quick: waits against the target, by hour, and what lay unread."""

from core.monitoring.monthly import Month, charts
from core.monitoring.monthly.sections.cells import share
from core.monitoring.waits import Waits
from core.reporting.blocks import Block, Cell, Chart, Column, Paragraph, Row, Section, Table, Tone
from core.reporting.words import NONE


def build(said: Month) -> Section:
    """Return the section."""
    found = said.turnround
    named = (("To the analysis", found.analysis), ("To the first read", found.read),
             ("To the first read, positive", found.positive))  # fmt: skip
    columns = (Column("", 2), Column("Done", 0.8, numeric=True), Column("Median", 0.9, numeric=True),
               Column("90 % within", 0.9, numeric=True), Column("Within the target", 1.8))  # fmt: skip
    blocks: list[Block] = [
        Paragraph(found.sentence),
        Table(columns, tuple(_waited(name, waits) for name, waits in named), "Minutes from arrival",
              f"The target is {found.target_minutes} minutes; the analysis is held against it too. Median "
              "and 90 % are of what was done; what lies unread past the target counts as late."),
        Chart("hours", "Read within the target, by weekday and hour", charts.hours(found.hours), charts.WIDE,
              "Share read within the target for each hour of the week.", "Empty: too few studies."),
        Chart("backlog", "Unread at the end of the day", charts.backlog(found.days), charts.LOW,
              "Unread studies at the end of each day, whenever they came in."),
    ]  # fmt: skip
    if found.backwards:
        blocks.append(
            Paragraph(
                f"{found.backwards:,} waits run backwards: a clock jumped. They are in no figure.",
                Tone.WARNING,
            )
        )
    return Section("quick", "Is it quick?", tuple(blocks))


def _waited(name: str, waits: Waits) -> Row:
    median, ninetieth = (
        Cell(NONE if minutes is None else f"{minutes:.1f}") for minutes in (waits.median, waits.ninetieth)
    )
    return Cell(name), Cell(f"{waits.n:,}"), median, ninetieth, share(waits.in_target)
