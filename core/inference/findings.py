"""Regions of the heatmap at both operating levels, as boxes on the film."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.imaging.framing import Frame
from core.records import Band, Box, Finding, FindingLevels, FloatImage

# The tip of a hill that barely reaches the level is no region: 1/2000 of the film, 5 x 5 pixels of 224 x 224.
_SMALLEST_PART = 1 / 2000
# A box spans what reaches this share of its region's peak. A heatmap's foot is far wider than a fracture: on
# validation films of version 0.3.0 the mean IoU with marked boxes rose from 0.046 to 0.058.
_CORE = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    """A connected part of a heatmap: its pixels (h, w), and its peak."""

    pixels: NDArray[np.bool_]
    peak: float


def find_regions(heatmap: FloatImage, levels: FindingLevels, frame: Frame) -> tuple[Finding, ...]:
    """Mark regions of the heatmap, the strongest first.

    What is connected (8 neighbours) at the high-specificity level is one region, positive. What is connected
    at the high-sensitivity level and holds none of these is one in doubt.
    heatmap: (inner_height, inner_width) over the film, as `film_heatmap` gives it. Boxes are in pixels of the
    original film; a score is the region's peak in [0, 1].
    Regions are marked whatever the film's band: a negative film can have a faint one, and whoever shows the
    analysis decides what to show. Nothing is marked where there is no evidence, even at level 0.
    """
    sure = list(_regions(heatmap, levels.high_specificity))
    unsure = [
        region
        for region in _regions(heatmap, levels.high_sensitivity)
        if not any((region.pixels & each.pixels).any() for each in sure)
    ]
    found = [_finding(heatmap, region, frame, Band.POSITIVE) for region in sure]
    found += [_finding(heatmap, region, frame, Band.DOUBT) for region in unsure]
    return tuple(sorted(found, key=lambda finding: (-finding.score, finding.box.y0, finding.box.x0)))


def _regions(heatmap: FloatImage, level: float) -> Iterator[_Region]:
    mask = ((heatmap >= level) & (heatmap > 0)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    smallest = max(1, round(heatmap.size * _SMALLEST_PART))
    for number in range(1, count):
        if stats[number, cv2.CC_STAT_AREA] >= smallest:
            pixels = np.asarray(labels == number)
            yield _Region(pixels, float(heatmap[pixels].max()))


def _finding(heatmap: FloatImage, region: _Region, frame: Frame, band: Band) -> Finding:
    """Box a region's core: what reaches most of its peak and hangs together with the peak's own pixel."""
    core = (region.pixels & (heatmap >= _CORE * region.peak)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    peak = np.argmax(np.where(core > 0, heatmap, -1))
    left, top, width, height, _ = (int(value) for value in stats[labels.flat[peak]])
    return Finding(frame.to_original(Box(left, top, left + width, top + height)), region.peak, band)
