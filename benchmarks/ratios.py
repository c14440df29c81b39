"""Queries timed against the least that a query can be, the two run in turn.

So other work on the machine weighs on both, and the ratio can be compared between machines.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import create_engine, text

REPEATS = 15
Query = Callable[[], object]


def report(queries: Iterable[tuple[str, Query]], unit: Query) -> None:
    """Print one line a query: median milliseconds, ratio of the medians."""
    for name, query in queries:
        pairs = [(spent(unit), spent(query)) for _ in range(REPEATS)]
        units, took = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name:<44} {took * 1000:8.2f} ms {took / units:8.1f} x SELECT 1")


def select_1(url: str) -> Query:
    """Return the least that a query over SQLAlchemy can be."""
    engine = create_engine(url)

    def query() -> object:
        with engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar()

    return query


def url_of(home: Path) -> str:
    """Return the address of a house's casebook."""
    home.mkdir(exist_ok=True)
    return f"sqlite:///{home / 'casebook.sqlite3'}"


def spent(query: Query) -> float:
    """Return the seconds that a query takes."""
    started = time.perf_counter()
    query()
    return time.perf_counter() - started
