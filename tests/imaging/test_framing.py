import numpy as np
import pytest

from core.imaging.framing import Frame, to_network_input
from core.records import Box


def test_a_portrait_film_is_centred_on_black() -> None:
    square, frame = to_network_input(np.ones((400, 200), np.float32), 100)
    assert square.shape == (100, 100, 1)
    assert (frame.top, frame.left, frame.inner_height, frame.inner_width) == (0, 25, 100, 50)
    assert square[:, 25:75].min() == square.max() == 1.0
    assert square[:, :25].max() == square[:, 75:].max() == 0.0


def test_shrinking_averages_instead_of_picking() -> None:
    stripes = np.zeros((8, 8), np.float32)
    stripes[:, ::2] = 1.0
    square, _ = to_network_input(stripes, 4)
    assert np.allclose(square, 0.5)


def test_a_one_pixel_wide_film_still_has_a_column() -> None:
    square, frame = to_network_input(np.ones((500, 1), np.float32), 50)
    assert frame.inner_width == 1
    assert square.sum() == pytest.approx(50)


def test_crop_gives_the_film_and_nothing_else() -> None:
    square, frame = to_network_input(np.full((30, 60), 0.25, np.float32), 24)
    assert frame.crop(square[..., 0]).shape == (12, 24)
    assert np.allclose(frame.crop(square[..., 0]), 0.25)


def test_boxes_come_back_in_original_pixels_and_inside_the_film() -> None:
    frame = Frame.around(400, 300, 100)
    assert frame.to_original(Box(0, 0, frame.inner_width, frame.inner_height)) == Box(0, 0, 300, 400)
    assert frame.to_original(Box(10, 20, 30, 40)) == Box(40, 80, 120, 160)


def test_fractions_of_the_film_land_in_the_square() -> None:
    frame = Frame.around(400, 200, 100)
    assert frame.to_square((0.0, 0.5, 1.0, 1.0)) == (25.0, 50.0, 75.0, 100.0)
