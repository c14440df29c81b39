"""The test that watches a series: how often it cries wolf, and how soon it sees a shift."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.monitoring.detector import REFERENCE_DAYS, Change, spread, track

KINDS = [day % 7 >= 5 for day in range(365)]


def changes(
    values: Sequence[float], kinds: Sequence[bool], limit: float, seed: int = 0
) -> tuple[Change, ...]:
    return track(values, kinds, limit, seed=seed).changes


def test_false_alarms_are_no_more_than_stated() -> None:
    rng, limit, years = np.random.default_rng(5), 2000.0, 60
    # Skewed, and with a rhythm of the week: nothing is assumed of the values.
    found = sum(
        len(changes((rng.lognormal(0, 1, 365) * np.where(KINDS, 0.4, 1)).tolist(), KINDS, limit, seed=year))
        for year in range(years)
    )
    # At most 365 / 2000 a year, so 11 in 60; more than 20 happen once in a hundred times.
    assert found <= 20


@pytest.mark.parametrize(("size", "days"), [(3.0, 10), (-3.0, 10), (2.0, 18)])
def test_a_shift_shows_within_the_stated_days(size: float, days: int) -> None:
    delays, began = [], []
    for seed in range(25):
        values = np.random.default_rng(seed).normal(size=365)
        values[200:] += size
        found = [each for each in changes(values.tolist(), KINDS, 25_000.0, seed=seed) if each.raised >= 200]
        assert found and found[0].upwards == (size > 0)
        delays.append(found[0].raised - 200 + 1)
        began.append(found[0].began - 200)
    assert np.quantile(delays, 0.9) <= days
    assert abs(np.median(began)) <= 1


@pytest.mark.parametrize("skewed", [False, True])
def test_a_shift_is_dated_to_within_days(skewed: bool) -> None:
    errors = []
    for seed in range(40):
        values = np.random.default_rng([seed, 3]).normal(size=365)
        values[200:] += 1.5
        values = np.exp(values) if skewed else values
        (found, *_) = changes(values.tolist(), KINDS, 25_000.0, seed=seed)
        errors.append(abs(found.began - 200))
    assert np.mean(errors) <= 3
    assert np.quantile(errors, 0.9) <= 7


def test_the_evidence_reaches_the_limit_on_the_day_that_raises_and_is_learnt_anew_after() -> None:
    values = np.random.default_rng(8).normal(size=365)
    values[150:] += 5
    found = track(values.tolist(), KINDS, 25_000.0, seed=1)
    (change,) = found.changes
    assert len(found.evidence) == 365
    assert [day for day, share in enumerate(found.evidence) if share >= 1] == [change.raised]
    assert set(found.evidence[:REFERENCE_DAYS]) == {0.0}
    assert set(found.evidence[change.raised + 1 : change.began + REFERENCE_DAYS]) == {0.0}
    assert max(found.evidence[change.began + REFERENCE_DAYS :]) > 0


def test_nothing_is_raised_while_the_reference_is_learnt() -> None:
    values = [0.0] * 20 + [50.0] * (REFERENCE_DAYS - 20)
    assert changes(values, KINDS[: len(values)], 100.0) == ()


def test_a_series_that_never_varies_raises_nothing() -> None:
    assert changes([1.0] * 365, KINDS, 500.0, seed=2) == ()


def test_after_an_alarm_the_new_level_becomes_the_reference() -> None:
    values = np.random.default_rng(8).normal(size=365)
    values[150:] += 5
    values[280:] -= 5
    found = changes(values.tolist(), KINDS, 25_000.0, seed=1)
    assert [each.upwards for each in found] == [True, False]
    assert [each.began for each in found] == pytest.approx([150, 280], abs=3)


def test_an_empty_series_has_no_change() -> None:
    assert changes([], [], 100.0) == ()


def test_spread_takes_the_rhythm_of_the_week_out() -> None:
    values = np.array([1.0, 3.0, 101.0, 103.0])
    assert spread(values, [False, False, True, True]) == pytest.approx(np.sqrt(4 / 2))
    assert spread(np.array([1.0]), [False]) == 0.0
