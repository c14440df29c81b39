"""One simulation, from the plan to a casebook that is counted and a file with its truth."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import Session

from core.casebook import Casebook, EventKind, trail
from core.casebook.heatmaps import pack
from core.casebook.images import ImageStore
from core.casebook.tables import DailyRefusalTable, DepartmentTable, StudyTable, UserTable
from core.casebook.terms import Reading, Terms, packed
from core.errors import SimulationError
from core.monitoring.counting import bring_up_to_date
from core.monitoring.simulation.drawing import NEGATIVE, POSITIVE, Drawn, draw
from core.monitoring.simulation.plan import Plan, truth
from core.monitoring.simulation.writing import Writer
from core.records import Role

DEPARTMENT = "Simulated"
TRUTH_FILE = "simulation.json"
_WHO = "simulator"
# Each transaction writes every page of the indexes that it touched, nearly all of them: few and large ones.
_KEPT_AT_ONCE = 200_000
_REFUSALS = 2  # which stream of the seed's chances draws refusals
_KINDS, _SHARES = ("not_a_radiograph", "damaged_file", "unknown_format"), (0.6, 0.25, 0.15)
_DAY = 86_400_000_000
_CACHE_KIB = 512 * 1024


def simulate(casebook: Casebook, home: Path, plan: Plan) -> dict[str, Any]:
    """Fill an empty casebook with a plan's department; keep its truth in simulation.json and return it.

    A million studies take a few minutes and about 3 GB on SQLite.
    Raises `SimulationError` where the casebook holds anything: simulated and real studies are never mixed.
    """
    _check_empty(casebook)
    drawn = draw(plan)
    store = ImageStore(home / "images")
    writer = Writer(plan, drawn, store.put(_picture()), store.put(pack(np.zeros((7, 7), np.float32))))
    _people(casebook, plan)
    for first in range(0, plan.studies, _KEPT_AT_ONCE):
        with casebook.database.writing() as session:
            _make_room(session.connection())
            for start in range(first, min(first + _KEPT_AT_ONCE, plan.studies), writer.AT_ONCE):
                writer.write(session.connection(), start)
    with casebook.database.writing() as session:
        writer.count_on(session.connection())
        _refuse(session, plan, drawn)
        trail.record(session, EventKind.SIMULATED, _WHO, detail=f"{plan.studies} studies, seed {plan.seed}")
    bring_up_to_date(casebook.database)
    found = {
        **truth(plan),
        "seed": plan.seed,
        "begins": plan.begins.isoformat(),
        "ends": plan.ends.isoformat(),
        "realised": realised(drawn),
    }
    (home / TRUTH_FILE).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def realised(drawn: Drawn) -> dict[str, Any]:
    """Return what came out over all studies, references or not: the truth with this draw's chance in it."""
    y, band = drawn.fractured, drawn.band
    wrong = drawn.blind & drawn.is_read & (((band == POSITIVE) & ~y) | ((band == NEGATIVE) & y))
    wrong &= drawn.first == y
    return {
        "studies": len(y),
        "read": int(drawn.is_read.sum()),
        "fractured": int(y.sum()),
        "sensitivity": {
            "high_sensitivity": float((band[y] != NEGATIVE).mean()) if y.any() else None,
            "high_specificity": float((band[y] == POSITIVE).mean()) if y.any() else None,
        },
        "specificity": {
            "high_sensitivity": float((band[~y] == NEGATIVE).mean()) if (~y).any() else None,
            "high_specificity": float((band[~y] != POSITIVE).mean()) if (~y).any() else None,
        },
        "wrong_answers_to_right_calls": int(wrong.sum()),
        "wrong_answers_followed": int((wrong & (drawn.final != y)).sum()),
        "disputed": int(drawn.disputed.sum()),
        "decided": int(drawn.decided.sum()),
    }


def _check_empty(casebook: Casebook) -> None:
    with casebook.database.reading() as session:
        if session.scalar(select(exists(select(StudyTable.id)))):
            raise SimulationError(
                "This casebook holds studies already. Simulated ones go into an empty one: name another home."
            )


def _people(casebook: Casebook, plan: Plan) -> None:
    """Add the readers, who can't sign in, and the department's terms, in force from the first day."""
    terms = Terms(
        DEPARTMENT,
        Reading.RANDOM,
        blind_share=plan.blind_share,
        target_minutes=plan.target_minutes,
        audit_share=plan.audited,
    )
    began = datetime(plan.begins.year, plan.begins.month, plan.begins.day, tzinfo=UTC)
    with casebook.database.writing() as session:
        session.add(DepartmentTable(at=began, who=_WHO, terms=packed(terms)))
        for place, reader in enumerate(plan.readers, 1):
            session.add(
                UserTable(
                    name=reader.name,
                    display=f"Simulated reader {place}",
                    role=Role.READER,
                    experience=reader.experience,
                    pseudonym=f"Simulated {place}",
                    active=False,
                    made_at=began,
                    failures=0,
                )
            )


def _refuse(session: Session, plan: Plan, drawn: Drawn) -> None:
    """Count refused files on the days of some of the studies, by chances of their own."""
    chances = np.random.default_rng([plan.seed, _REFUSALS])
    kinds = chances.choice(_KINDS, size=plan.studies, p=_SHARES)
    refused = chances.random(plan.studies) < plan.refused
    days = (drawn.arrived[refused] // _DAY).tolist()
    for (day, kind), n in Counter(zip(days, kinds[refused].tolist(), strict=True)).items():
        on = date(1970, 1, 1) + timedelta(days=day)
        session.add(DailyRefusalTable(synthetic=True, day=on, kind=kind, n=n))


def _make_room(connection: Connection) -> None:
    """Let SQLite keep the indexes in memory while they are filled; they are filled in no order."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")


def _picture() -> bytes:
    """The one picture that all simulated films share: a drawn sample that says SYNTHETIC in its pixels."""
    from core.imaging import sample_radiographs

    return sample_radiographs()[0].data
