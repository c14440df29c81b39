import numpy as np
import pytest

from core.training.placing import box_mask, kept_side, seen, varied

AS_IT_IS = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
SQUARE = np.arange(64, dtype=np.uint8).reshape(8, 8)


def test_what_is_not_moved_is_not_resampled() -> None:
    assert np.array_equal(seen(SQUARE, AS_IT_IS, 8), SQUARE)


def test_a_flip_is_the_pixels_turned_round() -> None:
    assert np.array_equal(seen(SQUARE, np.array([[-1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]), 8), SQUARE[:, ::-1])


def test_a_shift_of_a_quarter_moves_a_quarter_and_leaves_black() -> None:
    moved = seen(SQUARE, np.array([[1.0, 0.0, 0.25], [0.0, 1.0, 0.0]]), 8)
    assert np.array_equal(moved[:, :6], SQUARE[:, 2:])
    assert moved[:, 6:].max() == 0


def test_half_the_size_samples_the_middles() -> None:
    # OpenCV rounds its weights to thirty-seconds, so a mean may come out half a grey level lower.
    means = SQUARE.reshape(4, 2, 4, 2).mean(axis=(1, 3))
    assert seen(SQUARE, AS_IT_IS, 4) == pytest.approx(means, abs=0.5)


def test_variations_keep_proportions_and_the_middle_near() -> None:
    random = np.random.default_rng(0)
    for _ in range(100):
        how = varied(random)
        across, down = np.linalg.norm(how[:, 0]), np.linalg.norm(how[:, 1])
        assert across == pytest.approx(down)
        assert 0.85 <= across <= 1.1
        assert how[:, 0] @ how[:, 1] == pytest.approx(0, abs=1e-12)
        assert np.abs(how @ (0.5, 0.5, 1.0) - 0.5).max() <= 0.06


def test_variations_flip_half_of_the_films() -> None:
    random = np.random.default_rng(0)
    mirrored = [np.linalg.det(varied(random)[:, :2]) < 0 for _ in range(2000)]
    assert np.mean(mirrored) == pytest.approx(0.5, abs=0.03)


def test_films_are_kept_a_third_larger() -> None:
    assert kept_side(192) == 256


def test_a_box_is_painted_to_its_last_pixel() -> None:
    mask = box_mask([(0.25, 0.5, 0.51, 1.0)], 20)
    assert mask[10:20, 5:11].min() == 255
    assert mask.sum() == 255 * 60
