"""How long the casebook's lists take with 100,000 cases: `python -m benchmarks.casebook_search [CASES]`.

Prints the median time of each query and its ratio to `SELECT 1` over the same engine. The cases are those
of a simulated department.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.ratios import Query, report, select_1, spent, url_of
from core.casebook import Casebook, CaseFilter, Sort
from core.monitoring.simulation import Plan, simulate
from core.records import Agreement, Band, Call

CASES = 100_000
FILTERS = {
    "positive": CaseFilter(bands=frozenset({Band.POSITIVE})),
    "unread": CaseFilter(is_read=False),
    "narrow": CaseFilter(
        bands=frozenset({Band.DOUBT}),
        calls=frozenset({Call.FRACTURE}),
        agreements=frozenset({Agreement.DISAGREE}),
        synthetic=True,
        source_formats=frozenset({"PNG"}),
        kept_from=Plan().now - timedelta(days=200),
    ),
}


def main(cases: int) -> None:
    """Fill a casebook in a temporary folder and time it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        url = url_of(home)
        empty = Casebook(url, home)
        simulate(empty, home, Plan(studies=cases))
        empty.close()
        opened: list[Casebook] = []
        took = spent(lambda: opened.append(Casebook(url, home)))
        print(f"{cases} cases; opening the casebook: {took * 1000:.1f} ms")
        report(queries(opened[0], cases), select_1(url))
        opened[0].close()


def queries(casebook: Casebook, cases: int) -> Iterator[tuple[str, Query]]:
    """Yield what a person does on the Cases page."""
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
