"""McNemar against scipy, kappa against scikit-learn and the delta method."""

from math import sqrt
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from core.evaluation.agreement import crossed, kappa, mcnemar


def test_answers_are_crossed() -> None:
    one, other = np.array([1, 1, 1, 0, 0, 0], np.bool_), np.array([1, 1, 0, 1, 0, 0], np.bool_)
    assert crossed(one, other) == {"both": 2, "only_one": 1, "only_other": 1, "neither": 2}
    assert sum(crossed(one[:0], other[:0]).values()) == 0


@pytest.mark.parametrize(("only_one", "only_other"), [(1, 9), (6, 6), (12, 3), (0, 10)])
def test_mcnemar_is_the_exact_binomial_test(only_one: int, only_other: int) -> None:
    table = {"both": 40, "only_one": only_one, "only_other": only_other, "neither": 5}
    expected = binomtest(only_one, only_one + only_other, 0.5).pvalue
    assert mcnemar(table) == pytest.approx(expected)


def test_mcnemar_by_hand() -> None:
    # One of ten tosses: twice (1 + 10) / 1024.
    assert mcnemar({"both": 3, "only_one": 1, "only_other": 9, "neither": 0}) == pytest.approx(22 / 1024)


def test_two_that_never_differ_give_no_doubt_and_nine_films_no_test() -> None:
    assert mcnemar({"both": 7, "only_one": 0, "only_other": 0, "neither": 3}) == 1.0
    assert mcnemar({"both": 0, "only_one": 9, "only_other": 0, "neither": 0}) is None


def answers(table: Any) -> tuple[Any, Any]:
    """Two lists of answers that are crossed as in a table of counts."""
    one, other = np.indices(np.shape(table)).reshape(2, -1)
    times = np.ravel(table)
    return np.repeat(one, times), np.repeat(other, times)


TABLE = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]])


@pytest.mark.parametrize("table", [TABLE, np.array([[40, 9], [6, 45]])])
def test_kappa_equals_scikit_learn(table: Any) -> None:
    one, other = answers(table)
    found = kappa(one, other, len(table), None)
    assert found["value"] == pytest.approx(cohen_kappa_score(one, other))
    assert (found["n"], found["method"]) == (table.sum(), "Fleiss, Cohen and Everitt")


def test_the_textbook_table() -> None:
    # J. L. Fleiss, Statistical Methods for Rates and Proportions, table of two raters' 100 diagnoses.
    found = kappa(*answers(TABLE), 3, None)
    assert found["value"] == pytest.approx(0.676, abs=5e-4)
    assert (found["high"] - found["low"]) / 2 / 1.959964 == pytest.approx(0.087, abs=1e-3)


def test_the_interval_is_that_of_the_delta_method() -> None:
    table = np.array([[30, 8, 1], [5, 22, 6], [2, 4, 22]])
    n = table.sum()
    shares = (table / n).ravel()

    def kappa_of(cells: Any) -> float:
        square = cells.reshape(3, 3) / cells.sum()
        by_chance = square.sum(axis=1) @ square.sum(axis=0)
        return float((np.trace(square) - by_chance) / (1 - by_chance))

    step = 1e-6 * np.eye(9)
    slopes = np.array([(kappa_of(shares + s) - kappa_of(shares - s)) / 2e-6 for s in step])
    spread = sqrt(slopes @ (np.diag(shares) - np.outer(shares, shares)) @ slopes / n)
    found = kappa(*answers(table), 3, None)
    assert (found["high"] - found["low"]) / 2 == pytest.approx(1.959964 * spread, rel=1e-4)


def test_related_films_widen_the_interval() -> None:
    one, other = (np.tile(each, 4) for each in answers(TABLE))
    alone = kappa(one, other, 3, np.arange(400))
    found = kappa(one, other, 3, np.tile(np.arange(100), 4))
    assert found["value"] == pytest.approx(alone["value"])
    assert found["high"] - found["low"] == pytest.approx(2 * (alone["high"] - alone["low"]), rel=0.2)
    assert "over groups" in found["method"]


@pytest.mark.parametrize(("table", "value"), [([[20, 0], [0, 30]], 1.0), ([[0, 25], [25, 0]], -1.0)])
def test_what_never_varies_has_no_interval(table: Any, value: float) -> None:
    found = kappa(*answers(table), 2, None)
    assert (found["value"], found["low"], found["high"]) == (value, None, None)
    assert found["note"]


def test_one_answer_for_all_and_too_few_films_have_no_kappa() -> None:
    same = kappa(np.zeros(20, np.int64), np.zeros(20, np.int64), 2, None)
    assert (same["value"], same["note"]) == (None, "Both give every film one and the same answer.")
    few = kappa(np.arange(9) % 2, np.arange(9) % 2, 2, np.arange(9))
    assert (few["value"], few["n"]) == (None, 9)
    assert "Too few films" in few["note"]
