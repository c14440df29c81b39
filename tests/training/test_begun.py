"""A run's folder goes on under what it was begun with, and under nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import TrainingError
from core.training import Part, Split, write_split
from core.training.begun import Begun, hold_run, hold_stage
from core.training.digests import split_digest
from core.training.splits import Assignment

SPLIT = Split((Assignment("IMG1", Part.TRAIN, 0), Assignment("IMG2", Part.TEST, 1)))
OTHER = Split((Assignment("IMG1", Part.TEST, 0), Assignment("IMG2", Part.TRAIN, 1)))
BEGUN = Begun("tiny", 0, "films", "boxes", split_digest(SPLIT), "random")
SETTINGS = {"epochs": 9, "rate": 1e-3, "stages before it": ["head"], "mix": {"fractured": 12, "others": 20}}


def finish_a_stage(folder: Path) -> None:
    (folder / "whole").mkdir()
    (folder / "whole" / "kept.npz").touch()


def test_a_run_goes_on_as_it_was_begun(tmp_path: Path) -> None:
    hold_run(tmp_path, BEGUN)
    hold_run(tmp_path, BEGUN)
    assert json.loads((tmp_path / "training.json").read_text())["seed"] == 0


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (replace(BEGUN, architecture="resnet50"), "another architecture"),
        (replace(BEGUN, seed=1), "another seed"),
        (replace(BEGUN, data="more films"), "other films or labels"),
        (replace(BEGUN, told="more boxes"), "other boxes, regions, views or hardware"),
        (replace(BEGUN, split=split_digest(OTHER)), "another split"),
        (replace(BEGUN, start="graded knees"), "another start"),
        (replace(BEGUN, seed=1, split="x"), "another seed and another split"),
    ],
)
def test_a_run_does_not_go_on_under_anything_else(tmp_path: Path, other: Begun, said: str) -> None:
    hold_run(tmp_path, BEGUN)
    before = (tmp_path / "training.json").read_bytes()
    with pytest.raises(TrainingError, match=f"begun with {said}, so it can't go on"):
        hold_run(tmp_path, other)
    assert (tmp_path / "training.json").read_bytes() == before


def test_a_folder_from_before_the_file_goes_on_where_its_split_is_the_same(tmp_path: Path) -> None:
    finish_a_stage(tmp_path)
    write_split(SPLIT, tmp_path / "split.csv")
    hold_run(tmp_path, BEGUN)
    assert (tmp_path / "training.json").is_file()


def test_a_folder_from_before_the_file_does_not_go_on_with_another_split(tmp_path: Path) -> None:
    finish_a_stage(tmp_path)
    write_split(OTHER, tmp_path / "split.csv")
    with pytest.raises(TrainingError, match="begun with another split"):
        hold_run(tmp_path, BEGUN)
    assert not (tmp_path / "training.json").exists()


def test_a_split_under_which_nothing_was_trained_binds_nobody(tmp_path: Path) -> None:
    write_split(OTHER, tmp_path / "split.csv")
    hold_run(tmp_path, BEGUN)


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "training.json").write_text('{"seed"')
    with pytest.raises(TrainingError, match="is damaged"):
        hold_run(tmp_path, BEGUN)


def test_a_stage_names_the_settings_that_differ(tmp_path: Path) -> None:
    folder = tmp_path / "film"
    folder.mkdir()
    hold_stage(folder, SETTINGS)
    hold_stage(folder, SETTINGS)
    other = {**SETTINGS, "epochs": 12, "stages before it": []}
    with pytest.raises(TrainingError, match=r"stage 'film'.*\(epochs, stages before it\)"):
        hold_stage(folder, other)


def test_a_setting_that_came_later_is_taken_as_agreed(tmp_path: Path) -> None:
    hold_stage(tmp_path, SETTINGS)
    hold_stage(tmp_path, {**SETTINGS, "spliced": 0.0})
