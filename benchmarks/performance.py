"""How long the Performance pages' numbers take: `python -m benchmarks.performance HOME [--url URL]`.

HOME holds a simulated casebook: `python -m core simulate --home HOME --studies 1000000`. Prints the median of
each question over some rounds in milliseconds, of the clock and of the processor (the one that counts where
others work on the machine, too), then what one changed study costs until it is counted. With --make,
the casebook is simulated first and that is timed, too.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, update

from core.casebook import Casebook
from core.casebook.tables import StudyTable
from core.monitoring import (
    Window,
    accuracy,
    attention,
    bring_up_to_date,
    estimates,
    influence,
    shift,
    standing,
    turnround,
)
from core.monitoring.simulation import Plan, simulate

QUESTIONS: dict[str, Callable[[Casebook, Window], object]] = {
    "standing": standing,
    "is it right": accuracy,
    "without labels": estimates,
    "does it help": influence,
    "is it shifting": shift,
    "is it quick": turnround,
    "what next": attention,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--url", default="", help="SQLAlchemy URL; SQLite in HOME if left out")
    parser.add_argument("--make", type=int, default=0, metavar="STUDIES", help="simulate so many first")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    arguments.home.mkdir(parents=True, exist_ok=True)
    url = arguments.url or f"sqlite:///{arguments.home / 'casebook.sqlite3'}"
    casebook = Casebook(url, arguments.home)
    if arguments.make:
        started = time.perf_counter()
        simulate(casebook, arguments.home, Plan(studies=arguments.make))
        print(f"simulated {arguments.make:,} studies in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    print(f"counted {bring_up_to_date(casebook.database)} days in {time.perf_counter() - started:.1f} s")
    _questions(casebook, arguments.rounds)
    _one_change(casebook)
    casebook.close()


def _questions(casebook: Casebook, rounds: int) -> None:
    window = Window(synthetic=True)
    shift(casebook, window)  # the first look keeps the alarms
    for name, ask in QUESTIONS.items():
        clock, processor = _median(lambda ask=ask: ask(casebook, window), rounds)  # type: ignore[misc]
        print(f"{name:<16}{clock:9.0f} ms {processor:9.0f} ms of the processor")


def _one_change(casebook: Casebook) -> None:
    """Touch the newest day, as a read does, and count it again."""
    with casebook.database.writing() as session:
        newest = select(StudyTable.id).order_by(StudyTable.created_at.desc()).limit(1).scalar_subquery()
        session.execute(update(StudyTable).where(StudyTable.id == newest).values(reads=StudyTable.reads))
    clock, processor = _median(lambda: bring_up_to_date(casebook.database), 1)
    print(f"one changed study{clock:8.0f} ms {processor:9.0f} ms of the processor")


def _median(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median milliseconds of the clock and of this process's own processor time."""
    clock, processor = [], []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        ask()
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - worked))
    return statistics.median(clock), statistics.median(processor)


if __name__ == "__main__":
    main()
