"""What to look at next: open disagreements and recalls, and the studies most worth a label."""

from core.monitoring.monthly import Month
from core.reporting.blocks import Block, Bullets, Cell, Column, Paragraph, Section, Table


def build(said: Month, name_studies: bool) -> Section:
    """Return the section; name_studies: whether studies are named by their numbers."""
    found = said.attention
    rows = [
        (Cell(str(each.study_id)), Cell(f"{each.created_at:%Y-%m-%d}"), Cell(each.why))
        for each in found.wanted
    ]
    blocks: list[Block] = [
        Paragraph(found.sentence),
        Bullets(
            (f"Disagreements without a decision: {found.disputes:,}.", f"Open recalls: {found.recalls:,}.")
        ),
    ]
    if rows and name_studies:
        columns = Column("Study", 0.7, numeric=True), Column("Came in", 0.9), Column("Why", 4)
        blocks.append(Table(columns, tuple(rows), "Most worth a label next"))
    return Section("next", "What should we look at next?", tuple(blocks))
