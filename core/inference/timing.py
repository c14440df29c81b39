"""What probability and heatmap cost, against the bare network and against tf-keras-vis used plainly.

Importing this module imports TensorFlow.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from core.imaging.framing import to_network_input
from core.inference.engine import Engine
from core.inference.network import compiled
from core.inference.saliency import Gradcam, logit_score
from core.models import FEATURE_LAYER, ModelStore
from core.records import Radiograph

Progress = Callable[[range], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians in milliseconds of interleaved runs, so that whatever else the machine does hits all alike.

    forward_ms: the bare forward pass of the whole network, compiled, on a prepared picture.
    analyse_ms: radiograph to analysis: preparation, probability, heatmap and findings.
    plain_gradcam_ms: tf-keras-vis called on the whole network, on a prepared picture; a map, no probability.
    threads: processors that the operating system gives to this process.
    """

    model: str
    version: str
    side: int
    runs: int
    threads: int
    forward_ms: float
    analyse_ms: float
    plain_gradcam_ms: float

    @property
    def heatmap_ratio(self) -> float:
        """The whole analysis over the bare forward pass."""
        return self.analyse_ms / self.forward_ms

    @property
    def plain_gradcam_ratio(self) -> float:
        """tf-keras-vis used plainly over the whole analysis."""
        return self.plain_gradcam_ms / self.analyse_ms


def measure(
    store: ModelStore, radiograph: Radiograph, model: str = "", runs: int = 20, progress: Progress = iter
) -> Timing:
    """Time a version of the store on one radiograph.

    progress: wraps the rounds, e.g. `tqdm`. Raises `UnknownModelError` or `ModelError`.
    """
    engine = Engine(store)
    version = engine.load(model)
    network = store.network(version)
    picture = tf.constant(to_network_input(radiograph.pixels, version.side)[0][np.newaxis])
    forward, gradcam = compiled(network), Gradcam(network)
    layer = FEATURE_LAYER[version.architecture]
    name = f"{version.name}-{version.version}"

    def plain() -> Any:
        return gradcam(logit_score, picture, penultimate_layer=layer, seek_penultimate_conv_layer=False)

    spent = _interleave(
        [lambda: forward(picture).numpy(), lambda: engine.analyse(radiograph, name), plain], runs, progress
    )
    return Timing(version.name, version.version, version.side, runs, _processors(), *spent)


def _interleave(works: list[Callable[[], Any]], runs: int, progress: Progress) -> list[float]:
    """Median milliseconds of each work. Each goes first, second, third in turn: none has the warm caches."""
    spent: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for run in progress(range(runs)):
        for step in range(len(works)):
            number = (run + step) % len(works)
            start = time.perf_counter()
            works[number]()
            spent[number].append((time.perf_counter() - start) * 1000)
    return [statistics.median(times) for times in spent]


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
