"""Knees read once: the cache is whole or not there, and goes by what the files are now."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.training.pretraining import load_graded
from tests.training.films import write_knees


@pytest.fixture
def knees(tmp_path: Path) -> Path:
    return write_knees(tmp_path / "knees") / "train"


def test_knees_come_with_their_grades_and_from_the_cache_the_second_time(
    knees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    squares, grades = load_graded(knees, 16, tmp_path / "cache")
    assert squares.shape == (20, 16, 16)
    assert squares.dtype == np.uint8
    assert grades.tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4
    monkeypatch.setattr("core.training.pretraining.read_film", None)
    assert np.array_equal(load_graded(knees, 16, tmp_path / "cache")[0], squares)


def test_a_knee_that_was_replaced_is_read_anew(knees: Path, tmp_path: Path) -> None:
    before, _ = load_graded(knees, 16, tmp_path / "cache")
    film = np.tile(np.arange(32, dtype=np.uint8) * 8, (32, 1))
    cv2.imwrite(str(knees / "2" / "1.png"), film)
    after, _ = load_graded(knees, 16, tmp_path / "cache")
    changed = [place for place in range(20) if not np.array_equal(before[place], after[place])]
    assert changed == [9]


def test_a_process_that_is_killed_while_writing_leaves_no_cache(
    knees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(path: Path, _: object) -> None:
        path.write_bytes(b"\x93NUMPY")
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("core.training.pretraining.np.save", cut_short)
        load_graded(knees, 16, tmp_path / "cache")
    assert load_graded(knees, 16, tmp_path / "cache")[0].shape == (20, 16, 16)
