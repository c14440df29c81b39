"""Pixels in [0, 1] to a picture file that a browser shows."""

from io import BytesIO

import numpy as np

from core.records import FloatImage


def encode_png(pixels: FloatImage) -> bytes:
    """Return an 8-bit grey PNG of (height, width) pixels in [0, 1]; values outside are clipped."""
    from PIL import Image  # Pillow costs time that a page without pictures need not spend

    grey = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    out = BytesIO()
    Image.fromarray(grey).save(out, "PNG", compress_level=3)
    return out.getvalue()
