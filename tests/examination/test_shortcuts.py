"""What gives the label away without the bone is found; what doesn't, isn't."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import RadiographError
from core.examination.shortcuts import border_of, shortcuts, thumbnail_of
from core.training import Film
from tests.training.films import write_film

Paint = Callable[[NDArray[np.uint8], bool], None]


def films(root: Path, count: int, paint: Paint, seed: int) -> list[Film]:
    """Films of noise, 50 x 40 pixels, every other fractured, each painted on."""
    random = np.random.default_rng(seed)
    found = []
    for index in range(count):
        pixels, fractured = random.integers(60, 140, (50, 40)).astype(np.uint8), index % 2 == 0
        paint(pixels, fractured)
        name = f"IMG{index:07d}"
        found.append(Film(name, write_film(root, name, fractured, pixels), fractured))
    return found


def nothing(pixels: NDArray[np.uint8], fractured: bool) -> None:
    """Leave the noise as it is."""


def mark(pixels: NDArray[np.uint8], fractured: bool) -> None:
    """A clinic's logo in the corner of fractured films."""
    if fractured:
        pixels[1:4, 1:4] = 255


def bar(pixels: NDArray[np.uint8], fractured: bool) -> None:
    """A bright bar in the middle, as a fracture could look."""
    if fractured:
        pixels[20:30, 15:25] = 255


def brightness(pixels: NDArray[np.uint8], fractured: bool) -> None:
    """Another scanner for the fractured."""
    pixels += np.uint8(20 * fractured)


def judged(root: Path, paint: Paint) -> dict[str, Any]:
    train, test = films(root / "train", 80, paint, 1), films(root / "test", 60, paint, 2)
    return shortcuts(train, test, np.arange(60) // 2)


def test_a_mark_in_the_border_is_found(tmp_path: Path) -> None:
    found = judged(tmp_path, mark)
    assert found["border_only"]["auroc"]["value"] > 0.9
    assert found["border_only"]["n"] == 60
    assert found["border_only"]["how"] == (
        "Logistic regression (standardised, classes balanced, C = 0.01) that sees only the outer 8 % at each "
        "edge of the film, shrunk to 50 x 50 pixels; trained on 80 training films."
    )
    assert "16 x 16 pixels" in found["thumbnail"]["how"]


def test_brightness_is_found_either_way(tmp_path: Path) -> None:
    found = judged(tmp_path, brightness)
    assert found["border_only"]["auroc"]["value"] > 0.9
    assert found["thumbnail"]["auroc"]["value"] > 0.9


def test_what_lies_inside_is_seen_by_the_thumbnail_only(tmp_path: Path) -> None:
    found = judged(tmp_path, bar)
    border = found["border_only"]["auroc"]
    assert border["low"] < 0.5 < border["high"]
    assert found["thumbnail"]["auroc"]["value"] > 0.9


def test_noise_gives_nothing_away(tmp_path: Path) -> None:
    for found in judged(tmp_path, nothing).values():
        assert found["auroc"]["low"] < 0.5 < found["auroc"]["high"]
        assert "over groups" in found["auroc"]["method"]


def test_the_border_is_what_is_left_when_the_inside_changes() -> None:
    film = np.random.default_rng(3).random((400, 300), np.float32)
    changed = film.copy()
    changed[32:-32, 24:-24] = 1
    assert np.array_equal(border_of(film), border_of(changed))
    # Four pixels at each edge of a square of 50.
    assert border_of(film).shape == (50 * 50 - 42 * 42,)
    changed[31, 150] = 0.5
    assert not np.array_equal(border_of(film), border_of(changed))


def test_a_thumbnail_keeps_the_shape_of_the_film() -> None:
    thumbnail = thumbnail_of(np.ones((400, 200), np.float32)).reshape(16, 16)
    assert np.array_equal(thumbnail[0], [0] * 4 + [1] * 8 + [0] * 4)


def test_too_few_films_give_a_sentence(tmp_path: Path) -> None:
    many, few = films(tmp_path / "many", 24, nothing, 1), films(tmp_path / "few", 10, nothing, 2)
    untrained = shortcuts(few, many, np.arange(24))["thumbnail"]
    assert untrained["auroc"]["value"] is None and untrained["n"] == 24
    assert "Too few films to train on" in untrained["auroc"]["note"]
    untested = shortcuts(many, few, np.arange(10))["border_only"]["auroc"]
    assert untested["value"] is None and "Too few films" in untested["note"]
    assert shortcuts(many, [], np.arange(0))["border_only"]["auroc"]["n"] == 0


def test_films_of_one_grey_give_a_half_without_interval(tmp_path: Path) -> None:
    def grey(pixels: NDArray[np.uint8], fractured: bool) -> None:
        pixels[:] = 100

    found = judged(tmp_path, grey)["thumbnail"]["auroc"]
    assert (found["value"], found["low"], found["high"]) == (0.5, None, None)


def test_a_film_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    sound = films(tmp_path, 24, nothing, 1)
    sound[3].path.write_bytes(b"no picture")
    with pytest.raises(RadiographError):
        shortcuts(sound, sound, np.arange(24))
