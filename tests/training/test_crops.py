import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training.crops import WHOLE, cut, places_for, window_around

EDGE = st.floats(0.0, 0.9)


@given(x=EDGE, y=EDGE, width=st.floats(0.01, 0.4), height=st.floats(0.01, 0.4), seed=st.integers(0, 1000))
def test_a_window_lies_in_the_square_and_holds_the_box(
    x: float, y: float, width: float, height: float, seed: int
) -> None:
    box = (x, y, min(1.0, x + width), min(1.0, y + height))
    x0, y0, x1, y1 = window_around(box, 0.5, np.random.default_rng(seed))
    assert x0 >= 0
    assert y0 >= 0
    assert x1 <= 1 + 1e-9
    assert y1 <= 1 + 1e-9
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert x0 <= box[0] + 1e-9
    assert y0 <= box[1] + 1e-9
    assert box[2] <= x1 + 1e-9
    assert box[3] <= y1 + 1e-9


def test_a_box_larger_than_the_window_has_its_middle_in_it() -> None:
    random = np.random.default_rng(0)
    for _ in range(50):
        x0, _, x1, _ = window_around((0.1, 0.4, 0.9, 0.6), 0.3, random)
        assert x0 <= 0.5 <= x1


def test_without_zoom_every_window_is_the_whole_square() -> None:
    assert window_around((0.2, 0.2, 0.3, 0.3), 1.0, np.random.default_rng(0)) == WHOLE


def test_a_third_of_the_windows_is_the_whole_square() -> None:
    random = np.random.default_rng(0)
    whole = [window_around((0.4, 0.4, 0.5, 0.5), 0.5, random) == WHOLE for _ in range(3000)]
    assert np.mean(whole) == pytest.approx(1 / 3, abs=0.03)


def test_a_cut_at_its_own_scale_is_the_pixels_themselves() -> None:
    square = np.arange(64, dtype=np.uint8).reshape(8, 8)
    assert cut(square, (0.25, 0.5, 0.75, 1.0), 4).tolist() == square[4:8, 2:6].tolist()


def test_a_cut_of_twice_the_size_is_averaged() -> None:
    square = np.array([[0, 4], [8, 12]], np.uint8)
    assert cut(square, WHOLE, 1).tolist() == [[6]]


def test_films_without_a_box_borrow_the_places_of_others() -> None:
    box = (0.1, 0.1, 0.2, 0.2)
    assert places_for([[box], []]) == [[box], [box]]
    assert places_for([[], []]) == [[WHOLE], [WHOLE]]
