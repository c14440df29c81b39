"""Heads on the last feature map: the sums by hand, and the same as Keras layers give."""

from typing import Any

import numpy as np
import pytest

from core.models import Heads

NAMES = ("hand", "hardware")


def weights(**changed: Any) -> dict[str, Any]:
    """Two channels, two traits; values that can be summed in the head."""
    arrays = {
        "traits/kernel": np.array([[1.0, 0.0], [0.0, -2.0]], np.float32),
        "traits/bias": np.array([0.5, 1.0], np.float32),
        "grid/kernel": np.array([2.0, -1.0], np.float32).reshape(1, 1, 2, 1),
        "grid/bias": np.array([0.25], np.float32),
    }
    return arrays | {key.replace("_", "/"): value for key, value in changed.items()}


def made(**changed: Any) -> Heads:
    heads = Heads.from_weights(weights(**changed), NAMES)
    assert heads is not None
    return heads


# Channel means are 1.5 and 0.5.
FEATURES = np.array([[[1.0, 0.0], [2.0, 1.0]]], np.float32)


def test_traits_are_sigmoids_of_linear_units_on_the_mean() -> None:
    traits = made().traits(FEATURES)
    assert list(traits) == ["hand", "hardware"]
    assert traits["hand"] == pytest.approx(1 / (1 + np.exp(-2.0)))  # 1.5 + 0.5
    assert traits["hardware"] == pytest.approx(0.5)  # -2 * 0.5 + 1


def test_the_grid_is_a_linear_unit_on_each_cell() -> None:
    grid = made().grid(FEATURES)
    assert grid.dtype == np.float32
    assert grid.tolist() == [[2.25, 3.25]]


def test_the_most_extreme_logits_are_probabilities_without_a_warning() -> None:
    traits = made(traits_bias=np.array([-1e30, 1e30], np.float32)).traits(FEATURES)
    assert list(traits.values()) == [0.0, 1.0]


def test_heads_say_what_the_layers_of_training_say() -> None:
    import keras

    keras.utils.set_random_seed(3)
    features = keras.Input((7, 5, 16))
    pooled = keras.layers.GlobalAveragePooling2D()(features)
    traits = keras.layers.Dense(3, activation="sigmoid", name="traits")(pooled)
    network = keras.Model(features, [keras.layers.Conv2D(1, 1, name="grid")(features), traits])
    heads = Heads.from_weights({v.path: v.numpy() for v in network.variables}, ("a", "b", "c"))
    assert heads is not None
    given = np.random.default_rng(0).random((7, 5, 16), np.float32)
    grid, chances = (answer.numpy()[0] for answer in network(given[None]))
    assert heads.grid(given) == pytest.approx(grid[..., 0], abs=1e-5)
    assert list(heads.traits(given).values()) == pytest.approx(list(chances), abs=1e-5)


@pytest.mark.parametrize("key", ["traits/kernel", "traits/bias", "grid/kernel", "grid/bias"])
def test_weights_without_all_heads_have_none(key: str) -> None:
    arrays = weights()
    del arrays[key]
    assert Heads.from_weights(arrays, NAMES) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"traits_kernel": np.zeros((2, 3), np.float32)},
        {"traits_bias": np.zeros(3, np.float32)},
        {"grid_kernel": np.zeros((1, 1, 3, 1), np.float32)},
        {"grid_bias": np.zeros(2, np.float32)},
        {"traits_bias": np.array([0.0, np.nan], np.float32)},
    ],
)
def test_heads_that_do_not_fit_each_other_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        made(**changed)


def test_heads_go_back_to_the_weights_they_came_from() -> None:
    again = made().as_weights()
    assert again.keys() == weights().keys()
    assert all(np.array_equal(again[key], value) for key, value in weights().items())
