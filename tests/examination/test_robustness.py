"""Changed films: each change against pixels worked out by hand, and figures of an examiner made up."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.evaluation import wilson
from core.examination.examiner import Examiner, Picture
from core.examination.robustness import (
    CHANGES,
    VARIANTS,
    blurry,
    compressed,
    cropped,
    exposed,
    inverted,
    noisy,
    robustness,
    rotated,
)
from core.records import Calibration, ModelVersion, OperatingPoints
from core.training import Film, read_fracatlas
from tests.training.films import write_data_set

VERSION = ModelVersion("tiny", "1.0.0", "tiny", 32, Calibration(), OperatingPoints(0.5, 0.6))
FILM = np.random.default_rng(4).random((30, 20)).astype(np.float32)


class Brightest(Examiner):
    """Says that a film is fractured where its brightest pixel is above 0.7."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def logits(self, pictures: Iterable[Picture]) -> NDArray[np.float64]:
        found = []
        for name, pixels in pictures:
            self.asked.append(name)
            found.append(10 * (float(pixels.max()) - 0.7))
        return np.array(found, np.float64)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_every_change_gives_a_film_and_leaves_the_given_one_alone(change: Any) -> None:
    before = FILM.copy()
    for level in change.levels[1:]:
        changed = change.apply(FILM, level)
        assert changed.dtype == np.float32
        assert changed.min() >= 0 and changed.max() <= 1 + 1e-6
        assert changed.shape != FILM.shape or np.abs(changed - FILM).max() > 1e-3
        assert np.array_equal(change.apply(FILM, level), changed)
    assert np.array_equal(FILM, before)


@pytest.mark.parametrize(("change", "level"), [(rotated, 0), (exposed, 1), (noisy, 0), (cropped, 0)])
def test_the_first_level_changes_nothing(change: Any, level: float) -> None:
    assert change(FILM, level) == pytest.approx(FILM, abs=1e-6)


def test_a_right_angle_moves_pixels_and_makes_none_up() -> None:
    assert rotated(FILM, 90) == pytest.approx(np.rot90(FILM), abs=1e-4)
    assert rotated(FILM, 180) == pytest.approx(FILM[::-1, ::-1], abs=1e-4)


def test_no_corner_is_lost_by_turning() -> None:
    white = np.ones((40, 40), np.float32)
    turned = rotated(white, 45)
    assert turned.shape == (57, 57)  # the diagonal, 56.6
    assert turned.sum() == pytest.approx(white.sum(), rel=0.03)
    assert turned[0, 0] == 0 and turned[28, 28] == pytest.approx(1)


def test_exposure_raises_to_a_power() -> None:
    assert exposed(np.array([[0.0, 0.25, 1.0]], np.float32), 0.5)[0] == pytest.approx([0.0, 0.5, 1.0])


def test_noise_has_the_spread_that_it_says() -> None:
    grey = np.full((200, 200), 0.5, np.float32)
    assert (noisy(grey, 20) - grey).std() * 255 == pytest.approx(20, rel=0.02)


def test_blur_spreads_a_point_by_its_sigma() -> None:
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1
    spread = blurry(point, 2.0)
    assert spread.sum() == pytest.approx(1, abs=1e-5)
    assert (spread.sum(axis=0) * (np.arange(41) - 20) ** 2).sum() == pytest.approx(4, rel=0.02)


def test_stronger_compression_loses_more() -> None:
    lost = [float(np.abs(compressed(FILM, quality) - FILM).mean()) for quality in (95, 50, 10)]
    assert 0 < lost[0] < lost[1] < lost[2]


def test_a_crop_takes_its_share_of_each_side() -> None:
    assert np.array_equal(cropped(FILM, 0.1), FILM[3:27, 2:18])
    assert cropped(np.ones((1, 2), np.float32), 0.4).shape == (1, 2)


def test_inverted_twice_is_as_before() -> None:
    assert inverted(FILM)[3, 4] == pytest.approx(1 - FILM[3, 4])
    assert inverted(inverted(FILM)) == pytest.approx(FILM, abs=1e-6)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, ...]:
    return read_fracatlas(write_data_set(tmp_path_factory.mktemp("data"), count=36)).films


@pytest.fixture(scope="module")
def found(films: tuple[Film, ...]) -> dict[str, Any]:
    return robustness(films, Brightest(), VERSION, {film.image_id: n for n, film in enumerate(films)})


def test_each_film_is_asked_once_in_each_form(films: tuple[Film, ...], found: dict[str, Any]) -> None:
    examiner = Brightest()
    robustness(films, examiner, VERSION, {film.image_id: n for n, film in enumerate(films)})
    assert len(examiner.asked) == 36 * VARIANTS
    assert (found["n"], found["n_fractured"]) == (36, 12)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_curve_has_a_figure_at_each_level(found: dict[str, Any]) -> None:
    names = ["rotation", "exposure", "noise", "blur", "jpeg", "crop", "inversion"]
    assert [curve["name"] for curve in found["curves"]] == names
    for curve in found["curves"]:
        for key in ("sensitivity", "specificity", "auroc"):
            assert len(curve[key]) == len(curve["levels"])
            assert curve[key][0] == found["curves"][0][key][0]


def test_what_the_network_lives_on_is_lost_with_it(found: dict[str, Any]) -> None:
    curves = {curve["name"]: curve for curve in found["curves"]}
    # White bars on noise below 80: told perfectly as they are; inverted, every film has a bright pixel.
    start = curves["inversion"]
    assert (start["sensitivity"][0]["value"], start["specificity"][0]["value"]) == (1, 1)
    assert start["sensitivity"][0]["low"] == pytest.approx(wilson(12, 12)[0])
    assert (start["sensitivity"][1]["value"], start["specificity"][1]["value"]) == (1, 0)
    assert start["auroc"][0]["value"] == 1
    # A bar of 10 x 10 pixels: at a spread of 8 its middle keeps erf(5 / (8 * sqrt(2)))^2 = 0.22 of its white.
    assert curves["blur"]["sensitivity"][-1]["value"] == 0
    # The square root of 80 / 255 is 0.56: still no bright pixel.
    assert curves["exposure"]["specificity"][1]["value"] == 1


def test_shares_count_films_by_the_design_effect_of_their_groups(films: tuple[Film, ...]) -> None:
    class Half(Brightest):
        """Finds every second film's bar."""

        def logits(self, pictures: Iterable[Picture]) -> NDArray[np.float64]:
            table = super().logits(pictures).reshape(-1, VARIANTS)
            table[::2] -= 5
            return table.ravel()

    found = robustness(films, Half(), VERSION, {film.image_id: n // 6 for n, film in enumerate(films)})
    sensitivity = found["curves"][0]["sensitivity"][0]
    assert sensitivity["value"] == pytest.approx(0.5)
    assert sensitivity["low"] < 0.5 < sensitivity["high"]
    # Twelve fractured films of groups of six, every second one found: relatives that differ are no burden.
    assert (sensitivity["low"], sensitivity["high"]) == pytest.approx(wilson(6, 12))
    assert "design effect" in sensitivity["method"]


def test_too_few_films_give_no_figure(films: tuple[Film, ...]) -> None:
    few = films[:9]
    for part in (few, ()):
        found = robustness(part, Brightest(), VERSION, {film.image_id: 0 for film in films})
        assert found["n"] == len(part)
        figure = found["curves"][2]["sensitivity"][1]
        assert figure["value"] is None and "Too few" in figure["note"]
