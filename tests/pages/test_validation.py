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
