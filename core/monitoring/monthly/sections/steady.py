"""Is something shifting: the alarms and the watched series."""

from core.monitoring.alarms import Alarm
from core.monitoring.monthly import Month, charts
from core.reporting.blocks import Block, Cell, Chart, Column, Paragraph, Section, Table, Tone


def build(said: Month, name_studies: bool) -> Section:
    """Return the section; name_studies: whether studies are named by their numbers."""
    found = said.shift
    rows = [
        (Cell(alarm.title), Cell(alarm.began_on.isoformat()), Cell(alarm.raised_on.isoformat()),
         Cell(f"{alarm.deviation:+.1f}".replace("-", "\u2212")), Cell(_driven_by(alarm, name_studies)))
        for alarm in found.alarms
    ]  # fmt: skip
    columns = (Column("Series", 2.4), Column("Since", 1), Column("Seen on", 1),
               Column("Deviations", 0.9, numeric=True), Column("Studies that drive it", 1.8))  # fmt: skip
    blocks: list[Block] = [Paragraph(found.sentence), Paragraph(found.method, Tone.NOTE)]
    if rows:
        blocks.append(Table(columns, tuple(rows), "Alarms"))
    if found.watched:
        blocks.append(
            Chart("series", "Daily series against what is usual", charts.series(found.watched),
                  charts.tall(found.watched), "Each series day by day, with its usual mean and deviation.",
                  "The band is the usual mean with two daily deviations either way; a line marks an alarm.")
        )  # fmt: skip
    return Section("steady", "Is something shifting?", tuple(blocks))


def _driven_by(alarm: Alarm, name_studies: bool) -> str:
    return ", ".join(map(str, alarm.studies[:6])) if name_studies else f"{len(alarm.studies)}"
