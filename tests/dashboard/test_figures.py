from datetime import UTC, date, datetime

import pytest

from dashboard.components import figures, moments
from dashboard.components.tables import Cell

SENSITIVITY = {"value": 0.934, "low": 0.881, "high": 0.968, "n": 91, "method": "Wilson score", "note": ""}
UNDEFINED = {"value": None, "low": None, "high": None, "n": 0, "method": "", "note": "No films."}


def test_a_figure_never_stands_without_interval_and_n() -> None:
    assert figures.cell(SENSITIVITY) == Cell("93.4 %", below="88.1\u201396.8 · n 91")
    assert figures.cell(SENSITIVITY, percent=False) == Cell("0.934", below="0.881\u20130.968 · n 91")
    assert figures.spoken(SENSITIVITY) == "93.4 % (95 % interval 88.1\u201396.8, n = 91)"


def test_an_undefined_figure_says_why() -> None:
    assert figures.cell(UNDEFINED) == Cell("\u2013", below="No films.")


def test_models_are_called_as_people_call_them() -> None:
    assert figures.name_of_model("densenet121", "1.0.0") == "DenseNet121 1.0.0"
    assert figures.name_of_model("ours", "2.1.0") == "ours 2.1.0"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, ""), (8.4, "8 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s")]
)
def test_time_taken(seconds: float | None, text: str) -> None:
    assert moments.duration(seconds) == text


def test_days_and_moments_without_a_browser_are_in_utc() -> None:
    assert moments.day(date(2026, 3, 4)) == "4 Mar 2026"
    assert moments.moment(datetime(2026, 11, 24, 21, 49, tzinfo=UTC)) == "24 Nov 2026, 21:49"
    assert moments.start_of(date(2026, 11, 24)) == datetime(2026, 11, 24, tzinfo=UTC)
