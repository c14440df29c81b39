"""The drawn sample radiographs."""

import cv2
import numpy as np

from core.imaging import read_radiograph
from core.imaging.phantom import Bone, Break, Phantom
from core.imaging.samples import sample_radiographs


def test_six_samples_with_and_without_fracture_and_names_that_do_not_tell() -> None:
    samples = sample_radiographs()
    assert len({sample.name for sample in samples}) == len(samples) == 6
    assert len({sample.data for sample in samples}) == 6
    assert {sample.fractured for sample in samples} == {True, False}
    assert all(s.name.startswith("synthetic-") and s.name.endswith(".png") for s in samples)
    assert not any("fract" in sample.name for sample in samples)


def test_the_same_bytes_at_every_call() -> None:
    first = sample_radiographs()
    sample_radiographs.cache_clear()
    assert [sample.data for sample in sample_radiographs()] == [sample.data for sample in first]


def test_each_is_read_like_any_radiograph() -> None:
    for sample in sample_radiographs():
        film = read_radiograph(sample.data)
        assert (film.height, film.width, film.source_format) == (960, 760, "PNG")
        assert film.pixels.mean() < 0.5 < film.pixels.max()


def test_the_word_synthetic_is_burned_in() -> None:
    word = np.zeros((60, 260), np.uint8)
    cv2.putText(word, "SYNTHETIC", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.95, 236, 2, cv2.LINE_AA)
    for sample in sample_radiographs():
        pixels = (read_radiograph(sample.data).pixels * 255).astype(np.uint8)
        found = cv2.matchTemplate(pixels[-140:, :320], word, cv2.TM_CCOEFF_NORMED).max()
        assert found > 0.6  # the noise of the film lies over it


def test_a_shaft_has_bright_walls_around_a_paler_marrow() -> None:
    film = Phantom(300, 200, seed=1, penetration=1.5)
    film.add_bone(Bone((100, -200), (100, 500), (40, 30, 40)))
    row = film.expose()[140:160].mean(axis=0)
    wall, marrow, air = row[72:80].max(), row[95:105].mean(), row[20:40].mean()
    assert wall > marrow + 0.05 > air + 0.2


def test_a_fracture_is_a_dark_line_across_the_bone() -> None:
    def exposed(fracture: Break | None) -> float:
        film = Phantom(300, 200, seed=1)
        film.add_bone(Bone((100, 20), (100, 280), (30, 22, 30), fracture=fracture))
        return float(film.expose()[110:190, 90:110].mean(axis=1).min())

    assert exposed(Break(at=0.5, slant=0.0, gap=4.0)) < exposed(None) - 0.1
