"""Films that are alike in the eyes of a network: nearest by the angle between their feature vectors."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.casebook.database import Database
from core.casebook.rules import found_case
from core.casebook.tables import AnalysisTable, CaseTable, FeatureTable, StudyTable
from core.records import Band, Call, FloatImage

KEPT_AS = np.dtype("<f2")
# Films of one version that are compared, the newest: 80 megabytes of memory for vectors of 1,024 numbers. In
# single precision, since half precision has no quick product.
_MOST = 20_000
# A transaction that began earlier may be kept later on a server: so many numbers are asked for once more.
_OVERLAP = 256
# Among so many times the films that are wanted, those with a reference come first.
_POOL = 8


@dataclass(frozen=True, slots=True)
class Alike:
    """A film like another one: similarity is the cosine of the angle, 1 for the same.

    reference: what a senior reader decided on its study; call: its study's latest read; band: the film's own.
    """

    case_id: int
    study_id: int
    similarity: float
    reference: Call | None
    call: Call | None
    band: Band | None


def packed(features: FloatImage) -> bytes:
    """Return a vector of unit length in half precision, which errs by at most 2**-11 of each number."""
    return features.astype(KEPT_AS).tobytes()


@dataclass(frozen=True, slots=True, eq=False)
class _Library:
    """The vectors (n, channels) of one model version, by rising number of their analyses."""

    analyses: NDArray[np.int64]
    cases: NDArray[np.int64]
    vectors: FloatImage


class Likeness:
    """Finds films like a given one. What was read of a model version is remembered, and only added to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._libraries: dict[tuple[str, str], _Library] = {}
        self._adding = threading.Lock()

    def nearest(self, case_id: int, count: int = 6) -> tuple[Alike, ...]:
        """Return the films most like a case, one a study and never of its own, at most `count`.

        Of a few times as many nearest films those with a reference come first; each part by falling
        similarity. Compared is what one model version made of the films, the one that decides the case; empty
        where that version gave no features. Raises `UnknownCaseError`.
        """
        with self._database.reading() as session:
            case = found_case(session, case_id)
            vector = session.get(FeatureTable, case.analysis_id) if case.analysis_id else None
            if vector is None or case.model is None or case.version is None:
                return ()
            library = self._library(session, case.model, case.version, len(vector.vector) // KEPT_AS.itemsize)
            mine = np.frombuffer(vector.vector, KEPT_AS).astype(np.float32)
            return _nearest(session, library, library.vectors @ mine, case.study_id, count)

    def _library(self, session: Session, model: str, version: str, channels: int) -> _Library:
        with self._adding:
            empty = _Library(
                np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, channels), np.float32)
            )
            known = self._libraries.get((model, version), empty)
            library = _added(known, session.execute(_since(known, model, version)).all())
            self._libraries[(model, version)] = library
        return library


def _since(known: _Library, model: str, version: str) -> Select[int, int, bytes]:
    last = int(known.analyses[-1]) - _OVERLAP if len(known.analyses) else 0
    return (
        select(AnalysisTable.id, AnalysisTable.case_id, FeatureTable.vector)
        .join(FeatureTable, FeatureTable.analysis_id == AnalysisTable.id)
        .where(
            FeatureTable.analysis_id > last, AnalysisTable.model == model, AnalysisTable.version == version
        )
        .order_by(FeatureTable.analysis_id.desc())
        .limit(_MOST)
    )


def _added(known: _Library, found: Sequence[tuple[int, int, bytes]]) -> _Library:
    size = known.vectors.shape[1] * KEPT_AS.itemsize
    recent = set(known.analyses[-_OVERLAP:].tolist())
    fresh = [row for row in found if row[0] not in recent and len(row[2]) == size]
    if not fresh:
        return known
    numbers = np.concatenate([known.analyses, np.array([row[0] for row in fresh], np.int64)])
    cases = np.concatenate([known.cases, np.array([row[1] for row in fresh], np.int64)])
    raw = np.frombuffer(b"".join(row[2] for row in fresh), KEPT_AS).astype(np.float32)
    vectors = np.concatenate([known.vectors, raw.reshape(len(fresh), -1)])
    order = np.argsort(numbers)[-_MOST:]
    return _Library(numbers[order], cases[order], vectors[order])


def _nearest(
    session: Session, library: _Library, similarities: FloatImage, own: int, count: int
) -> tuple[Alike, ...]:
    pool = min(len(similarities), _POOL * count)
    near = np.argpartition(-similarities, pool - 1)[:pool] if pool else np.zeros(0, np.int64)
    found = {int(library.cases[place]): float(similarities[place]) for place in near}
    asked = (
        select(CaseTable.id, CaseTable.study_id, StudyTable.reference, StudyTable.call, CaseTable.band)
        .join(StudyTable, StudyTable.id == CaseTable.study_id)
        .where(CaseTable.id.in_(found), CaseTable.study_id != own)
    )
    films = [
        Alike(case_id, study_id, found[case_id], reference, call, band)
        for case_id, study_id, reference, call, band in session.execute(asked)
    ]
    films.sort(key=lambda film: (-film.similarity, film.case_id))
    one_each = {film.study_id: film for film in reversed(films)}
    chosen = sorted(
        one_each.values(), key=lambda film: (film.reference is None, -film.similarity, film.case_id)
    )
    return tuple(chosen[:count])
