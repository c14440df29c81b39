"""Found boxes against marked ones, on heatmaps whose boxes are known."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from core.examination.boxes import boxes, corners, mean_figure, overlap
from core.examination.examiner import Answer
from core.imaging.framing import Frame
from core.records import Calibration, FindingLevels, FloatImage, ModelVersion, OperatingPoints
from core.training import Film
from core.training.fracatlas import Fractions

SIDE = 64
VERSION = ModelVersion("tiny", "1.0.0", "tiny", SIDE, Calibration(), OperatingPoints(0.3, 0.6), 1.0)
# Twice as large as the square, and as many cells as pixels: a cell is a box of 2 x 2 pixels of the film.
FRAME = Frame.around(128, 128, SIDE)
QUARTER = (0.0, 0.0, 0.25, 0.25)


def answer(*hot: Fractions) -> Answer:
    cells = np.zeros((SIDE, SIDE), np.float32)
    for box in hot:
        x0, y0, x1, y1 = (round(value * SIDE) for value in box)
        cells[y0:y1, x0:x1] = 1
    return Answer(0.0, FRAME, {"gradcam": cells}, {})


def film(number: int, *marked: Fractions, fractured: bool = True) -> Film:
    return Film(f"IMG{number}", Path(f"IMG{number}.png"), fractured, marked)


def judged(pairs: list[tuple[Film, Answer]], group_of: dict[str, int] | None = None) -> dict[str, Any]:
    return boxes([f for f, _ in pairs], [a for _, a in pairs], VERSION, group_of)


def sure(found: dict[str, Any]) -> dict[str, Any]:
    """The figures of the boxes that hold at the high-specificity level."""
    return cast(dict[str, Any], found["high_specificity"])


@pytest.mark.parametrize(
    ("one", "other", "iou"),
    [
        ((0, 0, 4, 4), (0, 0, 4, 4), 1.0),
        ((0, 0, 4, 4), (2, 0, 6, 4), 8 / 24),
        ((0, 0, 4, 4), (1, 1, 3, 3), 4 / 16),
        ((0, 0, 4, 4), (4, 0, 8, 4), 0.0),  # an edge in common
        ((0, 0, 4, 4), (5, 5, 8, 8), 0.0),  # apart in both ways: no area out of two negative sides
        ((1, 1, 1, 1), (0, 0, 2, 2), 0.0),
    ],
)
def test_overlap_by_hand(one: Any, other: Any, iou: float) -> None:
    assert overlap(one, other) == pytest.approx(iou)
    assert overlap(other, one) == pytest.approx(iou)


def test_fractions_become_pixels_of_the_original() -> None:
    assert corners((0.25, 0.5, 0.5, 1.0), Frame.around(100, 200, 32)) == (50, 50, 100, 100)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Ten fractured films and two others, with 12 marked boxes."""
    half = (0.0, 0.0, 0.5, 0.25)
    far, farther = (0.75, 0.75, 1.0, 1.0), (0.75, 0.0, 1.0, 0.25)
    pairs = [(film(number, QUARTER), answer(QUARTER)) for number in range(6)]  # IoU 1
    pairs += [(film(6, half), answer(QUARTER)), (film(7, half), answer(QUARTER, farther))]  # 1/2; one false
    pairs += [(film(8, QUARTER, far), answer(far))]  # 0 and 1
    pairs += [(film(9, QUARTER, far), answer())]  # 0 and 0
    pairs += [(film(10, fractured=False), answer(far, farther)), (film(11, fractured=False), answer())]
    pairs += [(film(12), answer(far))]  # fractured, and nobody marked where
    return judged(pairs)


def test_each_marked_box_takes_its_best_found_box(found: dict[str, Any]) -> None:
    assert (found["n"], sure(found)["level"]) == (12, 0.5)
    found = sure(found)
    assert found["iou"]["value"] == pytest.approx((6 + 0.5 + 0.5 + 0 + 1 + 0 + 0) / 12)
    assert found["iou"]["n"] == 12
    assert found["found"]["value"] == pytest.approx(9 / 12)
    assert found["iou"]["low"] < found["iou"]["value"] < found["iou"]["high"]
    assert "over groups" in found["found"]["method"]


def test_a_false_box_touches_no_marked_one(found: dict[str, Any]) -> None:
    # One on film 7, two on the film without a fracture; that of film 12 can't be judged.
    found = sure(found)
    assert found["false_per_film"]["value"] == pytest.approx(3 / 12)
    assert found["false_per_film"]["n"] == 12


def test_a_map_below_the_level_finds_nothing() -> None:
    pale = [(film(n, QUARTER), replace(answer(), maps={"gradcam": pale_cells()})) for n in range(12)]
    found = sure(judged(pale))
    assert (found["iou"]["value"], found["found"]["value"], found["false_per_film"]["value"]) == (0, 0, 0)
    assert found["iou"]["low"] is None and found["iou"]["note"]


def test_a_pale_region_counts_at_the_lower_level_only() -> None:
    pairs = [(film(n, QUARTER), answer(QUARTER)) for n in range(5)]
    pairs += [(film(n, QUARTER), replace(answer(), maps={"gradcam": pale_quarter()})) for n in range(5, 10)]
    version = replace(VERSION, finding_levels=FindingLevels(0.2, 0.8))
    found = boxes([f for f, _ in pairs], [a for _, a in pairs], version)
    assert (found["high_sensitivity"]["level"], found["high_specificity"]["level"]) == (0.2, 0.8)
    assert (found["high_sensitivity"]["iou"]["value"], sure(found)["iou"]["value"]) == (1, 0.5)
    assert (found["high_sensitivity"]["touched"]["value"], sure(found)["touched"]["value"]) == (1, 0.5)


def pale_quarter() -> FloatImage:
    return np.asarray(answer(QUARTER).maps["gradcam"] * 0.4, np.float32)


def pale_cells() -> FloatImage:
    return np.full((SIDE, SIDE), 0.49, np.float32)


def test_related_films_widen_the_interval() -> None:
    pairs = [(film(n, QUARTER), answer(QUARTER) if n < 12 else answer()) for n in range(24)]
    apart = sure(judged(pairs))["iou"]
    together = sure(judged(pairs, {f"IMG{n}": n // 6 for n in range(24)}))["iou"]
    assert apart["value"] == together["value"] == pytest.approx(0.5)
    assert together["high"] - together["low"] > apart["high"] - apart["low"]


def test_too_few_boxes_give_no_figure() -> None:
    whole = judged([(film(n, fractured=False), answer()) for n in range(9)])
    found = sure(whole)
    assert (whole["n"], found["iou"]["n"], found["false_per_film"]["n"]) == (9, 0, 9)
    assert all(found[key]["value"] is None and found[key]["note"] for key in ("iou", "found"))
    assert "fewer than 10" in found["false_per_film"]["note"]
    assert judged([])["n"] == 0


def test_the_mean_of_ten_is_a_figure() -> None:
    values = np.arange(10.0)
    assert mean_figure(values, np.arange(10))["value"] == 4.5
    assert mean_figure(values[:9], np.arange(9))["value"] is None
