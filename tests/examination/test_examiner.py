"""A network asked film by film: logits, maps and traits of a network whose weights are known."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import ModelError
from core.examination.confounders import blackened
from core.examination.examiner import BATCH, Examiner, evenly, sampled, shrunk
from core.examination.maps import LogitUnit
from core.imaging import read_radiograph
from core.imaging.framing import to_network_input
from core.models import build_network
from core.records import Calibration, FloatImage, ModelVersion, OperatingPoints, Pooling
from core.training import Film
from tests.examination.bars import SIDE, bar_heads, bar_network
from tests.training.films import write_film

pytestmark = pytest.mark.slow
VERSION = ModelVersion("tiny", "1.0.0", "tiny", SIDE, Calibration(), OperatingPoints(0.3, 0.6))


@pytest.fixture(scope="module")
def network() -> Any:
    return bar_network()


MIDDLE = slice(20, 30), slice(15, 25)
TOP = slice(0, 3), slice(0, 40)


def film(folder: Path, *, bar: tuple[slice, slice] = MIDDLE, black_edges: bool = False) -> Path:
    pixels = np.random.default_rng(2).integers(0, 80, (50, 40)).astype(np.uint8)
    pixels[bar] = 255
    if black_edges:
        inner = pixels[4:46, 3:37].copy()
        pixels[:] = 0
        pixels[4:46, 3:37] = inner
    return write_film(folder, "IMG1", True, pixels)


def test_the_answer_is_the_networks_own(network: Any, tmp_path: Path) -> None:
    path = film(tmp_path)
    answer = Examiner(network, VERSION, bar_heads()).ask(path)
    square, frame = to_network_input(read_radiograph(path.read_bytes()).pixels, SIDE)
    assert answer.logit == pytest.approx(float(network.predict(square[None], verbose=0)[0, 0]), abs=1e-5)
    assert answer.frame == frame
    assert set(answer.traits.values()) == {0.5}
    # All weights are 1, so that Grad-CAM takes the logit apart: its cells add up to it.
    assert answer.maps["gradcam"].sum() == pytest.approx(answer.logit, rel=1e-4)
    assert answer.peak == answer.maps["gradcam"].max() > 0
    # The grid's logit is the mean of eight equal channels less 1; Grad-CAM has their sum over 16 cells.
    cells = answer.maps["gradcam"] * 16 / 8 - 1
    assert answer.maps["grid"] == pytest.approx(1 / (1 + np.exp(-cells)), abs=1e-5)


@pytest.mark.parametrize("pooling", ["mean", "odds"])
def test_gradients_are_those_of_the_networks_own_head(pooling: Pooling) -> None:
    import tensorflow as tf

    from core.inference.saliency import head_of

    network = build_network("tiny", SIDE, pooling=pooling)
    features = np.random.default_rng(1).random((4, 4, 8)).astype(np.float32)
    given = tf.Variable(features[np.newaxis])
    with tf.GradientTape() as tape:
        logit = head_of(network, "features")(given)
    unit = LogitUnit.of(network, pooling)
    found = unit.shares(features)[..., None] * unit.weights
    assert found == pytest.approx(tape.gradient(logit, given).numpy()[0], abs=1e-6)


def test_without_heads_there_are_neither_grid_nor_traits(network: Any, tmp_path: Path) -> None:
    answer = Examiner(network, VERSION, None).ask(film(tmp_path))
    assert set(answer.maps) == {"gradcam", "gradcam_pp"}
    assert answer.traits == {}


def test_a_masked_border_is_black_before_the_network_sees_it(network: Any, tmp_path: Path) -> None:
    examiner = Examiner(network, VERSION, None)
    bare, black = film(tmp_path / "bare", bar=TOP), film(tmp_path / "black", bar=TOP, black_edges=True)
    films = [Film("IMG1", bare, True), Film("IMG1", bare, True)]
    borders = iter([0.08, None])

    def change(pixels: FloatImage) -> FloatImage | None:
        border = next(borders)
        return None if border is None else blackened(pixels, border)

    masked, unchanged = examiner.ask_changed(films, "", change)
    assert masked is not None
    assert unchanged is None
    assert masked.logit == pytest.approx(examiner.ask(black).logit, abs=1e-6)
    assert masked.logit < examiner.ask(bare).logit / 2


def test_an_answer_that_is_no_number_is_refused(tmp_path: Path) -> None:
    network = bar_network()
    logit = network.get_layer("logit")
    kernel, bias = logit.get_weights()
    logit.set_weights([kernel, bias * np.nan])
    with pytest.raises(ModelError, match="no usable answer for IMG1"):
        Examiner(network, VERSION, None).ask(film(tmp_path))


def pictures(count: int) -> list[tuple[str, FloatImage]]:
    """Films of many sizes with bars of many lengths."""
    random, found = np.random.default_rng(5), []
    for number in range(count):
        pixels = random.random((40 + number, 50)).astype(np.float32) * np.float32(0.3)
        pixels[10:20, 5 : 8 + 2 * number] = 1
        found.append((f"IMG{number}", pixels))
    return found


def test_many_pictures_are_answered_as_each_alone(network: Any) -> None:
    examiner, asked = Examiner(network, VERSION, bar_heads()), pictures(BATCH + 3)
    together = list(examiner.answers(asked))
    alone = [next(examiner.answers([picture])) for picture in asked]
    assert len(together) == BATCH + 3
    for one, other in zip(together, alone, strict=True):
        assert one.logit == pytest.approx(other.logit, abs=1e-5)
        assert one.frame == other.frame
        assert one.maps["gradcam"] == pytest.approx(other.maps["gradcam"], abs=1e-5)
    assert examiner.logits(asked) == pytest.approx([answer.logit for answer in together])
    assert len({answer.logit for answer in together}) == BATCH + 3
    assert examiner.logits([]).shape == (0,)


def test_a_film_is_asked_as_its_pixels_are(network: Any, tmp_path: Path) -> None:
    path = film(tmp_path)
    examiner = Examiner(network, VERSION, None)
    pixels = shrunk(Film("IMG1", path, True), SIDE)
    assert pixels.shape == (32, 26)
    assert examiner.logits([("IMG1", pixels)])[0] == pytest.approx(examiner.ask(path).logit, abs=1e-5)


def test_a_picture_without_a_usable_answer_is_named() -> None:
    network = bar_network()
    logit = network.get_layer("logit")
    logit.set_weights([weights * np.nan for weights in logit.get_weights()])
    with pytest.raises(ModelError, match="no usable answer for IMG0"):
        Examiner(network, VERSION, None).logits(pictures(2))


def test_a_network_whose_weights_change_is_asked_as_it_is_then() -> None:
    network = bar_network()
    examiner, asked = Examiner(network, VERSION, None), pictures(1)
    (before,) = examiner.answers(asked)
    logit = network.get_layer("logit")
    logit.set_weights([3 * weights for weights in logit.get_weights()])
    (after,) = examiner.answers(asked)
    assert after.logit == pytest.approx(3 * before.logit, rel=1e-4)
    assert after.maps["gradcam"] == pytest.approx(3 * before.maps["gradcam"], rel=1e-4)


def listed(fractured: int, others: int) -> list[Film]:
    labels = [True] * fractured + [False] * others
    return [Film(f"IMG{number:04d}", Path("film.png"), label) for number, label in enumerate(labels)]


def test_a_sample_is_half_fractured_and_always_the_same() -> None:
    films = listed(40, 200)
    found = sampled(films, 30)
    assert sum(film.fractured for film in found) == 15
    assert len({film.image_id for film in found}) == 30
    assert sampled(films[::-1], 30) == found
    assert found[:15] == evenly([film for film in films if film.fractured], 15)


def test_a_small_class_is_taken_whole() -> None:
    found = sampled(listed(4, 200), 30)
    assert [sum(film.fractured is label for film in found) for label in (True, False)] == [4, 15]
    assert sampled([], 30) == []


def test_films_are_evenly_spaced_in_the_order_of_their_digests() -> None:
    films = listed(30, 0)
    everyone = evenly(films, 30)
    assert evenly(films, 3) == [everyone[0], everyone[10], everyone[20]]
    assert everyone[0].image_id == min(films, key=digest).image_id


def digest(film: Film) -> str:
    return hashlib.sha256(film.image_id.encode()).hexdigest()
