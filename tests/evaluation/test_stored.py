"""Stored figures as records, and versions that were released before there were any."""

from pathlib import Path

import numpy as np
import pytest

from core.evaluation import (
    evaluate_predictions,
    read_calibration,
    read_confounders,
    read_pointing,
    read_regions,
    read_traits,
)
from core.examination.confounders import Sample, confounders, regions
from core.examination.pointing import Marked, pointing
from core.examination.traits import traits
from core.imaging.framing import Frame
from core.models import calibrated
from core.records import Calibration, OperatingPoints
from core.training import Film

POINTS = OperatingPoints(0.2, 0.6)
FILMS = [
    Film(f"IMG{n}", Path(f"IMG{n}.png"), fractured=n % 2 == 0, regions=frozenset({"hand"})) for n in range(40)
]
GROUPS = np.arange(40)
SCORES = np.linspace(0.1, 0.9, 40)


def test_older_versions_have_none() -> None:
    older = evaluate_predictions([0, 1], [0.2, 0.8], POINTS)
    for read in (read_pointing, read_confounders, read_regions, read_traits, read_calibration):
        assert read(older) is None
        assert read({}) is None


def test_pointing() -> None:
    maps = {"gradcam": np.eye(3, dtype=np.float32), "grid": np.ones((3, 3), np.float32)}
    films = [Marked(f"IMG{n}", [(0.4, 0.4, 0.6, 0.6)], Frame.around(60, 60, 30), maps, n) for n in range(4)]
    found = read_pointing({"pointing": pointing(films)})
    assert found is not None
    assert (found.n, found.tolerance, list(found.maps)) == (4, 0.05, ["gradcam", "grid", "centre"])
    assert found.boxes_cover["value"] == pytest.approx(0.04)
    ours, grid, centre = found.maps.values()
    assert (ours.hits, ours.against_gradcam, ours.energy_against_gradcam) == (4, None, None)
    assert grid.energy is not None
    assert grid.energy["value"] == pytest.approx(0.04)
    assert (centre.hits, centre.energy, centre.energy_against_gradcam) == (4, None, None)
    assert centre.against_gradcam is not None
    assert centre.against_gradcam["value"] == 0


def test_parts_and_regions() -> None:
    sample = Sample(FILMS, np.full(40, 454), SCORES, SCORES, SCORES, GROUPS < 20, GROUPS, POINTS)
    stored = {"confounders": confounders(sample), "regions": regions(sample)}
    parts, places = read_confounders(stored), read_regions(stored)
    assert parts is not None
    assert places is not None
    assert next(iter(parts)) == "all"
    assert (parts["all"].n, parts["all"].n_fractured) == (40, 20)
    assert parts["masked_border"].against_all == stored["confounders"]["masked_border"]["against_all"]
    assert parts["all"].against_all is None
    assert places["hand"].auroc == parts["all"].auroc
    assert places["hand"].sensitivity["high_specificity"]["n"] == 20
    assert places["hip"].auroc["value"] is None


def test_traits() -> None:
    found = read_traits({"traits": traits(FILMS, [{"hand": 0.7}] * 40, GROUPS)})
    assert found is not None
    assert (found["hand"].n, found["hand"].n_positive) == (40, 40)
    assert found["hand"].sensitivity["value"] is None


def test_calibration_before_and_after() -> None:
    labels = [int(film.fractured) for film in FILMS]
    calibration = Calibration(slope=0.5, intercept=0.3)
    logits = np.linspace(-4, 4, 40)
    stored = evaluate_predictions(labels, calibrated(logits, calibration), POINTS, made_by=calibration)
    found = read_calibration(stored)
    assert found is not None
    plain = 1 / (1 + np.exp(-logits))
    assert found.brier_before["value"] == pytest.approx(np.mean((plain - labels) ** 2))
    assert found.brier_after == stored["calibration"]["brier"]
    assert found.brier_before["low"] < found.brier_before["value"] < found.brier_before["high"]
    assert found.ece_after == stored["calibration"]["ece"]
    assert found.ece_before["value"] > found.ece_after["value"]
