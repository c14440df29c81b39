"""Drawn studies as rows, many at once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

import numpy as np
from sqlalchemy import Connection, insert, text

from core.casebook.sketches import sketch
from core.casebook.states import Cause, Dispute, RecallStep
from core.casebook.tables import (
    AnalysisTable,
    Base,
    CaseTable,
    DecisionTable,
    FeatureTable,
    FirstReadTable,
    ImageTable,
    ReadTable,
    RecallStepTable,
    RecallTable,
    StudyTable,
)
from core.monitoring.simulation.drawing import POSITIVE, Drawn
from core.monitoring.simulation.plan import AGES, DEVICES, MODEL, REGIONS, SITES, VERSION, VIEWS, Plan
from core.records import Agreement, Band, Call, Mode, Objection, age_of, device_of, site_of

_BANDS = (Band.NEGATIVE, Band.DOUBT, Band.POSITIVE)
_SENIOR, _CLERK = "sim-senior", "sim-secretary"
_HEIGHT, _WIDTH = 960, 760
_TOLD, _DONE = 3_600, 86_400  # seconds after the decision
_OPEN_EVERY = 4  # one recall in so many is still open

_TABLES = (StudyTable, CaseTable, ImageTable, AnalysisTable, FeatureTable, FirstReadTable, ReadTable,
           DecisionTable, RecallTable, RecallStepTable)  # fmt: skip
_NUMBERED = ("studies", "cases", "images", "analyses", "first_reads", "reads", "decisions", "recalls")

Rows = dict[type[Base], list[dict[str, Any]]]


class Writer:
    """Writes a plan's studies; their numbers and those of their rows count from 1.

    picture, heatmap: digests in the image store that all share.
    """

    AT_ONCE: ClassVar[int] = 20_000

    def __init__(self, plan: Plan, drawn: Drawn, picture: str, heatmap: str) -> None:
        self._plan, self._drawn = plan, drawn
        self._picture, self._heatmap = picture, heatmap
        self._reads = np.cumsum(drawn.is_read)
        self._firsts = np.cumsum(drawn.is_read & drawn.blind)
        self._decisions = np.cumsum(drawn.decided)
        self._recalls = np.cumsum(self._missed())
        self._sketches = sketch(drawn.features)

    def write(self, connection: Connection, start: int) -> None:
        """Write the studies from place `start` on, at most `AT_ONCE` of them."""
        rows: Rows = {table: [] for table in _TABLES}
        for place in range(start, min(start + self.AT_ONCE, self._plan.studies)):
            for table, row in self._study(place):
                rows[table].append(row)
        for table, made in rows.items():
            if made:
                connection.execute(insert(table), made)

    def count_on(self, connection: Connection) -> None:
        """Let PostgreSQL go on counting after the numbers that were given here."""
        if connection.dialect.name != "postgresql":
            return
        for name in _NUMBERED:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name} "  # noqa: S608
                    "HAVING max(id) IS NOT NULL"
                )
            )

    def _missed(self) -> Any:
        drawn = self._drawn
        return drawn.decided & drawn.fractured & ~drawn.final

    def _study(self, i: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
        drawn, number, header = self._drawn, i + 1, self._header(i)
        is_read, decided = bool(drawn.is_read[i]), bool(drawn.decided[i])
        causes = self._causes(i) if is_read else []
        # In order at its beginning, so that the indexes by digest grow at their end.
        digest = f"{number:016x}{sha256(f'simulated {self._plan.seed} {i}'.encode()).hexdigest()[:48]}"
        summary = {"created_at": _moment(drawn.arrived[i]), "synthetic": True, **self._summary(i)}
        yield StudyTable, {
            "id": number, "key": digest, "mode": self._mode(i), "views": 1, "case_id": number,
            "region": REGIONS[drawn.region[i]].name, "view": VIEWS[drawn.view[i]][0],
            "device": device_of(header), "site": site_of(header), "age": age_of(header),
            "reads": int(is_read), "dispute": self._dispute(i),
            "causes": causes, "missed": self._may_be_missed(i),
            "reference": _call(drawn.fractured[i]) if decided else None,
            "reference_at": _moment(drawn.decided_at[i]) if decided else None,
            **summary,
        }  # fmt: skip
        yield CaseTable, {
            "id": number, "study_id": number, "digest": digest, "source_format": "PNG",
            "analysis_id": number, **summary,
        }  # fmt: skip
        yield from self._film(i, header)
        if is_read:
            yield from self._read(i)
        if is_read and decided:
            yield from self._decided(i, causes)

    def _mode(self, i: int) -> Mode:
        return Mode.BLIND_FIRST if self._drawn.blind[i] else Mode.CONCURRENT

    def _reader(self, i: int) -> str:
        return self._plan.readers[int(self._drawn.reader[i])].name

    def _summary(self, i: int) -> dict[str, Any]:
        """What study and case alike say of the answer and of the latest read."""
        drawn = self._drawn
        is_read = bool(drawn.is_read[i])
        return {
            "probability": float(drawn.probability[i]), "band": _BANDS[drawn.band[i]],
            "model": MODEL, "version": VERSION, "is_read": is_read,
            "call": _call(drawn.final[i]) if is_read else None,
            "agreement": self._agreement(i) if is_read else None,
            "reader": self._reader(i) if is_read else None,
            "read_at": _moment(drawn.read[i]) if is_read else None,
        }  # fmt: skip

    def _read(self, i: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
        drawn, number, reader, at = self._drawn, i + 1, self._reader(i), _moment(self._drawn.read[i])
        call, agreement = _call(drawn.final[i]), self._agreement(i)
        first = int(self._firsts[i]) if drawn.blind[i] else None
        if first:
            yield FirstReadTable, {
                "id": first, "study_id": number, "reader": reader, "call": _call(drawn.first[i]), "marks": [],
                "comment": "", "seconds": float(drawn.first_seconds[i]), "made_at": at,
            }  # fmt: skip
        yield ReadTable, {
            "id": int(self._reads[i]), "case_id": number, "analysis_id": number, "study_id": number,
            "first_read_id": first, "reader": reader, "call": call, "agreement": agreement,
            "objection": _objection(agreement, call), "marks": [], "comment": "", "report": "",
            "seconds": float(drawn.seconds[i]), "made_at": at, "synthetic": True, "made_on": at.date(),
            "model": MODEL, "version": VERSION, "band": _BANDS[drawn.band[i]], "mode": self._mode(i),
            "first_call": _call(drawn.first[i]) if first else None,
            "first_seconds": float(drawn.first_seconds[i]) if first else None,
        }  # fmt: skip

    def _header(self, i: int) -> dict[str, str]:
        maker, kind, _ = DEVICES[self._drawn.device[i]]
        site, age = SITES[self._drawn.site[i]][0], AGES[self._drawn.age[i]][0]
        return {"Manufacturer": maker, "Modality": kind, "InstitutionName": site, "PatientAge": age}

    def _film(self, i: int, header: dict[str, str]) -> Iterator[tuple[type[Base], dict[str, Any]]]:
        drawn, number = self._drawn, i + 1
        region, view = REGIONS[drawn.region[i]].name, VIEWS[drawn.view[i]][0]
        yield ImageTable, {
            "id": number, "case_id": number, "original": self._picture, "display": self._picture,
            "bytes": 100_000, "height": _HEIGHT, "width": _WIDTH, "row_spacing_mm": None,
            "column_spacing_mm": None, "header": header, "remarks": [],
            "grey_mean": float(drawn.grey_mean[i]), "grey_spread": float(drawn.grey_spread[i]),
        }  # fmt: skip
        yield AnalysisTable, {
            "id": number, "case_id": number, "made_at": _moment(drawn.analysed[i]), "model": MODEL,
            "version": VERSION, "probability": float(drawn.probability[i]), "band": _BANDS[drawn.band[i]],
            "high_sensitivity": self._plan.low, "high_specificity": self._plan.high,
            "heatmap": self._heatmap, "findings": [], "timings_ms": {"total": 120.0},
            "depiction": {"regions": [region], "views": [view], "hardware": False,
                          "probabilities": {region: 0.95, view: 0.9}},
        }  # fmt: skip
        sketched = {f"sketch_{place}": float(value) for place, value in enumerate(self._sketches[i], 1)}
        yield FeatureTable, {
            "analysis_id": number, "vector": drawn.features[i].astype("<f2").tobytes(), **sketched
        }  # fmt: skip

    def _decided(self, i: int, causes: list[str]) -> Iterator[tuple[type[Base], dict[str, Any]]]:
        drawn, decision = self._drawn, int(self._decisions[i])
        at = _moment(drawn.decided_at[i])
        yield DecisionTable, {
            "id": decision, "study_id": i + 1, "last_read_id": int(self._reads[i]), "who": _SENIOR,
            "label": _call(drawn.fractured[i]), "marks": [], "why": "Simulated.", "causes": causes,
            "made_at": at,
        }  # fmt: skip
        if not (drawn.fractured[i] and not drawn.final[i]):
            return
        recall = int(self._recalls[i])
        yield RecallTable, {
            "id": recall, "study_id": i + 1, "decision_id": decision, "opened_by": _SENIOR, "opened_at": at,
            "missed_by": [self._reader(i)],
        }  # fmt: skip
        if recall % _OPEN_EVERY == 0:
            return
        for step, after in ((RecallStep.TOLD, _TOLD), (RecallStep.DONE, _DONE)):
            yield RecallStepTable, {
                "recall_id": recall, "step": step, "who": _CLERK, "told": "referring service", "note": "",
                "at": _moment(drawn.decided_at[i] + after * 1_000_000),
            }  # fmt: skip

    def _agreement(self, i: int) -> Agreement:
        if _BANDS[self._drawn.band[i]] is Band.DOUBT:
            return Agreement.UNSURE
        agrees = self._drawn.final[i] == (self._drawn.band[i] == POSITIVE)
        return Agreement.AGREE if agrees else Agreement.DISAGREE

    def _causes(self, i: int) -> list[str]:
        drawn, model = self._drawn, self._agreement(i) is Agreement.DISAGREE
        changed = drawn.blind[i] and drawn.first[i] != drawn.final[i]
        found = (
            (Cause.MODEL_AND_READER, model),
            (Cause.CHANGED_MIND, changed),
            (Cause.AUDIT, drawn.audited[i]),
        )
        return [str(cause) for cause, holds in found if holds]

    def _dispute(self, i: int) -> Dispute:
        drawn = self._drawn
        if drawn.decided[i]:
            return Dispute.DECIDED
        return Dispute.AUDIT if drawn.audited[i] else Dispute.OPEN if drawn.disputed[i] else Dispute.NONE

    def _may_be_missed(self, i: int) -> bool:
        drawn = self._drawn
        somebody = drawn.band[i] == POSITIVE or (drawn.blind[i] and drawn.first[i])
        return bool(drawn.is_read[i] and not drawn.final[i] and somebody)


def _moment(microseconds: Any) -> datetime:
    whole, rest = divmod(int(microseconds), 1_000_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)


def _call(fractured: Any) -> Call:
    return Call.FRACTURE if fractured else Call.NO_FRACTURE


def _objection(agreement: Agreement, call: Call) -> Objection | None:
    if agreement is not Agreement.DISAGREE:
        return None
    return Objection.MISSED if call is Call.FRACTURE else Objection.FALSE_ALARM
