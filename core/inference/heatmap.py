"""From the raw Grad-CAM map to the heatmap that is shown: one scale, the film only, smooth."""

import cv2
import numpy as np

from core.imaging.framing import Frame
from core.records import FloatImage


def film_heatmap(raw: FloatImage, frame: Frame, reference: float = 0.0) -> FloatImage:
    """Turn a raw map (h, w) >= 0 over the network's square into a heatmap over the film, in [0, 1].

    reference: the raw value that is shown as 1, so that one colour means the same evidence on every film; at
        0 the map is scaled by its own maximum. A map without evidence stays zero: nothing is divided.
    Returns (inner_height, inner_width) float32, as `frame.crop` cuts it.
    """
    peak = float(raw.max(initial=0.0))
    if peak <= 0.0:
        return np.zeros((frame.inner_height, frame.inner_width), np.float32)
    scaled = raw / np.float32(reference if reference > 0 else peak)
    # A cell of the map stands for a patch of the square, so cells are placed by their centres. The cubic
    # swings a little below 0 and above the peak; both are cut off.
    square = cv2.resize(scaled, (frame.side, frame.side), interpolation=cv2.INTER_CUBIC)
    return np.clip(frame.crop(square), 0.0, 1.0).astype(np.float32)
