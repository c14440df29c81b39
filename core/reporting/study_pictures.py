"""Pictures of a study's films for paper, each the notice burnt in below the anatomy, never on it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.inference import broken_box, overlay
from core.records import Analysis, Box, ByteImage, Radiograph
from core.reporting.study import NOTICE, FilmSheet

LONGEST = 1400  # pixels of a film's longer side on paper: about 400 dpi at 85 mm
_READER = (90, 169, 230)
_STRIP, _INK = (20, 24, 29), (230, 233, 237)
_QUALITY = 90


def plain_film(film: FilmSheet) -> bytes:
    """Return the film as it came, fitted to paper, with the notice below it; a JPEG file."""
    grey = np.rint(_fitted(film.radiograph).pixels * 255).astype(np.uint8)
    return _jpeg(_with_notice(np.repeat(grey[..., None], 3, axis=2), grey.shape[1]))


def marked_film(film: FilmSheet, marks: Sequence[Box]) -> bytes:
    """Return the film under the deciding heatmap, with colour bar, boxes and the readers' marks; a JPEG file.

    marks: in pixels of the original, drawn as dashed blue lines; a film without an analysis shows them alone.
    """
    small = _fitted(film.radiograph)
    scale = small.width / film.radiograph.width
    if film.analyses:
        picture = overlay(small, _scaled(film.analyses[0], scale))
    else:
        grey = np.rint(small.pixels * 255).astype(np.uint8)
        picture = np.repeat(grey[..., None], 3, axis=2)
    width = max(1, round(max(picture.shape[:2]) / 350))
    for box in marks:
        broken_box(picture, _scaled_box(box, scale), _READER, width, 6 * width)
    return _jpeg(_with_notice(picture, small.width))


def _fitted(radiograph: Radiograph) -> Radiograph:
    scale = LONGEST / max(radiograph.height, radiograph.width)
    if scale >= 1:
        return radiograph
    size = (max(1, round(radiograph.width * scale)), max(1, round(radiograph.height * scale)))
    pixels = cv2.resize(radiograph.pixels, size, interpolation=cv2.INTER_AREA)
    return replace(radiograph, pixels=np.asarray(pixels, np.float32))


def _scaled(analysis: Analysis, scale: float) -> Analysis:
    found = tuple(replace(each, box=_scaled_box(each.box, scale)) for each in analysis.findings)
    return replace(analysis, findings=found)


def _scaled_box(box: Box, scale: float) -> Box:
    return Box(*(round(edge * scale) for edge in box.as_list()))


def _with_notice(picture: ByteImage, film_width: int) -> ByteImage:
    """Return the picture with a strip below it that says what it is not; the words fit the film's width."""
    width = picture.shape[1]
    size = max(6, min(film_width // 22, picture.shape[0] // 12))
    font = _font(size)
    strip = Image.new("RGB", (width, 2 * size), _STRIP)
    ImageDraw.Draw(strip).text((size // 2, size), NOTICE, fill=_INK, font=font, anchor="lm")
    return np.vstack([picture, np.asarray(strip, np.uint8)])


def _font(size: int) -> ImageFont.FreeTypeFont:
    import matplotlib as mpl

    return ImageFont.truetype(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", size)


def _jpeg(picture: ByteImage) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
