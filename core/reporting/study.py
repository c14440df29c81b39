"""One study on paper: what is handed over to be printed, as records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.records import Analysis, Call, FirstRead, Mode, Radiograph, Read

NOTICE = "Decision support, not a diagnosis."


class Decided(Protocol):
    """A senior reader's decision, whatever record carries it."""

    @property
    def who(self) -> str:
        """Its author."""

    @property
    def label(self) -> Call:
        """The reference label."""

    @property
    def why(self) -> str:
        """The reason in plain words."""

    @property
    def made_at(self) -> datetime | None:
        """When, in UTC."""


@dataclass(frozen=True, slots=True, eq=False)
class FilmSheet:
    """One view: its film and what the networks said of it, the deciding one first."""

    case_id: int
    name: str
    radiograph: Radiograph
    analyses: tuple[Analysis, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StudySheet:
    """A study as it is exported; it holds nothing that identifies a patient.

    made_at: the moment of the export, which the file also carries as its date. department, by: may be empty.
    first_reads: those that the person who exports may see; reads: all, corrected ones too. decisions: in the
    order made, so that the last is the one in force.
    """

    study_id: int
    made_at: datetime
    mode: Mode
    synthetic: bool
    films: tuple[FilmSheet, ...]
    first_reads: tuple[FirstRead, ...] = ()
    reads: tuple[Read, ...] = ()
    decisions: Sequence[Decided] = ()
    software: str = "Callus"
    department: str = ""
    by: str = ""

    @property
    def final_reads(self) -> tuple[Read, ...]:
        """The reads that no later one corrects."""
        corrected = {read.corrects for read in self.reads}
        return tuple(read for read in self.reads if read.id not in corrected)


def study_pdf(sheet: StudySheet, *, compress: bool = True) -> bytes:
    """Return the study as a PDF; the same sheet gives the same bytes.

    compress=False leaves the pages' text readable for a test.
    """
    # The libraries for pictures and pages load when a study is exported, not with the page that offers it.
    from core.reporting.study_pages import render

    return render(sheet, compress=compress)
