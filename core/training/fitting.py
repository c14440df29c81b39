"""One stage of training: fit, judge after each epoch, keep the weights, go on where it was broken off.

What is judged and kept is a running mean of the weights, which is steadier than any single step
(B. T. Polyak and A. B. Juditsky, 1992). A stage that comes to its end, where its learning rate has run out,
gives its last mean: the best of its epochs by a validation part of some ninety fractured films would be the
luckiest. One that is ended early, since nothing got better, gives its best.
Nothing here knows what takes the steps: see `engines`.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from core.records import FloatImage
from core.training.batches import Batch, Batches
from core.training.begun import hold_stage
from core.training.engines import Arrays, Engine
from core.training.recipe import Stage

Predict = Callable[[FloatImage], Arrays]
Judgement = Callable[[Predict], dict[str, float]]

# The mean takes in the weights of every fifth step and forgets a twentieth: it spans about a hundred steps.
_MEAN_EVERY, _MEAN_KEEPS = 5, 0.95


@dataclass(frozen=True, slots=True)
class Fit:
    """What takes the steps, what it learns from, and how it is judged.

    judge: returns figures on the validation part; "score" is the one that is kept highest.
    under: what else than the stage's own numbers decides the weights, as plain values.
    """

    engine: Engine
    batches: Batches
    judge: Judgement
    under: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """Where a stage stands: epochs done, and the running mean of the weights with its updates."""

    epoch: int
    mean: Arrays
    updates: int = 0

    def take_in(self, weights: Arrays) -> None:
        """One more set of weights; the first ones count for more, so that the start is soon forgotten."""
        keeps = np.float32(min(_MEAN_KEEPS, (1 + self.updates) / (10 + self.updates)))
        self.updates += 1
        for path, value in weights.items():
            mean = self.mean[path]
            mean *= keeps
            mean += (1 - keeps) * value


def fit_stage(fit: Fit, stage: Stage, folder: Path) -> Arrays:
    """Train one stage and return the weights that it kept, by path; curves are in events.jsonl.

    A stage that was finished before is not repeated; one that was broken off goes on after its last epoch.
    Raises `TrainingError` for a stage that was begun under other settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hold_stage(folder, {**asdict(stage), **fit.under})
    if not (folder / "done").is_file():
        _fit(fit, stage, folder)
        (folder / "done").touch()
        (folder / "state.npz").unlink(missing_ok=True)
    return read_arrays(folder / "kept.npz")


def _fit(fit: Fit, stage: Stage, folder: Path) -> None:
    state = _resumed(fit.engine, folder / "state.npz")
    done, total = state.epoch * stage.steps, stage.epochs * stage.steps
    with tqdm(total=total, initial=done, desc=stage.name, unit="batch") as bar:
        while state.epoch < stage.epochs and not _stuck(folder, stage.patience):
            began = time.monotonic()
            loss = _epoch(fit, stage, state, bar)
            state.epoch += 1
            figures = _judged(fit, state, folder, last=state.epoch == stage.epochs)
            seconds = round(time.monotonic() - began, 1)
            _record(
                folder,
                {"stage": stage.name, "epoch": state.epoch, "seconds": seconds, "loss": loss, **figures},
            )
            _keep(fit.engine, state, folder / "state.npz")


def _epoch(fit: Fit, stage: Stage, state: _State, bar: Any) -> float:
    """Take an epoch's steps; returns the mean loss."""
    losses = []
    for number, (films, targets) in enumerate(_ahead(fit.batches, state.epoch)):
        done = (state.epoch * stage.steps + number) / (stage.epochs * stage.steps)
        losses.append(fit.engine.step(films, targets, stage.rate * share_of_rate(done)))
        if (number + 1) % _MEAN_EVERY == 0 or number + 1 == stage.steps:
            state.take_in(fit.engine.weights())
        bar.update()
        bar.set_postfix(loss=f"{losses[-1]:.3f}", refresh=False)
    return float(np.mean(losses))


def _ahead(batches: Batches, epoch: int) -> Iterator[Batch]:
    """The batches of an epoch, each made while the one before is learnt from."""
    batches.go_to(epoch)
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(batches.__getitem__, 0)
        for step in range(1, len(batches)):
            batch, coming = coming.result(), maker.submit(batches.__getitem__, step)
            yield batch
        yield coming.result()


def share_of_rate(done: float, warm_up: float = 0.1) -> float:
    """Rise linearly over the first tenth, then fall along a half cosine (Loshchilov and Hutter, 2017)."""
    if done < warm_up:
        return 0.1 + 0.9 * done / warm_up
    return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))


def _judged(fit: Fit, state: _State, folder: Path, *, last: bool) -> dict[str, float]:
    """Judge the mean of the weights and keep it where it is the best so far, or the stage's last."""
    going_on = fit.engine.weights()
    fit.engine.load(state.mean)
    figures = fit.judge(fit.engine.predict)
    fit.engine.load(going_on)
    if last or figures["score"] > max(_scores(folder), default=-np.inf):
        save_arrays(state.mean, folder / "kept.npz")
    return figures


def _scores(folder: Path) -> list[float]:
    return [event["score"] for event in read_events(folder / "events.jsonl")]


def _stuck(folder: Path, patience: int) -> bool:
    """Whether the last `patience` epochs brought nothing better."""
    scores = _scores(folder)
    return len(scores) > patience and max(scores[-patience:]) <= max(scores[:-patience])


def _record(folder: Path, event: dict[str, Any]) -> None:
    with (folder / "events.jsonl").open("a") as file:
        file.write(json.dumps(event) + "\n")


def _keep(engine: Engine, state: _State, path: Path) -> None:
    parts = {"weights": engine.weights(), "mean": state.mean, "optimiser": engine.optimiser_state()}
    arrays = {f"{part}:{key}": value for part, values in parts.items() for key, value in values.items()}
    counts = {"epoch": np.array(state.epoch), "updates": np.array(state.updates)}
    save_arrays({**arrays, **counts}, path)


def _resumed(engine: Engine, path: Path) -> _State:
    """The state that was kept, with the engine put to it; a fresh one where there is none."""
    if not path.is_file():
        return _State(0, engine.weights())
    parts: dict[str, Arrays] = {"weights": {}, "mean": {}, "optimiser": {}}
    kept = read_arrays(path)
    for key, value in kept.items():
        part, _, name = key.partition(":")
        if name:
            parts[part][name] = value
    engine.load(parts["weights"])
    engine.restore(parts["optimiser"])
    return _State(int(kept["epoch"]), parts["mean"], int(kept["updates"]))


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events written so far; none where there is no file."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


def save_arrays(arrays: Arrays, path: Path) -> None:
    """Write arrays by name, whole or not at all."""
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **arrays)  # type: ignore[arg-type]
    partial.replace(path)


def read_arrays(path: Path) -> Arrays:
    """What `save_arrays` wrote."""
    with np.load(path) as arrays:
        return {key: arrays[key] for key in arrays.files}
