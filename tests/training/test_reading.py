"""Films are read under the limits that the installation has set, wherever training or examination reads."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.errors import TooLargeError
from core.examination.examiner import shrunk
from core.examination.familiar import looks
from core.examination.shortcuts import shortcuts
from core.training import Film
from core.training.films import load_films
from core.training.reading import read_film
from tests.training.films import write_film


@pytest.fixture
def film(tmp_path: Path) -> Film:
    """A film of 1.2 megapixels."""
    pixels = np.random.default_rng(3).integers(0, 255, (1200, 1000)).astype(np.uint8)
    return Film("IMG1", write_film(tmp_path, "IMG1", True, pixels), True)


def test_a_film_within_the_limits_is_read(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLUS_MAX_MEGAPIXELS", "2")
    assert read_film(film.path).pixels.shape == (1200, 1000)


@pytest.mark.parametrize("variable", ["CALLUS_MAX_MEGAPIXELS", "CALLUS_MAX_FILE_MEGABYTES"])
def test_a_film_beyond_a_limit_is_refused(film: Film, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(TooLargeError):
        read_film(film.path)


@pytest.mark.parametrize(
    "read",
    [
        lambda film, _: looks([film], "films"),
        lambda film, _: shrunk(film, 32),
        lambda film, _: shortcuts([film], [], np.empty(0, np.int64)),
        lambda film, cache: load_films([film], 32, cache),
    ],
    ids=["looks", "shrunk", "shortcuts", "load_films"],
)
def test_the_limit_holds_wherever_films_are_read(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Film, Path], object]
) -> None:
    monkeypatch.setenv("CALLUS_MAX_MEGAPIXELS", "1")
    with pytest.raises(TooLargeError):
        read(film, tmp_path / "cache")
