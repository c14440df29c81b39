"""The engine: one call from a radiograph to what a model version says of it."""

import threading
import time
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.imaging.framing import to_network_input
from core.inference.findings import find_regions
from core.inference.heatmap import film_heatmap
from core.models import FEATURE_LAYER, ModelStore, calibrated
from core.records import Analysis, ModelVersion, Radiograph

if TYPE_CHECKING:
    from core.inference.network import ServedNetwork


class Engine:
    """Analyses radiographs with the versions of a model store. Keep one a process; any thread may call it.

    A network is loaded when it is first needed, once, and stays; listing versions loads nothing.
    on_loaded: told after each loading, by the thread that loaded.
    """

    def __init__(self, store: ModelStore, *, on_loaded: Callable[[], None] = lambda: None) -> None:
        self._store, self._on_loaded = store, on_loaded
        self._networks: dict[ModelVersion, ServedNetwork] = {}
        self._loading = threading.Lock()

    def versions(self) -> tuple[ModelVersion, ...]:
        """The versions that can be asked, the default first."""
        return self._store.versions()

    def load(self, model: str = "") -> ModelVersion:
        """Load a version ahead of its first film and return it.

        Raises `UnknownModelError`, or `ModelError` where its weights can't be used.
        """
        version = self._store.find(model)
        self._network(version)
        return version

    def analyse(self, radiograph: Radiograph, model: str = "") -> Analysis:
        """Analyse a radiograph with one version: "" for the default, "densenet121" or "densenet121-1.0.0".

        Raises `UnknownModelError`, or `ModelError` where the version can't be used.
        """
        version = self._store.find(model)
        return _analyse(radiograph, version, self._network(version))

    def _network(self, version: ModelVersion) -> "ServedNetwork":
        if version not in self._networks:
            # Only here, since this import brings TensorFlow: pages that analyse nothing must not wait for it.
            from core.inference.network import ServedNetwork

            with self._loading:
                if version not in self._networks:
                    network, heads = self._store.network(version), self._store.heads(version)
                    layer = FEATURE_LAYER[version.architecture]
                    self._networks[version] = ServedNetwork(network, layer, heads)
                    self._on_loaded()
        return self._networks[version]


def _analyse(radiograph: Radiograph, version: ModelVersion, network: "ServedNetwork") -> Analysis:
    clock = _Clock()
    square, frame = to_network_input(radiograph.pixels, version.side)
    clock.lap("prepare")
    features, logit = network.forward(square)
    probability = float(calibrated(logit, version.calibration))
    depiction, pooled = network.depiction(features), network.pooled(features)
    clock.lap("trunk")
    heatmap = film_heatmap(network.raw_map(features), frame, version.heatmap_reference)
    clock.lap("saliency")
    findings = find_regions(heatmap, version.finding_levels, frame)
    clock.lap("findings")
    return Analysis(
        digest=radiograph.digest,
        model=version.name,
        version=version.version,
        probability=probability,
        band=version.operating_points.band(probability),
        operating_points=version.operating_points,
        heatmap=heatmap,
        findings=findings,
        timings_ms=clock.timings(),
        depiction=depiction,
        features=pooled,
    )


class _Clock:
    """Milliseconds between laps, and in all."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = (now - self._last) * 1000
        self._last = now

    def timings(self) -> MappingProxyType[str, float]:
        return MappingProxyType({**self._laps, "total": (self._last - self._start) * 1000})
