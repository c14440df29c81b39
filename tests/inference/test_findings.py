"""Regions of the heatmap and their boxes on the film."""

import numpy as np

from core.imaging import Frame
from core.inference.findings import find_regions
from core.records import Band, Box, FindingLevels

# A film of 300 x 600 in a square of 60: ten pixels of the film to one of the heatmap, which is 30 x 60.
WIDE = Frame.around(300, 600, 60)
HALF = FindingLevels(0.5, 0.5)
BOTH = FindingLevels(0.2, 0.8)


def empty() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.zeros((30, 60), np.float32)


def test_boxes_are_in_pixels_of_a_film_that_is_not_square() -> None:
    heatmap = empty()
    heatmap[5:8, 40:46] = 0.8
    heatmap[6, 41] = 0.9
    (finding,) = find_regions(heatmap, HALF, WIDE)
    assert finding.box == Box(400, 50, 460, 80)
    assert finding.score == np.float32(0.9)


def test_a_region_at_the_edge_ends_with_the_film() -> None:
    frame = Frame.around(333, 200, 60)
    heatmap = np.ones((frame.inner_height, frame.inner_width), np.float32)
    (finding,) = find_regions(heatmap, HALF, frame)
    assert finding.box == Box(0, 0, 200, 333)


def test_regions_are_sorted_by_strength() -> None:
    heatmap = empty()
    heatmap[2:5, 2:5] = 0.6
    heatmap[20:25, 30:35] = 0.95
    heatmap[10:12, 50:55] = 0.7
    assert [round(f.score, 2) for f in find_regions(heatmap, HALF, WIDE)] == [0.95, 0.7, 0.6]


def test_the_level_itself_counts_and_what_is_below_does_not() -> None:
    heatmap = empty()
    heatmap[2:5, 2:5] = 0.5
    heatmap[20:25, 30:35] = 0.4999
    (finding,) = find_regions(heatmap, HALF, WIDE)
    assert finding.box == Box(20, 20, 50, 50)


def test_corners_that_touch_are_one_region() -> None:
    heatmap = empty()
    heatmap[2:4, 2:4] = 0.6
    heatmap[4:6, 4:6] = 0.7
    (finding,) = find_regions(heatmap, HALF, WIDE)
    assert finding.box == Box(20, 20, 60, 60)


def test_a_speck_is_no_region() -> None:
    frame = Frame.around(200, 200, 200)
    heatmap = np.zeros((200, 200), np.float32)
    heatmap[100, 100:119] = 1.0  # 19 of 40,000 pixels; 20 are a 2,000th
    assert find_regions(heatmap, HALF, frame) == ()
    heatmap[100, 119] = 1.0
    assert len(find_regions(heatmap, HALF, frame)) == 1


def test_no_evidence_is_no_finding_even_at_level_zero() -> None:
    assert find_regions(empty(), FindingLevels(0.0, 0.0), WIDE) == ()


def test_a_region_is_positive_at_the_upper_level_and_in_doubt_between_the_two() -> None:
    heatmap = empty()
    heatmap[2:5, 2:5] = 0.8
    heatmap[20:25, 30:35] = 0.2
    heatmap[10:12, 50:55] = 0.19
    found = find_regions(heatmap, BOTH, WIDE)
    assert [(f.box, f.band) for f in found] == [
        (Box(20, 20, 50, 50), Band.POSITIVE),
        (Box(300, 200, 350, 250), Band.DOUBT),
    ]


def test_the_foot_of_a_positive_region_is_not_marked_again() -> None:
    heatmap = empty()
    heatmap[2:12, 2:40] = 0.3
    heatmap[4:7, 5:9], heatmap[6:9, 30:36] = 0.9, 0.85
    assert [(f.box, f.band) for f in find_regions(heatmap, BOTH, WIDE)] == [
        (Box(50, 40, 90, 70), Band.POSITIVE),
        (Box(300, 60, 360, 90), Band.POSITIVE),
    ]


def test_a_box_spans_the_core_around_the_peak() -> None:
    heatmap = empty()
    heatmap[2:12, 2:40] = 0.3
    heatmap[5:8, 10:14] = 0.6
    heatmap[6, 12] = 0.7
    heatmap[5:8, 30:32] = 0.55  # most of the peak too, but apart from it
    (finding,) = find_regions(heatmap, BOTH, WIDE)
    assert finding.box == Box(100, 50, 140, 80)
    assert finding.score == np.float32(0.7)
