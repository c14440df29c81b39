import numpy as np
import pytest

from core.errors import ModelError
from core.models import choose_finding_levels, choose_operating_points
from core.records import Band, FindingLevels, OperatingPoints


def test_thresholds_keep_what_they_promise_and_no_more() -> None:
    fractured, others = np.linspace(0.10, 0.98, 20), np.linspace(0.02, 0.90, 100)
    p, y = np.concatenate([fractured, others]), np.repeat([1, 0], [20, 100])
    points = choose_operating_points(p, y)
    # 0.95 of 20 are 19: one may be missed, so the threshold lies just below the second lowest.
    assert points.high_sensitivity == (fractured[1] + p[p < fractured[1]].max()) / 2
    # 0.95 of 100 are 95: five may be false alarms, so it lies just above the 95th.
    assert points.high_specificity == (others[94] + p[p > others[94]].min()) / 2
    assert (fractured >= points.high_sensitivity).mean() == 0.95
    assert (others < points.high_specificity).mean() == 0.95


@pytest.mark.parametrize("seed", range(20))
def test_promises_hold_on_random_films_with_ties(seed: int) -> None:
    random = np.random.default_rng(seed)
    y = random.integers(0, 2, 200)
    p = np.round(np.clip(random.normal(0.3 + 0.3 * y, 0.2), 0, 1), 2)
    points = choose_operating_points(p, y)
    assert (p[y == 1] >= points.high_sensitivity).mean() >= 0.95
    assert (p[y == 0] < points.high_specificity).mean() >= 0.95
    assert points.high_sensitivity <= points.high_specificity


def test_a_network_without_error_leaves_nothing_in_doubt() -> None:
    points = choose_operating_points([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])
    assert points.high_sensitivity == points.high_specificity == 0.5


def test_the_ends_of_the_scale_are_thresholds_too() -> None:
    assert choose_operating_points([0.0, 0.9], [1, 0]) == OperatingPoints(0.0, 0.95)
    assert choose_operating_points([0.4, 1.0], [1, 0]) == OperatingPoints(0.2, 1.0)


def test_one_class_alone_has_no_operating_points() -> None:
    with pytest.raises(ModelError, match="both classes"):
        choose_operating_points([0.5, 0.6], [1, 1])


def test_levels_of_findings_spare_the_films_without_evidence() -> None:
    fractured = np.concatenate([np.zeros(10), np.linspace(0.05, 1, 20)])
    others = np.concatenate([np.zeros(60), np.linspace(0.02, 0.41, 40)])
    levels = choose_finding_levels(np.concatenate([fractured, others]), np.repeat([1, 0], [30, 100]))
    # One of the twenty with evidence may lie below, five of the hundred others at or above.
    assert fractured[10] < levels.high_sensitivity <= fractured[11]
    assert others[94] < levels.high_specificity <= others[95]


def test_levels_end_at_full_strength() -> None:
    assert choose_finding_levels([1.0, 1.0, 1.0, 1.0], [1, 1, 0, 0]) == FindingLevels(0.5, 1.0)


def test_levels_need_a_fractured_film_with_evidence() -> None:
    with pytest.raises(ModelError, match="both classes"):
        choose_finding_levels([0.0, 0.3, 0.6], [1, 0, 0])


@pytest.mark.parametrize(
    ("probability", "band"),
    [
        (0.0, Band.NEGATIVE),
        (0.1999, Band.NEGATIVE),
        (0.2, Band.DOUBT),
        (0.5999, Band.DOUBT),
        (0.6, Band.POSITIVE),
        (1.0, Band.POSITIVE),
    ],
)
def test_the_band_begins_at_its_threshold(probability: float, band: Band) -> None:
    assert OperatingPoints(0.2, 0.6).band(probability) is band
