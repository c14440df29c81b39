"""What the network made of a film before it judged it, as a vector of length 1."""

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from core.imaging import to_network_input
from core.inference import Engine
from core.models import ModelStore
from tests.inference.conftest import SIDE, film


def test_the_features_are_the_mean_of_the_last_feature_map_at_length_1(
    store: ModelStore, network: Any
) -> None:
    import keras

    square, _ = to_network_input(film(1).pixels, SIDE)
    trunk = keras.Model(network.input, network.get_layer("features").output)
    mean = np.asarray(trunk(square[None], training=False))[0].mean(axis=(0, 1))
    features = Engine(store).analyse(film(1), "tiny").features
    assert features is not None
    assert features.shape == (8,)
    assert features.dtype == np.float32
    assert float(np.linalg.norm(features)) == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(features, mean / np.linalg.norm(mean), rtol=1e-3, atol=1e-5)


def test_the_same_film_has_the_same_features_and_another_film_others(store: ModelStore) -> None:
    engine = Engine(store)
    one, again, other = (engine.analyse(film(seed), "tiny").features for seed in (1, 1, 2))
    assert one is not None and again is not None and other is not None
    assert float(one @ again) == pytest.approx(1, abs=1e-6)
    assert float(one @ other) < 0.999999


def test_they_cost_no_second_pass(store: ModelStore) -> None:
    from core.inference.network import ServedNetwork

    engine = Engine(store)
    with patch.object(ServedNetwork, "forward", autospec=True, side_effect=ServedNetwork.forward) as passes:
        engine.analyse(film(1), "tiny")
    assert passes.call_count == 1


def test_a_map_of_nothing_has_no_features(network: Any) -> None:
    import tensorflow as tf

    from core.inference.network import ServedNetwork

    assert ServedNetwork(network, "features").pooled(tf.zeros((1, 8, 8, 8))) is None
