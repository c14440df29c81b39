"""The keys of metrics.json that a release adds, its numbers made up but in keeping with one another."""

from tests.reporting.figures import BOOTSTRAP, Dict, figure


def _subset(n: int, fractured: int, auroc: float | None) -> Dict:
    point = {
        "sensitivity": figure(auroc and 0.9, fractured),
        "specificity": figure(auroc and 0.4, n - fractured),
    }
    return {
        "n": n,
        "n_fractured": fractured,
        "auroc": figure(auroc, n, method=BOOTSTRAP),
        "points": {"high_sensitivity": point, "high_specificity": point},
    }


def examined() -> Dict:
    shot = {"hits": 40, "share": figure(0.44, 91), "energy": figure(0.2, 91, method=BOOTSTRAP)}
    less = {"share": figure(-0.1, 91, method=BOOTSTRAP), "energy": figure(0.02, 91, method=BOOTSTRAP)}
    return {
        "confounders": {
            "all": _subset(491, 91, 0.79),
            "without_hardware": _subset(483, 83, 0.78),
            "small_scans": {**_subset(438, 79, 0.77), "longest_side": 500},
            "masked_border": {
                **_subset(491, 91, 0.8),
                "border": 0.08,
                "against_all": figure(0.016, method=BOOTSTRAP),
            },
            "masked_marks": {
                **_subset(491, 91, 0.785),
                "films": 29,
                "against_all": figure(-0.005, method=BOOTSTRAP),
            },
            "with_marks": _subset(29, 5, None),
            "with_marks_masked": {
                **_subset(29, 5, None),
                "against_all": figure(None, 29),
                "change": figure(-0.021, 29, method=BOOTSTRAP),
                "other_band": figure(0.103, 29),
            },
            "single_views": _subset(434, 74, 0.77),
        },
        "regions": {"hand": _subset(200, 40, 0.8), "hip": _subset(20, 5, None)},
        "pointing": {
            "n": 91,
            "tolerance": 0.05,
            "maps": {
                "gradcam": shot,
                "gradcam_pp": shot,
                "grid": shot,
                "centre": {"hits": 24, "share": figure(0.26, 91)},
            },
            "against_gradcam": {"gradcam_pp": less, "grid": less, "centre": {"share": figure(-0.2, 91)}},
            "boxes_cover": figure(0.07, 91, method=BOOTSTRAP),
            "films": [{"image_id": f"IMG00001{k:02}", "hit": k < 40, "energy": 0.2} for k in range(91)],
        },
        "traits": {
            "hand": {
                "n": 491,
                "n_positive": 200,
                "auroc": figure(0.98),
                "sensitivity": figure(0.9, 200),
                "specificity": figure(0.95, 291),
            }
        },
    }


def newer() -> Dict:
    thresholds = [k / 100 for k in range(1, 61)]
    value = [0.19 - 0.3 * t for t in thresholds]
    part = {
        "n": 491,
        "n_fractured": 91,
        "by_region": {"hand": 200, "leg": 291},
        "by_view": {"frontal": 300},
        "hardware": 8,
    }
    return {
        "decision": {
            "thresholds": thresholds,
            "model": {"value": value, "low": [v - 0.03 for v in value], "high": [v + 0.03 for v in value]},
            "treat_all": [(0.19 - t) / (1 - t) for t in thresholds],
            "n": 491,
            "method": BOOTSTRAP,
            "note": "",
        },
        "subgroups": {
            "rows": _groups(),
            "too_small": ["Hip", "With hardware"],
            "method": "Differences by bootstrap over groups.",
        },
        "shortcuts": {
            "border_only": {"auroc": figure(0.61), "n": 491, "how": "Logistic regression of the outer 8 %."},
            "thumbnail": {"auroc": figure(0.66), "n": 491, "how": "Logistic regression of 256 grey values."},
        },
        "boxes": {
            "n": 91,
            "high_sensitivity": {
                "level": 0.25,
                "iou": figure(0.23),
                "found": figure(0.38),
                "touched": figure(0.8),
                "false_per_film": figure(1.9, spread=0.2),
            },
            "high_specificity": {
                "level": 0.5,
                "iou": figure(0.21),
                "found": figure(0.35),
                "touched": figure(0.6),
                "false_per_film": figure(1.2, spread=0.2),
            },
        },
        "randomised": {
            "n": 64,
            "similarity": [
                {"layers": name, "rank_correlation": figure(r, 64)}
                for name, r in (("logit and grid", 0.4), ("conv5", 0.1))
            ],
        },
        "erasing": {
            "n": 91,
            "fractions": [0, 0.05, 0.1, 0.2, 0.4, 0.7, 1],
            "deletion": [0.45, 0.4, 0.33, 0.27, 0.2, 0.14, 0.1],
            "insertion": [0.1, 0.2, 0.27, 0.35, 0.4, 0.44, 0.45],
            "deletion_area": figure(0.22),
            "insertion_area": figure(0.37),
            "random_deletion_area": figure(0.31),
        },
        "robustness": {"n": 491, "n_fractured": 91, "curves": [_curve(*each) for each in _DISTURBED]},
        "failures": {
            "missed": [{"image_id": f"IMG00001{k:02}", "probability": 0.01 * k} for k in range(1, 21)],
            "false_alarms": [
                {"image_id": f"IMG00002{k:02}", "probability": 1 - 0.01 * k} for k in range(1, 21)
            ],
        },
        "familiar": {
            "n": 491,
            "unlike": figure(0.014, 491, 0.008),
            "expected": 0.01,
            "training_films": 2352,
            "films": ["IMG0000101", "IMG0000102"],
        },
        "flow": {
            "found": 3456,
            "parts": {
                "train": {**part, "n": 2352},
                "validation": {**part, "n": 506},
                "test": part,
                "excluded": {**part, "n": 107},
            },
            "excluded": [
                {"reason": "in both classes under two names", "n": 20},
                {"reason": "near copy that joins two parts of the split, left out of both", "n": 87},
            ],
        },
    }


_DISTURBED = (
    ("rotation", "Rotation", "degrees", [0, 5, 10, 20]),
    ("noise", "Noise", "of the range", [0, 0.02, 0.05, 0.1]),
    ("jpeg", "JPEG quality", "", [None, 80, 50, 20]),
    ("gamma", "Gamma", "", [1, 0.7, 1.4, -2]),
)


def _curve(name: str, title: str, unit: str, levels: list[float | None]) -> Dict:
    down = [0.05 * k for k in range(len(levels))]
    return {
        "name": name,
        "title": title,
        "unit": unit,
        "levels": levels,
        "sensitivity": [figure(0.93 - d, 91) for d in down],
        "specificity": [figure(0.4 - d, 400) for d in down],
        "auroc": [figure(0.79 - d, 491) for d in down],
    }


# family, name, title, n, AUROC, adjusted p, flagged
_GROUPS: tuple[tuple[str, str, str, int, float, float | None, bool], ...] = (
    ("region", "hand", "Hand", 210, 0.81, 0.4, False),
    ("region", "leg", "Leg", 180, 0.76, 0.5, False),
    ("region", "shoulder", "Shoulder", 45, 0.62, 0.0004, True),
    ("view", "frontal", "Frontal", 300, 0.8, 1.0, False),
    ("view", "lateral", "Lateral", 150, 0.77, 1.0, False),
    ("fracture_size", "small", "Small fractures (lowest third)", 430, 0.7, None, False),
)


def _groups() -> list[Dict]:
    return [
        {
            **{"family": family, "name": name, "title": title, "n": n, "n_fractured": n // 5},
            "auroc": figure(auroc, n, 0.08, BOOTSTRAP),
            "sensitivity": figure(0.9, n // 5),
            "specificity": figure(None, n - n // 5),
            "against_rest": figure(auroc - 0.79, n, 0.08, BOOTSTRAP),
            **{"p": p, "p_adjusted": p, "flagged": flagged},
        }
        for family, name, title, n, auroc, p, flagged in _GROUPS
    ]
