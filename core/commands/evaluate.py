"""`python -m core evaluate`: a model version over a labelled folder, every figure with its interval."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.commands.quiet import native_silence, quiet_tensorflow
from core.errors import DataSetError
from core.evaluation import Evaluation, evaluate_films, groups_of, read_ids, select
from core.models import ModelStore
from core.records import ModelVersion
from core.settings import load_settings
from core.training import read_fracatlas

_NOTHING_READ = 1
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, help="folder in FracAtlas's layout")
    parser.add_argument("--model", default="", help="model name; the default version where left out")
    parser.add_argument("--ids", type=Path, help="text file of the image ids to evaluate, one a line")
    parser.add_argument(
        "--split", type=Path, help="split.csv of a run: intervals then allow for related films"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for metrics.json and predictions.csv")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, print a summary and return the exit status: 1 where no film could be read.

    Raises `CallusError` for what can't be evaluated as asked.
    """
    quiet_tensorflow()
    try:
        evaluation = _evaluate(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The same command goes on from here.\n")
        return _INTERRUPTED
    sys.stdout.write(summary(evaluation, arguments.out))
    return 0 if evaluation.metrics["n"] else _NOTHING_READ


def _evaluate(arguments: argparse.Namespace) -> Evaluation:
    if not arguments.data.is_dir():
        raise DataSetError(f"There is no data folder '{arguments.data}'.")
    settings = load_settings()
    atlas = read_fracatlas(arguments.data)
    films = select(atlas.films, read_ids(arguments.ids)) if arguments.ids else atlas.films
    store = ModelStore(settings.models)
    version = store.find(arguments.model or settings.default_model)
    asked = {film.image_id for film in films}
    data = {
        "name": arguments.data.resolve().name,
        "split": arguments.ids.stem if arguments.ids else "all",
        "found": len(atlas.films),
        "table_says_otherwise": [name for name in atlas.table_says_otherwise if name in asked],
    }
    groups = groups_of(films, arguments.split) if arguments.split else None
    predict = _predictor(store, version)
    return evaluate_films(films, version, predict, arguments.out, data=data, groups=groups)


def _predictor(store: ModelStore, version: ModelVersion) -> Callable[[Path], float]:
    """The engine as a function of a file; the limits on size are those of the installation."""
    from core.imaging import read_radiograph
    from core.inference import Engine

    settings, engine = load_settings(), Engine(store)
    name = f"{version.name}-{version.version}"

    def predict(path: Path) -> float:
        with native_silence():
            radiograph = read_radiograph(
                path.read_bytes(), max_bytes=settings.max_file_bytes, max_pixels=settings.max_pixels
            )
            return float(engine.analyse(radiograph, name).probability)

    return predict


def summary(evaluation: Evaluation, out: Path) -> str:
    """Return the figures that a person looks at first, as text."""
    metrics = evaluation.metrics
    data, points = metrics["data"], metrics["points"]
    lines = [
        f"{metrics['model']} {metrics['version']} on {data['name']} ({data['split']}): "
        f"{metrics['n']} films, {metrics['n_fractured']} of them fractured",
        _line("AUROC", metrics["discrimination"]["auroc"]),
        _line("average precision", metrics["discrimination"]["average_precision"]),
        _line("in doubt", metrics["doubt"]["share"]),
        _line("calibration error", metrics["calibration"]["ece"]),
    ]
    for name, point in points.items():
        lines += ["", f"At the {name.replace('_', '-')} point ({point['threshold']:.3f}):", *_point(point)]
    lines += ["", *_remarks(evaluation), f"Written to {out}: metrics.json, predictions.csv"]
    return "\n".join(lines) + "\n"


def _point(point: Mapping[str, Any]) -> list[str]:
    counts = point["confusion"]
    names = ("sensitivity", "specificity", "ppv", "npv", "accuracy", "balanced_accuracy")
    titles = {"ppv": "PPV", "npv": "NPV", "balanced_accuracy": "balanced accuracy"}
    return [
        *(_line(titles.get(name, name), point[name]) for name in names),
        _line("F1, fractured", point["fractured"]["f1"]),
        _line("F1, not fractured", point["not_fractured"]["f1"]),
        f"  fractured: {counts['tp']} found, {counts['fn']} missed; "
        f"not fractured: {counts['tn']} cleared, {counts['fp']} false alarms",
    ]


def _line(title: str, figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return f"  {title:<18} none: {figure['note']}"
    if figure["low"] is None:
        return f"  {title:<18} {figure['value']:.3f}  (no interval: {figure['note']})"
    return f"  {title:<18} {figure['value']:.3f}  (95 % interval {figure['low']:.3f} to {figure['high']:.3f})"


def _remarks(evaluation: Evaluation) -> list[str]:
    left_out, otherwise = evaluation.metrics["left_out"], evaluation.metrics["data"]["table_says_otherwise"]
    remarks = []
    if evaluation.replaced:
        remarks.append("The folder held the evaluation of something else, which this one replaces.")
    if evaluation.resumed:
        remarks.append(f"{evaluation.resumed} predictions were kept from an earlier run.")
    if otherwise:
        remarks.append(f"The table contradicts the folder, which was believed, for: {', '.join(otherwise)}.")
    if left_out:
        remarks.append(f"Left out, since they could not be read ({len(left_out)}):")
        remarks += [f"  {film['image_id']}: {film['reason']}" for film in left_out]
    return remarks
