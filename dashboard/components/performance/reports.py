"""The validation reports that figures measured here are held against, from the model store."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.monitoring import Accuracy, Promised, promised
from core.records import OperatingPoints
from dashboard import resources

NAMES = {
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "ppv": "Positive predictive value",
    "npv": "Negative predictive value",
    "f1": "F1",
    "accuracy": "Accuracy",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a version's report promised, and the thresholds that it was written with."""

    promised: Promised
    thresholds: OperatingPoints


def reports() -> dict[str, Report]:
    """Return the reports of all versions that were evaluated, by "name version"; raises `ModelError`."""
    store = resources.store()
    found = {version: store.metrics(version) for version in store.versions()}
    return {
        f"{version.name} {version.version}": Report(promised(metrics), version.operating_points)
        for version, metrics in found.items()
        if metrics
    }


def only_report(found: Accuracy, known: Mapping[str, Report]) -> Report | None:
    """Return the report that all figures can be held against: where one version gave all answers."""
    return known.get(found.versions[0].name) if len(found.versions) == 1 else None
