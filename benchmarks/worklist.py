"""How long the worklist takes with 100,000 studies: `python -m benchmarks.worklist [STUDIES]`.

Prints the median time of each query and its ratio to `SELECT 1` over the same engine, the two run in turn,
then the time of the whole page on the server against the same page over a house of 25 studies.
"""

import os
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import create_engine, insert
from streamlit.testing.v1 import AppTest

from benchmarks.ratios import REPEATS, Query, report, select_1, spent, url_of
from core.accounts import Person
from core.casebook import Casebook, Dispute, StudyFilter, StudySort
from core.casebook.tables import CaseTable, FirstReadTable, StudyTable
from core.records import Agreement, Band, Call, Mode, Role

STUDIES = 100_000
ROUTER = Path(__file__).resolve().parent.parent / "dashboard" / "router.py"
NOW = datetime.now(UTC)
FILTERS = {
    "unread": StudyFilter(is_read=False),
    "read": StudyFilter(is_read=True),
    "all": StudyFilter(),
    "positive": StudyFilter(is_read=False, bands=frozenset({Band.POSITIVE}), shown_to="anna"),
    "hand": StudyFilter(is_read=False, regions=frozenset({"hand"})),
    "over target": StudyFilter(is_read=False, kept_before=NOW - timedelta(minutes=60)),
    "in dispute": StudyFilter(disputes=frozenset({Dispute.OPEN})),
    "mine": StudyFilter(mine="anna"),
    "text": StudyFilter(text="4711"),
}


def main(studies: int) -> None:
    """Fill two houses in temporary folders and time them."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large", Path(folder) / "small"
        for home, number in ((large, studies), (small, 25)):
            Casebook(url_of(home), home).close()
            fill(url_of(home), number)
        casebook = Casebook(url_of(large), large)
        report(queries(casebook, studies), select_1(url_of(large)))
        casebook.close()
        of_large, of_small = page_seconds(large), page_seconds(small)
        ratio = of_large / of_small
        print(f"{'whole page, on the server':<44} {of_large * 1000:8.2f} ms {ratio:8.2f} x with 25")


def queries(casebook: Casebook, studies: int) -> Iterator[tuple[str, Query]]:
    """Yield what the worklist asks at every refresh, and what a filter, a page or a key asks."""
    studies_of = casebook.studies
    yield "counts", studies_of.counts
    yield "hidden, 25 rows", partial(casebook.blindness.hidden, range(1, 26), "anna")
    for name, which in FILTERS.items():
        for sort in StudySort:
            yield f"{name}, {sort}, first page", partial(studies_of.worklist, which, sort=sort)
        yield f"{name}, last page", partial(studies_of.worklist, which, page=studies // 25)
    for sort in StudySort:
        yield f"next, {sort}", partial(studies_of.next_after, None, FILTERS["unread"], sort, "anna")


def page_seconds(home: Path) -> float:
    """Return the median time of one run of the worklist, as a refresh or a click starts it."""
    os.environ["CALLUS_HOME"] = str(home)
    somebody = Person("anna", "Anna", Role.SENIOR, None, "Reader 1A")
    with (
        patch("dashboard.session.person", lambda: somebody),
        patch("dashboard.analysing.Analyst.start", lambda analyst: analyst),
    ):
        app = AppTest.from_file(str(ROUTER), default_timeout=120).run()
        if app.exception:
            raise RuntimeError(app.exception[0].value)
        return statistics.median(spent(app.run) for _ in range(REPEATS))


def fill(url: str, studies: int) -> None:
    """Write studies of one film each in bulk, one in ten unread, as the casebook would leave them."""
    engine, chance = create_engine(url), random.Random(7)
    with engine.begin() as connection:
        for first in range(1, studies + 1, 10_000):
            numbers = range(first, min(first + 10_000, studies + 1))
            rows = [_study(number, studies, chance) for number in numbers]
            connection.execute(insert(StudyTable), rows)
            connection.execute(insert(CaseTable), [_case(row) for row in rows])
            firsts = [_first(row) for row in rows if row["mode"] is Mode.BLIND_FIRST and row["is_read"]]
            connection.execute(insert(FirstReadTable), firsts)
    engine.dispose()


def _study(number: int, studies: int, chance: random.Random) -> dict[str, Any]:
    probability = chance.random() ** 2
    band = Band.POSITIVE if probability > 0.7 else Band.DOUBT if probability > 0.2 else Band.NEGATIVE
    is_read = chance.random() < 0.9
    came = NOW - timedelta(minutes=3 * (studies - number))
    return {
        "id": number,
        "key": sha256(str(number).encode()).hexdigest(),
        "created_at": came,
        "synthetic": False,
        "mode": chance.choice(list(Mode)),
        "views": 1,
        "case_id": number,
        "probability": probability,
        "band": band,
        "model": "densenet121",
        "version": "1.0.0",
        "region": chance.choice(["hand", "leg", "hip", "shoulder", None]),
        "is_read": is_read,
        "reads": int(is_read),
        "call": chance.choice(list(Call)) if is_read else None,
        "agreement": chance.choice(list(Agreement)) if is_read else None,
        "reader": chance.choice(["anna", "ben"]) if is_read else None,
        "read_at": came + timedelta(minutes=30) if is_read else None,
        "dispute": Dispute.OPEN if is_read and chance.random() < 0.02 else Dispute.NONE,
        "causes": [],
        "missed": False,
    }


def _case(study: dict[str, Any]) -> dict[str, Any]:
    same = ("id", "created_at", "synthetic", "probability", "band", "model", "version", "is_read", "call")
    more = ("agreement", "reader", "read_at")
    return {
        **{name: study[name] for name in (*same, *more)},
        "study_id": study["id"],
        "digest": study["key"],
        "source_format": "DICOM",
        "analysis_id": study["id"],
    }


def _first(study: dict[str, Any]) -> dict[str, Any]:
    return {
        "study_id": study["id"],
        "reader": study["reader"],
        "call": study["call"],
        "marks": [],
        "comment": "",
        "made_at": study["read_at"],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES)
