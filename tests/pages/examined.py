"""What an examination adds to a version's figures, small and made up, with every key that a page reads."""

import json
from pathlib import Path
from typing import Any

from core.evaluation import decision_curve
from tests.pages.house import LABELS, PROBABILITIES

Part = dict[str, Any]


def figure(value: float | None, low: float | None, high: float | None, n: int) -> Part:
    note = "" if value is not None else "Too few films."
    return {"value": value, "low": low, "high": high, "n": n, "method": "", "note": note}


NONE = figure(None, None, None, 3)
RATES = ("auroc", "sensitivity", "specificity")
TOLD = figure(0.99, 0.97, 1.0, 15)


def subset(n: int, fractured: int, auroc: Part) -> Part:
    rates = {"sensitivity": figure(0.9, 0.8, 0.95, fractured), "specificity": figure(0.6, 0.5, 0.7, n)}
    points = {"high_sensitivity": rates, "high_specificity": rates}
    return {"n": n, "n_fractured": fractured, "auroc": auroc, "points": points}


def looked() -> Part:
    """Where it looks: the keys of earlier releases."""
    maps = {"gradcam": {"hits": 4, "share": figure(0.8, 0.376, 0.964, 5), "energy": figure(0.4, 0.3, 0.5, 5)}}
    maps["centre"] = {"hits": 1, "share": figure(0.2, 0.036, 0.624, 5)}
    return {
        "pointing": {
            "n": 5,
            "tolerance": 0.05,
            "maps": maps,
            "against_gradcam": {},
            "boxes_cover": figure(0.05, 0.02, 0.08, 5),
            "films": [{"image_id": f"IMG{n}", "hit": n < 4, "energy": 0.4} for n in range(5)],
        },
        "confounders": {
            "all": subset(15, 5, figure(0.91, 0.85, 0.95, 15)),
            "without_hardware": subset(14, 4, figure(0.9, 0.84, 0.94, 14)),
            "masked_marks": {**subset(15, 5, figure(0.88, 0.8, 0.93, 15)), "films": 3},
        },
        "regions": {"hip": subset(3, 1, NONE)},
        "traits": {
            "hand": {"n": 15, "n_positive": 6, "auroc": TOLD, "sensitivity": TOLD, "specificity": TOLD}
        },
    }


def group(family: str, title: str, auroc: Part, *, p: float | None = None, flagged: bool = False) -> Part:
    against = figure(-0.2, -0.3, -0.1, 15) if p is not None else NONE
    return {
        "family": family,
        "name": title.lower(),
        "title": title,
        "n": 15,
        "n_fractured": 5,
        "auroc": auroc,
        "sensitivity": figure(0.8, 0.7, 0.9, 5),
        "specificity": figure(0.7, 0.6, 0.8, 10),
        "against_rest": against,
        "p": p,
        "p_adjusted": p,
        "flagged": flagged,
    }


def groups() -> Part:
    """Groups, of which the hip does worse, and shortcuts."""
    rows = [
        group("region", "Hand", figure(0.93, 0.9, 0.96, 15), p=0.4),
        group("region", "Hip", figure(0.62, 0.5, 0.7, 15), p=0.001, flagged=True),
        group("view", "Lateral", NONE),
    ]
    shortcut = {"n": 15, "how": "A logistic regression on the outer border."}
    return {
        "subgroups": {"rows": rows, "too_small": ["Shoulder"], "method": "bootstrap over groups"},
        "shortcuts": {
            "border_only": {"auroc": figure(0.61, 0.5, 0.7, 15), **shortcut},
            "thumbnail": {"auroc": figure(0.58, 0.5, 0.65, 15), **shortcut},
        },
    }


def sanity() -> Part:
    """Boxes, random layers and erased films."""
    return {
        "boxes": {
            "n": 5,
            "high_sensitivity": {
                "level": 0.25,
                "iou": figure(0.33, 0.2, 0.4, 7),
                "found": figure(0.71, 0.4, 0.9, 7),
                "touched": figure(0.86, 0.6, 1.0, 7),
                "false_per_film": figure(2.4, 1.8, 3.1, 5),
            },
            "high_specificity": {
                "level": 0.5,
                "iou": figure(0.31, 0.2, 0.4, 7),
                "found": figure(0.57, 0.3, 0.8, 7),
                "touched": figure(0.75, 0.5, 0.9, 7),
                "false_per_film": figure(1.2, 0.8, 1.6, 5),
            },
        },
        "randomised": {
            "n": 5,
            "similarity": [
                {"layers": "logit and grid", "rank_correlation": figure(0.5, 0.4, 0.6, 5)},
                {"layers": "last block", "rank_correlation": figure(0.1, 0.0, 0.2, 5)},
            ],
        },
        "erasing": {
            "n": 5,
            "fractions": [0, 0.5, 1],
            "deletion": [0.8, 0.3, 0.1],
            "insertion": [0.1, 0.6, 0.8],
            "deletion_area": figure(0.35, 0.3, 0.4, 5),
            "insertion_area": figure(0.55, 0.5, 0.6, 5),
            "random_deletion_area": figure(0.5, 0.45, 0.55, 5),
        },
    }


def endured() -> Part:
    """Two disturbances, failures and the flow of films."""
    best, worse = figure(0.8, 0.4, 0.96, 5), figure(0.4, 0.1, 0.77, 5)
    curves = [
        ("rotation", "Rotation", "degrees", [0, -10, 10], [best, worse, best]),
        ("noise", "Noise", "", [0, 40], [best, NONE]),
    ]
    counts = {"n": 15, "n_fractured": 5, "by_region": {"hand": 12, "hip": 3}, "by_view": {"frontal": 15}}
    return {
        "robustness": {
            "n": 15,
            "n_fractured": 5,
            "curves": [
                {"name": name, "title": title, "unit": unit, "levels": levels, **dict.fromkeys(RATES, found)}
                for name, title, unit, levels, found in curves
            ],
        },
        "failures": {
            "missed": [{"image_id": "IMG0000005", "probability": 0.05}],
            "false_alarms": [{"image_id": "IMG0000006", "probability": 0.72}],
        },
        "flow": {
            "found": 16,
            "parts": {"test": {**counts, "hardware": 1}},
            "excluded": [{"reason": "The same picture has both labels.", "n": 1}],
        },
    }


def weighed(metrics: Part) -> None:
    """Add what the evaluation itself measures since then."""
    ratio = figure(4.0, 1.2, 9.0, 15)
    for point in metrics["points"].values():
        point |= {"lr_positive": ratio, "lr_negative": figure(0.25, 0.1, 0.8, 15)}
    metrics["calibration"] |= {
        "before": {"brier": figure(0.2, 0.15, 0.25, 15), "ece": figure(0.12, 0.1, 0.2, 15)},
        "slope": figure(0.9, 0.5, 1.4, 15),
        "intercept": figure(-0.1, -0.6, 0.4, 15),
        "decomposition": {"reliability": 0.03, "resolution": 0.1, "uncertainty": 0.22, "within_bins": -0.01},
    }
    metrics["decision"] = decision_curve(LABELS, PROBABILITIES, resamples=50)


def examine(home: Path, name: str, *parts: Part) -> None:
    """Add parts to a version's figures in the store."""
    path = home / "models" / f"{name}-1.0.0" / "metrics.json"
    metrics = json.loads(path.read_text())
    for part in parts:
        metrics |= part
    path.write_text(json.dumps(metrics))


def age(home: Path, name: str) -> None:
    """Take from a version's figures what the evaluation itself did not measure in the beginning."""
    path = home / "models" / f"{name}-1.0.0" / "metrics.json"
    metrics = json.loads(path.read_text())
    metrics.pop("decision", None)
    for key in ("slope", "intercept", "decomposition", "before"):
        metrics["calibration"].pop(key, None)
    for point in metrics["points"].values():
        point.pop("lr_positive", None)
        point.pop("lr_negative", None)
    path.write_text(json.dumps(metrics))


def examine_all(home: Path, name: str) -> None:
    """Add every key there is."""
    path = home / "models" / f"{name}-1.0.0" / "metrics.json"
    metrics = json.loads(path.read_text())
    weighed(metrics)
    path.write_text(json.dumps(metrics))
    examine(home, name, looked(), groups(), sanity(), endured())


def put_predictions(home: Path, name: str, *, shift: float = 0.0) -> None:
    """Give a version the answers that its figures come from; shift moves them, to make another network's."""
    lines = ["image_id,label,probability,band"]
    for place, (label, chance) in enumerate(zip(LABELS, PROBABILITIES, strict=True)):
        moved = min(chance + shift, 0.99)
        band = "positive" if moved >= 0.7 else "doubt" if moved >= 0.2 else "negative"
        lines.append(f"IMG{place:07d},{label},{moved},{band}")
    (home / "models" / f"{name}-1.0.0" / "predictions.csv").write_text("\n".join(lines) + "\n")
