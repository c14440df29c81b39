"""One stage of training: fit, judge after each epoch, keep the best, go on where it was broken off.

Nothing here knows a backend: data are NumPy arrays, the loop is `keras.Model.fit`, so that TensorFlow, JAX
and PyTorch all train (KERAS_BACKEND says which).
"""

import json
import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tqdm import tqdm

from core.models import get_weights, set_weights
from core.training.batches import Batches
from core.training.recipe import Stage

Judgement = Callable[[keras.Model], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Fit:
    """A compiled-to-be network with what it learns from and how it is judged.

    judge: returns figures on the validation part; "score" is the one that is kept highest.
    """

    network: keras.Model
    batches: Batches
    loss: Any
    judge: Judgement
    loss_weights: dict[str, float] | None = None


def fit_stage(fit: Fit, stage: Stage, folder: Path, *, weight_decay: float, clip_norm: float) -> None:
    """Train one stage; the best weights end up in the network and in best.npz, curves in events.jsonl.

    A stage that was finished before is not repeated; one that was broken off goes on after its last epoch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "done").is_file():
        _fit(fit, stage, folder, weight_decay, clip_norm)
        (folder / "done").touch()
        shutil.rmtree(folder / "backup", ignore_errors=True)
    with np.load(folder / "best.npz") as arrays:
        set_weights(fit.network, {key: arrays[key] for key in arrays.files})


def _fit(fit: Fit, stage: Stage, folder: Path, weight_decay: float, clip_norm: float) -> None:
    fit.network.compile(
        keras.optimizers.AdamW(stage.rate, weight_decay=weight_decay, global_clipnorm=clip_norm),
        loss=fit.loss,
        loss_weights=fit.loss_weights,
        # XLA makes these networks slower on TensorFlow's CPU; JAX runs nothing quickly without it.
        jit_compile="auto" if keras.backend.backend() == "jax" else False,
    )
    fit.network.fit(
        fit.batches,
        epochs=stage.epochs,
        verbose=0,
        callbacks=[
            Rate(stage),
            Progress(fit.batches, stage),
            Judge(fit.judge, folder, stage),
            keras.callbacks.BackupAndRestore(str(folder / "backup")),
            keras.callbacks.EarlyStopping("score", mode="max", patience=stage.patience),
        ],
    )


class Rate(keras.callbacks.Callback):  # type: ignore[misc]
    """The stage's learning rate, batch by batch; a Keras schedule would be traced once a variable."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage, self._epoch = stage, 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Remember which epoch it is."""
        self._epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Set the rate of this batch."""
        done = (self._epoch * self._stage.steps + batch) / (self._stage.epochs * self._stage.steps)
        self.model.optimizer.learning_rate = self._stage.rate * share_of_rate(done)


def share_of_rate(done: float, warm_up: float = 0.1) -> float:
    """Rise linearly over the first tenth, then fall along a half cosine (Loshchilov and Hutter, 2017)."""
    if done < warm_up:
        return 0.1 + 0.9 * done / warm_up
    return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """A bar with the time that is left; tells the batches which epoch it is, also after a restart."""

    def __init__(self, batches: Batches, stage: Stage) -> None:
        super().__init__()
        self._batches, self._stage = batches, stage
        self._bar = tqdm(total=stage.epochs * stage.steps, desc=stage.name, unit="batch")

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Put batches and bar to the epoch that begins."""
        self._batches.go_to(epoch)
        self._bar.n = epoch * self._stage.steps

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """One batch further."""
        self._bar.update()
        self._bar.set_postfix(loss=f"{(logs or {}).get('loss', float('nan')):.3f}", refresh=False)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Leave the line as it is."""
        self._bar.close()


class Judge(keras.callbacks.Callback):  # type: ignore[misc]
    """After each epoch: judge on validation, write an event, keep the best weights."""

    def __init__(self, judge: Judgement, folder: Path, stage: Stage) -> None:
        super().__init__()
        self._judge, self._folder, self._stage = judge, folder, stage
        self._began = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Start the clock."""
        self._began = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Judge and record; the figures join `logs`, where early stopping looks for them."""
        figures = {key: float(value) for key, value in (logs or {}).items()}
        figures |= self._judge(self.model)
        if logs is not None:
            logs.update(figures)
        events = self._folder / "events.jsonl"
        best = max((event["score"] for event in read_events(events)), default=-np.inf)
        if figures["score"] > best:
            save_weights(self.model, self._folder / "best.npz")
        seconds = time.monotonic() - self._began
        event = {"stage": self._stage.name, "epoch": epoch + 1, "seconds": round(seconds, 1), **figures}
        with events.open("a") as file:
            file.write(json.dumps(event) + "\n")


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events written so far; none where there is no file."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


def save_weights(network: keras.Model, path: Path) -> None:
    """Write all variables in single precision, whole or not at all."""
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **get_weights(network))  # type: ignore[arg-type]
    partial.replace(path)
