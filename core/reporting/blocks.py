"""What a report is made of, frozen and without a word about how it looks.

A report is built once from the figures; `html` and `pdf` then set the same blocks, so that the two files
can't disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas


class Tone(StrEnum):
    """How a paragraph is meant."""

    TEXT = "text"
    NOTE = "note"
    WARNING = "warning"


class Status(StrEnum):
    """How far the report answers an item of a checklist."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not met"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str
    tone: Tone = Tone.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]
    tone: Tone = Tone.TEXT


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; share is its width against the other columns."""

    title: str
    share: float = 1.0
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and under it a smaller line. strong: in bold. link: the id of a section."""

    text: str
    below: str = ""
    strong: bool = False
    link: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the caption says what it shows, the note how its intervals were made."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Chart:
    """A drawn chart, the same as itself alone.

    name: unique in the report. draw: puts the chart on an empty Matplotlib figure. size: width and height in
    inches. alt: what it shows, for whoever can't see it.
    """

    name: str
    title: str
    draw: "Callable[[Canvas], None]"
    size: tuple[float, float]
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture handed to the report: the bytes of a PNG or JPEG file, and what it shows."""

    title: str
    image: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side."""

    items: tuple[Picture, ...]
    caption: str


Block = Paragraph | Heading | Bullets | Table | Chart | Pictures


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report; the id is what links lead to."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole: the blocks of the first page, then the sections.

    running: what the head of each page says. label: what must be seen on every page before all else.
    """

    title: str
    subtitle: str
    running: str
    made_on: date
    front: tuple[Block, ...]
    sections: tuple[Section, ...]
    label: str = ""
