"""A network asked film by film: logits, maps and traits of a network whose weights are known."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import ModelError
from core.evaluation.examiner import Examiner
from core.evaluation.maps import LogitUnit
from core.imaging import read_radiograph
from core.imaging.framing import to_network_input
from core.models import build_network
from core.records import Calibration, ModelVersion, OperatingPoints, Pooling
from tests.evaluation.bars import SIDE, bar_heads, bar_network
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
    masked = examiner.ask(bare, border=0.08)  # 4 of 50 rows and 3 of 40 columns
    assert masked.logit == pytest.approx(examiner.ask(black).logit, abs=1e-6)
    assert masked.logit < examiner.ask(bare).logit / 2


def test_an_answer_that_is_no_number_is_refused(tmp_path: Path) -> None:
    network = bar_network()
    logit = network.get_layer("logit")
    kernel, bias = logit.get_weights()
    logit.set_weights([kernel, bias * np.nan])
    with pytest.raises(ModelError, match="no usable answer for IMG1"):
        Examiner(network, VERSION, None).ask(film(tmp_path))
