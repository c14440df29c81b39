"""What `python -m core evaluate` says at its end: the figures that a person looks at first, as text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.evaluation import Evaluation, read_familiar


def summary(evaluation: Evaluation, out: Path, *, brief: bool) -> str:
    """Return the summary; brief: whether only figures and predictions were made."""
    metrics = evaluation.metrics
    data, points = metrics["data"], metrics["points"]
    lines = [
        f"{metrics['model']} {metrics['version']} on {data['name']} ({data['split']}): "
        f"{metrics['n']} film{'' if metrics['n'] == 1 else 's'}, {metrics['n_fractured']} of them fractured",
        _line("AUROC", metrics["discrimination"]["auroc"]),
        _line("average precision", metrics["discrimination"]["average_precision"]),
        _line("in doubt", metrics["doubt"]["share"]),
        _line("calibration error", metrics["calibration"]["ece"]),
    ]
    for name, point in points.items():
        lines += ["", f"At the {name.replace('_', '-')} point ({point['threshold']:.3f}):", *_point(point)]
    written = "metrics.json, predictions.csv" + ("" if brief else ", report.html, report.pdf")
    lines += ["", *_remarks(evaluation), f"Written to {out}: {written}"]
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
    familiar = read_familiar(evaluation.metrics)
    if familiar is not None and familiar.outside:
        remarks.append(
            f"Outside the intended use: {familiar.count} of {familiar.n} films look unlike the films that "
            "the model was trained on."
        )
    if otherwise:
        remarks.append(f"The table contradicts the folder, which was believed, for: {', '.join(otherwise)}.")
    if left_out:
        remarks.append(f"Left out, since they could not be read ({len(left_out)}):")
        remarks += [f"  {film['image_id']}: {film['reason']}" for film in left_out]
    return remarks
