"""Drawn letters and logos are found and blanked; bone, metal and the cassette's edge are left."""

import cv2
import numpy as np
import pytest

from core.examination.burned_in import blanked, burned_in
from core.records import FloatImage

TEXT = (420, 60)  # x, y of the baseline's left end


def limb(height: int = 640, width: int = 512, noise: float = 0.01) -> FloatImage:
    """A film of a limb: a soft bright shaft on a dark, slightly noisy ground."""
    across = np.abs(np.arange(width) - width / 2) / (width / 8)
    shaft = 0.06 + 0.25 * np.exp(-((across / 2) ** 2)) + 0.5 * np.exp(-(across**4))
    grain = np.random.default_rng(3).normal(0, noise, (height, width))
    return np.clip(np.tile(shaft, (height, 1)) + grain, 0, 1).astype(np.float32)


def written(
    film: FloatImage, words: str, place: tuple[int, int], scale: float = 0.7, grey: float = 1.0
) -> FloatImage:
    ink = np.zeros(film.shape, np.uint8)
    cv2.putText(ink, words, place, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, max(1, round(2 * scale)))
    return np.where(ink > 0, np.float32(grey), film)


def test_a_film_without_marks_has_none() -> None:
    assert not burned_in(limb()).any()
    assert not burned_in(np.zeros((50, 40), np.float32)).any()


@pytest.mark.parametrize("place", [TEXT, (30, 600), (40, 320)])
def test_text_beside_the_limb_is_found_whole(place: tuple[int, int]) -> None:
    film = limb()
    drawn = written(film, "L HAND", place) if place != TEXT else written(film, "R", place)
    inked = drawn != film
    marks = burned_in(drawn)
    assert marks[inked].all()
    assert marks.sum() < 25 * inked.sum()


def test_a_letter_on_the_soft_parts_is_found() -> None:
    film = limb()
    drawn = written(film, "R", (150, 300))
    assert 0.1 < film[300, 155] < 0.4
    assert burned_in(drawn)[drawn != film].all()


def test_a_white_logo_with_dark_writing_is_one_mark() -> None:
    film = limb()
    film[100:140, 40:78] = 1
    film[112:120, 48:70] = 0
    marks = burned_in(film)
    assert marks[100:140, 40:78].all()


def test_marks_of_a_large_film_are_found_at_its_own_scale() -> None:
    film = cv2.resize(limb(), (2048, 2560), interpolation=cv2.INTER_CUBIC)
    drawn = written(film, "L", (1700, 300), scale=2.8)
    marks = burned_in(drawn)
    assert marks.shape == (2560, 2048)
    assert marks[drawn != film].all()


def test_a_plate_the_cassettes_edge_and_a_blurred_spot_are_no_marks() -> None:
    film = limb()
    film[200:420, 250:262] = 1  # a plate: longer than a mark may be
    film[:, :5] = 1  # the edge of the cassette
    spot = np.zeros_like(film)
    spot[500, 90] = 1
    film += 0.8 * cv2.GaussianBlur(spot, (0, 0), 6) / cv2.GaussianBlur(spot, (0, 0), 6).max()
    assert not burned_in(np.clip(film, 0, 1)).any()


def test_grey_writing_is_not_found_which_the_docstring_says() -> None:
    assert not burned_in(written(limb(), "R", TEXT, grey=0.6)).any()


def test_a_blanked_mark_leaves_the_grey_around_it() -> None:
    film = limb(noise=0.0)
    drawn = written(written(film, "R", TEXT), "L", (150, 300))
    cleaned = blanked(drawn, burned_in(drawn))
    assert np.abs(cleaned - film).max() < 0.08
    assert cleaned[drawn == film].mean() == pytest.approx(film[drawn == film].mean(), abs=1e-3)
    assert drawn.max() == 1  # the film that was given is left as it was


def test_a_film_that_is_all_mark_turns_black() -> None:
    film = np.ones((8, 8), np.float32)
    assert not blanked(film, np.ones((8, 8), np.bool_)).any()
