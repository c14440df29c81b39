"""A model store with one tiny network, and films to analyse."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.models import Heads, ModelStore, build_network
from core.records import Calibration, ModelVersion, OperatingPoints, Radiograph

SIDE = 64


@pytest.fixture(scope="session")
def version() -> ModelVersion:
    return ModelVersion(
        name="tiny",
        version="1.0.0",
        architecture="tiny",
        side=SIDE,
        calibration=Calibration(slope=2.0, intercept=-0.5),
        operating_points=OperatingPoints(high_sensitivity=0.3, high_specificity=0.7),
        default=True,
    )


@pytest.fixture(scope="session")
def network() -> Any:
    """A tiny network whose logit and map differ from film to film."""
    import keras

    keras.utils.set_random_seed(5)
    network = build_network("tiny", SIDE)
    kernel = np.linspace(-1.0, 2.0, 8, dtype=np.float32)[:, None]
    network.get_layer("logit").set_weights([kernel, np.array([-0.2], np.float32)])
    return network


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, version: ModelVersion, network: Any) -> ModelStore:
    """The tiny network twice: as the default, and as a second version with a fixed heatmap scale."""
    store = ModelStore(tmp_path_factory.mktemp("models"))
    store.save(network, version)
    store.save(network, replace(version, name="scaled", heatmap_reference=1e6, default=False))
    return store


def telling(root: Path, version: ModelVersion, network: Any) -> ModelStore:
    """A store of the tiny network without heads, and as "telling": a hand, no known view, no hardware."""
    store = ModelStore(root)
    store.save(network, version)
    traits = ("hand", "leg", "lateral", "hardware")
    kernel = np.full((8, 4), 0.25, np.float32)
    bias = np.array([2.0, -9.0, -8.0, -7.0], np.float32)
    heads = Heads(traits, kernel, bias, kernel[:, 0], 0.0)
    store.save(network, replace(version, name="telling", default=False, traits=traits), heads)
    return store


def film(seed: int, height: int = 120, width: int = 90) -> Radiograph:
    """A film of random pixels, the same for the same seed."""
    pixels = np.random.default_rng(seed).random((height, width), np.float32)
    return Radiograph(pixels, f"{seed:064x}", "PNG")
