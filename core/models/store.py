"""The model store: one folder a version, read without Keras until a network is asked for.

models/densenet121-1.0.0/card.json        what it is, how it was made, how its numbers are read
                         weights.npz      kernels in half precision, one array a variable, keyed by its path
                         metrics.json     figures on its test split, with intervals
                         predictions.csv  image_id,label,probability,band for each test film
                         report.html and report.pdf, made of all that
"""

import csv
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError, UnknownModelError
from core.models.architectures import build_network
from core.models.heads import Heads
from core.records import Band, Calibration, FindingLevels, ModelVersion, OperatingPoints

# Inside the store, so that a draft is moved within one file system; its own folders hold no version.
_DRAFTS = ".drafts"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One line of predictions.csv: what a version said of a film whose label is known."""

    image_id: str
    label: int
    probability: float
    band: Band


class ModelStore:
    """The versions in one folder. Listing reads only the cards; a network is loaded on demand."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def versions(self) -> tuple[ModelVersion, ...]:
        """Every version in the store, the default first, then by name and newest version."""
        found = [_read_card(path) for path in sorted(self.root.glob("*/card.json"))]
        return tuple(sorted(found, key=lambda v: (not v.default, v.name, _descending(v.version))))

    def find(self, name: str = "") -> ModelVersion:
        """Return the default, or the version called "name" or "name-version".

        Raises `UnknownModelError` where there is none.
        """
        versions = self.versions()
        for version in versions:
            if name in ("", version.name, f"{version.name}-{version.version}", version.label):
                return version
        known = ", ".join(v.name for v in versions) or "none"
        raise UnknownModelError(f"There is no model '{name}' in the model store; it holds: {known}.")

    def network(self, version: ModelVersion) -> Any:
        """Build the network and give it its weights; raises `ModelError` where they don't fit."""
        network = build_network(version.architecture, version.side, pooling=version.pooling)
        with _weights_of(version), _opened(self._weights(version)) as arrays:
            set_weights(network, {key: arrays[key].astype(np.float32) for key in arrays.files})
        return network

    def heads(self, version: ModelVersion) -> Heads | None:
        """The heads besides the logit, as stored; None where the card names no traits.

        Raises `ModelError` where the weights lack them or don't fit the card.
        """
        if not version.traits:
            return None
        with _weights_of(version), _opened(self._weights(version)) as arrays:
            found = Heads.from_weights(arrays, version.traits)
            if found is None:
                raise KeyError("traits/kernel")
        return found

    def metrics(self, version: ModelVersion) -> dict[str, Any]:
        """The figures of metrics.json; empty where the version was never evaluated."""
        path = self.folder(version) / "metrics.json"
        return json.loads(path.read_text()) if path.is_file() else {}

    def predictions(self, version: ModelVersion) -> tuple[Prediction, ...]:
        """The lines of predictions.csv; empty where the version was never evaluated."""
        path = self.folder(version) / "predictions.csv"
        if not path.is_file():
            return ()
        with path.open(newline="") as file:
            return tuple(
                Prediction(row["image_id"], int(row["label"]), float(row["probability"]), Band(row["band"]))
                for row in csv.DictReader(file)
            )

    def save(self, network: Any, version: ModelVersion, heads: Heads | None = None) -> Path:
        """Write weights, heads and card into the version's folder and return it.

        Raises `ValueError` where the version's traits are not those of the heads.
        """
        if version.traits != (heads.trait_names if heads else ()):
            raise ValueError(f"{version.label} names other traits than its heads have")
        folder = self.folder(version)
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / "weights.partial.npz"
        weights = get_weights(network) | (heads.as_weights() if heads else {})
        halves: dict[str, Any] = {path: _halved(value) for path, value in weights.items()}
        np.savez_compressed(partial, **halves)
        partial.replace(self._weights(version))
        self.write_card(version)
        return folder

    def write_card(self, version: ModelVersion) -> None:
        """Write the card anew beside weights that are there."""
        text = json.dumps(_card_of(version), indent=2, ensure_ascii=False)
        partial = self.folder(version) / "card.partial"
        partial.write_text(text + "\n")
        partial.replace(partial.with_suffix(".json"))

    def refuse_taken(self, name: str, version: str) -> None:
        """Raise `ModelError` where the store has something under this name and number already."""
        if (self.root / f"{name}-{version}").exists():
            raise ModelError(f"The model store holds {name} {version} already; choose another number.")

    @contextmanager
    def draft(self, version: ModelVersion) -> Iterator["ModelStore"]:
        """Lend a store of drafts, in which nobody looks for versions, with no such version in it.

        What is left of the draft at the end is removed. Raises `ModelError` as `refuse_taken` does.
        """
        self.refuse_taken(version.name, version.version)
        drafts = ModelStore(self.root / _DRAFTS)
        shutil.rmtree(drafts.folder(version), ignore_errors=True)
        try:
            yield drafts
        finally:
            shutil.rmtree(drafts.folder(version), ignore_errors=True)
            with suppress(OSError):  # no draft was begun, or another one is at work
                drafts.root.rmdir()

    def take_in(self, drafts: "ModelStore", version: ModelVersion) -> None:
        """Move a version that is whole out of this store's drafts, in one step.

        Raises `ModelError` where its place is taken.
        """
        try:
            drafts.folder(version).rename(self.folder(version))
        except OSError as cause:
            raise ModelError(f"{version.label} can't be put into the model store.") from cause

    def make_default(self, chosen: ModelVersion) -> None:
        """Let one version be the default, and no other."""
        for version in self.versions():
            wanted = (version.name, version.version) == (chosen.name, chosen.version)
            if version.default != wanted:
                self.write_card(replace(version, default=wanted))

    def folder(self, version: ModelVersion) -> Path:
        """Where a version's files lie."""
        return self.root / f"{version.name}-{version.version}"

    def _weights(self, version: ModelVersion) -> Path:
        return self.folder(version) / "weights.npz"


@contextmanager
def _weights_of(version: ModelVersion) -> Iterator[None]:
    """Turn whatever weights that can't be used raise into `ModelError`."""
    try:
        yield
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as cause:
        raise ModelError(f"The weights of {version.label} are missing or damaged.") from cause


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    # NumPy leaves a file open that turns out to be no archive, so it is opened here.
    with path.open("rb") as file, np.load(file) as arrays:
        yield arrays


def _halved(value: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
    """Half precision for kernels only: a batch-normalised variance can lie beyond what it holds."""
    return value.astype(np.float16) if value.ndim > 1 else value


def get_weights(network: Any) -> dict[str, NDArray[np.float32]]:
    """Every variable of a Keras model by its path, as float32."""
    return {variable.path: np.asarray(variable.numpy(), np.float32) for variable in network.variables}


def set_weights(network: Any, arrays: dict[str, NDArray[np.float32]]) -> None:
    """Give a Keras model all its variables by path; raises KeyError or ValueError where one doesn't fit."""
    for variable in network.variables:
        variable.assign(arrays[variable.path])


def _read_card(path: Path) -> ModelVersion:
    try:
        card = json.loads(path.read_text())
        points, calibration = card["operating_points"], card["calibration"]
        levels = card["finding_levels"]
        return ModelVersion(
            name=card["name"],
            version=card["version"],
            architecture=card["architecture"],
            side=int(card["side"]),
            calibration=Calibration(float(calibration["slope"]), float(calibration["intercept"])),
            operating_points=OperatingPoints(
                float(points["high_sensitivity"]), float(points["high_specificity"])
            ),
            heatmap_reference=float(card["heatmap_reference"]),
            finding_levels=FindingLevels(
                float(levels["high_sensitivity"]), float(levels["high_specificity"])
            ),
            default=bool(card["default"]),
            traits=tuple(map(str, card.get("traits", ()))),
            pooling=card.get("pooling", "mean"),
            card=MappingProxyType(card),
        )
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise ModelError(f"The card of the model in '{path.parent.name}' can't be read.") from cause


def _card_of(version: ModelVersion) -> dict[str, Any]:
    """The card as written: what the record itself says goes before what its free part says."""
    fixed = {
        "name": version.name,
        "version": version.version,
        "architecture": version.architecture,
        "side": version.side,
        "default": version.default,
        "calibration": {
            "slope": version.calibration.slope,
            "intercept": version.calibration.intercept,
        },
        "operating_points": {
            "high_sensitivity": version.operating_points.high_sensitivity,
            "high_specificity": version.operating_points.high_specificity,
        },
        "heatmap_reference": version.heatmap_reference,
        "finding_levels": {
            "high_sensitivity": version.finding_levels.high_sensitivity,
            "high_specificity": version.finding_levels.high_specificity,
        },
        "traits": list(version.traits),
        "pooling": version.pooling,
    }
    return {**fixed, **{key: value for key, value in version.card.items() if key not in fixed}}


def _descending(version: str) -> tuple[int, ...]:
    return tuple(-int(part) if part.isdecimal() else 0 for part in version.split("."))
