"""Charts are checked by their numbers: what a trace draws is what the figures say."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.evaluation import evaluate_predictions
from dashboard.components import charts, charts_validation, evidence_csv
from dashboard.components.charts_validation import Evaluated
from dashboard.components.colours import palette
from dashboard.look import COOKIE
from dashboard.theme import DARK, LIGHT
from tests.casebook.builders import POINTS
from tests.pages.house import LABELS, PROBABILITIES, figures


@pytest.fixture
def network() -> Evaluated:
    return Evaluated("DenseNet121 1.0.0", figures())


def trace(figure: Any, name: str) -> Any:
    (found,) = [each for each in figure.data if each.name == name]
    return found


def test_roc_draws_the_stored_curve_and_both_operating_points(network: Evaluated) -> None:
    figure = charts_validation.roc([network])
    curve = network.metrics["discrimination"]["roc"]
    line = trace(figure, "DenseNet121 1.0.0")
    assert list(line.x) == curve["fpr"]
    assert list(line.y) == curve["tpr"]
    sensitive = trace(figure, "DenseNet121 1.0.0, high sensitivity")
    assert (sensitive.x[0], sensitive.y[0]) == pytest.approx((2 / 10, 4 / 5))
    specific = trace(figure, "DenseNet121 1.0.0, high specificity")
    assert (specific.x[0], specific.y[0]) == pytest.approx((1 / 10, 3 / 5))


def test_whiskers_end_where_the_interval_ends(network: Evaluated) -> None:
    point = trace(charts_validation.roc([network]), "DenseNet121 1.0.0, high sensitivity")
    stored = network.metrics["points"]["high_sensitivity"]
    assert point.y[0] + point.error_y.array[0] == pytest.approx(stored["sensitivity"]["high"])
    assert point.y[0] - point.error_y.arrayminus[0] == pytest.approx(stored["sensitivity"]["low"])
    assert point.x[0] - point.error_x.arrayminus[0] == pytest.approx(1 - stored["specificity"]["high"])


def test_precision_recall_shows_the_prevalence(network: Evaluated) -> None:
    figure = charts_validation.precision_recall([network])
    assert list(trace(figure, "prevalence").y) == pytest.approx([5 / 15, 5 / 15])
    sensitive = trace(figure, "DenseNet121 1.0.0, high sensitivity")
    assert (sensitive.x[0], sensitive.y[0]) == pytest.approx((4 / 5, 4 / 6))


def test_reliability_leaves_empty_bins_out(network: Evaluated) -> None:
    line = trace(charts_validation.reliability([network]), "DenseNet121 1.0.0")
    # The lowest bin holds 0.05, 0.08, 0.06, 0.04 and 0.02, of which the first is fractured.
    assert line.x[0] == pytest.approx(0.05)
    assert line.y[0] == pytest.approx(1 / 5)
    assert sum(line.customdata) == len(LABELS)
    assert len(line.x) == len({min(int(p * 10), 9) for p in PROBABILITIES})


@pytest.mark.parametrize(
    ("point", "counts"),
    [("high_sensitivity", [[4, 1], [2, 8]]), ("high_specificity", [[3, 2], [1, 9]])],
)
def test_the_confusion_matrix_counts_and_shares_each_row(
    network: Evaluated, point: str, counts: list[list[int]]
) -> None:
    (heat,) = charts_validation.confusion(network, point).data
    assert [list(row) for row in heat.customdata] == counts
    assert [list(row) for row in heat.z] == [[n / sum(row) for n in row] for row in counts]
    assert heat.text[0][0].startswith(f"<b>{counts[0][0]}</b>")


def test_two_networks_differ_by_dash_and_not_by_colour_alone(network: Evaluated) -> None:
    figure = charts_validation.roc([network, Evaluated("ResNet50 1.0.0", figures("resnet50"))])
    first, second = trace(figure, "DenseNet121 1.0.0"), trace(figure, "ResNet50 1.0.0")
    assert (first.line.dash, second.line.dash) == ("solid", "dash")
    assert first.line.color == DARK.text
    assert second.line.color not in (DARK.text, DARK.accent)


def test_a_curve_of_one_class_is_empty_and_draws_no_point() -> None:
    one_class = evaluate_predictions((0, 0, 0), (0.1, 0.3, 0.8), POINTS, resamples=50)
    figure = charts_validation.roc([Evaluated("One", one_class)])
    assert [each.name for each in figure.data] == ["chance", "One"]
    assert not figure.data[1].x


def test_csv_has_every_point_of_the_curve(network: Evaluated) -> None:
    lines = evidence_csv.curve([network], "roc", ("fpr", "tpr", "thresholds")).splitlines()
    assert lines[0] == "network,fpr,tpr,thresholds"
    assert len(lines) == 1 + len(network.metrics["discrimination"]["roc"]["fpr"])
    assert lines[1] == "DenseNet121 1.0.0,0.0,0.0,"  # 'above every probability' has no threshold


def test_csv_of_the_matrices(network: Evaluated) -> None:
    assert evidence_csv.confusion([network]).splitlines()[1:] == [
        "DenseNet121 1.0.0,high_sensitivity,0.2,4,2,1,8",
        "DenseNet121 1.0.0,high_specificity,0.7,3,1,2,9",
    ]


def test_colours_mix() -> None:
    assert charts.mixed("#000000", "#FF8000", 0.5) == "#804000"


def test_charts_take_the_look_that_the_browser_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert palette() is DARK
    monkeypatch.setattr("streamlit.context", SimpleNamespace(cookies={COOKIE: "light"}))
    assert palette() is LIGHT


def test_no_cell_of_a_file_of_numbers_is_a_formula() -> None:
    text = charts.csv_text(("note", "change"), [("=1+1", -0.5), ("fine", None)])
    assert text == "note,change\n'=1+1,-0.5\nfine,\n"
