import numpy as np
import pytest

from core.errors import ModelError
from core.models import FEATURE_LAYER, build_network


def test_an_unknown_architecture_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match="no architecture 'vgg'"):
        build_network("vgg", 32)


def test_unknown_weights_are_refused() -> None:
    with pytest.raises(ModelError, match="no weights called 'magic'"):
        build_network("tiny", 32, weights="magic")


def test_there_are_no_imagenet_weights_for_the_tiny_network() -> None:
    with pytest.raises(ModelError, match="no ImageNet weights for 'tiny'"):
        build_network("tiny", 32, weights="imagenet")


def test_the_logit_is_one_linear_unit_on_the_mean_of_the_feature_map() -> None:
    import keras

    network = build_network("tiny", 32)
    films = np.random.default_rng(0).random((3, 32, 32, 1), np.float32)
    features, logits = keras.Model(
        network.input, [network.get_layer(FEATURE_LAYER["tiny"]).output, network.output]
    ).predict(films, verbose=0)
    weights, bias = network.get_layer("logit").get_weights()
    assert logits == pytest.approx(features.mean(axis=(1, 2)) @ weights + bias, abs=1e-5)


def test_by_odds_a_film_has_the_mean_odds_of_its_cells() -> None:
    import keras

    network = build_network("tiny", 32, pooling="odds")
    films = np.random.default_rng(0).random((3, 32, 32, 1), np.float32)
    cells, logits = keras.Model(network.input, [network.get_layer("grid").output, network.output]).predict(
        films, verbose=0
    )
    # It starts with rare fractures: cells near odds of exp(-4), films near the odds of a balanced batch.
    assert logits == pytest.approx(np.log(np.exp(cells).mean(axis=(1, 2))) + 3.5, abs=1e-5)
    assert np.abs(cells + 4).max() < 3


def test_an_unknown_pooling_is_refused() -> None:
    with pytest.raises(ModelError, match="no pooling 'sum'"):
        build_network("tiny", 32, pooling="sum")  # type: ignore[arg-type]


def test_exposure_does_not_change_the_answer() -> None:
    # The first layer standardises each film: a darker, flatter copy is the same film.
    network = build_network("tiny", 32)
    film = np.random.default_rng(1).random((1, 32, 32, 1), np.float32)
    bright, dark = network.predict(film, verbose=0), network.predict(0.3 * film + 0.1, verbose=0)
    assert dark == pytest.approx(bright, abs=1e-3)


def test_a_black_film_gives_a_number() -> None:
    network = build_network("tiny", 32)
    assert np.isfinite(network.predict(np.zeros((1, 32, 32, 1), np.float32), verbose=0)).all()


@pytest.mark.slow
@pytest.mark.parametrize(("architecture", "channels"), [("densenet121", 1024), ("resnet50", 2048)])
def test_the_named_feature_layer_is_the_last_map(architecture: str, channels: int) -> None:
    network = build_network(architecture, 64)
    features = network.get_layer(FEATURE_LAYER[architecture]).output
    assert features.shape == (None, 2, 2, channels)
    assert network.get_layer("pool").input is features
    assert network.output_shape == (None, 1)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ["densenet121", "resnet50"])
def test_imagenet_weights_summed_over_colour_answer_grey_as_colour_did(
    architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A random colour trunk stands for the download: what is tested is how its weights are taken over.
    import keras

    maker = {"densenet121": "DenseNet121", "resnet50": "ResNet50"}[architecture]
    real = getattr(keras.applications, maker)
    colour = real(include_top=False, weights=None)
    monkeypatch.setattr(
        keras.applications, maker, lambda **k: colour if k["weights"] == "imagenet" else real(**k)
    )
    network = build_network(architecture, 64, weights="imagenet")
    grey = np.random.default_rng(2).random((1, 64, 64, 1), np.float32)
    standard = (grey - grey.mean()) / grey.std()
    spread = 58.0 if architecture == "resnet50" else 1.0
    expected = colour.predict(np.repeat(standard, 3, axis=-1) * np.float32(spread), verbose=0)
    features = keras.Model(network.input, network.get_layer(FEATURE_LAYER[architecture]).output)
    assert features.predict(grey, verbose=0) == pytest.approx(expected, rel=1e-2, abs=1e-3)


@pytest.mark.slow
def test_without_a_network_the_imagenet_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    real = keras.applications.DenseNet121

    def refuse(**options: object) -> object:
        if options["weights"] == "imagenet":
            raise OSError("no route to host")
        return real(**options)

    monkeypatch.setattr(keras.applications, "DenseNet121", refuse)
    with pytest.raises(ModelError, match="could not be downloaded"):
        build_network("densenet121", 64, weights="imagenet")
