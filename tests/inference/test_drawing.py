"""The layer and the overlay: where there is no evidence the film is untouched."""

import cv2
import numpy as np
import pytest

from core.inference import heat_layer, overlay
from core.records import Analysis, Band, Box, Finding, FloatImage, OperatingPoints, Radiograph


def radiograph(height: int, width: int) -> Radiograph:
    pixels = np.random.default_rng(0).random((height, width), np.float32)
    return Radiograph(pixels, "0" * 64, "PNG")


def analysis(heatmap: FloatImage, *findings: Finding, band: Band = Band.POSITIVE) -> Analysis:
    points = OperatingPoints(0.3, 0.7)
    return Analysis("0" * 64, "tiny", "1.0.0", 0.8, band, points, heatmap, findings, {})


def hill(height: int, width: int) -> FloatImage:
    heatmap = np.zeros((height, width), np.float32)
    heatmap[height // 4 : height // 2, width // 4 : width // 2] = np.linspace(0.1, 1, width // 2 - width // 4)
    return heatmap


def test_alpha_rises_with_the_value_from_exactly_zero() -> None:
    layer = heat_layer(np.linspace(0, 1, 256, dtype=np.float32)[None], 1, 256)
    assert layer.shape == (1, 256, 4) and layer.dtype == np.uint8
    np.testing.assert_array_equal(layer[0, :, 3], np.arange(256))


def test_the_colours_are_inferno() -> None:
    layer = heat_layer(np.array([[0, 1]], np.float32), 1, 2)
    assert layer[0, 0, :3] == pytest.approx([0, 0, 4], abs=1)  # Matplotlib's inferno(0.0) and inferno(1.0)
    assert layer[0, 1, :3] == pytest.approx([252, 255, 164], abs=1)


def test_the_layer_has_the_size_of_the_film() -> None:
    assert heat_layer(np.ones((7, 5), np.float32), 300, 211).shape == (300, 211, 4)


def test_the_film_is_untouched_where_the_heatmap_is_zero() -> None:
    film, heatmap = radiograph(200, 240), hill(200, 240)
    box_over_nothing = Finding(Box(10, 10, 230, 190), 1.0)
    picture = overlay(film, analysis(heatmap, box_over_nothing), opacity=1.0)[:200, :240]
    grey = np.rint(film.pixels * 255).astype(np.uint8)
    untouched = heatmap == 0
    for channel in range(3):
        np.testing.assert_array_equal(picture[..., channel][untouched], grey[untouched])
    assert (picture[heatmap > 0.5] != grey[heatmap > 0.5][:, None]).any()


def test_full_evidence_at_full_opacity_is_the_colour_itself() -> None:
    picture = overlay(radiograph(200, 240), analysis(np.ones((4, 4), np.float32)), opacity=1.0)
    assert picture[100, 100] == pytest.approx([252, 255, 164], abs=1)


def test_no_opacity_is_the_bare_film() -> None:
    film = radiograph(200, 240)
    picture = overlay(film, analysis(hill(200, 240)), opacity=0.0)[:200, :240]
    np.testing.assert_array_equal(picture[..., 0], np.rint(film.pixels * 255).astype(np.uint8))


def test_a_finding_is_marked_by_a_thin_line() -> None:
    film, heat = radiograph(200, 240), np.full((200, 240), 0.2, np.float32)
    bare = overlay(film, analysis(heat))[:200, :240]
    marked = overlay(film, analysis(heat, Finding(Box(50, 60, 90, 100), 0.9)))[:200, :240]
    changed = np.argwhere((bare != marked).any(axis=-1))
    assert changed.min(axis=0).tolist() == [60, 50] and changed.max(axis=0).tolist() == [99, 89]
    assert len(changed) == 4 * 40 - 4  # the outline, not the inside


def test_a_finding_in_doubt_is_broken_and_a_negative_film_has_none() -> None:
    film, heat = radiograph(200, 240), np.full((200, 240), 0.2, np.float32)
    place = Box(50, 60, 90, 100)
    bare = overlay(film, analysis(heat))[:200, :240]

    def lined(finding: Finding, band: Band) -> int:
        drawn = overlay(film, analysis(heat, finding, band=band))[:200, :240]
        changed = np.argwhere((bare != drawn).any(axis=-1))
        assert not len(changed) or changed.min(axis=0).tolist() == [60, 50]
        return len(changed)

    whole = lined(Finding(place, 0.9), Band.POSITIVE)
    assert 0.4 * whole < lined(Finding(place, 0.9, Band.DOUBT), Band.POSITIVE) < 0.7 * whole
    # No box is surer than its film.
    assert lined(Finding(place, 0.9), Band.DOUBT) == lined(Finding(place, 0.9, Band.DOUBT), Band.POSITIVE)
    assert lined(Finding(place, 0.9), Band.NEGATIVE) == 0


def test_the_colour_bar_stands_beside_the_film() -> None:
    picture = overlay(radiograph(400, 300), analysis(hill(400, 300)))
    column = picture[:, 300:].reshape(-1, 3).astype(int)
    assert picture.shape[0] == 400 and picture.shape[1] > 300
    for value in (64, 128, 255):
        colour = cv2.applyColorMap(np.array([[value]], np.uint8), cv2.COLORMAP_INFERNO)[0, 0, ::-1].astype(
            int
        )
        assert np.abs(column - colour).sum(axis=1).min() <= 6


def test_an_empty_map_says_so_beside_the_film_and_shows_no_scale() -> None:
    film = radiograph(400, 300)
    picture = overlay(film, analysis(np.zeros((40, 30), np.float32)))
    column = picture[:, 300:]
    np.testing.assert_array_equal(picture[:, :300, 1], np.rint(film.pixels * 255).astype(np.uint8))
    assert (column > 150).all(axis=-1).sum() > 100  # words
    # Nothing in colour: red and blue of words and ground lie close together.
    assert np.abs(column[..., 0].astype(int) - column[..., 2]).max() < 20


@pytest.mark.parametrize(("height", "width"), [(1, 1), (40, 60), (3, 900), (900, 3), (1500, 2000)])
def test_films_of_any_size_are_drawn(height: int, width: int) -> None:
    film = radiograph(height, width)
    for heatmap in (np.zeros((4, 4), np.float32), np.ones((4, 4), np.float32)):
        picture = overlay(film, analysis(heatmap, Finding(Box(0, 0, width, height), 1.0)))
        assert picture.dtype == np.uint8
        assert picture.shape[0] == max(height, 160) and picture.shape[1] > width
