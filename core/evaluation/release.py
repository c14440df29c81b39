"""From a finished run to a version in the model store: calibrate and set thresholds on validation, then test.

The numbers are those of the network as it is stored, in half precision, so that what is tested is what ships.
Test films are looked at once, at the end, when nothing is left to choose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.running import evaluate_films
from core.imaging import read_radiograph
from core.imaging.framing import to_network_input
from core.models import FEATURE_LAYER, ModelStore, calibrated, choose_operating_points, fit_calibration
from core.records import Calibration, ModelVersion, OperatingPoints
from core.training.fracatlas import Film
from core.training.running import Run
from core.training.splits import Part

_LIMITS = (
    "Trained on hand, leg, hip and shoulder radiographs of one data set from three hospitals in Bangladesh; "
    "other regions, children, casts and other devices were not tested.",
    "How it does on small or undisplaced fractures was not measured.",
    "Decision support for a clinician who looks at the film; not a diagnosis and not a medical device.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a network says of films: logits (n,) and the highest raw Grad-CAM value of each (n,)."""

    logits: NDArray[np.float64]
    peaks: NDArray[np.float64]


class Examiner:
    """A stored network asked film by film, on whichever backend Keras runs."""

    def __init__(self, network: Any, architecture: str, side: int) -> None:
        import keras

        self._side = side
        features = network.get_layer(FEATURE_LAYER[architecture]).output
        self._network = keras.Model(network.input, [features, network.output])
        self._weights = np.ravel(network.get_layer("logit").get_weights()[0])

    def ask(self, path: Path) -> tuple[float, float]:
        """The logit of one film and its highest raw Grad-CAM value.

        On a head of mean pooling and one linear unit, Grad-CAM's channel weights are the unit's own divided
        by the number of cells (R. R. Selvaraju et al., Grad-CAM, ICCV 2017, section 3.1), so no gradient is
        needed. Raises `RadiographError` for a file that can't be read.
        """
        square, _ = to_network_input(read_radiograph(path.read_bytes()).pixels, self._side)
        features, logit = self._network.predict_on_batch(square[np.newaxis])
        cells = features.shape[1] * features.shape[2]
        evidence = np.asarray(features[0], np.float64) @ self._weights / cells
        return float(np.ravel(logit)[0]), max(0.0, float(evidence.max()))

    def ask_all(self, films: Sequence[Film], title: str) -> Answers:
        """Ask film after film, with a progress bar."""
        answers = [self.ask(film.path) for film in tqdm(films, desc=title, unit="film", disable=None)]
        logits, peaks = zip(*answers, strict=True)
        return Answers(np.array(logits), np.array(peaks))


def release(run: Run, store: ModelStore, *, version: str = "1.0.0", default: bool = False) -> ModelVersion:
    """Put a run's network into the store with calibration, operating points, card, metrics and predictions.

    Raises `ModelError` where the validation part can't carry a calibration.
    """
    draft = ModelVersion(
        name=run.recipe.architecture,
        version=version,
        architecture=run.recipe.architecture,
        side=run.recipe.side,
        calibration=Calibration(),
        operating_points=OperatingPoints(0.5, 0.5),
        default=default,
    )
    store.save(run.network, draft)
    examiner = Examiner(store.network(draft), draft.architecture, draft.side)
    tuned = _tune(draft, examiner, run.material.split.select(run.material.atlas.films, Part.VALIDATION))
    tuned = replace(tuned, card=MappingProxyType(_card(run, tuned)))
    metrics = _test(run, tuned, examiner, store.folder(tuned))
    card = {**tuned.card, "figures": _headline(metrics)}
    finished = replace(tuned, card=MappingProxyType(card))
    store.write_card(finished)
    return finished


def _tune(draft: ModelVersion, examiner: Examiner, films: Sequence[Film]) -> ModelVersion:
    labels = np.array([film.fractured for film in films], np.int64)
    answers = examiner.ask_all(films, "calibrating")
    calibration = fit_calibration(answers.logits, labels)
    points = choose_operating_points(calibrated(answers.logits, calibration), labels)
    # Full strength is what half of the fractured films reach, so that a weak map stays pale.
    reference = float(np.median(answers.peaks[labels == 1]))
    return replace(draft, calibration=calibration, operating_points=points, heatmap_reference=reference)


def _test(run: Run, version: ModelVersion, examiner: Examiner, folder: Path) -> Mapping[str, Any]:
    films = run.material.split.select(run.material.atlas.films, Part.TEST)

    def predict(path: Path) -> float:
        return float(calibrated(examiner.ask(path)[0], version.calibration))

    data = {**run.manifest["data"], "split": Part.TEST.value, "found": len(run.material.atlas.films)}
    groups = run.material.split.group_of()
    evaluation = evaluate_films(films, version, predict, folder, data=data, groups=groups)
    (folder / "run.json").unlink()
    return evaluation.metrics


def _card(run: Run, version: ModelVersion) -> dict[str, Any]:
    manifest = run.manifest
    return {
        "data": manifest["data"],
        "split": "by groups of related films (near copies, neighbours); see models/fracatlas_split.csv",
        "start": manifest["start"],
        "recipe": manifest["recipe"],
        "training": {key: manifest[key] for key in ("backend", "precision", "versions", "seconds", "curve")},
        "chosen_on": {
            "part": Part.VALIDATION.value,
            "calibration": "Platt scaling",
            "high_sensitivity": "highest threshold that keeps sensitivity 0.95",
            "high_specificity": "lowest threshold that keeps specificity 0.95",
            "heatmap_reference": "median of the highest raw Grad-CAM value over fractured films",
        },
        "limits": list(_LIMITS),
    }


def _headline(metrics: Mapping[str, Any]) -> dict[str, Any]:
    points = metrics["points"]
    return {
        "split": metrics["data"]["split"],
        "n": metrics["n"],
        "n_fractured": metrics["n_fractured"],
        "auroc": metrics["discrimination"]["auroc"],
        "average_precision": metrics["discrimination"]["average_precision"],
        "sensitivity_at_high_sensitivity": points["high_sensitivity"]["sensitivity"],
        "specificity_at_high_specificity": points["high_specificity"]["specificity"],
    }
