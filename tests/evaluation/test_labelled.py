"""What passes for labels and probabilities, and how many films are enough."""

from typing import Any

import numpy as np
import pytest

from core.errors import EvaluationError
from core.evaluation import evaluate_predictions
from core.evaluation.labelled import Labelled, checked, too_few
from core.records import OperatingPoints

POINTS = OperatingPoints(high_sensitivity=0.2, high_specificity=0.6)


@pytest.mark.parametrize(
    ("labels", "probabilities", "groups"),
    [
        ([1, 0], [0.5], None),
        ([1, 2], [0.5, 0.5], None),
        ([1, 0], [0.5, float("nan")], None),
        ([1, 0], [0.5, 1.5], None),
        ([1, 0], [0.5, 0.5], ["a"]),
    ],
)
def test_what_is_no_prediction_is_refused(labels: Any, probabilities: Any, groups: Any) -> None:
    with pytest.raises(EvaluationError):
        checked(labels, probabilities, groups)
    with pytest.raises(EvaluationError):
        evaluate_predictions(labels, probabilities, POINTS, groups=groups)


def test_lists_become_arrays() -> None:
    labels, probabilities, groups = checked([True, False], [1, 0], ["a", "b"])
    assert labels.tolist() == [1, 0]
    assert probabilities.dtype == np.float64
    assert groups is not None
    assert groups.tolist() == ["a", "b"]
    assert checked([], [])[2] is None


@pytest.mark.parametrize(("fractured", "others", "few"), [(9, 90, True), (90, 9, True), (10, 10, False)])
def test_ten_films_of_each_class_are_enough(fractured: int, others: int, few: bool) -> None:
    assert too_few(np.repeat([1, 0], [fractured, others])) is few


def test_a_figure_without_a_value_says_why() -> None:
    draws = {"mean": np.linspace(0, 1, 41)}
    films = Labelled(np.array([1, 1]), np.array([0.2, 0.6]), None, None, draws, "by hand")
    assert (films.n, films.both_classes) == (2, False)
    found = films.figure("mean", 0.4)
    assert [found[key] for key in ("value", "low", "high")] == pytest.approx([0.4, 0.025, 0.975])
    missing = films.figure("mean", float("nan"), "Nothing to see.")
    assert (missing["value"], missing["note"]) == (None, "Nothing to see.")
