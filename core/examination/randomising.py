"""Whether the heatmap depends on what the network learnt: layer after layer is given random weights.

J. Adebayo et al., Sanity checks for saliency maps, NeurIPS 2018, section 4 (cascading randomisation). A map
that stays the same shows the film, and not what the network sees in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.intervals import SEED
from core.evaluation.labelled import FEWEST
from core.examination.boxes import mean_figure
from core.examination.examiner import Answer, Examiner, Picture, evenly, shrunk
from core.models import FEATURE_LAYER
from core.records import ModelVersion
from core.training import Film

MOST = 24
# One set of random weights turns all films' maps the same way: their mean would hang on that one draw.
DRAWS = 3
_CUTS = 4
_ONES = ("gamma", "moving_variance")


def randomised(
    films: Sequence[Film], network: Any, version: ModelVersion, group_of: Mapping[str, int]
) -> dict[str, Any]:
    """Return metrics.json's "randomised"; see `core.evaluation` for its keys.

    Up to MOST fractured films are asked; one whose map is even has no order of cells to compare and is left
    out. First the head is random, then also the last quarter of the trunk's layers, and so on to the first.
    A film's correlation is the mean over DRAWS random networks. `network` itself is left as it was.
    Raises `RadiographError` for a film that can't be read, `ModelError` where a network gives no number.
    """
    import keras

    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    examiner = Examiner(copy, version, None)
    asked = evenly([film for film in films if film.fractured], MOST)
    pictures = [(film.image_id, shrunk(film, version.side)) for film in asked]
    learnt = [_on_film(answer) for answer in examiner.answers(pictures)]
    kept = [number for number, cells in enumerate(learnt) if np.ptp(cells) > 0]
    groups = np.array([group_of[asked[number].image_id] for number in kept], np.int64)
    stages = _stages(copy, FEATURE_LAYER[version.architecture])
    similar = np.zeros((len(stages), len(kept)))
    if len(kept) >= FEWEST:
        similar = _cascade(copy, examiner, stages, [pictures[at] for at in kept], [learnt[at] for at in kept])
    return {
        "n": len(kept),
        "similarity": [
            {"layers": _title(layers, first=number == 0), "rank_correlation": mean_figure(row, groups)}
            for number, (layers, row) in enumerate(zip(stages, similar, strict=True))
        ],
    }


def rank_correlation(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    """Return Spearman's rank correlation of two lists (n,); 0 where either is the same everywhere."""
    from scipy.stats import spearmanr

    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(spearmanr(one, other).statistic)


def _cascade(
    copy: Any,
    examiner: Examiner,
    stages: Sequence[Sequence[Any]],
    pictures: Sequence[Picture],
    learnt: Sequence[NDArray[np.floating]],
) -> NDArray[np.float64]:
    """Return the correlation after each stage with each film's learnt map, (stages, films)."""
    weights = copy.get_weights()
    similar = np.zeros((DRAWS, len(stages), len(pictures)))
    with tqdm(total=similar.size, desc="randomising", unit="film", disable=None) as bar:
        for draw in range(DRAWS):
            copy.set_weights(weights)
            random = np.random.default_rng([SEED, draw])
            for stage, layers in enumerate(stages):
                _redraw(layers, random)
                for film, answer in enumerate(examiner.answers(pictures)):
                    similar[draw, stage, film] = rank_correlation(learnt[film], _on_film(answer))
                    bar.update()
    return np.asarray(similar.mean(axis=0))


def _stages(network: Any, feature_layer: str) -> list[list[Any]]:
    """Layers with weights: those of the head, then the trunk's in _CUTS parts from its end to its start."""
    cut = network.layers.index(network.get_layer(feature_layer)) + 1
    head = [layer for layer in network.layers[cut:] if layer.weights]
    trunk = [layer for layer in network.layers[:cut] if layer.weights]
    parts = np.array_split(np.arange(len(trunk)), _CUTS)[::-1]
    return [head, *([trunk[number] for number in part] for part in parts if len(part))]


def _title(layers: Sequence[Any], *, first: bool) -> str:
    """The head by its layers, from the logit backwards; a part of the trunk by the layer that it reaches."""
    if first:
        return " and ".join(layer.name for layer in reversed(layers))
    return f"down to {layers[0].name}"


def _redraw(layers: Sequence[Any], random: np.random.Generator) -> None:
    """Give layers the weights of a network that has learnt nothing, in place."""
    for layer in layers:
        for variable in layer.weights:
            variable.assign(_start(variable.name, tuple(variable.shape), random))


def _start(name: str, shape: tuple[int, ...], random: np.random.Generator) -> NDArray[np.float32]:
    """Kernels by X. Glorot and Y. Bengio (AISTATS 2010), as Keras does; normalisation and biases idle.

    Drawn by NumPy, so that they are the same on every backend.
    """
    if len(shape) < 2:
        return np.full(shape, 1.0 if name in _ONES else 0.0, np.float32)
    patch = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (patch * (shape[-2] + shape[-1])))
    return random.uniform(-limit, limit, shape).astype(np.float32)


def _on_film(answer: Answer) -> NDArray[np.floating]:
    """The Grad-CAM cells (n,) whose centre lies on the film: padding is alike whatever a network learnt."""
    cells, frame = answer.maps["gradcam"], answer.frame
    y, x = ((np.arange(count) + 0.5) * frame.side / count for count in cells.shape)
    rows = (y >= frame.top) & (y < frame.top + frame.inner_height)
    columns = (x >= frame.left) & (x < frame.left + frame.inner_width)
    return cells[np.ix_(rows, columns)].ravel()
