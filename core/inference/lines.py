"""Broken lines, which OpenCV has none of."""

import cv2

from core.records import Box, ByteImage

Colour = tuple[int, int, int]


def broken_box(picture: ByteImage, box: Box, colour: Colour, width: int, dash: int) -> None:
    """Draw a rectangle of dashes `dash` pixels long, and gaps as long, into an RGB picture in place."""
    for x in range(box.x0, box.x1, 2 * dash):
        for y in (box.y0, box.y1 - 1):
            cv2.line(picture, (x, y), (min(x + dash, box.x1) - 1, y), colour, width)
    for y in range(box.y0, box.y1, 2 * dash):
        for x in (box.x0, box.x1 - 1):
            cv2.line(picture, (x, y), (x, min(y + dash, box.y1) - 1), colour, width)
