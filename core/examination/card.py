"""The free part of a version's card: how it was made, its main figures, and what nobody knows of it."""

from collections.abc import Mapping
from typing import Any

from core.evaluation.labelled import FEWEST
from core.records import FindingLevels
from core.training import Part

_FRACATLAS = (
    "Trained and tested on hand, leg, hip and shoulder radiographs of one data set from three hospitals in "
    "Bangladesh; films from elsewhere and of other regions were not tested."
)
_FULL_STRENGTH = (
    "On more than 5 % of the validation films without a fracture its heatmap reaches full strength, where a "
    "region of the surer kind begins: more of them are marked than was aimed at."
)
_NOT_MEASURED = (
    "How it does on small or undisplaced fractures, on children, in casts and on single devices was not "
    "measured.",
    "Decision support for a clinician who looks at the film; not a diagnosis and not a medical device.",
)


def card(manifest: Mapping[str, Any], metrics: Mapping[str, Any], levels: FindingLevels) -> dict[str, Any]:
    """Return the card's free part from a run's manifest, the figures on its test part, and its levels."""
    return {
        # Of the whole folder, and of the test films alone: who evaluates again can tell whether on the same.
        "data": {**manifest["data"], "test_digest": metrics["data"]["digest"]},
        "split": "by groups of related films (near copies, neighbours); see models/fracatlas_split.csv",
        "split_digest": manifest["split_digest"],
        "start": manifest["start"],
        "recipe": _as_run(manifest),
        "training": {key: manifest[key] for key in ("engine", "precision", "versions", "seconds", "curve")},
        "chosen_on": {
            "part": Part.VALIDATION.value,
            "calibration": "Platt scaling",
            "high_sensitivity": "highest threshold that keeps sensitivity 0.95",
            "high_specificity": "lowest threshold that keeps specificity 0.95",
            "heatmap_reference": "median of the highest raw Grad-CAM value over fractured films",
            "finding_levels": "as the thresholds, of the highest value of each film's heatmap as shown; "
            "high_sensitivity over the fractured films with any evidence",
        },
        "intervals": "95 %, of the split's own test part; no cross-validation",
        "limits": limits(manifest, metrics, levels),
        "figures": _headline(metrics),
    }


def limits(manifest: Mapping[str, Any], metrics: Mapping[str, Any], levels: FindingLevels) -> list[str]:
    """Return what is not known of a version, in sentences for a clinician."""
    name = str(manifest["data"]["name"])
    data = f"Trained and tested on one data set ({name}); films from elsewhere were not tested."
    return [
        _FRACATLAS if name.lower() == "fracatlas" else data,
        *([manifest["doubt"]] if manifest["doubt"] else []),
        *_too_few(metrics, "regions", "Too few test films to say how well it does on: {}."),
        *_too_few(metrics, "traits", "Too few test films to say how well it tells: {}."),
        *_hardware(metrics["confounders"]),
        *_heatmap(metrics.get("pointing")),
        *([_FULL_STRENGTH] if levels.high_specificity >= 1 else []),
        *_NOT_MEASURED,
    ]


def _as_run(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe without the stages that this run's start left out."""
    ran = {event["stage"] for event in manifest["curve"]}
    recipe = dict(manifest["recipe"])
    recipe["stages"] = [stage for stage in recipe["stages"] if stage["name"] in ran]
    if "pretraining" not in ran:
        del recipe["pretraining"]
    return recipe


def _too_few(metrics: Mapping[str, Any], key: str, sentence: str) -> list[str]:
    names = [name for name, part in metrics.get(key, {}).items() if part["auroc"]["value"] is None]
    return [sentence.format(", ".join(names))] if names else []


def _hardware(parts: Mapping[str, Any]) -> list[str]:
    everyone, without = parts["all"], parts["without_hardware"]
    films, fractured = (everyone[key] - without[key] for key in ("n", "n_fractured"))
    if films - fractured >= FEWEST:
        return []
    return [
        f"Of {films} test films with hardware {films - fractured} are not fractured, too few to say whether "
        "metal alone raises its answer."
    ]


def _heatmap(pointing: Mapping[str, Any] | None) -> list[str]:
    if pointing is None:
        return []
    hits = {name: pointing["maps"][name]["hits"] for name in ("gradcam", "centre")}
    return [
        f"Its heatmap's highest point lay in or within {100 * pointing['tolerance']:g} % of the side of a "
        f"marked fracture in {hits['gradcam']} of {pointing['n']} fractured test films; the middle of the "
        f"film would have in {hits['centre']}."
    ]


def _headline(metrics: Mapping[str, Any]) -> dict[str, Any]:
    points = metrics["points"]
    return {
        "split": metrics["data"]["split"],
        "n": metrics["n"],
        "n_fractured": metrics["n_fractured"],
        "auroc": metrics["discrimination"]["auroc"],
        "average_precision": metrics["discrimination"]["average_precision"],
        "sensitivity_at_high_sensitivity": points["high_sensitivity"]["sensitivity"],
        "specificity_at_high_specificity": points["high_specificity"]["specificity"],
    }
