"""A casebook of the test's own, a store of cards without weights, an engine that is told what to say."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from core.casebook import Casebook
from core.errors import ModelError
from core.inference import Engine
from core.models import ModelStore
from core.records import (
    Analysis,
    Box,
    Calibration,
    Depiction,
    Finding,
    FloatImage,
    ModelVersion,
    OperatingPoints,
    Radiograph,
)
from dashboard import resources

POINTS = OperatingPoints(0.3, 0.6)
DENSE = ModelVersion("densenet121", "1.0.0", "densenet121", 224, Calibration(), POINTS, default=True)
RES = ModelVersion("resnet50", "1.0.0", "resnet50", 224, Calibration(), POINTS)


def an_analysis(
    probability: float,
    *,
    model: str = "densenet121",
    digest: str = "0" * 64,
    peak: float = 0.9,
    boxes: tuple[Box, ...] = (),
    depiction: Depiction | None = None,
) -> Analysis:
    heatmap: FloatImage = np.zeros((8, 6), np.float32)
    heatmap[2, 3] = peak
    return Analysis(
        digest,
        model,
        "1.0.0",
        probability,
        POINTS.band(probability),
        POINTS,
        heatmap,
        tuple(Finding(box, peak) for box in boxes),
        {"total": 100.0},
        depiction,
    )


class ToldEngine(Engine):
    """Gives the probabilities it was told, by model name, and fails for those it was told nothing about.

    shown: what every network takes every film for.
    """

    def __init__(self, store: ModelStore, told: dict[str, float]) -> None:
        super().__init__(store)
        self.told, self.asked = told, list[str]()
        self.shown: Depiction | None = None

    def load(self, model: str = "") -> ModelVersion:
        return DENSE  # there is nothing to load

    def analyse(self, radiograph: Radiograph, model: str = "") -> Analysis:
        name = model.partition("-")[0]
        self.asked.append(name)
        if name not in self.told:
            raise ModelError(f"The weights of {name} are missing or damaged.")
        return an_analysis(self.told[name], model=name, digest=radiograph.digest, depiction=self.shown)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of the test's own, empty: no case, no model."""
    monkeypatch.setenv("CALLUS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CALLUS_MODELS", str(tmp_path / "models"))
    yield tmp_path
    if (tmp_path / "home").exists():
        resources.casebook().close()
    st.cache_resource.clear()


@pytest.fixture
def casebook(home: Path) -> Casebook:
    """The casebook that the pages use as well."""
    return resources.casebook()


@pytest.fixture
def store(home: Path) -> ModelStore:
    """A store of two cards, DenseNet121 deciding; there are no weights behind them."""
    made = ModelStore(home / "models")
    for version in (DENSE, RES):
        made.save(SimpleNamespace(variables=()), version)
    return made


@pytest.fixture
def told(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ToldEngine]:
    """Put an engine in place that answers as told, e.g. `told(densenet121=0.8, resnet50=0.1)`."""

    def tell(**probabilities: float) -> ToldEngine:
        engine = ToldEngine(store, probabilities)
        monkeypatch.setattr(resources, "engine", lambda: engine)
        return engine

    return tell
