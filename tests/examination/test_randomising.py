"""Networks made random layer by layer: a map that lives on what was learnt changes, the network does not."""

import json
from typing import Any

import numpy as np
import pytest

from core.examination.randomising import randomised, rank_correlation
from core.models import build_network
from core.records import Calibration, ModelVersion, OperatingPoints, Pooling
from core.training import Film, read_fracatlas
from tests.examination.bars import SIDE, bar_network
from tests.training.films import write_data_set


def version(pooling: Pooling = "mean") -> ModelVersion:
    points = OperatingPoints(0.3, 0.6)
    return ModelVersion("tiny", "1.0.0", "tiny", SIDE, Calibration(), points, pooling=pooling)


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ([1, 2, 3, 4], [10, 20, 30, 400], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        ([1, 2, 3, 4], [2, 1, 4, 3], 1 - 6 * 4 / (4 * 15)),  # 1 - 6 sum(d^2) / (n (n^2 - 1))
        ([1, 2, 3, 4], [0, 0, 0, 0], 0.0),
        ([5, 5, 5, 5], [1, 2, 3, 4], 0.0),
    ],
)
def test_rank_correlation_by_hand(one: list[float], other: list[float], value: float) -> None:
    assert rank_correlation(np.array(one), np.array(other)) == pytest.approx(value)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, ...]:
    return read_fracatlas(write_data_set(tmp_path_factory.mktemp("data"), count=36)).films


def groups(films: tuple[Film, ...]) -> dict[str, int]:
    return {film.image_id: number for number, film in enumerate(films)}


@pytest.mark.slow
def test_the_map_changes_with_the_weights_and_the_network_is_left_alone(films: tuple[Film, ...]) -> None:
    network = bar_network()
    before = [weights.copy() for weights in network.get_weights()]
    found = randomised(films, network, version(), groups(films))
    after = network.get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert found["n"] == 12
    assert [stage["layers"] for stage in found["similarity"]] == [
        "logit",
        "down to features",
        "down to bn1",
        "down to conv1",
        "down to conv0",
    ]
    for stage in found["similarity"]:
        figure = stage["rank_correlation"]
        assert -1 <= figure["value"] < 0.95
        assert figure["n"] == 12
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert randomised(films[::-1], network, version(), groups(films)) == found


@pytest.mark.slow
def test_the_head_of_the_odds_is_random_as_a_whole(films: tuple[Film, ...]) -> None:
    network = build_network("tiny", SIDE, pooling="odds")
    grid: Any = network.get_layer("grid")
    grid.set_weights([np.ones_like(weights) for weights in grid.get_weights()])
    found = randomised(films, network, version("odds"), groups(films))
    assert found["similarity"][0]["layers"] == "logit and grid"
    assert found["similarity"][0]["rank_correlation"]["value"] < 0.95


@pytest.mark.slow
def test_without_evidence_or_films_there_is_nothing_to_compare(films: tuple[Film, ...]) -> None:
    network = bar_network()
    logit = network.get_layer("logit")
    logit.set_weights([0 * weights for weights in logit.get_weights()])
    for part in (films, ()):
        found = randomised(part, network, version(), groups(films))
        assert found["n"] == 0
        figure = found["similarity"][0]["rank_correlation"]
        assert figure["value"] is None and figure["note"]
