"""The column beside a film: what the colours mean, in colours and words."""

import cv2
import numpy as np

from core.records import ByteImage

# Below this the words can't be read.
MINIMUM_HEIGHT = 160
_BACKGROUND = (20, 24, 29)
_TEXT = (230, 233, 237)
_LINE = (38, 44, 52)
# Sizes at MINIMUM_HEIGHT, in pixels; all grow with the square root of the film's height over it.
_WIDTH, _MARGIN, _BAR, _FONT = 120, 14, 16, 0.38
_NO_EVIDENCE = ("No positive", "evidence")


def draw_legend(height: int, *, has_evidence: bool) -> ByteImage:
    """Draw a (height, w, 3) RGB column: the colour bar, or 'No positive evidence' for an empty map.

    height: at least `MINIMUM_HEIGHT`.
    """
    scale = float(np.sqrt(height / MINIMUM_HEIGHT))
    column = np.full((height, round(_WIDTH * scale), 3), _BACKGROUND, np.uint8)
    if not has_evidence:
        _write_lines(column, _NO_EVIDENCE, _MARGIN, height // 2, scale)
        return column
    top, bottom = round(3.2 * _MARGIN * scale), height - round(_MARGIN * scale)
    left, right = round(_MARGIN * scale), round((_MARGIN + _BAR) * scale)
    column[top:bottom, left:right] = _colour_bar(bottom - top, right - left)
    cv2.rectangle(column, (left - 1, top - 1), (right, bottom), _LINE, max(1, round(scale / 2)))
    _write_lines(column, ("Evidence",), _MARGIN, round(1.9 * _MARGIN * scale), scale)
    half_a_letter = round(4 * scale)
    for word, y in (("strong", top + 2 * half_a_letter), ("0.5", (top + bottom) // 2), ("none", bottom)):
        _write_lines(column, (word,), _MARGIN + _BAR + 8, y, scale)
    return column


def _colour_bar(height: int, width: int) -> ByteImage:
    """Inferno from 1 at the top to 0 at the bottom, as much over black as the heatmap lies over air."""
    values = np.linspace(255, 0, height).round().astype(np.uint8)[:, None]
    colours = cv2.cvtColor(cv2.applyColorMap(values, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    return np.repeat(np.asarray(colours, np.uint8), width, axis=1)


def _write_lines(column: ByteImage, lines: tuple[str, ...], left: float, y: int, scale: float) -> None:
    """Write lines in place; the first stands on row y."""
    thickness = max(1, round(scale * 0.7))
    for number, line in enumerate(lines):
        place = (round(left * scale), y + round(number * 18 * scale))
        cv2.putText(
            column, line, place, cv2.FONT_HERSHEY_SIMPLEX, _FONT * scale, _TEXT, thickness, cv2.LINE_AA
        )
