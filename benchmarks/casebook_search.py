"""How long the casebook's lists take with 100,000 cases: `python -m benchmarks.casebook_search [CASES]`.

Prints the median time of each query and its ratio to `SELECT 1` over the same engine. The two are run in
turn, so that other work on the machine weighs on both and the ratio can be compared between machines.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, text

from core.casebook import Casebook, CaseFilter, Sort
from core.casebook.tables import AnalysisTable, CaseTable, ImageTable, ReadTable
from core.monitoring import concordance
from core.records import Agreement, Band, Call

CASES = 100_000
REPEATS = 15
START = datetime(2026, 1, 1, tzinfo=UTC)
FILTERS = {
    "positive": CaseFilter(bands=frozenset({Band.POSITIVE})),
    "unread": CaseFilter(is_read=False),
    "narrow": CaseFilter(
        bands=frozenset({Band.DOUBT}),
        calls=frozenset({Call.FRACTURE}),
        agreements=frozenset({Agreement.DISAGREE}),
        synthetic=False,
        source_formats=frozenset({"DICOM"}),
        kept_from=START + timedelta(days=30),
    ),
}
Query = Callable[[], object]


def main(cases: int) -> None:
    """Fill a casebook in a temporary folder and time it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        url = f"sqlite:///{home / 'casebook.sqlite3'}"
        Casebook(url, home).close()
        fill(url, cases)
        started = time.perf_counter()
        casebook = Casebook(url, home)
        print(f"{cases} cases; opening the casebook: {(time.perf_counter() - started) * 1000:.1f} ms")
        report(casebook, select_1(url), cases)
        casebook.close()


def report(casebook: Casebook, unit: Query, cases: int) -> None:
    """Print one line a query: median milliseconds, ratio of the medians."""
    for name, query in queries(casebook, cases):
        pairs = [(_spent(unit), _spent(query)) for _ in range(REPEATS)]
        units, spent = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name:<40} {spent * 1000:8.2f} ms {spent / units:8.1f} x SELECT 1")


def queries(casebook: Casebook, cases: int) -> Iterator[tuple[str, Query]]:
    """Yield what a person does on the Cases and Performance pages."""
    digest = casebook.case(cases // 2).digest
    last = cases // 50
    yield "one case", partial(casebook.case, cases // 2)
    for sort in Sort:
        for page in (1, last // 2, last):
            yield f"all, {sort}, page {page}", partial(casebook.search, sort=sort, page=page)
    for name, which in FILTERS.items():
        for sort in (Sort.NEWEST, Sort.MOST_SUSPICIOUS, Sort.WAITING):
            yield f"{name}, {sort}, first page", partial(casebook.search, which, sort=sort)
            yield f"{name}, {sort}, last page", partial(casebook.search, which, sort=sort, page=last)
    for words in ("4711", digest[:8], digest[:2], "no such"):
        yield f"text '{words}'", partial(casebook.search, CaseFilter(text=words))
    yield "counts", casebook.counts
    yield "concordance", partial(concordance, casebook)


def select_1(url: str) -> Query:
    """Return the least that a query over SQLAlchemy can be."""
    engine = create_engine(url)

    def query() -> object:
        with engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar()

    return query


def fill(url: str, cases: int) -> None:
    """Write cases, analyses and reads in bulk, as `keep`, `add_analysis` and `add_read` would leave them."""
    engine = create_engine(url)
    chance = random.Random(7)
    with engine.begin() as connection:
        for first in range(1, cases + 1, 10_000):
            numbers = range(first, min(first + 10_000, cases + 1))
            tables = zip(*(_case(number, chance) for number in numbers), strict=True)
            for table, rows in zip((CaseTable, ImageTable, AnalysisTable, ReadTable), tables, strict=True):
                connection.execute(insert(table), [row for row in rows if row])
    engine.dispose()


def _case(number: int, chance: random.Random) -> tuple[dict[str, Any], ...]:
    digest = sha256(str(number).encode()).hexdigest()
    moment = START + timedelta(minutes=3 * number)
    probability = chance.random() ** 2
    band = Band.POSITIVE if probability > 0.7 else Band.DOUBT if probability > 0.2 else Band.NEGATIVE
    call, agreement = chance.choice(list(Call)), chance.choice(list(Agreement))
    is_read = chance.random() < 0.9
    case = {
        "id": number,
        "digest": digest,
        "created_at": moment,
        "synthetic": chance.random() < 0.01,
        "source_format": chance.choice(["DICOM", "JPEG", "PNG"]),
        "analysis_id": number,
        "probability": probability,
        "band": band,
        "model": "densenet121",
        "version": "1.0.0",
        "is_read": is_read,
        "call": call if is_read else None,
        "agreement": agreement if is_read else None,
        "reader": "reader" if is_read else None,
        "read_at": moment if is_read else None,
    }
    image = {
        "case_id": number,
        "original": digest,
        "display": digest,
        "bytes": 100_000,
        "height": 454,
        "width": 373,
        "header": {"Modality": "DX", "BodyPartExamined": "HAND"},
        "remarks": [],
    }
    analysis = {
        "id": number,
        "case_id": number,
        "made_at": moment,
        "model": "densenet121",
        "version": "1.0.0",
        "probability": probability,
        "band": band,
        "high_sensitivity": 0.2,
        "high_specificity": 0.7,
        "heatmap": digest,
        "findings": [[10, 20, 110, 120, 0.8]],
        "timings_ms": {"total": 80.0},
    }
    read = {
        "case_id": number,
        "analysis_id": number,
        "reader": "reader",
        "call": call,
        "agreement": agreement,
        "comment": "",
        "made_at": moment,
        "synthetic": case["synthetic"],
        "made_on": moment.date(),
        "model": "densenet121",
        "version": "1.0.0",
        "band": band,
    }
    return case, image, analysis, read if is_read else {}


def _spent(query: Query) -> float:
    started = time.perf_counter()
    query()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else CASES)
