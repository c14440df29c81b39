import html
import json
from pathlib import Path

import pytest

from tests.pages.house import open_page, put_model, words


def test_an_empty_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("validation", tmp_path, monkeypatch)
    assert not app.exception
    assert "The model store is empty" in words(app)


def test_a_network_without_figures_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path)
    put_model(tmp_path, "resnet50", evaluated=False, default=False)
    assert "Never evaluated: ResNet50 1.0.0." in words(open_page("validation", tmp_path, monkeypatch))


def test_no_figures_at_all_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path, evaluated=False)
    assert "No figures yet" in words(open_page("validation", tmp_path, monkeypatch))


def test_a_broken_card_gets_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path)
    (tmp_path / "models" / "densenet121-1.0.0" / "card.json").write_text("{")
    app = open_page("validation", tmp_path, monkeypatch)
    assert not app.exception
    assert "can't be read" in app.error[0].value


def test_figures_stand_side_by_side_with_interval_and_n(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_model(tmp_path)
    put_model(tmp_path, "resnet50", default=False)
    app = open_page("validation", tmp_path, monkeypatch)
    assert not app.exception
    said = words(app)
    assert "15, of them 5 labelled fractured" in said
    # Sensitivity at 0.2 is 4 of 5; Wilson's interval, worked out by hand: 37.6 to 96.4 %.
    assert said.count("80.0 %<small class='callus-below'>37.6\u201396.4 · n 5</small>") >= 2
    # Accuracy at 0.2 is (4 + 8) / 15.
    assert "80.0 %<small class='callus-below'>54.8\u201393.0 · n 15</small>" in said
    assert "Calling every film 'not fractured' would be 66.7 % accurate here" in said
    assert "**DenseNet121 1.0.0.** Finds 4 of 5 fractures and misses 1; 2 false alarms on 10 films" in said
    assert len(app.get("plotly_chart")) == 5


def test_the_operating_point_of_the_matrix_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_model(tmp_path)
    app = open_page("validation", tmp_path, monkeypatch, point="High specificity")
    assert "Finds 3 of 5 fractures and misses 2; 1 false alarms on 10 films" in words(app)


def figure(value: float | None, low: float | None, high: float | None, n: int) -> dict[str, object]:
    note = "" if value is not None else "Too few films."
    return {"value": value, "low": low, "high": high, "n": n, "method": "", "note": note}


def subset(n: int, fractured: int, auroc: dict[str, object]) -> dict[str, object]:
    rates = {"sensitivity": figure(0.9, 0.8, 0.95, fractured), "specificity": figure(0.6, 0.5, 0.7, n)}
    points = {"high_sensitivity": rates, "high_specificity": rates}
    return {"n": n, "n_fractured": fractured, "auroc": auroc, "points": points}


def examine(home: Path, name: str) -> None:
    """Add to a version's figures what a release says of heatmap, shortcuts and traits."""
    path = home / "models" / f"{name}-1.0.0" / "metrics.json"
    metrics = json.loads(path.read_text())
    maps = {"gradcam": {"hits": 4, "share": figure(0.8, 0.376, 0.964, 5), "energy": figure(0.4, 0.3, 0.5, 5)}}
    maps["centre"] = {"hits": 1, "share": figure(0.2, 0.036, 0.624, 5)}
    cover = figure(0.05, 0.02, 0.08, 5)
    metrics["pointing"] = {
        "n": 5, "tolerance": 0.05, "maps": maps, "against_gradcam": {}, "boxes_cover": cover
    }  # fmt: skip
    metrics["confounders"] = {
        "all": subset(15, 5, figure(0.91, 0.85, 0.95, 15)),
        "without_hardware": subset(14, 4, figure(0.9, 0.84, 0.94, 14)),
    }
    metrics["regions"] = {"hip": subset(3, 1, figure(None, None, None, 3))}
    told = figure(0.99, 0.97, 1.0, 15)
    metrics["traits"] = {
        "hand": {"n": 15, "n_positive": 6, "auroc": told, "sensitivity": told, "specificity": told}
    }
    metrics["calibration"]["before"] = {
        "brier": figure(0.2, 0.15, 0.25, 15),
        "ece": figure(0.12, 0.1, 0.2, 15),
    }
    path.write_text(json.dumps(metrics))


def test_where_a_network_looks_and_what_it_lives_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path)
    put_model(tmp_path, "resnet50", default=False)
    examine(tmp_path, "densenet121")
    app = open_page("validation", tmp_path, monkeypatch)
    assert not app.exception
    said = words(app)
    assert "On 5 fractured test films" in said
    assert "Grad-CAM, as shown" in said
    assert "80.0 %<small class='callus-below'>37.6\u201396.4 · n 5</small>" in said
    assert "The film's centre, for chance" in html.unescape(said)
    assert "Grad-CAM++" not in said
    assert "0.900" in said
    assert "4 of 14 fractured" in said
    assert "By region" in said
    assert "Too few films." in said
    assert "What else it tells" in said
    assert "Before and after calibrating" in said


def test_versions_from_before_such_figures_show_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path)
    said = words(open_page("validation", tmp_path, monkeypatch))
    assert "Where it looks" not in said
    assert "By region" not in said
