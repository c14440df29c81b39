"""JPEG files that were cut short."""

import numpy as np
import pytest
from PIL import Image

from core.errors import DamagedFileError
from core.imaging import read_radiograph
from tests.imaging.films import encoded, textured

WHOLE = encoded(Image.fromarray(textured()), "JPEG", quality=90)
ROWS = 96


def cut(share: float) -> bytes:
    """Keep the header and a share of the picture's bytes."""
    start = WHOLE.index(b"\xff\xda")
    return WHOLE[: start + round((len(WHOLE) - start) * share)]


def test_a_film_short_of_a_few_bytes_is_read_with_a_remark() -> None:
    whole, short = read_radiograph(WHOLE), read_radiograph(WHOLE[:-30])
    assert whole.remarks == ()
    assert short.remarks == ("The file was cut short: 8 of its 96 rows are missing and shown black.",)
    assert np.array_equal(short.pixels[:88], whole.pixels[:88])
    assert not short.pixels[88:].any()
    assert short.digest != whole.digest


def test_a_film_short_of_its_end_mark_alone_is_whole() -> None:
    assert np.array_equal(read_radiograph(WHOLE[:-2]).pixels, read_radiograph(WHOLE).pixels)


@pytest.mark.parametrize("share", [0.9, 0.7, 0.5])
def test_the_rows_that_came_are_those_of_the_whole_film(share: float) -> None:
    short = read_radiograph(cut(share))
    kept = int(short.pixels.any(axis=1).sum())
    assert abs(kept - share * ROWS) <= 16
    assert np.array_equal(short.pixels[:kept], read_radiograph(WHOLE).pixels[:kept])
    assert f"{ROWS - kept} of its {ROWS} rows are missing" in short.remarks[0]


@pytest.mark.parametrize("share", [0.25, 0.1, 0.01])
def test_a_film_of_which_most_is_missing_is_refused(share: float) -> None:
    with pytest.raises(DamagedFileError, match="cut short"):
        read_radiograph(cut(share))


def test_a_film_of_nothing_but_a_header_is_refused() -> None:
    for length in (4, 20, WHOLE.index(b"\xff\xda")):
        with pytest.raises(DamagedFileError):
            read_radiograph(WHOLE[:length])


def test_colour_and_orientation_are_heeded_in_a_cut_film() -> None:
    exif = Image.Exif()
    exif[274] = 3
    data = encoded(Image.fromarray(textured()).convert("RGB"), "JPEG", quality=90, exif=exif)
    short = read_radiograph(data[: len(data) * 3 // 4])
    assert short.pixels.shape == (96, 80)
    assert not short.pixels[:8].any()  # what is missing below lies above after half a turn
    assert short.pixels[-8:].mean() > 0.3


def test_a_cut_progressive_film_is_refused() -> None:
    data = encoded(Image.fromarray(textured()), "JPEG", progressive=True)
    with pytest.raises(DamagedFileError, match="its picture is lost"):
        read_radiograph(data[: len(data) // 2])
