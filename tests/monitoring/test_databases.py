"""PostgreSQL gives the answers that SQLite gives, to every question, and counts while others write."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from core.monitoring import accuracy, attention, estimates, influence, shift, standing, turnround
from core.monitoring.counting import bring_up_to_date
from core.monitoring.simulation import Drift, DriftKind, Plan
from tests.casebook.builders import keep_case, on_both, open_casebook, read
from tests.monitoring.departments import SIMULATED, department
from tests.monitoring.test_counting import counts, recounted

PLAN = Plan(studies=1500, months=4, drift=Drift(DriftKind.INPUT, 95, 1.2))
WRITERS, EACH = 4, 6


def answers(home: Path) -> dict[str, Any]:
    """All questions of a simulated department, in plain numbers and words."""
    casebook = department(home, PLAN)
    found = {
        "standing": standing(casebook, SIMULATED),
        "accuracy": accuracy(casebook, SIMULATED),
        "estimates": estimates(casebook, SIMULATED),
        "influence": influence(casebook, SIMULATED),
        "shift": shift(casebook, SIMULATED, today=PLAN.ends),
        "turnround": turnround(casebook, SIMULATED, now=PLAN.now),
        "attention": attention(casebook, SIMULATED, now=PLAN.now),
    }
    casebook.close()
    return {name: plain(record) for name, record in found.items()}


def plain(value: Any) -> Any:
    """Records as dicts, without when they were made; numbers to four places: SQLite has milliseconds."""
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name != "made_at"}
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


def test_every_question_has_the_same_answer_on_both(
    tmp_path: Path, postgresql_server: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite = answers(tmp_path / "sqlite")
    for name, value in postgresql_server.items():
        monkeypatch.setenv(name, value)
    on_postgresql = answers(tmp_path / "postgresql")
    assert on_sqlite["shift"]["alarms"]
    assert on_postgresql == on_sqlite


@on_both
def test_counting_while_others_write_leaves_nothing_out(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    stop = threading.Event()

    def write(writer: int) -> None:
        for number in range(EACH):
            casebook.add_read(read(keep_case(casebook, f"film {writer} {number}", 0.9)))

    def count() -> None:
        while not stop.is_set():
            bring_up_to_date(casebook.database)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    counters = [threading.Thread(target=count) for _ in range(2)]
    _run(writers, counters, stop)
    bring_up_to_date(casebook.database)
    found = counts(casebook)
    assert sum(row[-3] for row in found["daily_scores"]) == WRITERS * EACH
    assert found == recounted(casebook)
    casebook.close()


def _run(writers: list[threading.Thread], counters: list[threading.Thread], stop: threading.Event) -> None:
    for thread in (*writers, *counters):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in counters:
        thread.join()
