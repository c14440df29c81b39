"""What the views of the Performance page share, by its numbers."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from core.accounts import Person
from core.monitoring import Behind, CalibrationBin, Group, Rolling, Standing, Window
from core.monitoring.accuracy import at_point
from core.monitoring.cells import Cell
from core.monitoring.figures import rate, too_few
from core.records import Band, Call, Role
from dashboard.components.performance import charts_right, drill, parts, tiles
from dashboard.components.performance.asked import Asked
from dashboard.components.performance.tiles import Tile

DAY = date(2026, 3, 31)
SEEN = Standing(10, 10, DAY, DAY, 0, 0, "")


def asked(role: Role, *, synthetic: bool = False) -> Asked:
    person = Person("anna", "Anna", role, None, "Reader 7F")
    return Asked(None, Window(synthetic=synthetic), "all time", SEEN, person, UTC)  # type: ignore[arg-type]


def test_only_who_sees_images_gets_studies_and_nobody_those_of_another_reader() -> None:
    points = {"all": Behind(), "own": Behind(reader="Reader 7F"), "other": Behind(reader="Reader 2A")}
    assert list(drill.open_to(asked(Role.READER), points)) == ["all", "own"]
    assert drill.open_to(asked(Role.VIEWER), points) == {}


def test_remarks_leave_the_simulation_to_its_label() -> None:
    found = replace(asked(Role.READER, synthetic=True), standing=replace(SEEN, future=2))
    assert found.simulated
    assert found.remarks == ("2 studies are dated in the future and left out: a clock ran ahead.",)


def test_a_figure_in_a_table_has_interval_and_n_or_says_why_not() -> None:
    cell = parts.rate(rate(18, 20))
    assert (cell.text, cell.below) == ("90.0 %", "69.9\u201397.2 \u00b7 n 20")
    refused = parts.rate(too_few(3))
    assert (refused.text, refused.below) == ("\u2013", "Too few: 3 of the 20 that it takes.")
    assert parts.numbers(rate(18, 20))[3] == 20


def test_a_trend_has_a_dot_a_value_and_a_gap_where_none_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("streamlit.html", drawn.append)
    tiles.tile(Tile("Found", "90.0 %", "n 20", [0.5, None, 1.0], "over this time"))
    assert drawn[0].count("<b ") == 3
    assert drawn[0].count("callus-none") == 1
    assert "height:12%" in drawn[0] and "height:100%" in drawn[0]
    assert "over this time: from 50 % to 100 %" in drawn[0]


def test_small_changes_of_a_share_are_not_drawn_large(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("streamlit.html", drawn.append)
    tiles.tile(Tile("Found", "90.0 %", "n 20", [0.90, 0.91], "over this time"))
    assert "height:52%" in drawn[0] and "height:60%" in drawn[0]


@pytest.mark.parametrize("count", [0, 1, 12, 13, 400])
def test_many_values_are_thinned_to_twelve_with_the_last(count: int) -> None:
    kept = tiles.places(count)
    assert len(kept) == min(count, 12)
    assert not count or kept[-1] == count - 1


def test_a_line_has_a_point_every_seventh_day_and_a_hole_where_too_few_are_known() -> None:
    found = [
        Rolling(DAY - timedelta(days=20 - place), 40, rate(30, 40) if place > 4 else too_few(3), rate(30, 40))
        for place in range(21)
    ]
    days = charts_right.clicked_days(found)
    assert days == [DAY - timedelta(days=14), DAY - timedelta(days=7), DAY]
    figure = charts_right.rolling(found, "sensitivity", {day: f"to {day}" for day in days}, rate(36, 40))
    *_, line, points = figure.data
    assert list(line.y)[:5] == [None] * 5
    assert list(points.customdata) == ["to 2026-03-17", "to 2026-03-24", "to 2026-03-31"]
    assert figure.layout.shapes[0].y0 == pytest.approx(0.769, abs=1e-3)  # the report's interval


def test_a_forest_plot_draws_no_group_with_too_few() -> None:
    few, many = _group("few", 3), _group("many", 40)
    figure = charts_right.forest([few, many], "high_sensitivity", "sensitivity", {}, {"many": "many: n"})
    report, here = figure.data
    assert (list(report.y), list(here.y), list(here.x)) == ([], ["many"], [1.0])
    assert list(here.customdata) == ["many: n"]
    assert list(figure.layout.yaxis.categoryarray) == ["many", "few"]


def _group(name: str, n: int) -> Group:
    cells = [Cell(n, Band.POSITIVE, Call.FRACTURE, Call.FRACTURE)]
    points = {point: at_point(cells, point) for point in ("high_sensitivity", "high_specificity")}
    return Group(name, n, points, too_few(n))


def test_the_matrix_carries_what_each_square_opens() -> None:
    cells = [("Fracture", "Called", 30, "Found"), ("Fracture", "Not called", 2, "Missed")]
    (squares,) = charts_right.confusion(cells).data
    assert list(squares.customdata) == ["Found", "Missed"]
    assert list(squares.text) == ["<b>30</b>", "<b>2</b>"]


def test_calibration_draws_steps_with_enough_studies() -> None:
    bins = [CalibrationBin(0.0, 0.1, 0.05, rate(1, 40)), CalibrationBin(0.1, 0.2, 0.15, too_few(4))]
    labels = {each: f"from {each.low}" for each in bins}
    figure = charts_right.calibration(bins, labels, {"High sensitivity": 0.2})
    assert list(figure.data[1].x) == [0.05]
    assert list(figure.data[1].customdata) == ["from 0.0"]
