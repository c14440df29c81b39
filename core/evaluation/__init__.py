"""How well a model version does on labelled radiographs, every figure with its interval.

`evaluate_predictions` turns labels and calibrated probabilities into one JSON-ready dict, which is what
`metrics.json` holds, in the model store as well as where `python -m core evaluate` writes it. Its keys:

    model, version      "densenet121", "1.0.0"
    data                {"name": "fracatlas", "split": "test", "digest": SHA-256 over id, label and bytes of
                        the films, "found": films in the folder, "evaluated": n, "learnt": films named like
                        ones that were trained or tuned on, "table_says_otherwise": ids
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
                        "slope", "intercept": figures of a logistic recalibration, 1 and 0 are perfect,
                        "decomposition": {"reliability", "resolution", "uncertainty", "within_bins"} or null:
                        reliability - resolution + uncertainty + within_bins is the Brier score,
                        "before": {the same of the network's own sigmoid, before its calibration}}
    decision            {"thresholds": [0.01, 0.02, ... 0.60], "model": {"value": [...], "low": [...], "high":
                        [...]}, "treat_all": [...], "n", "method", "note"}: net benefit, 0 for calling none;
                        low and high are null at a threshold where no resample differs
    left_out            [{"image_id", "reason"}, ...]: films that were found or asked for and not evaluated

A release adds where the network looks and on what it lives (`core.examination`), on the test split:

    pointing            {"n": fractured films with boxes, "tolerance": share of the longer side,
                        "maps": {"gradcam", "gradcam_pp", "grid": {"hits": films, "share": figure, "energy":
                        figure, the mean share of the map inside the boxes}, "centre": without energy},
                        "against_gradcam": {each other: {"share", "energy": figures of the difference}},
                        "boxes_cover": figure, the mean share of the film inside its boxes, which is the
                        energy that an even map has there, "films": [{"image_id", "hit", "energy"}] of
                        Grad-CAM, so that two versions can be paired}
    confounders         {"all", "without_hardware", "small_scans", "masked_border", "masked_marks",
                        "with_marks", "with_marks_masked", "single_views": subset}; small_scans has
                        "longest_side" (pixels),
                        masked_border "border" (share of a side), masked_marks "films": those with burned-in
                        marks, with_marks_masked "change": figure, the mean change of their probability, and
                        "other_band": figure, the share that falls into another band; all masked ones
                        "against_all": figure of the difference of AUROC from the same films as they are
    regions             {"hand", "leg", "hip", "shoulder": subset}
    traits              {name: {"n", "n_positive", "auroc", "sensitivity", "specificity": figures}}, the last
                        two at 0.5
    subgroups           {"rows": [{"family", "name", "title", "n", "n_fractured", "auroc", "sensitivity",
                        "specificity": figures (both at the high-sensitivity point), "against_rest": figure,
                        the difference of AUROC from all other films, "p", "p_adjusted": numbers or null
                        (Holm over all rows with a p), "flagged": worse than the rest at 0.05}], "too_small":
                        [titles], "method"}. Families: "region", "view", "hardware", "views_in_picture",
                        "resolution"; and "fractures", "fracture_size", whose fractured films are set against
                        all films without a fracture, and compared with the other fractured films so set
    shortcuts           {"border_only", "thumbnail": {"auroc": figure, "n", "how"}}: logistic regressions,
                        fitted on the training part, that see only the outer border or a 16 x 16 thumbnail
    boxes               {"n": films, "high_sensitivity", "high_specificity": {"level": heatmap level of a
                        finding, "iou": figure, mean over the marked boxes of the best found box's, "found":
                        figure, the share of marked boxes with an IoU of 0.3 or more, "touched": figure, the
                        share that a found box touches, "false_per_film": figure of found boxes that touch no
                        marked one}}
    randomised          {"n", "similarity": [{"layers", "rank_correlation": figure}]} of Grad-CAM with that of
                        the network whose last layers, ever more of them, are drawn anew
    erasing             {"n", "fractions": shares of the film erased or shown, "deletion", "insertion": [mean
                        probability at each], "deletion_area", "insertion_area", "random_deletion_area":
                        figures}
    robustness          {"n", "n_fractured", "curves": [{"name", "title", "unit", "levels": [none first],
                        "sensitivity", "specificity", "auroc": [figure of each level]}]}, at the
                        high-sensitivity point
    failures            {"missed", "false_alarms": [{"image_id", "probability"}]}, the worst twenty of each
    training_look       {"n": training films, "look": names of measures, "mean", "inverse": of their
                        covariance, "limit": distance from the mean that 1 % of the films lie beyond}
    familiar            {"n", "unlike": figure, the share of films beyond that limit, "expected": 0.01,
                        "training_films", "films": ids of the strangest}
    flow                {"found": films, "parts": {"train", "validation", "test", "excluded": {"n",
                        "n_fractured", "by_region", "by_view": {name: films}, "hardware"}}, "excluded":
                        [{"reason", "n"}]}

A subset is {"n", "n_fractured", "auroc": figure, "points": {"high_sensitivity", "high_specificity":
{"sensitivity", "specificity": figures}}}. With fewer than ten films of a class its figures are null, and
their note says so. Pointing and traits are left out where there are no boxes or no such heads. Versions
released before there was a key lack it; `read_pointing` and its like give records, or None.

A figure is {"value", "low", "high", "n", "method", "note"}: n is the denominator of a proportion, else the
films used; method names the interval; note is "" or says in a sentence why value, low and high (or only low
and high) are null. A point calls films at or above its threshold fractured:

    {"threshold", "confusion": {"tp", "fp", "fn", "tn"},
     "design_effects": {"fractured", "not_fractured"}, by which groups widen the variance of a call, or null,
     "accuracy", "balanced_accuracy", "sensitivity", "specificity", "ppv", "npv", "lr_positive",
     "lr_negative": figures,
     "fractured": {"precision", "recall", "f1": figures}, "not_fractured": {the same}}

The points of a curve lie side by side in its lists, which are empty where a class has no films. A null
threshold stands for 'above every probability'. `reliability` has ten bins of equal width from 0 to 1,
empty ones too (n 0, mean_probability null). Nothing in the file is NaN or infinite: undefined is null.
"""

from core.evaluation.comparing import compare
from core.evaluation.decision import decision_curve
from core.evaluation.exploring import Explored, explore
from core.evaluation.intervals import wilson
from core.evaluation.metrics import evaluate_predictions
from core.evaluation.pointed import compare_pointing
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
from core.evaluation.stored_films import (
    DecisionCurve,
    Failure,
    Failures,
    Familiar,
    Flow,
    Part,
    Recalibration,
    read_decision,
    read_failures,
    read_familiar,
    read_flow,
    read_likelihood_ratios,
    read_recalibration,
)
from core.evaluation.stored_soundness import (
    Disturbance,
    Erasing,
    FoundBoxes,
    Randomised,
    Robustness,
    Shortcut,
    Subgroup,
    Subgroups,
    read_boxes,
    read_erasing,
    read_randomised,
    read_robustness,
    read_shortcuts,
    read_subgroups,
)
from core.evaluation.titles import FAMILIES, MAPS, POINT_TITLES, SHORTCUTS, SUBSETS, brief

__all__ = [
    "FAMILIES",
    "MAPS",
    "POINT_TITLES",
    "SHORTCUTS",
    "SUBSETS",
    "CalibrationChange",
    "DecisionCurve",
    "Disturbance",
    "Erasing",
    "Evaluation",
    "Explored",
    "Failure",
    "Failures",
    "Familiar",
    "Flow",
    "FoundBoxes",
    "Part",
    "PointedMap",
    "Pointing",
    "Randomised",
    "Recalibration",
    "Robustness",
    "Shortcut",
    "Subgroup",
    "Subgroups",
    "Subset",
    "Trait",
    "brief",
    "compare",
    "compare_pointing",
    "decision_curve",
    "evaluate_films",
    "evaluate_predictions",
    "explore",
    "groups_of",
    "read_boxes",
    "read_calibration",
    "read_confounders",
    "read_decision",
    "read_erasing",
    "read_failures",
    "read_familiar",
    "read_flow",
    "read_ids",
    "read_likelihood_ratios",
    "read_pointing",
    "read_randomised",
    "read_recalibration",
    "read_regions",
    "read_robustness",
    "read_shortcuts",
    "read_subgroups",
    "read_traits",
    "select",
    "wilson",
    "write_metrics",
]
