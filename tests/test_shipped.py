"""What ships: the models, their figures, and the README that quotes them."""

import re
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import confusion_matrix, roc_auc_score

from core.models import ModelStore
from core.records import ModelVersion
from core.training import Part, read_split

ROOT = Path(__file__).resolve().parents[1]
STORE = ModelStore(ROOT / "models")
VERSIONS = STORE.versions()


def test_both_networks_ship_and_one_decides() -> None:
    assert {version.architecture for version in VERSIONS} == {"densenet121", "resnet50"}
    assert [version.default for version in VERSIONS] == [True, False]


def test_the_store_stays_small() -> None:
    assert sum(path.stat().st_size for path in STORE.root.rglob("*")) < 70_000_000


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_figures_follow_from_the_stored_predictions(version: ModelVersion) -> None:
    predictions, metrics = STORE.predictions(version), STORE.metrics(version)
    labels = [p.label for p in predictions]
    probabilities = [p.probability for p in predictions]
    assert metrics["discrimination"]["auroc"]["value"] == pytest.approx(roc_auc_score(labels, probabilities))
    for name, point in metrics["points"].items():
        threshold = getattr(version.operating_points, name)
        tn, fp, fn, tp = confusion_matrix(labels, [p >= threshold for p in probabilities]).ravel()
        assert point["confusion"] == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    assert all(p.band is version.operating_points.band(p.probability) for p in predictions)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_only_films_of_the_test_part_were_tested_and_none_is_missing(version: ModelVersion) -> None:
    split = read_split(STORE.root / "fracatlas_split.csv")
    assert sorted(p.image_id for p in STORE.predictions(version)) == split.ids(Part.TEST)
    assert STORE.metrics(version)["left_out"] == []


def quoted(figure: dict[str, Any]) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f})"


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_the_readme_quotes_the_stored_figures(version: ModelVersion) -> None:
    metrics = STORE.metrics(version)
    high, low = metrics["points"]["high_sensitivity"], metrics["points"]["high_specificity"]
    expected = [
        metrics["discrimination"]["auroc"],
        metrics["discrimination"]["average_precision"],
        high["sensitivity"],
        high["specificity"],
        low["sensitivity"],
        low["specificity"],
        low["fractured"]["f1"],
        metrics["calibration"]["ece"],
    ]
    column = VERSIONS.index(version) + 2
    rows = [
        line.split("|") for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| ")
    ]
    cells = [row[column].strip() for row in rows if re.search(r"\d\)", row[column])]
    assert cells == [quoted(figure) for figure in expected]
