"""Grad-CAM on the cut network against a map worked by hand and against tf-keras-vis on the whole network."""

from typing import Any

import numpy as np
import pytest

from core.models import FEATURE_LAYER, build_network
from tests.inference.conftest import SIDE, film


def worked_by_hand(features: Any, kernel: Any) -> Any:
    """Of a pooled, linear head: d logit / d feature[y, x, c] = kernel[c] / (h * w), so weights are that."""
    _, height, width, _ = features.shape
    weights = kernel[:, 0] / (height * width)
    return np.maximum((features[0] * weights).sum(axis=-1), 0)


def plain_map(network: Any, picture: Any, layer: str) -> Any:
    from core.inference.saliency import Gradcam, logit_score

    maps = Gradcam(network)(
        logit_score,
        picture,
        penultimate_layer=layer,
        seek_penultimate_conv_layer=False,
        expand_cam=False,
        normalize_cam=False,
    )
    return np.asarray(maps)[0]


def eager_features(network: Any, picture: Any, layer: str) -> Any:
    import keras

    return keras.Model(network.input, network.get_layer(layer).output)(picture, training=False)


def test_the_map_is_the_one_worked_by_hand(network: Any) -> None:
    from core.inference.saliency import HeadGradcam, head_of

    features = np.random.default_rng(0).normal(size=(1, 8, 8, 8)).astype(np.float32)
    kernel = network.get_layer("logit").get_weights()[0]
    raw = HeadGradcam(head_of(network, "features"))(features)
    assert raw.any()
    np.testing.assert_allclose(raw, worked_by_hand(features, kernel), rtol=1e-5, atol=1e-8)


def test_the_map_equals_plain_tf_keras_vis_to_the_last_digit(network: Any) -> None:
    from core.inference.saliency import HeadGradcam, head_of

    picture = film(1, SIDE, SIDE).pixels[None, ..., None]
    raw = HeadGradcam(head_of(network, "features"))(eager_features(network, picture, "features"))
    assert raw.any()
    np.testing.assert_array_equal(raw, plain_map(network, picture, "features"))


def test_by_odds_the_map_is_the_evidence_of_the_cells() -> None:
    from core.inference.saliency import HeadGradcam, head_of

    network = build_network("tiny", SIDE, pooling="odds")
    network.get_layer("logit").set_weights([np.array([[1.5]]), np.array([0.2])])
    picture = film(1, SIDE, SIDE).pixels[None, ..., None]
    features = eager_features(network, picture, "features")
    raw = HeadGradcam(head_of(network, "features"))(features)
    kernel = network.get_layer("grid").get_weights()[0][0, 0]
    assert raw.any()
    np.testing.assert_allclose(raw, worked_by_hand(np.asarray(features), 1.5 * kernel), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(raw, plain_map(network, picture, "features"), rtol=1e-4, atol=1e-7)


def test_the_served_map_equals_plain_tf_keras_vis(network: Any) -> None:
    from core.inference.network import ServedNetwork

    picture = film(1, SIDE, SIDE).pixels[..., None]
    served = ServedNetwork(network, "features")
    features, logit = served.forward(picture)
    # The compiled trunk may add up in another order than the one that runs layer by layer.
    expected = plain_map(network, picture[None], "features")
    np.testing.assert_allclose(served.raw_map(features), expected, rtol=1e-5, atol=1e-7)
    assert logit == pytest.approx(float(network(picture[None], training=False)[0, 0]), rel=1e-5)


def test_evidence_against_a_fracture_is_an_empty_map(network: Any) -> None:
    from core.inference.saliency import HeadGradcam, head_of

    head = head_of(network, "features")
    head.get_layer("logit").set_weights([-np.ones((8, 1), np.float32), np.zeros(1, np.float32)])
    raw = HeadGradcam(head)(np.ones((1, 8, 8, 8), np.float32))
    assert raw.shape == (8, 8) and not raw.any()


def test_the_served_network_is_left_as_it_was(network: Any) -> None:
    from core.inference.network import ServedNetwork

    before = [value.copy() for value in network.get_weights()]
    served = ServedNetwork(network, "features")
    served.raw_map(served.forward(film(2, SIDE, SIDE).pixels[..., None])[0])
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ["densenet121", "resnet50"])
def test_real_trunks_give_the_same_map_to_the_last_digit(architecture: str) -> None:
    from core.inference.saliency import HeadGradcam, head_of

    network, layer = build_network(architecture, SIDE), FEATURE_LAYER[architecture]
    weights = network.get_layer("logit").get_weights()
    network.get_layer("logit").set_weights([np.abs(weights[0]), weights[1]])  # features are >= 0: a full map
    picture = film(3, SIDE, SIDE).pixels[None, ..., None]
    raw = HeadGradcam(head_of(network, layer))(eager_features(network, picture, layer))
    assert raw.any()
    np.testing.assert_array_equal(raw, plain_map(network, picture, layer))
