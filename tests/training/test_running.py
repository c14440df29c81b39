"""Whole small runs, on TensorFlow here and on JAX in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataSetError, TrainingError
from core.models import build_network, get_weights, set_weights
from core.training import recipe_for
from core.training.recipe import Stage
from core.training.running import train
from core.training.stages import stage_network
from tests.training.films import write_data_set, write_film, write_knees

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def test_a_run_leaves_split_weights_and_manifest(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    run = train(recipe_for("tiny"), data, tmp_path / "run", knees=write_knees(tmp_path / "knees"))
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["start"] == "graded knees"
    assert manifest["data"]["films"] == {"train": 42, "validation": 9, "test": 9, "excluded": 0}
    assert [(event["stage"], event["epoch"]) for event in manifest["curve"]] == [
        ("pretraining", 1),
        ("head", 1),
        ("whole", 1),
        ("whole", 2),
    ]
    with np.load(tmp_path / "run" / "weights.npz") as kept:
        for path, value in get_weights(run.network).items():
            assert np.array_equal(kept[path], value)
        assert kept["traits/kernel"].shape == (8, 9)
    assert (tmp_path / "run" / "split.csv").read_text().count("\n") == 61


def test_from_a_random_start_no_head_is_trained_alone(tmp_path: Path) -> None:
    run = train(recipe_for("tiny"), write_data_set(tmp_path / "data"), tmp_path / "run")
    assert run.manifest["start"] == "random"
    assert {event["stage"] for event in run.manifest["curve"]} == {"whole"}


def test_weights_of_an_earlier_run_are_a_start(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    train(recipe_for("tiny"), data, tmp_path / "first")
    again = train(recipe_for("tiny"), data, tmp_path / "second", weights=str(tmp_path / "first/weights.npz"))
    assert [event["stage"] for event in again.manifest["curve"]] == ["head", "whole", "whole"]
    # Not by its path, which may name a person's folder.
    assert again.manifest["start"] == "weights of an earlier run"


def test_a_start_out_of_the_store_is_named_by_its_version(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    train(recipe_for("tiny"), data, tmp_path / "first")
    (tmp_path / "first/card.json").write_text('{"name": "tiny", "version": "0.2.0"}')
    again = train(recipe_for("tiny"), data, tmp_path / "second", weights=str(tmp_path / "first/weights.npz"))
    assert again.manifest["start"] == "weights of tiny 0.2.0"


def test_another_seed_does_not_go_on_with_what_was_finished(tmp_path: Path) -> None:
    data, recipe = write_data_set(tmp_path / "data"), recipe_for("tiny")
    train(recipe, data, tmp_path / "run")
    before = (tmp_path / "run/split.csv").read_bytes()
    with pytest.raises(TrainingError, match="begun with another seed and another split"):
        train(replace(recipe, seed=1), data, tmp_path / "run")
    assert (tmp_path / "run/split.csv").read_bytes() == before


def test_a_run_does_not_go_on_with_films_that_came_later(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    train(recipe_for("tiny"), data, tmp_path / "run")
    write_film(data, "IMG9999999", True, np.arange(2000, dtype=np.uint8).reshape(50, 40))
    with pytest.raises(TrainingError, match="begun with other films or labels"):
        train(recipe_for("tiny"), data, tmp_path / "run")


def test_a_run_does_not_go_on_with_boxes_that_came_later(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    train(recipe_for("tiny"), data, tmp_path / "run")
    (data / "Annotations/YOLO/IMG0000000.txt").write_text("0 0.5 0.5 0.9 0.9\n")
    with pytest.raises(TrainingError, match="begun with other boxes"):
        train(recipe_for("tiny"), data, tmp_path / "run")


def test_a_recipe_that_grew_goes_on_from_what_is_finished(tmp_path: Path) -> None:
    data, recipe = write_data_set(tmp_path / "data"), recipe_for("tiny")
    train(recipe, data, tmp_path / "run")
    # As a run from before there was a file of the run, or of a stage.
    for name in ("training.json", "whole/stage.json"):
        (tmp_path / "run" / name).unlink()
    kept = (tmp_path / "run/whole/kept.npz").read_bytes()
    grown = replace(recipe, stages=(*recipe.stages, replace(recipe.stages[-1], name="more", epochs=1)))
    run = train(grown, data, tmp_path / "run")
    assert [event["stage"] for event in run.manifest["curve"]] == ["whole", "whole", "more"]
    assert (tmp_path / "run/whole/kept.npz").read_bytes() == kept
    assert (tmp_path / "run/training.json").is_file()
    assert (tmp_path / "run/whole/stage.json").is_file()


def test_a_stage_finished_under_other_settings_is_not_taken_up(tmp_path: Path) -> None:
    data, recipe = write_data_set(tmp_path / "data"), recipe_for("tiny")
    train(recipe, data, tmp_path / "run")
    longer = replace(recipe, stages=(recipe.stages[0], replace(recipe.stages[1], epochs=3)))
    with pytest.raises(TrainingError, match=r"stage 'whole' .* other settings \(epochs\)"):
        train(longer, data, tmp_path / "run")
    with pytest.raises(TrainingError, match=r"stage 'whole' .* other settings \(grid_weight\)"):
        train(replace(recipe, grid_weight=5.0), data, tmp_path / "run")


def test_weights_that_learnt_a_test_film_are_no_start(tmp_path: Path) -> None:
    data, recipe = write_data_set(tmp_path / "data"), recipe_for("tiny")
    train(recipe, data, tmp_path / "first")
    weights = str(tmp_path / "first/weights.npz")
    with pytest.raises(TrainingError, match="of the validation and test films are among those"):
        train(replace(recipe, seed=1), data, tmp_path / "second", weights=weights)
    assert not (tmp_path / "second/training.json").exists()


def test_a_start_of_unknown_films_is_said_and_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, recipe = write_data_set(tmp_path / "data"), recipe_for("tiny")
    train(recipe, data, tmp_path / "first")
    (tmp_path / "sent").mkdir()
    (tmp_path / "first/weights.npz").rename(tmp_path / "sent/weights.npz")
    run = train(recipe, data, tmp_path / "second", weights=str(tmp_path / "sent/weights.npz"))
    assert "Nothing says which films" in capsys.readouterr().err
    assert "Nothing says which films" in run.manifest["doubt"]


def test_a_start_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_text("not weights")
    with pytest.raises(TrainingError, match="weights to start from can't be read"):
        train(
            recipe_for("tiny"),
            write_data_set(tmp_path / "data"),
            tmp_path / "run",
            weights=str(tmp_path / "weights.npz"),
        )


def test_a_folder_without_knees_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="no radiographs in folders named by grade"):
        train(recipe_for("tiny"), write_data_set(tmp_path / "data"), tmp_path / "run", knees=tmp_path)


def test_an_unknown_recipe_is_refused() -> None:
    with pytest.raises(TrainingError, match="no recipe for 'vgg'"):
        recipe_for("vgg")


def test_the_head_alone_leaves_the_trunk_as_it_is() -> None:
    stage = Stage("head", side=32, epochs=1, steps=1, rate=0.1, head_only=True)
    network = stage_network(recipe_for("tiny"), stage, None)
    assert {variable.path for variable in network.trainable_variables} == {
        "logit/kernel",
        "logit/bias",
        "grid/kernel",
        "grid/bias",
        "traits/kernel",
        "traits/bias",
    }


def test_norms_that_are_held_learn_nothing() -> None:
    network = stage_network(recipe_for("tiny"), Stage("whole", 32, 1, 1, 0.1, norms_held=True), None)
    norms = [layer for layer in network.layers if type(layer).__name__ == "BatchNormalization"]
    assert norms
    held = {variable.path for layer in norms for variable in layer.variables}
    learning = {variable.path for variable in network.trainable_variables}
    assert learning == {variable.path for variable in network.variables} - held


def test_a_larger_stage_takes_over_every_variable() -> None:
    start = get_weights(stage_network(recipe_for("tiny"), Stage("a", 32, 1, 1, 0.1), None))
    larger = stage_network(recipe_for("tiny"), Stage("b", 64, 1, 1, 0.1), start)
    assert all(np.array_equal(start[path], value) for path, value in get_weights(larger).items())


def test_a_start_with_a_head_of_another_pooling_gives_its_trunk_only() -> None:
    stage, recipe = Stage("a", 32, 1, 1, 0.1), recipe_for("tiny")
    start = get_weights(stage_network(replace(recipe, pooling="mean"), stage, None))
    found = get_weights(stage_network(recipe, stage, start))
    anew = {path for path, value in found.items() if not np.array_equal(start.get(path, ()), value)}
    assert anew == {"logit/kernel", "logit/bias", "grid/kernel", "grid/bias"}
    assert found["grid/bias"].tolist() == [-4.0]


def test_a_network_trained_on_jax_predicts_the_same_on_tensorflow(tmp_path: Path) -> None:
    data = write_data_set(tmp_path / "data")
    program = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from core.training.running import train; from core.training import recipe_for\n"
        "data, out = map(Path, sys.argv[1:])\n"
        "run = train(recipe_for('tiny'), data, out, engine='keras')\n"
        "films = np.random.default_rng(0).random((5, 32, 32, 1), np.float32)\n"
        "np.save(out / 'answers.npy', run.network.predict(films, verbose=0))\n"
        "assert run.manifest['engine'] == 'keras on jax'\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(data), str(tmp_path / "run")],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        check=True,
        capture_output=True,
    )
    network = build_network("tiny", 32, pooling=recipe_for("tiny").pooling)
    with np.load(tmp_path / "run" / "weights.npz") as arrays:
        set_weights(network, {key: arrays[key] for key in arrays.files})
    films = np.random.default_rng(0).random((5, 32, 32, 1), np.float32)
    answers = np.load(tmp_path / "run" / "answers.npy")
    assert network.predict(films, verbose=0) == pytest.approx(answers, abs=1e-4)
    assert np.ptp(answers) > 1e-4
