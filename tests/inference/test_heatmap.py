"""Scale, crop and smoothness of the heatmap."""

import numpy as np
import pytest

from core.imaging import Frame
from core.inference.heatmap import film_heatmap

SQUARE = Frame.around(64, 64, 64)


def test_a_map_without_evidence_stays_zero_whatever_the_scale() -> None:
    for reference in (0.0, 2.0):
        heatmap = film_heatmap(np.zeros((8, 8), np.float32), SQUARE, reference)
        assert heatmap.shape == (64, 64) and heatmap.dtype == np.float32
        assert not heatmap.any()


def test_a_reference_gives_the_same_colour_to_the_same_evidence() -> None:
    raw = np.full((8, 8), 3.0, np.float32)
    assert film_heatmap(raw, SQUARE, 6.0) == pytest.approx(0.5)
    assert film_heatmap(2 * raw, SQUARE, 6.0) == pytest.approx(1.0)
    assert film_heatmap(9 * raw, SQUARE, 6.0) == pytest.approx(1.0)


def test_without_a_reference_the_peak_is_full_strength() -> None:
    raw = np.zeros((8, 8), np.float32)
    raw[2, 5] = 0.004
    heatmap = film_heatmap(raw, SQUARE)
    assert heatmap.max() == pytest.approx(1.0, abs=0.05)
    row, column = np.unravel_index(heatmap.argmax(), heatmap.shape)
    # A cell of 8 x 8 pixels: its centre lies half a cell in.
    assert 2 * 8 + 3 <= row <= 2 * 8 + 4 and 5 * 8 + 3 <= column <= 5 * 8 + 4


@pytest.mark.parametrize(("height", "width"), [(3000, 4000), (900, 30), (17, 500), (20, 20)])
def test_the_heatmap_covers_the_film_and_nothing_else(height: int, width: int) -> None:
    frame = Frame.around(height, width, 64)
    heatmap = film_heatmap(np.ones((2, 2), np.float32), frame)
    assert heatmap.shape == (frame.inner_height, frame.inner_width)
    assert max(heatmap.shape) == 64
    assert heatmap.min() >= 0 and heatmap.max() <= 1


def test_evidence_on_the_padding_is_not_on_the_film() -> None:
    frame = Frame.around(16, 64, 64)
    raw = np.zeros((4, 4), np.float32)
    raw[0] = 1.0
    assert film_heatmap(raw, frame).max() < 0.1


def test_cubic_overshoot_never_leaves_the_scale() -> None:
    raw = np.zeros((4, 4), np.float32)
    raw[1:3, 1:3] = 1.0
    heatmap = film_heatmap(raw, SQUARE)
    assert heatmap.min() == 0.0 and heatmap.max() == 1.0
