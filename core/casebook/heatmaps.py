"""Heatmaps as files: half precision, compressed, and the same bytes for the same map."""

import io

import numpy as np

from core.errors import LostImageError
from core.records import FloatImage


def pack(heatmap: FloatImage) -> bytes:
    """Return a heatmap (h, w) in [0, 1] as a compressed npz; half precision errs by at most 2**-12 there."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, heatmap=heatmap.astype(np.float16))
    return buffer.getvalue()


def unpack(data: bytes) -> FloatImage:
    """Return the heatmap (h, w) float32 that `pack` wrote; raises `LostImageError` for anything else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return np.asarray(stored["heatmap"], dtype=np.float32)
    except (KeyError, ValueError, OSError) as cause:
        raise LostImageError from cause
