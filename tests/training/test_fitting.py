import json
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core.training.batches import GradedBatches
from core.training.engines import Arrays, Descent, Goal, make_engine
from core.training.fitting import Fit, Predict, fit_stage, read_arrays, read_events, share_of_rate
from core.training.recipe import Stage

STAGE = Stage("small", side=8, epochs=3, steps=2, rate=0.05)


def tiny_fit(scores: list[float], seed: int = 0) -> Fit:
    """A linear model on noise, judged by the scores given, one an epoch."""
    keras.utils.set_random_seed(seed)
    films = keras.Input((8, 8, 1))
    network = keras.Model(
        films, {"grade": keras.layers.Dense(2, name="grade")(keras.layers.Flatten()(films))}
    )
    squares = np.random.default_rng(0).integers(0, 255, (12, 8, 8)).astype(np.uint8)
    return Fit(
        engine=make_engine("keras", network, {"grade": Goal("categories")}, Descent(weight_decay=0.0)),
        batches=GradedBatches(squares, np.arange(12) % 2, side=8, steps=2, batch=4, seed=0),
        judge=lambda _: {"score": scores.pop(0)},
    )


def run(fit: Fit, folder: Path, stage: Stage = STAGE) -> Arrays:
    return fit_stage(fit, stage, folder)


def test_the_rate_rises_and_falls_along_a_cosine() -> None:
    assert share_of_rate(0.0) == pytest.approx(0.1)
    assert share_of_rate(0.05) == pytest.approx(0.55)
    assert share_of_rate(0.1) == pytest.approx(1.0)
    assert share_of_rate(0.55) == pytest.approx(0.5)
    assert share_of_rate(1.0) == pytest.approx(0.0)


def test_each_epoch_is_judged_and_written_down(tmp_path: Path) -> None:
    run(tiny_fit([0.5, 0.7, 0.6]), tmp_path)
    events = read_events(tmp_path / "events.jsonl")
    assert [(event["stage"], event["epoch"], event["score"]) for event in events] == [
        ("small", 1, 0.5),
        ("small", 2, 0.7),
        ("small", 3, 0.6),
    ]
    assert all(event["loss"] > 0 for event in events)


def test_a_stage_at_its_end_gives_its_last_epoch_however_it_scored(tmp_path: Path) -> None:
    lucky = run(tiny_fit([0.5, 0.9, 0.1]), tmp_path / "lucky")
    rising = run(tiny_fit([0.1, 0.5, 0.9]), tmp_path / "rising")
    kept = read_arrays(tmp_path / "lucky" / "kept.npz")
    for path, value in lucky.items():
        assert np.array_equal(kept[path], value)
        assert np.array_equal(rising[path], value)


def test_a_stage_that_gets_no_better_ends_early_and_gives_its_best(tmp_path: Path) -> None:
    stage = replace(STAGE, epochs=6, patience=2)
    first = run(tiny_fit([0.9, 0.5, 0.4]), tmp_path / "first", stage)
    second = run(tiny_fit([0.5, 0.9, 0.4, 0.3]), tmp_path / "second", stage)
    assert len(read_events(tmp_path / "first" / "events.jsonl")) == 3
    assert len(read_events(tmp_path / "second" / "events.jsonl")) == 4
    assert not np.array_equal(first["grade/kernel"], second["grade/kernel"])


def test_what_is_judged_is_the_running_mean_of_the_weights(tmp_path: Path) -> None:
    # Two steps make one update of the mean, and the first update counts nine tenths.
    fit = tiny_fit([0.9])
    start = fit.engine.weights()["grade/kernel"]
    best = run(fit, tmp_path, Stage("small", 8, epochs=1, steps=2, rate=0.05))
    after = fit.engine.weights()["grade/kernel"]
    assert best["grade/kernel"] == pytest.approx(0.1 * start + 0.9 * after, abs=1e-6)


def test_a_finished_stage_is_not_trained_again(tmp_path: Path) -> None:
    first = run(tiny_fit([0.5, 0.7, 0.6]), tmp_path)
    again = run(tiny_fit([], seed=4), tmp_path)  # a judge without scores would fail if it were asked
    assert all(np.array_equal(first[path], value) for path, value in again.items())


def test_a_stage_that_was_broken_off_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    class PowerCutError(Exception):
        pass

    scores = [0.5, 0.7]

    def judge(_: Predict) -> dict[str, float]:
        if not scores:
            raise PowerCutError
        return {"score": scores.pop(0)}

    fit = tiny_fit([])
    with pytest.raises(PowerCutError):
        run(Fit(fit.engine, fit.batches, judge), tmp_path / "cut")
    assert not (tmp_path / "cut" / "done").exists()
    resumed = run(tiny_fit([0.9], seed=9), tmp_path / "cut")
    assert [event["epoch"] for event in read_events(tmp_path / "cut" / "events.jsonl")] == [1, 2, 3]
    assert not (tmp_path / "cut" / "state.npz").exists()
    whole = run(tiny_fit([0.5, 0.7, 0.9]), tmp_path / "whole")
    assert resumed["grade/kernel"] == pytest.approx(whole["grade/kernel"], abs=1e-6)


def test_the_same_seed_gives_the_same_curve(tmp_path: Path) -> None:
    losses = []
    for name in ("one", "two"):
        run(tiny_fit([0.1, 0.2, 0.3]), tmp_path / name)
        losses.append([event["loss"] for event in read_events(tmp_path / name / "events.jsonl")])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


def test_a_stage_without_progress_ends_early(tmp_path: Path) -> None:
    run(tiny_fit([0.9, 0.5, 0.4]), tmp_path, Stage("small", 8, epochs=3, steps=2, rate=0.05, patience=1))
    assert len(read_events(tmp_path / "events.jsonl")) == 2


def test_events_are_one_json_object_a_line(tmp_path: Path) -> None:
    run(tiny_fit([0.1, 0.2, 0.3]), tmp_path)
    lines = (tmp_path / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3]
