"""Pixels erased in order of importance: arithmetic by hand, and a network that sees nothing but bars."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.examination.erasing import FRACTIONS, area, blurred, erasing, exchanged, order
from core.examination.examiner import Answer, Examiner, Picture
from core.imaging.framing import to_network_input
from core.models import calibrated
from core.records import Calibration, ModelVersion, OperatingPoints
from core.training import Film, read_fracatlas
from tests.examination.bars import SIDE, bar_network
from tests.training.films import write_data_set

VERSION = ModelVersion("tiny", "1.0.0", "tiny", SIDE, Calibration(slope=2.0), OperatingPoints(0.3, 0.6))


class Whitest(Examiner):
    """Its logit is the share of white pixels; its map is the film in 8 x 8 cells, or empty."""

    def __init__(self, *, blind: bool = False) -> None:
        self.blind = blind

    def answers(self, pictures: Iterable[Picture]) -> Iterator[Answer]:
        for _, pixels in pictures:
            square, frame = to_network_input(pixels, SIDE)
            cells = square[..., 0].reshape(8, 4, 8, 4).mean(axis=(1, 3)) * (not self.blind)
            yield Answer(0.0, frame, {"gradcam": np.where(cells > 0.4, cells, 0).astype(np.float32)}, {})

    def logits(self, pictures: Iterable[Picture]) -> NDArray[np.float64]:
        return np.array([float((pixels > 0.95).mean()) for _, pixels in pictures], np.float64)


def test_the_order_is_the_maps_and_ties_are_drawn() -> None:
    heat = np.array([[0, 3, 0], [0, 1, 2]], np.float32)
    one, other = (order(heat, np.random.default_rng(seed)) for seed in (1, 2))
    assert one[:3].tolist() == other[:3].tolist() == [1, 5, 4]
    assert sorted(one[3:]) == sorted(other[3:]) == [0, 2, 3]
    wide = np.zeros((9, 9), np.float32)
    assert order(wide, np.random.default_rng(1)).tolist() != order(wide, np.random.default_rng(2)).tolist()


def test_the_first_places_are_exchanged() -> None:
    film, other = np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)
    places = np.array([1, 5, 4, 0, 2, 3])
    assert exchanged(film, other, places, 0.5).tolist() == [[1, 0, 1], [1, 0, 0]]
    assert np.array_equal(exchanged(film, other, places, 0.0), film)
    assert np.array_equal(exchanged(film, other, places, 1.0), other)
    assert film.all()


def test_blurring_leaves_no_line_and_the_same_light() -> None:
    film = np.zeros((100, 100), np.float32)
    film[:, 50:52] = 1
    left = blurred(film)
    assert left.max() < 0.2  # 2 pixels of a bell 5 wide: 2 / (5 * sqrt(2 pi)) = 0.16
    assert left.mean() == pytest.approx(film.mean(), rel=1e-4)


def test_an_area_by_hand() -> None:
    straight = 1 - np.array([FRACTIONS, [1.0] * len(FRACTIONS)])
    assert area(straight) == pytest.approx([0.5, 0.0])


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, ...]:
    return read_fracatlas(write_data_set(tmp_path_factory.mktemp("data"), count=36)).films


def asked(films: tuple[Film, ...], examiner: Examiner) -> dict[str, Any]:
    return erasing(films, examiner, VERSION, {film.image_id: n for n, film in enumerate(films)})


def test_curves_begin_and_end_at_the_film_its_mean_and_the_blurred_film(films: tuple[Film, ...]) -> None:
    found = asked(films, Whitest())
    assert (found["n"], found["fractions"]) == (12, list(FRACTIONS))
    # The bar has 6 of 32 rows and 6 of 26 columns; neither the mean nor the blurred film has any white.
    whole = calibrated(36 / 832, VERSION.calibration)
    assert found["deletion"][0] == found["insertion"][-1] == pytest.approx(float(whole))
    assert found["deletion"][-1] == found["insertion"][0] == 0.5
    # Cells with much of the bar are at most 3 x 3 of 8 x 8: all white is gone with the first fifth.
    assert found["deletion"][3] == pytest.approx(0.5)
    assert found["insertion"][3] == pytest.approx(found["insertion"][-1])
    assert found["deletion_area"]["value"] < found["random_deletion_area"]["value"]
    assert found["insertion_area"]["value"] > found["random_deletion_area"]["value"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_same_films_give_the_same_figures(films: tuple[Film, ...]) -> None:
    group_of = {film.image_id: number for number, film in enumerate(films)}
    found = [erasing(part, Whitest(), VERSION, group_of) for part in (films, films[::-1])]
    assert found[0] == found[1]


def test_films_without_a_map_are_left_out(films: tuple[Film, ...]) -> None:
    found = asked(films, Whitest(blind=True))
    assert (found["n"], found["deletion"], found["insertion"]) == (0, [], [])
    assert found["deletion_area"]["value"] is None and found["deletion_area"]["note"]


@pytest.mark.parametrize("count", [0, 9])
def test_too_few_films_are_not_judged(films: tuple[Film, ...], count: int) -> None:
    fractured = tuple(film for film in films if film.fractured)[:count]
    found = asked(fractured, Whitest())
    assert (found["n"], found["deletion"]) == (count, [])
    assert found["insertion_area"]["value"] is None


@pytest.mark.slow
def test_a_network_loses_what_its_map_shows_sooner_than_anything_else(tmp_path: Path) -> None:
    films = read_fracatlas(write_data_set(tmp_path, count=36)).films
    found = asked(films, Examiner(bar_network(), VERSION, None))
    deleted, by_chance = found["deletion_area"], found["random_deletion_area"]
    assert found["n"] == deleted["n"] == 12
    assert deleted["high"] < by_chance["low"]
    # The bar is a twentieth of the film; the map's cells around it are a tenth to a fifth.
    assert found["deletion"][0] > found["deletion"][1] > found["deletion"][3]
