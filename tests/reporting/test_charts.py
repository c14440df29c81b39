"""Charts: the same bytes each time, ids of their own, and no address in them."""

import re
from functools import partial
from typing import Any

import pytest

from core.reporting.blocks import Chart
from core.reporting.charts import curves, flow, forest, forms, stress
from tests.reporting.builders import metrics


def chart(name: str, draw: Any, size: tuple[float, float] = (4, 3)) -> Chart:
    return Chart(name, name, draw, size, "what it shows")


def test_a_chart_is_the_same_each_time_and_its_ids_are_its_own() -> None:
    made = [forms.svg(chart(name, partial(curves.decision, metrics=metrics()))) for name in ("a", "a", "b")]
    assert made[0] == made[1]
    first, second = (set(re.findall(r'\bid="([^"]+)"', text)) for text in (made[0], made[2]))
    assert first and not first & second
    assert "http" not in made[0]
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', made[0])) <= first


def test_a_png_has_two_hundred_dots_an_inch() -> None:
    made = forms.png(chart("flow", partial(flow.flow_diagram, flow=metrics()["flow"]), (2, 1)))
    assert made.startswith(b"\x89PNG")
    assert [int.from_bytes(made[at : at + 4], "big") for at in (16, 20)] == [400, 200]


def test_a_chart_is_drawn_once_for_page_and_paper() -> None:
    drawn: list[Any] = []
    once = chart("once", drawn.append)
    assert forms.png(once).startswith(b"\x89PNG")
    assert forms.svg(once).startswith("<svg")
    assert forms.png(once) == forms.png(chart("once", drawn.append))
    assert len(drawn) == 2


@pytest.mark.parametrize(
    "draw",
    [
        partial(curves.discrimination, metrics={}),
        partial(curves.reliability, metrics={}),
        partial(curves.decision, metrics={"decision": {"note": "Needs films of both classes."}}),
        partial(flow.flow_diagram, flow={}),
        partial(forest.forest, rows=[], overall=None),
        partial(stress.robustness, curves=[{"name": "rotation", "levels": [0, None], "auroc": [None, None]}]),
        partial(stress.erasing, found={}),
    ],
)
def test_a_chart_of_nothing_is_drawn_and_says_so(draw: Any) -> None:
    assert forms.svg(chart("empty", draw)).startswith("<svg")


def test_the_forest_grows_with_its_groups_and_stays_on_a_page() -> None:
    few, many = ([{"family": "region", "name": str(k)} for k in range(n)] for n in (3, 90))
    assert forest.size(few)[1] < forest.size(many)[1] <= 8.8


def test_levels_are_said_as_numbers_or_words() -> None:
    assert [stress.level(each) for each in (None, 0.05, -2, 20.0, "strong")] == [
        "none",
        "0.05",
        "\u22122",
        "20",
        "strong",
    ]
