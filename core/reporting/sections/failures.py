"""Section 9: the films on which the model was most wrong."""

from itertools import zip_longest
from typing import Any

from core.reporting.blocks import Block, Cell, Column, Paragraph, Pictures, Row, Section, Table
from core.reporting.evidence import Evidence, at, items
from core.reporting.words import NONE, count, missing, number

ID = "failures"
TITLE = "Failures"
_COLUMNS = (
    Column("Rank", 0.5, numeric=True),
    Column("Missed: fractured, low probability", 2),
    Column("Probability", numeric=True),
    Column("False alarm: not fractured, high probability", 2),
    Column("Probability", numeric=True),
)
_WORDS = (
    "The worst films of each kind, so that a reader can look for what they have in common. They are chosen "
    "for being wrong: no share can be read off them. Each probability is one film's and has no interval."
)
_COLOURS = (
    "In the pictures heat shows where the model sees evidence, white boxes what it marks, and sky-blue boxes "
    "the fractures that readers marked."
)


def build(evidence: Evidence) -> Section:
    """Return the section."""
    if evidence.at("failures") is None:
        return Section(ID, TITLE, (missing(), *_pictures(evidence)))
    missed, alarms = (items(evidence.metrics, "failures", key) for key in ("missed", "false_alarms"))
    rows: tuple[Row, ...] = tuple(
        (Cell(count(rank)), *_film(one), *_film(other))
        for rank, (one, other) in enumerate(zip_longest(missed, alarms), 1)
    )
    table = Table(
        _COLUMNS, rows, f"Missed (n {count(len(missed))}) and false alarms (n {count(len(alarms))})"
    )
    none = Paragraph("There is none of either kind.")
    return Section(ID, TITLE, (Paragraph(_WORDS), table if rows else none, *_pictures(evidence)))


def _film(film: Any) -> tuple[Cell, Cell]:
    return Cell(str(at(film, "image_id") or NONE)), Cell(number(at(film, "probability")))


def _pictures(evidence: Evidence) -> tuple[Block, ...]:
    if not evidence.pictures:
        return ()
    return (Paragraph(_COLOURS), Pictures(evidence.pictures, "Films on which the model was wrong"))
