"""Both engines take the same steps: what one learns, the other would have learnt."""

from collections.abc import Iterator

import keras
import numpy as np
import pytest

from core.errors import TrainingError
from core.training.engines import Descent, Engine, Goal, make_engine
from core.training.recipe import Stage, recipe_for
from core.training.stages import stage_network

GOALS = {"logit": Goal(), "grid": Goal(weight=2.0), "traits": Goal(weight=0.3)}
needs_torch = pytest.mark.torch


def engine(name: str, architecture: str = "tiny", side: int = 32, *, norms_held: bool = False) -> Engine:
    keras.utils.set_random_seed(3)
    stage = Stage("whole", side, epochs=1, steps=1, rate=0.1, norms_held=norms_held)
    network = stage_network(recipe_for(architecture), stage, None)
    return make_engine(name, network, GOALS, Descent(weight_decay=0.01))


def batch(seed: int, side: int = 32, grid: int = 4) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    random = np.random.default_rng(seed)
    targets = {"logit": (6, 1), "grid": (6, grid, grid, 1), "traits": (6, 9)}
    films = random.random((6, side, side, 1), np.float32)
    return films, {name: random.integers(0, 2, shape).astype(np.float32) for name, shape in targets.items()}


def losses(which: Engine) -> list[float]:
    return [which.step(*batch(seed), 0.01) for seed in range(5)]


def test_steps_bring_the_loss_down() -> None:
    which = engine("keras")
    found = [which.step(*batch(0), 0.01) for _ in range(30)]
    assert found[-1] < 0.8 * found[0]


@needs_torch
@pytest.mark.parametrize("norms_held", [False, True])
def test_both_engines_take_the_same_steps(norms_held: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.training import torch_engine

    monkeypatch.setattr(torch_engine, "_PIECE", 4)  # of a batch of six, where pieces are taken
    by_keras, by_torch = (engine(name, norms_held=norms_held) for name in ("keras", "torch"))
    assert losses(by_torch) == pytest.approx(losses(by_keras), rel=1e-3)
    expected = by_keras.weights()
    for path, value in by_torch.weights().items():
        # Adam divides by the gradient's size, so the last digits of a small one show; a step is 0.01.
        assert value == pytest.approx(expected[path], abs=0.01), path


@needs_torch
@pytest.mark.slow
@pytest.mark.parametrize("architecture", ["densenet121", "resnet50"])
def test_pytorch_runs_the_network_that_keras_built(architecture: str) -> None:
    films = batch(0, side=64)[0]
    by_keras, by_torch = (engine(name, architecture, 64).predict(films) for name in ("keras", "torch"))
    for name, value in by_keras.items():
        assert by_torch[name] == pytest.approx(value, abs=1e-4), name


@pytest.mark.parametrize("name", ["keras", pytest.param("torch", marks=needs_torch)])
def test_an_engine_put_back_goes_the_same_way_again(name: str) -> None:
    first = engine(name)
    losses(first)
    weights, state = first.weights(), first.optimiser_state()
    second = engine(name)
    second.load(weights)
    second.restore(state)
    assert second.step(*batch(9), 0.01) == pytest.approx(first.step(*batch(9), 0.01), rel=1e-5)
    expected = first.weights()
    for path, value in second.weights().items():
        assert value == pytest.approx(expected[path], abs=1e-5), path


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(TrainingError, match="no engine 'mxnet'"):
        engine("mxnet")


@needs_torch
def test_a_layer_that_pytorch_does_not_know_is_said() -> None:
    films = keras.Input((8, 8, 1))
    larger = keras.layers.UpSampling2D()(keras.layers.Conv2D(1, 1)(films))
    network = keras.Model(films, {"logit": larger})
    which = make_engine("torch", network, {"logit": Goal()}, Descent())
    with pytest.raises(TrainingError, match="doesn't know the layer UpSampling2D"):
        which.predict(np.zeros((1, 8, 8, 1), np.float32))


@pytest.fixture
def in_half_precision() -> Iterator[None]:
    keras.mixed_precision.set_dtype_policy("mixed_bfloat16")
    yield
    keras.mixed_precision.set_dtype_policy("float32")


@needs_torch
@pytest.mark.usefixtures("in_half_precision")
def test_half_precision_learns_nearly_the_same() -> None:
    which = engine("torch")
    assert {value.dtype for value in which.weights().values()} == {np.dtype(np.float32)}
    keras.mixed_precision.set_dtype_policy("float32")
    assert losses(which) == pytest.approx(losses(engine("torch")), rel=0.02)
