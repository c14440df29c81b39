"""How long the Performance pages' numbers take: `python -m benchmarks.performance HOME [--database URL]`.

HOME holds a simulated casebook (`python -m core simulate --home HOME --studies 1000000`); with --make it is
simulated first, which is timed, too, and works on PostgreSQL as well. Prints, view by view, the median
milliseconds and their ratio to the least that a query can be, both run in turn; then the lists behind some
points of charts, and what one changed study costs until it is counted.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select, update

from benchmarks.ratios import Query, report, select_1, spent, url_of
from core.casebook import Casebook
from core.casebook.tables import StudyTable
from core.monitoring import (
    Behind,
    Outcome,
    Turn,
    Wait,
    Window,
    accuracy,
    alarms,
    answers,
    attention,
    behind,
    bring_up_to_date,
    estimates,
    influence,
    longest,
    month,
    shift,
    standing,
    trends,
    turnround,
)
from core.monitoring.simulation import Plan, simulate
from core.records import Band

VIEWS: dict[str, tuple[Callable[[Casebook, Window], object], ...]] = {
    "window and standing": (standing,),
    "overview": (answers, lambda casebook, window: trends(casebook, window, standing(casebook, window))),
    "is it right": (accuracy,),
    "does it help": (influence,),
    "is it shifting": (
        shift,
        lambda casebook, _: alarms(casebook, synthetic=True),
        estimates,
    ),
    "is it quick": (turnround, longest),
    "what next": (attention,),
}
POINTS = {
    "missed": Behind(outcome=Outcome.MISS),
    "wrong answers followed": Behind(turn=Turn.FOLLOWED_WRONG),
    "read after the target": Behind(wait=Wait.LATE),
    "positive, read after the target": Behind(wait=Wait.LATE, bands=frozenset({Band.POSITIVE.value})),
    "an hour of the week": Behind(weekday=0, hour=9, wait=Wait.READ),
    "unread beyond the target": Behind(wait=Wait.OVERDUE),
    "open disagreements": Behind(open_dispute=True),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--database", default="", help="SQLAlchemy URL; SQLite in HOME if left out")
    parser.add_argument("--make", type=int, default=0, metavar="STUDIES", help="simulate so many first")
    arguments = parser.parse_args()
    url = arguments.database or url_of(arguments.home)
    arguments.home.mkdir(parents=True, exist_ok=True)
    casebook = Casebook(url, arguments.home)
    if arguments.make:
        seconds = spent(lambda: simulate(casebook, arguments.home, Plan(studies=arguments.make)))
        print(f"simulated {arguments.make:,} studies in {seconds:.0f} s")
    print(f"counted what was not counted in {spent(lambda: bring_up_to_date(casebook.database)):.1f} s")
    shift(casebook, Window(synthetic=True))  # the first look keeps the alarms
    report(_queries(casebook), select_1(url))
    _one_change(casebook)
    casebook.close()


def _queries(casebook: Casebook) -> Iterator[tuple[str, Query]]:
    window = Window(synthetic=True)
    for name, asked in VIEWS.items():
        yield name, lambda asked=asked: [ask(casebook, window) for ask in asked]  # type: ignore[misc]
    last = standing(casebook, window).last
    if last is not None:
        yield "a month's report", lambda: month(casebook, f"{last:%Y-%m}", synthetic=True)
    for name, point in POINTS.items():
        yield f"behind: {name}", lambda point=point: behind(casebook, window, point)  # type: ignore[misc]


def _one_change(casebook: Casebook) -> None:
    """Touch the newest day, as a read does, and count it again."""
    with casebook.database.writing() as session:
        newest = select(StudyTable.id).order_by(StudyTable.created_at.desc()).limit(1).scalar_subquery()
        session.execute(update(StudyTable).where(StudyTable.id == newest).values(reads=StudyTable.reads))
    milliseconds = 1000 * spent(lambda: bring_up_to_date(casebook.database))
    print(f"{'one changed study, counted':<44} {milliseconds:8.2f} ms")


if __name__ == "__main__":
    main()
