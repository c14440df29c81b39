from pathlib import Path

import pytest

from dashboard.components.cards import plain
from tests.pages.house import open_page, put_model, words


def test_it_says_what_it_is_not_and_names_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("about", tmp_path, monkeypatch)
    assert not app.exception
    said = " ".join(words(app).split())
    assert "Not a medical device." in said
    assert "doi:10.1038/s41597-023-02432-4" in said
    assert "CC BY 4.0" in said
    assert "The model store is empty" in said
    assert "Callus 0.1.0" in said


def test_each_version_shows_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path)
    put_model(tmp_path, "resnet50", default=False)
    app = open_page("about", tmp_path, monkeypatch)
    assert [box.label for box in app.expander] == ["DenseNet121 1.0.0 (decides)", "ResNet50 1.0.0"]
    said = words(app)
    assert "negative below 20 %, positive from 70 %" in said
    assert "slope 1.250, intercept -0.500" in said
    assert "solid from 0.50 of the heatmap on, dotted from 0.25" in said
    assert "name: FracAtlas; films: 3,456" in said
    assert "Hand, leg, hip and shoulder only." in said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.93688, "0.9369"),
        (3456, "3,456"),
        (True, "yes"),
        ("AdamW", "AdamW"),
        (["a", "b"], "a, b"),
        (["One.", "Two."], "One. Two."),
        ({"first_phase": {"epochs": 4}}, "first phase: epochs: 4"),
    ],
)
def test_parts_of_a_card_become_text(value: object, text: str) -> None:
    assert plain(value) == text


def test_a_figure_is_said_with_its_interval_and_a_curve_is_counted() -> None:
    figure = {"value": 0.744, "low": 0.676, "high": 0.822, "n": 491, "method": "bootstrap", "note": ""}
    assert plain({"auroc": figure}) == "auroc: 0.744 (95 % interval 0.676\u20130.822, n = 491)"
    assert plain({"curve": [{"epoch": n} for n in range(9)]}) == "curve: 9 entries in card.json"
