"""A folded network gives the answers of the one it was made of."""

from typing import Any

import numpy as np
import pytest

from core.models import FEATURE_LAYER, build_network
from tests.inference.conftest import SIDE, film


def with_lived_in_statistics(network: Any) -> Any:
    """Give every batch normalisation other values than those it starts with."""
    import keras

    random = np.random.default_rng(0)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            size = layer.moving_mean.shape[0]
            centre, spread = random.normal(0, 0.1, (2, size)), random.uniform(0.7, 1.3, (2, size))
            layer.set_weights([spread[0], centre[0], centre[1], spread[1]])
    return network


def both(network: Any, layer: str, picture: Any) -> tuple[Any, Any]:
    import keras

    cut = keras.Model(network.input, [network.get_layer(layer).output, network.output])
    features, logit = cut(picture, training=False)
    return np.asarray(features), float(logit[0, 0])


@pytest.mark.parametrize(
    "architecture",
    ["tiny", *(pytest.param(name, marks=pytest.mark.slow) for name in ("densenet121", "resnet50"))],
)
def test_features_and_logit_stay(architecture: str) -> None:
    from core.inference.folding import folded

    network = with_lived_in_statistics(build_network(architecture, SIDE))
    before = [value.copy() for value in network.get_weights()]
    picture = film(1, SIDE, SIDE).pixels[None, ..., None]
    lean = folded(network)
    assert lean.count_params() < network.count_params()
    features, logit = both(network, FEATURE_LAYER[architecture], picture)
    lean_features, lean_logit = both(lean, FEATURE_LAYER[architecture], picture)
    np.testing.assert_allclose(lean_features, features, rtol=1e-3, atol=1e-5 * np.abs(features).max())
    assert lean_logit == pytest.approx(logit, rel=1e-4, abs=1e-5)
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_one_channel_by_hand() -> None:
    import keras

    from core.inference.folding import folded

    picture = keras.Input((2, 2, 1))
    tensor = keras.layers.Conv2D(1, 1, use_bias=False, name="conv")(picture)
    tensor = keras.layers.BatchNormalization(epsilon=0.0, name="norm")(tensor)
    network = keras.Model(picture, tensor)
    network.get_layer("conv").set_weights([np.full((1, 1, 1, 1), 3.0)])
    gamma, beta, mean, variance = (np.array([value]) for value in (2.0, 5.0, 1.0, 4.0))
    network.get_layer("norm").set_weights([gamma, beta, mean, variance])
    kernel, bias = folded(network).get_layer("conv").get_weights()
    # (3 x - 1) * 2 / sqrt(4) + 5 = 3 x + 4
    assert kernel.item() == pytest.approx(3.0) and bias.item() == pytest.approx(4.0)


def test_a_convolution_that_something_else_reads_is_kept() -> None:
    import keras

    from core.inference.folding import folded

    picture = keras.Input((4, 4, 1))
    shared = keras.layers.Conv2D(2, 1, name="conv")(picture)
    network = keras.Model(
        picture, keras.layers.Add()([shared, keras.layers.BatchNormalization(name="norm")(shared)])
    )
    with_lived_in_statistics(network)
    lean = folded(network)
    assert lean.count_params() == network.count_params()
    example = np.random.default_rng(1).normal(size=(1, 4, 4, 1)).astype(np.float32)
    np.testing.assert_allclose(lean(example), network(example), rtol=1e-6)
