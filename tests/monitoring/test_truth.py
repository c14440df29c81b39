"""A department with truths of its own, from its studies to what the pages say of it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from core.casebook import Casebook
from core.monitoring import accuracy, influence, shift
from core.monitoring.simulation import Drift, DriftKind, Plan, SimulatedReader
from core.monitoring.simulation.plan import truth
from core.records import Experience
from tests.monitoring.departments import SIMULATED, department

READERS = (
    SimulatedReader("hasty", Experience.TRAINEE, 0.74, 0.86, 0.60, 0.70),
    SimulatedReader("wary", Experience.SENIOR_SPECIALIST, 0.92, 0.95, 0.06, 0.30),
)
DRIFT = Drift(DriftKind.INPUT, 131, 0.7)
PLAN = Plan(studies=6000, months=6, seed=83, ends=date(2026, 4, 17), separation=2.2, blind_share=0.8,
            audited=0.15, drift=DRIFT, readers=READERS)  # fmt: skip


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("truth"), PLAN)
    yield opened
    opened.close()


def test_each_reader_is_told_as_they_are(casebook: Casebook) -> None:
    known = truth(PLAN)["readers"]
    found = influence(casebook, SIMULATED).readers
    inside = []
    for reader, each in zip(READERS, found, strict=True):
        part = each.influence
        for figure, value in (
            (part.followed_wrong, reader.follows_wrong),
            (part.followed_right, reader.follows_right),
            *(
                (getattr(getattr(part, name), when), known[reader.name][name][when])
                for name in ("sensitivity", "specificity")
                for when in ("before", "after")
            ),
        ):
            assert figure.low is not None and figure.high is not None
            inside.append(figure.low <= value <= figure.high)
    assert sum(inside) >= 10  # of 12
    hasty, wary = (each.influence.followed_wrong for each in found)
    assert hasty.low is not None and wary.high is not None and hasty.low > wary.high


def test_the_model_is_told_as_it_is(casebook: Casebook) -> None:
    known, found = truth(PLAN), accuracy(casebook, SIMULATED)
    for point in ("high_sensitivity", "high_specificity"):
        for name in ("sensitivity", "specificity"):
            figure = found.verification.corrected[point][name]
            assert figure.low is not None and figure.high is not None
            assert figure.low - 0.01 <= known[name][point] <= figure.high + 0.01


def test_the_drift_is_dated_raised_in_time_and_nothing_else_is(casebook: Casebook) -> None:
    on = PLAN.begins + timedelta(days=DRIFT.day - 1)
    found = shift(casebook, SIMULATED, today=PLAN.ends)
    assert found.foremost is not None and found.foremost.series == "grey_mean"
    assert abs((found.foremost.began_on - on).days) <= 2
    assert 0 <= (found.foremost.raised_on - on).days <= 14
    assert {alarm.series.split("_")[0] for alarm in found.alarms} == {"grey", "sketch"}
    assert min(alarm.raised_on for alarm in found.alarms) >= on
