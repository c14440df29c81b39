import json
from pathlib import Path

import keras
import numpy as np
import pytest

from core.models import get_weights
from core.training.batches import GradedBatches
from core.training.fitting import Fit, fit_stage, read_events, share_of_rate
from core.training.recipe import Stage

STAGE = Stage("small", side=8, epochs=3, steps=2, rate=0.05)


def tiny_fit(scores: list[float], seed: int = 0) -> Fit:
    """A linear model on noise, judged by the scores given, one an epoch."""
    keras.utils.set_random_seed(seed)
    films = keras.Input((8, 8, 1))
    network = keras.Model(films, keras.layers.Dense(2, name="grade")(keras.layers.Flatten()(films)))
    squares = np.random.default_rng(0).integers(0, 255, (12, 8, 8)).astype(np.uint8)
    return Fit(
        network=network,
        batches=GradedBatches(squares, np.arange(12) % 2, steps=2, batch=4, seed=seed),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        judge=lambda _: {"score": scores.pop(0)},
    )


def run(fit: Fit, folder: Path, stage: Stage = STAGE) -> None:
    fit_stage(fit, stage, folder, weight_decay=0.0, clip_norm=1.0)


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


def test_the_best_epoch_is_what_remains(tmp_path: Path) -> None:
    # Three epochs with the best second: the network holds what an untouched second epoch left.
    fit = tiny_fit([0.5, 0.9, 0.1])
    run(fit, tmp_path)
    with np.load(tmp_path / "best.npz") as best:
        for path, value in get_weights(fit.network).items():
            assert np.array_equal(best[path], value)
    last = tiny_fit([0.1, 0.5, 0.9])
    run(last, tmp_path / "last")
    second, third = (get_weights(each.network)["grade/kernel"] for each in (fit, last))
    assert not np.array_equal(second, third)


def test_a_finished_stage_is_not_trained_again(tmp_path: Path) -> None:
    run(tiny_fit([0.5, 0.7, 0.6]), tmp_path)
    other = tiny_fit([], seed=4)  # a judge without scores would fail if it were asked
    run(other, tmp_path)
    with np.load(tmp_path / "best.npz") as best:
        assert all(np.array_equal(best[path], value) for path, value in get_weights(other.network).items())


def test_a_stage_that_was_broken_off_goes_on_after_its_last_epoch(tmp_path: Path) -> None:
    class PowerCutError(Exception):
        pass

    scores = [0.5, 0.7]

    def judge(_: keras.Model) -> dict[str, float]:
        if not scores:
            raise PowerCutError
        return {"score": scores.pop(0)}

    fit = tiny_fit([])
    with pytest.raises(PowerCutError):
        run(Fit(fit.network, fit.batches, fit.loss, judge), tmp_path)
    assert not (tmp_path / "done").exists()
    resumed = tiny_fit([0.9], seed=9)
    run(resumed, tmp_path)
    assert [event["epoch"] for event in read_events(tmp_path / "events.jsonl")] == [1, 2, 3]
    assert (tmp_path / "done").exists()
    assert not (tmp_path / "backup").exists()


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
