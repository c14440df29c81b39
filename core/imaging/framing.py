"""Between the film and the network's square: scale, pad, and the way back.

A film is scaled so that its long side fills the square, and centred on black, which is what air looks like.
Its proportions are kept: bones squashed by the shape of the film would be one more thing to learn.
"""

from dataclasses import dataclass

import numpy as np

from core.records import Box, FloatImage


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a film of (height, width) lies in the square: rows top to top + inner_height, columns alike."""

    height: int
    width: int
    side: int
    top: int
    left: int
    inner_height: int
    inner_width: int

    @classmethod
    def around(cls, height: int, width: int, side: int) -> "Frame":
        """Frame a film of height x width pixels in a square of side pixels."""
        scale = side / max(height, width)
        inner_height, inner_width = max(1, round(height * scale)), max(1, round(width * scale))
        return cls(
            height=height,
            width=width,
            side=side,
            top=(side - inner_height) // 2,
            left=(side - inner_width) // 2,
            inner_height=inner_height,
            inner_width=inner_width,
        )

    def crop(self, square: FloatImage) -> FloatImage:
        """Cut a (side, side) map down to the film: (inner_height, inner_width)."""
        return square[self.top : self.top + self.inner_height, self.left : self.left + self.inner_width]

    def to_original(self, box: Box) -> Box:
        """Take a box in the pixels of the cropped map to one in those of the film, clipped to it."""
        across, down = self.width / self.inner_width, self.height / self.inner_height
        return Box(
            x0=max(0, int(np.floor(box.x0 * across))),
            y0=max(0, int(np.floor(box.y0 * down))),
            x1=min(self.width, int(np.ceil(box.x1 * across))),
            y1=min(self.height, int(np.ceil(box.y1 * down))),
        )

    def to_square(self, fractions: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Take x0, y0, x1, y1 in fractions of the film to pixels of the square."""
        x0, y0, x1, y1 = fractions
        return (
            self.left + x0 * self.inner_width,
            self.top + y0 * self.inner_height,
            self.left + x1 * self.inner_width,
            self.top + y1 * self.inner_height,
        )


def to_network_input(pixels: FloatImage, side: int) -> tuple[FloatImage, Frame]:
    """Scale a film of (height, width) in [0, 1] into a (side, side, 1) float32 square on black.

    The network itself standardises each picture (its first layer), so that training, serving and any other
    engine do it alike.
    """
    import cv2

    frame = Frame.around(pixels.shape[0], pixels.shape[1], side)
    shrinks = frame.inner_height < frame.height
    inner = cv2.resize(
        pixels,
        (frame.inner_width, frame.inner_height),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
    )
    square = np.zeros((side, side, 1), np.float32)
    frame.crop(square)[..., 0] = inner
    return square, frame
