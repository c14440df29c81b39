"""What is said of a film: that which is at least as probable as not, from the one pass of the trunk."""

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from core.errors import ModelError
from core.imaging import to_network_input
from core.inference import Engine
from core.inference.depiction import depicted
from core.models import FEATURE_LAYER, Heads, ModelStore
from core.records import REGIONS, VIEWS, Depiction, ModelVersion
from core.training.fracatlas import TRAITS
from tests.inference.conftest import film, telling


def test_what_is_at_least_as_probable_as_not_is_said() -> None:
    chances = {"hand": 0.5, "leg": 0.49, "oblique": 0.9, "frontal": 0.6, "hardware": 0.2, "multiscan": 0.8}
    assert depicted(chances) == Depiction(("hand",), ("frontal", "oblique"), False, chances)


def test_nothing_is_said_where_nothing_reaches_the_level() -> None:
    shown = depicted({"hand": 0.4, "shoulder": 0.3, "lateral": 0.499, "hardware": 0.51})
    assert (shown.regions, shown.views, shown.hardware) == ((), (), True)


def test_a_network_that_knows_no_hardware_says_neither_yes_nor_no() -> None:
    assert depicted({"hand": 0.9}).hardware is None


def test_every_trait_that_training_teaches_is_known_here() -> None:
    assert {*REGIONS, *VIEWS, "hardware", "multiscan"} == set(TRAITS)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, version: ModelVersion, network: Any) -> ModelStore:
    """The tiny network with heads that know a hand, a view and hardware, and once more without."""
    return telling(tmp_path_factory.mktemp("models"), version, network)


def test_the_engine_says_what_the_heads_say_of_the_feature_map(
    store: ModelStore, network: Any, version: ModelVersion
) -> None:
    import keras

    layer = network.get_layer(FEATURE_LAYER[version.architecture])
    square, _ = to_network_input(film(1).pixels, version.side)
    features = keras.Model(network.input, layer.output)(square[None], training=False).numpy()[0]
    heads = store.heads(store.find("telling"))
    assert heads is not None
    shown = Engine(store).analyse(film(1), "telling").depiction
    assert shown is not None
    assert dict(shown.probabilities) == pytest.approx(heads.traits(features), abs=1e-3)
    assert (shown.regions, shown.views, shown.hardware) == (("hand",), (), False)


def test_a_version_without_heads_says_nothing_and_answers_the_same(store: ModelStore) -> None:
    engine = Engine(store)
    silent, saying = engine.analyse(film(2), "tiny"), engine.analyse(film(2), "telling")
    assert silent.depiction is None
    assert saying.depiction is not None
    assert silent.probability == saying.probability
    assert np.array_equal(silent.heatmap, saying.heatmap)


def test_the_trunk_runs_once_and_the_heads_are_read_once(store: ModelStore) -> None:
    from core.inference.network import ServedNetwork

    with (
        patch.object(ServedNetwork, "forward", autospec=True, side_effect=ServedNetwork.forward) as passes,
        patch.object(ModelStore, "heads", autospec=True, side_effect=ModelStore.heads) as read,
    ):
        engine = Engine(store)
        for seed in range(3):
            engine.analyse(film(seed), "telling")
    assert (passes.call_count, read.call_count) == (3, 1)


def test_lost_heads_are_an_error_before_the_first_film(store: ModelStore) -> None:
    with patch.object(Heads, "from_weights", return_value=None), pytest.raises(ModelError, match="damaged"):
        Engine(store).load("telling")
