"""Simulated departments for tests: in a casebook, or as counted cells without one."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from core.casebook import Casebook
from core.monitoring.cells import Cell
from core.monitoring.read_cells import ReadCell
from core.monitoring.simulation import Plan, simulate
from core.monitoring.simulation.drawing import Drawn
from core.monitoring.window import Window
from core.records import Band, Call, Mode
from tests.casebook.builders import open_casebook

BANDS = (Band.NEGATIVE, Band.DOUBT, Band.POSITIVE)
SIMULATED = Window(synthetic=True)


def department(home: Path, plan: Plan) -> Casebook:
    home.mkdir(parents=True, exist_ok=True)
    casebook = open_casebook(home)
    simulate(casebook, home, plan)
    return casebook


def cells_of(drawn: Drawn) -> list[Cell]:
    """What counting would make of drawn studies, without steps."""
    said = (drawn.band, drawn.final, drawn.decided, drawn.fractured, drawn.disputed, drawn.audited)
    kinds = Counter(zip(*(each[drawn.is_read].tolist() for each in said), strict=True))
    return [
        Cell(n, BANDS[band], call(final), call(truth) if known else "", disputed=disputed, audited=audited)
        for (band, final, known, truth, disputed, audited), n in kinds.items()
    ]


def reads_of(drawn: Drawn) -> list[ReadCell]:
    """The blind-first reads of one anonymous reader, without times."""
    kinds: Counter[tuple[str, str, str, str]] = Counter()
    for i in range(len(drawn.band)):
        if drawn.is_read[i] and drawn.blind[i]:
            reference = call(drawn.fractured[i]) if drawn.decided[i] else ""
            kinds[BANDS[drawn.band[i]], call(drawn.first[i]), call(drawn.final[i]), reference] += 1
    return [read_cell(*key, n) for key, n in kinds.items()]


def read_cell(
    band: str, first: str, said: str, reference: str, n: int, *, disputed: bool | None = None
) -> ReadCell:
    """A blind-first read's cell, in dispute where reader and answer ask for it; else decided by audit."""
    if disputed is None:
        contradicts = {Band.POSITIVE: Call.NO_FRACTURE, Band.NEGATIVE: Call.FRACTURE}.get(Band(band)) == said
        disputed = first != said or contradicts
    audited = bool(reference) and not disputed
    return ReadCell(
        "anna", Mode.BLIND_FIRST, band, first, said, reference, disputed, audited, n, 0, 0.0, 0.0, 0, 0.0, 0.0
    )


def call(fractured: object) -> str:
    return Call.FRACTURE if fractured else Call.NO_FRACTURE


def alike(plan: Plan) -> Plan:
    """The plan with readers who are all like its first, so that one truth holds for all reads."""
    return replace(plan, readers=plan.readers[:1])
