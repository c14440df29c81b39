"""Regions of the heatmap and their boxes on the film."""

import numpy as np

from core.imaging import Frame
from core.inference.findings import find_regions
from core.records import Box

# A film of 300 x 600 in a square of 60: ten pixels of the film to one of the heatmap, which is 30 x 60.
WIDE = Frame.around(300, 600, 60)


def empty() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.zeros((30, 60), np.float32)


def test_boxes_are_in_pixels_of_a_film_that_is_not_square() -> None:
    heatmap = empty()
    heatmap[5:8, 40:46] = 0.8
    heatmap[6, 41] = 0.9
    (finding,) = find_regions(heatmap, 0.5, WIDE)
    assert finding.box == Box(400, 50, 460, 80)
    assert finding.score == np.float32(0.9)


def test_a_region_at_the_edge_ends_with_the_film() -> None:
    frame = Frame.around(333, 200, 60)
    heatmap = np.ones((frame.inner_height, frame.inner_width), np.float32)
    (finding,) = find_regions(heatmap, 0.5, frame)
    assert finding.box == Box(0, 0, 200, 333)


def test_regions_are_sorted_by_strength() -> None:
    heatmap = empty()
    heatmap[2:5, 2:5] = 0.6
    heatmap[20:25, 30:35] = 0.95
    heatmap[10:12, 50:55] = 0.7
    assert [round(f.score, 2) for f in find_regions(heatmap, 0.5, WIDE)] == [0.95, 0.7, 0.6]


def test_the_level_itself_counts_and_what_is_below_does_not() -> None:
    heatmap = empty()
    heatmap[2:5, 2:5] = 0.5
    heatmap[20:25, 30:35] = 0.4999
    (finding,) = find_regions(heatmap, 0.5, WIDE)
    assert finding.box == Box(20, 20, 50, 50)


def test_corners_that_touch_are_one_region() -> None:
    heatmap = empty()
    heatmap[2:4, 2:4] = 0.6
    heatmap[4:6, 4:6] = 0.7
    (finding,) = find_regions(heatmap, 0.5, WIDE)
    assert finding.box == Box(20, 20, 60, 60)


def test_a_speck_is_no_region() -> None:
    frame = Frame.around(200, 200, 200)
    heatmap = np.zeros((200, 200), np.float32)
    heatmap[100, 100:119] = 1.0  # 19 of 40,000 pixels; 20 are a 2,000th
    assert find_regions(heatmap, 0.5, frame) == ()
    heatmap[100, 119] = 1.0
    assert len(find_regions(heatmap, 0.5, frame)) == 1


def test_no_evidence_is_no_finding_even_at_level_zero() -> None:
    assert find_regions(empty(), 0.0, WIDE) == ()
