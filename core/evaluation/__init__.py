"""How well a model version does on labelled radiographs, every figure with its interval.

`evaluate_predictions` turns labels and calibrated probabilities into one JSON-ready dict, which is what
`metrics.json` holds, in the model store as well as where `python -m core evaluate` writes it. Its keys:

    model, version      "densenet121", "1.0.0"
    data                {"name": "fracatlas", "split": "test", "digest": SHA-256 over id, label and bytes of
                        the films, "found": films in the folder, "evaluated": n, "table_says_otherwise": ids
                        of films that dataset.csv labels otherwise than the folder}; {} where unknown
    n, n_fractured      films evaluated, and those of them labelled fractured
    level               0.95, of every interval
    bootstrap           {"resamples": 2000, "seed": ..., "groups": number of groups of related films or null}
    prevalence          a figure
    operating_points    {"high_sensitivity": threshold, "high_specificity": threshold}
    discrimination      {"auroc": figure, "average_precision": figure,
                        "roc": {"fpr": [...], "tpr": [...], "thresholds": [...]},
                        "precision_recall": {"precision": [...], "recall": [...], "thresholds": [...]}}
    points              {"high_sensitivity": point, "high_specificity": point}
    doubt               {"share": figure, "n": films in the doubt band, "fractured": those labelled fractured}
    calibration         {"brier": figure, "ece": figure,
                        "reliability": [{"low", "high", "n", "mean_probability", "fractured": figure}, ...]}
    left_out            [{"image_id", "reason"}, ...]: films that were found or asked for and not evaluated

A figure is {"value", "low", "high", "n", "method", "note"}: n is the denominator of a proportion, else the
films used; method names the interval; note is "" or says in a sentence why value, low and high (or only low
and high) are null. A point calls films at or above its threshold fractured:

    {"threshold", "confusion": {"tp", "fp", "fn", "tn"},
     "accuracy", "balanced_accuracy", "sensitivity", "specificity", "ppv", "npv": figures,
     "fractured": {"precision", "recall", "f1": figures}, "not_fractured": {the same}}

The points of a curve lie side by side in its lists, which are empty where a class has no films. A null
threshold stands for 'above every probability'. `reliability` has ten bins of equal width from 0 to 1,
empty ones too (n 0, mean_probability null). Nothing in the file is NaN or infinite: undefined is null.
"""

from core.evaluation.intervals import wilson
from core.evaluation.metrics import evaluate_predictions
from core.evaluation.running import Evaluation, evaluate_films, write_metrics
from core.evaluation.selection import read_ids, select

__all__ = [
    "Evaluation",
    "evaluate_films",
    "evaluate_predictions",
    "read_ids",
    "select",
    "wilson",
    "write_metrics",
]
