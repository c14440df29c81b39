"""Regions of the heatmap above a level, as boxes on the film."""

import cv2
import numpy as np

from core.imaging.framing import Frame
from core.records import Box, Finding, FloatImage

# The tip of a hill that barely reaches the level is no region: 1/2000 of the film, 5 x 5 pixels of 224 x 224.
_SMALLEST_PART = 1 / 2000


def find_regions(heatmap: FloatImage, level: float, frame: Frame) -> tuple[Finding, ...]:
    """Mark each connected region (8 neighbours) of heatmap >= level, the strongest first.

    heatmap: (inner_height, inner_width) over the film, as `film_heatmap` gives it. Boxes are in pixels of the
    original film; a score is the region's peak in [0, 1].
    Regions are marked whatever the band: a negative film can have a faint one, and whoever shows the analysis
    decides what to show. Nothing is marked where there is no evidence, even at level 0.
    """
    mask = ((heatmap >= level) & (heatmap > 0)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    smallest = max(1, round(heatmap.size * _SMALLEST_PART))
    found = []
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number])
        if area < smallest:
            continue
        box = frame.to_original(Box(left, top, left + width, top + height))
        found.append(Finding(box, float(heatmap[labels == number].max())))
    return tuple(sorted(found, key=lambda finding: (-finding.score, finding.box.y0, finding.box.x0)))
