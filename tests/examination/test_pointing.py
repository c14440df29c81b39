"""The pointing game on maps whose highest point is known."""

from typing import Any

import numpy as np
import pytest

from core.evaluation import wilson
from core.examination.pointing import Marked, box_pixels, is_hit, peak, pointing
from core.imaging.framing import Frame
from core.records import FloatImage

SQUARE = Frame.around(300, 300, 90)
WIDE = Frame.around(100, 200, 90)
TOP_LEFT = (0.0, 0.0, 0.3, 0.3)


def spot(row: int, column: int, height: float = 1.0) -> FloatImage:
    """A map of 3 x 3 cells with one that is not zero."""
    cells = np.zeros((3, 3), np.float32)
    cells[row, column] = height
    return cells


def film(
    gradcam: FloatImage, other: FloatImage, group: int = 0, box: tuple[float, float, float, float] = TOP_LEFT
) -> Marked:
    return Marked("IMG1", (box,), SQUARE, {"gradcam": gradcam, "grid": other}, group)


def test_a_peak_is_given_in_fractions_of_the_film() -> None:
    heat = np.zeros((10, 20), np.float32)
    heat[2, 5] = 3
    assert peak(heat) == pytest.approx((5.5 / 20, 2.5 / 10))


def test_a_flat_top_points_with_its_middle() -> None:
    heat = np.zeros((90, 90), np.float32)
    heat[:15, :15] = 1
    assert peak(heat) == pytest.approx((7.5 / 90, 7.5 / 90))


def test_a_map_of_zeros_points_nowhere() -> None:
    assert peak(np.zeros((4, 4), np.float32)) is None


@pytest.mark.parametrize(
    ("box", "hit"),
    [
        ((0.4, 0.4, 0.6, 0.6), True),  # around it
        ((0.5499, 0.0, 0.7, 1.0), True),  # 10 of 200 pixels to the right: 5 % of the longer side
        ((0.5501, 0.0, 0.7, 1.0), False),
        ((0.0, 0.599, 1.0, 0.7), True),  # 10 of 100 pixels below: the tolerance is the same length
        ((0.0, 0.601, 1.0, 0.7), False),
        ((0.529, 0.579, 0.7, 0.7), True),  # 5.8 to the right and 7.9 below: 9.8 in all
        ((0.54, 0.58, 0.7, 0.7), False),  # 8 and 8: 11.3
    ],
)
def test_a_hit_lies_in_a_box_or_near_one(box: tuple[float, float, float, float], hit: bool) -> None:
    assert is_hit((0.5, 0.5), [box], WIDE) is hit
    assert is_hit((0.5, 0.5), [(0.9, 0.9, 1.0, 1.0), box], WIDE) is hit


def test_box_pixels_are_those_that_a_box_touches() -> None:
    inside = box_pixels([(0.0, 0.0, 0.5, 0.1), (0.99, 0.99, 1.01, 1.0)], WIDE)  # 45 x 90 pixels of film
    assert inside[:5, :45].all()
    assert inside[44, 89]
    assert inside.sum() == 5 * 45 + 1


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Twelve films in six groups: Grad-CAM hits 6, the grid 9; two maps are empty."""
    hit, miss, empty = spot(0, 0), spot(2, 2), np.zeros((3, 3), np.float32)
    ours = [hit] * 6 + [miss] * 4 + [empty] * 2
    grid = [hit] * 5 + [miss] + [hit] * 4 + [miss] * 2
    pairs = zip(ours, grid, strict=True)
    return pointing([film(a, b, group=number // 2) for number, (a, b) in enumerate(pairs)])


def test_hits_are_counted_with_wilsons_interval_by_the_design_effect(found: dict[str, Any]) -> None:
    assert (found["n"], found["tolerance"]) == (12, 0.05)
    assert {name: part["hits"] for name, part in found["maps"].items()} == {
        "gradcam": 6,
        "grid": 9,
        "centre": 0,
    }
    share = found["maps"]["grid"]["share"]
    # The pairs are off 9 in 12 by 0.5, but for one by 1.5: 3.5 in squares.
    effect = 6 / 5 * 3.5 / 12**2 * 11 / (0.75 * 0.25)
    assert (share["value"], share["n"]) == (0.75, 12)
    assert (share["low"], share["high"]) == pytest.approx(wilson(9 / effect, 12 / effect))


def test_differences_are_paired_and_drawn_by_groups(found: dict[str, Any]) -> None:
    difference = found["against_gradcam"]["grid"]["share"]
    # The grid hits four films that Grad-CAM misses and misses one that it hits.
    assert difference["value"] == pytest.approx(3 / 12)
    assert -0.2 < difference["low"] < 0.25 < difference["high"] < 0.8
    assert "over groups" in difference["method"]
    assert found["against_gradcam"]["centre"]["share"]["value"] == pytest.approx(-6 / 12)
    assert set(found["against_gradcam"]) == {"grid", "centre"}


def test_energy_inside_the_boxes(found: dict[str, Any]) -> None:
    # The box holds 27 x 27 pixels, the spot's slope reaches to 45: along each axis the box has 15 pixels at 1
    # and 12 on the slope down from 1, of 15 + 15 at a half on average.
    slope = 1 - (np.arange(30) + 0.5) / 30
    along = (15 + slope[:12].sum()) / (15 + slope.sum())
    assert found["maps"]["gradcam"]["energy"]["value"] == pytest.approx(along**2 * 6 / 12, rel=1e-5)
    assert found["maps"]["grid"]["energy"]["value"] == pytest.approx(along**2 * 9 / 12, rel=1e-5)
    assert "energy" not in found["maps"]["centre"]
    gained = found["against_gradcam"]["grid"]["energy"]["value"]
    assert gained == pytest.approx(along**2 * 3 / 12, rel=1e-5)


def test_an_even_map_has_the_energy_that_the_boxes_cover() -> None:
    even = np.ones((3, 3), np.float32)
    found = pointing([film(even, even, box=(0.0, 0.0, 0.5, 0.5)), film(even, even, group=1)])
    assert found["boxes_cover"]["value"] == pytest.approx((0.25 + 0.09) / 2)
    assert found["maps"]["grid"]["energy"]["value"] == pytest.approx((0.25 + 0.09) / 2)


def test_the_centre_is_chance() -> None:
    middle = film(spot(0, 0), spot(0, 0), box=(0.4, 0.4, 0.6, 0.6))
    assert pointing([middle])["maps"]["centre"]["hits"] == 1


def test_one_group_says_nothing_of_the_uncertainty() -> None:
    found = pointing([film(spot(0, 0), spot(2, 2)), film(spot(2, 2), spot(2, 2))])
    difference = found["against_gradcam"]["grid"]["share"]
    assert (difference["value"], difference["low"]) == (-0.5, None)
    assert difference["note"]
