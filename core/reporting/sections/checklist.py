"""Section 11: the report held against CLAIM 2024 and STARD-AI, item by item."""

from collections import Counter
from collections.abc import Sequence

from core.reporting.blocks import Cell, Column, Paragraph, Row, Section, Status, Table
from core.reporting.checklists.claim import CLAIM
from core.reporting.checklists.rules import Item, Verdict
from core.reporting.checklists.stard import STARD_AI
from core.reporting.evidence import Evidence

ID = "checklist"
_COLUMNS = (
    Column("Item", 0.5),
    Column("What it asks for", 2.1),
    Column("Answer", 0.8),
    Column("Why", 3.6),
    Column("Where", 0.9),
)
_LISTS = (("CLAIM 2024", CLAIM), ("STARD-AI 2025", STARD_AI))


def build(evidence: Evidence, names: dict[str, str]) -> Section:
    """Return the section; names are what the other sections are called, by their ids."""
    words = (
        "Each item is answered from what this report holds. Numbers are those of the published lists, the "
        "wording is short and our own. 'Partly' and 'not met' say what is lacking."
    )
    return Section(
        ID,
        "Reporting checklists",
        (Paragraph(words), *(_table(title, items, evidence, names) for title, items in _LISTS)),
    )


def _table(title: str, items: Sequence[Item], evidence: Evidence, names: dict[str, str]) -> Table:
    verdicts = [item.rule(evidence) for item in items]
    counts = Counter(verdict.status for verdict in verdicts)
    tally = ", ".join(f"{counts[status]} {status.value}" for status in Status)
    rows = tuple(_row(item, verdict, names) for item, verdict in zip(items, verdicts, strict=True))
    return Table(_COLUMNS, rows, f"{title}: {len(items)} items, {tally}")


def _row(item: Item, verdict: Verdict, names: dict[str, str]) -> Row:
    return (
        Cell(item.number),
        Cell(item.wording),
        Cell(verdict.status.value, strong=True),
        Cell(verdict.reason),
        Cell(names.get(verdict.where, ""), link=verdict.where),
    )
