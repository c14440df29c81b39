"""`python -m core bench`: what probability and heatmap cost against the bare network, in the same run."""

import argparse
import json
import sys
from collections.abc import Iterable

from tqdm import tqdm

from core.commands.quiet import native_silence, quiet_tensorflow
from core.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--model", default="", help="model name; the default version where left out")
    parser.add_argument("--runs", type=_count, default=20, help="runs that the medians are taken of (20)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be a whole number above zero, not '{text}'")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Measure on a synthetic sample and print the medians; raises `ModelError` where there is no model."""
    from core.imaging import read_radiograph, sample_radiographs
    from core.models import ModelStore

    settings = load_settings()
    store, model = ModelStore(settings.models), arguments.model or settings.default_model
    store.find(model)  # a model that is not there is told at once, not after TensorFlow has come
    quiet_tensorflow()
    with native_silence():
        # TensorFlow talks while it is imported.
        from core.inference.timing import measure
    radiograph = read_radiograph(sample_radiographs()[0].data)
    timing = measure(store, radiograph, model, arguments.runs, _bar)
    figures = {
        "model": timing.model,
        "version": timing.version,
        "side": timing.side,
        "runs": timing.runs,
        "threads": timing.threads,
        "forward_ms": round(timing.forward_ms, 2),
        "analyse_ms": round(timing.analyse_ms, 2),
        "plain_gradcam_ms": round(timing.plain_gradcam_ms, 2),
        "heatmap_ratio": round(timing.heatmap_ratio, 3),
        "plain_gradcam_ratio": round(timing.plain_gradcam_ratio, 2),
    }
    if arguments.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.write("".join(f"{name:<20} {value}\n" for name, value in figures.items()))
    return 0


def _bar(rounds: range) -> Iterable[int]:
    return tqdm(rounds, unit="run", leave=False, disable=not sys.stderr.isatty())
