"""Maps of where a network looks, against numbers worked out by hand and the papers' own formulas."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.examination.maps import LogitUnit, gradcam, gradcam_pp, over_film
from core.imaging.framing import Frame
from core.records import FloatImage, Pooling

# Two channels on 2 x 2 cells: the first speaks for a fracture, the second against it.
FEATURES = np.array([[[4, 0], [2, 4]], [[0, 8], [2, 0]]], np.float32)
WEIGHTS = np.array([2.0, -1.0], np.float32)
MEAN = LogitUnit(WEIGHTS, 1.0, "mean")
ODDS = LogitUnit(WEIGHTS, 0.5, "odds")


def by_the_paper(features: FloatImage, gradient: NDArray[np.float64], score: float) -> FloatImage:
    """Grad-CAM++ with every derivative written out, equations 10, 11 and 19, for the score exp(S)."""
    first, second, third = (np.exp(score) * gradient**order for order in (1, 2, 3))
    alphas = second / (2 * second + features.sum(axis=(0, 1)) * third)
    channel = (alphas * np.maximum(first, 0)).sum(axis=(0, 1))
    return np.asarray(np.maximum(features @ channel, 0), np.float32)


def test_gradcam_weighs_channels_by_their_mean_gradient_and_keeps_what_is_positive() -> None:
    # Cell by cell (2 * first - second) / 4, and nothing below 0.
    assert gradcam(FEATURES, WEIGHTS).tolist() == [[2.0, 0.0], [0.0, 1.0]]


def test_gradcam_pp_by_hand() -> None:
    # The first channel's mean is 2, so that alpha = 1 / (2 + 2 * 2) = 1 / 6 and its weight 2 / 6 / 4 a cell.
    assert gradcam_pp(FEATURES, WEIGHTS, MEAN.shares(FEATURES)) == pytest.approx(FEATURES[..., 0] / 12)


def test_shares_of_the_odds_by_hand() -> None:
    # 2 * first - second, cell by cell.
    odds = np.exp([[8.0, 0.0], [-8.0, 4.0]])
    assert ODDS.shares(FEATURES) == pytest.approx(odds / odds.sum())
    assert ODDS.weights.tolist() == [1.0, -0.5]


@pytest.mark.parametrize("pooling", ["mean", "odds"])
def test_gradcam_pp_is_the_papers_up_to_one_factor(pooling: Pooling) -> None:
    random = np.random.default_rng(3)
    features = np.maximum(random.normal(size=(5, 4, 7)), 0).astype(np.float32)
    unit = LogitUnit(random.normal(size=7).astype(np.float32), 1.0, pooling)
    shares = unit.shares(features)
    ours = gradcam_pp(features, unit.weights, shares)
    paper = by_the_paper(features, shares[..., None] * unit.weights, score=0.7)
    assert ours / ours.max() == pytest.approx(paper / paper.max(), rel=1e-5)


def test_channels_against_a_fracture_leave_nothing() -> None:
    against = -np.abs(WEIGHTS)
    assert not gradcam(FEATURES, against).any()
    assert not gradcam_pp(FEATURES, against, MEAN.shares(FEATURES)).any()


def test_a_map_lies_over_the_film_and_not_over_the_padding() -> None:
    frame = Frame.around(50, 100, 90)  # 45 rows of film, from row 22 of the square
    cells = np.zeros((3, 3), np.float32)
    cells[0] = 1  # centred on row 15 of the square, which is padding
    heat = over_film(cells, frame)
    assert heat.shape == (45, 90)
    assert heat[0] == pytest.approx(np.full(90, 1 - 7.5 / 30))  # row 22.5 lies a quarter of the way to cell 1
    assert heat[23:].max() == pytest.approx(0, abs=1e-6)
    assert (np.diff(heat[:23, 0]) < 0).all()
