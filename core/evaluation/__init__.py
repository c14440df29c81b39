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
                        "reliability": [{"low", "high", "n", "mean_probability", "fractured": figure}, ...],
                        "before": {the same of the network's own sigmoid, before its calibration}}
    left_out            [{"image_id", "reason"}, ...]: films that were found or asked for and not evaluated

A release adds where the network looks and on what it lives (`examination`), on the test split:

    pointing            {"n": fractured films with boxes, "tolerance": share of the longer side,
                        "maps": {"gradcam", "gradcam_pp", "grid": {"hits": films, "share": figure, "energy":
                        figure, the mean share of the map inside the boxes}, "centre": without energy},
                        "against_gradcam": {each other: {"share", "energy": figures of the difference}},
                        "boxes_cover": figure, the mean share of the film inside its boxes, which is the
                        energy that an even map has there}
    confounders         {"all", "without_hardware", "small_scans", "masked_border", "single_views": subset};
                        small_scans has "longest_side" (pixels), masked_border "border" (share of a side) and
                        "against_all": figure of the difference of AUROC
    regions             {"hand", "leg", "hip", "shoulder": subset}
    traits              {name: {"n", "n_positive", "auroc", "sensitivity", "specificity": figures}}, the last
                        two at 0.5

A subset is {"n", "n_fractured", "auroc": figure, "points": {"high_sensitivity", "high_specificity":
{"sensitivity", "specificity": figures}}}. With fewer than ten films of a class its figures are null, and
their note says so. Pointing and traits are left out where there are no boxes or no such heads; versions
released before there were these keys have none of them. `read_pointing` and its like give records.

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
from core.evaluation.selection import groups_of, read_ids, select
from core.evaluation.stored import (
    CalibrationChange,
    PointedMap,
    Pointing,
    Subset,
    Trait,
    read_calibration,
    read_confounders,
    read_pointing,
    read_regions,
    read_traits,
)

__all__ = [
    "CalibrationChange",
    "Evaluation",
    "PointedMap",
    "Pointing",
    "Subset",
    "Trait",
    "evaluate_films",
    "evaluate_predictions",
    "groups_of",
    "read_calibration",
    "read_confounders",
    "read_ids",
    "read_pointing",
    "read_regions",
    "read_traits",
    "select",
    "wilson",
    "write_metrics",
]
