import html
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.examined import age, examine, examine_all, figure, looked, put_predictions
from tests.pages.house import open_page, put_model, words

VIEWS = ("Overview", "Curves", "Groups", "Heatmap", "Robustness", "Failures", "Two networks", "Thresholds")


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A store of two evaluated versions, one examined in every way, one from before there was any."""
    put_model(tmp_path)
    put_model(tmp_path, "resnet50", default=False)
    examine_all(tmp_path, "densenet121")
    age(tmp_path, "resnet50")
    put_predictions(tmp_path, "densenet121")
    put_predictions(tmp_path, "resnet50", shift=0.1)
    return tmp_path


def seen(home: Path, monkeypatch: pytest.MonkeyPatch, view: str = "Overview", **query: str) -> AppTest:
    app = open_page("validation", home, monkeypatch, view=view, **query)
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return re.sub(r"\\(.)", r"\1", html.unescape(words(app)))


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


@pytest.mark.parametrize("view", [*VIEWS, "Report"])
def test_every_view_is_there_for_a_version_with_all_figures_and_for_one_with_none(
    pair: Path, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    seen(pair, monkeypatch, view)
    seen(pair, monkeypatch, view, network="ResNet50 1.0.0", against="No other")


def test_figures_stand_side_by_side_with_interval_and_n(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = seen(pair, monkeypatch)
    text = said(app)
    assert "15, of them 5 labelled fractured" in text
    # Sensitivity at 0.2 is 4 of 5; Wilson's interval, worked out by hand: 37.6 to 96.4 %.
    assert text.count("80.0 %<small class='callus-below'>37.6\u201396.4 · n 5</small>") >= 2
    # Accuracy at 0.2 is (4 + 8) / 15.
    assert "80.0 %<small class='callus-below'>54.8\u201393.0 · n 15</small>" in text
    assert "Calling every film 'not fractured' would be 66.7 % accurate here" in text
    assert "**DenseNet121 1.0.0.** Finds 4 of 5 fractures and misses 1; 2 false alarms on 10 films" in text
    assert "Positive likelihood ratio" in text
    assert len(app.get("plotly_chart")) == 2


def test_the_first_words_are_what_it_does_to_patients(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(seen(pair, monkeypatch))
    assert (
        "**DenseNet121 1.0.0.** At the high-sensitivity point it misses 1 of 5 fractured films and calls 2 of"
        " 10 others; at the high-specificity point it finds 3 of 5 and calls 1 of 10 others." in text
    )
    assert text.count("- Hand, leg, hip and shoulder only") == 2
    assert "16 films found, as DenseNet121 1.0.0 had them" in text
    assert "The same picture has both labels: 1." in text


def test_another_network_or_none_can_be_set_beside_it(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = seen(pair, monkeypatch)
    assert "**ResNet50 1.0.0.**" in said(app)
    app.selectbox(key="against").select("No other").run()
    assert "**ResNet50 1.0.0.**" not in said(app)
    app.selectbox(key="network").select("ResNet50 1.0.0").run()
    assert "**ResNet50 1.0.0.**" in said(app)
    assert app.selectbox(key="against").options == ["No other", "DenseNet121 1.0.0"]
    assert not app.exception


def test_the_operating_point_of_the_matrix_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_model(tmp_path)
    app = seen(tmp_path, monkeypatch, point="High specificity")
    assert "Finds 3 of 5 fractures and misses 2; 1 false alarms on 10 films" in words(app)


def test_curves_are_only_built_in_their_view(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = seen(pair, monkeypatch, "Curves")
    assert len(app.get("plotly_chart")) == 4
    text = said(app)
    assert "At the high-sensitivity point DenseNet121 1.0.0 calls 6 films, of which 4 are fractured" in text
    assert "too few films for a word on its calibration" in text
    assert "Before and after calibrating" in text
    assert "Slope (1 is perfect)" in text
    assert "Deciding by DenseNet121 1.0.0 is better than calling every film or none" in text


def test_groups_name_those_that_do_worse(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(seen(pair, monkeypatch, "Groups"))
    assert "Does worse than on the rest in 1 of 2 groups: Hip, AUROC 0.620" in text
    assert "Too few films to judge: Shoulder" in text
    assert "up to 0.610 (95 % interval 0.500\u20130.700, n = 15); DenseNet121 1.0.0 has 0.820" in text
    assert "**ResNet50 1.0.0.** Not measured for this version." in text
    assert "By region" in text
    assert "4 of 14 fractured" in text
    assert "Burned-in marks blanked" in text


def test_the_heatmap_is_judged(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = seen(pair, monkeypatch, "Heatmap")
    text = said(app)
    assert "points at a marked fracture in 4 of 5 films; the middle of the film would be in 1." in text
    assert "Grad-CAM, as shown" in text
    assert "Grad-CAM++" not in text
    assert "solid boxes touch 75.0 % (95 % interval 50.0\u201390.0, n = 7) of the marked ones" in text
    assert "and 1.2 of them a film touch nothing marked; with the dotted ones it is 86.0 %" in text
    assert "Marked boxes found, all boxes" in text
    assert "With all layers made random" in text
    assert "less than at random" in text
    assert len(app.get("plotly_chart")) == 2


def test_disturbed_films(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(seen(pair, monkeypatch, "Robustness"))
    assert "suffers most at -10: sensitivity goes from 80.0 % to 40.0 %" in text
    text = said(seen(pair, monkeypatch, "Robustness", disturbance="Noise"))
    assert "DenseNet121 1.0.0: too few films to say." in text


def test_failures_are_ids_and_probabilities(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(seen(pair, monkeypatch, "Failures"))
    assert "Its negative band holds 1 of 5 fractured films, its positive band 1 of 10 others" in text
    assert "IMG0000006" in text


def test_two_networks_are_compared(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = seen(pair, monkeypatch, "Two networks")
    text = said(app)
    assert "On 15 films that both saw, 5 fractured." in text
    # With 0.1 more, 0.15, 0.14, 0.13 and 0.12 reach the threshold of 0.2 as 0.72 and 0.35 did; 0.05 doesn't.
    assert "Of 5 fractured films DenseNet121 1.0.0 alone calls 0, ResNet50 1.0.0 alone 0, and neither" in text
    assert (
        "Calling what either calls would cost 6 false alarms on 10 others, calling what both call 2" in text
    )
    assert len(app.get("plotly_chart")) == 1
    assert "Not measured film by film for both versions." in text
    assert "Choose another" in said(seen(pair, monkeypatch, "Two networks", against="No other"))


def test_both_heatmaps_are_paired_where_both_were_told_film_by_film(
    pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine(pair, "resnet50", looked())
    app = seen(pair, monkeypatch, "Two networks")
    assert "Of 5 films with a marked fracture the heatmap of DenseNet121 1.0.0 points at 4 (80.0 %)" in said(
        app
    )
    assert len(app.get("plotly_chart")) == 2


def test_films_of_another_kind_are_warned_of(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlike = figure(0.6, 0.357, 0.802, 15)
    familiar = {"n": 15, "unlike": unlike, "expected": 0.01, "training_films": 2352, "films": ["IMG1"]}
    examine(pair, "densenet121", {"familiar": familiar})
    app = seen(pair, monkeypatch)
    assert "Outside the intended use" in app.warning[0].value
    assert "60.0 % (95 % interval 35.7\u201380.2, n = 15); of the training films 1 %" in said(app)


def test_versions_from_before_such_figures_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(tmp_path)
    for view in ("Groups", "Heatmap", "Robustness", "Failures"):
        assert "Not measured for this version." in said(seen(tmp_path, monkeypatch, view))
    examine(tmp_path, "densenet121", looked())
    text = said(seen(tmp_path, monkeypatch, "Heatmap"))
    assert "On 5 fractured test films" in text
    assert "Not measured for this version." in text


def test_a_report_is_offered_where_there_is_one(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(seen(pair, monkeypatch, "Report"))
    assert text.count("no report yet") == 2
    (pair / "models" / "densenet121-1.0.0" / "report.html").write_text("<p>Report</p>")
    app = seen(pair, monkeypatch, "Report")
    assert said(app).count("no report yet") == 1
    assert "evaluate --model resnet50-1.0.0 --data" in app.code[0].value
    assert "Report (HTML)" in [button.proto.label for button in app.get("download_button")]
