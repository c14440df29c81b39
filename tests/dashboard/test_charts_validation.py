"""The charts and sentences of the Validation page's further views, by their numbers."""

from dataclasses import replace

import pytest

from core.evaluation import (
    Disturbance,
    explore,
    read_decision,
    read_erasing,
    read_flow,
    read_randomised,
    read_robustness,
    read_subgroups,
)
from core.records import OperatingPoints
from dashboard.components import (
    charts_decision,
    charts_soundness,
    charts_versus,
    curves,
    disturbed,
    evidence,
    explorer,
    soundness,
    subgroups,
    versus,
)
from dashboard.components.charts_validation import Evaluated
from dashboard.components.tables import GROUP, HEAD, ROW
from tests.dashboard.test_charts import trace
from tests.pages import examined
from tests.pages.examined import figure
from tests.pages.house import LABELS, PROBABILITIES, figures


@pytest.fixture
def network() -> Evaluated:
    metrics = figures()
    examined.weighed(metrics)
    for part in (examined.looked(), examined.groups(), examined.sanity(), examined.endured()):
        metrics |= part
    return Evaluated("Dense", metrics, place=0)


def test_a_network_looks_the_same_where_the_other_is_missing(network: Evaluated) -> None:
    curve = read_decision(network.metrics)
    assert curve is not None
    second = trace(charts_decision.curves([(replace(network, place=1), curve)]), "Dense")
    first = trace(charts_decision.curves([(network, curve)]), "Dense")
    assert (first.line.dash, second.line.dash) == ("solid", "dash")
    assert first.line.color != second.line.color
    assert list(first.y) == curve.model


def test_the_decision_curve_says_where_it_is_better(network: Evaluated) -> None:
    curve = read_decision(network.metrics)
    assert curve is not None
    made_up = replace(
        curve, thresholds=[0.1, 0.2, 0.3], model=[0.1004, 0.12, -0.1], treat_all=[0.1, 0.05, -0.2]
    )
    assert curves.decision_meaning("Dense", made_up) == (
        "Deciding by Dense is better than calling every film or none at 1 of 3 thresholds, from 20 % to 20 %;"
        " most at 20 %, by 70 fractures found per 1,000 films without one more false alarm."
    )
    useless = replace(made_up, model=[0.0, 0.0, 0.0])
    assert curves.decision_meaning("Dense", useless).startswith("At no threshold")


def test_reliability_names_the_bin_that_is_furthest_off(network: Evaluated) -> None:
    bins = [
        {"low": 0.0, "high": 0.1, "n": 50, "mean_probability": 0.05, "fractured": figure(0.06, 0, 0.1, 50)},
        {"low": 0.3, "high": 0.4, "n": 20, "mean_probability": 0.35, "fractured": figure(0.2, 0.1, 0.4, 20)},
        {"low": 0.9, "high": 1.0, "n": 2, "mean_probability": 0.95, "fractured": figure(0.0, 0, 0.8, 2)},
    ]
    told = replace(network, metrics={"calibration": {"reliability": bins}})
    assert curves.reliability_meaning(told) == (
        "Dense is furthest off from 0.3 to 0.4: of 20 films given 35 % on average, 20 % are fractured; there"
        " it is too sure of a fracture."
    )


def test_the_forest_leaves_unjudged_groups_out_and_marks_those_that_do_worse(network: Evaluated) -> None:
    found = read_subgroups(network.metrics)
    assert found is not None
    figure = charts_soundness.forest(network, found.rows)
    (points,) = figure.data
    assert [title for title, *_ in points.customdata] == ["Hand", "Hip"]
    assert list(points.x) == [0.93, 0.62]
    # One row of the table apart, under the table's head and the family's heading.
    assert points.y[1] - points.y[0] == ROW
    assert HEAD + GROUP < points.y[0] < HEAD + GROUP + ROW
    # Unjudged rows have their place and their name, too: the table shows them.
    words = [note.text for note in figure.layout.annotations]
    assert words[:3] == ["Hand", "Hip", "Lateral"]
    assert words[3:] == ["<b>Body region</b>", "<b>View</b>"]
    assert figure.layout.yaxis.range == (HEAD + 2 * GROUP + 3 * ROW, 0)
    assert list(points.marker.symbol) == ["circle-open", "diamond"]
    assert points.x[1] - points.error_x.arrayminus[1] == pytest.approx(0.5)


def test_without_a_worse_group_the_lowest_is_named(network: Evaluated) -> None:
    found = read_subgroups(network.metrics)
    assert found is not None
    calm = replace(found, rows=tuple(replace(row, flagged=False) for row in found.rows))
    assert subgroups.groups_meaning("Dense", calm).startswith("**Dense.** No group of 2 does worse")
    assert "'Hip', 0.620" in subgroups.groups_meaning("Dense", calm)
    nothing = subgroups.groups_meaning("Dense", replace(found, rows=found.rows[2:]))
    assert nothing == "**Dense.** No group has enough films to judge."


def test_a_disturbance_is_drawn_in_order_and_worst_where_it_loses_most(network: Evaluated) -> None:
    found = read_robustness(network.metrics)
    assert found is not None
    rotation, noise = found.curves
    line = trace(charts_soundness.disturbed([(network, rotation)]), "Dense, sensitivity")
    assert (list(line.x), list(line.y)) == ([-10, 0, 10], [0.4, 0.8, 0.8])
    assert disturbed.worst(rotation) == 1
    assert disturbed.worst(noise) is None
    assert disturbed.as_csv([[(network, rotation)]]).splitlines()[1] == (
        "Dense,rotation,degrees,0,sensitivity,0.8,0.4,0.96,5,,"
    )


def test_a_single_level_has_no_worst(network: Evaluated) -> None:
    only = Disturbance("blur", "Blur", "", [0], *([[figure(0.8, 0.4, 0.9, 5)]] * 3))
    assert disturbed.worst(only) is None


def test_random_layers_and_erased_films_are_judged(network: Evaluated) -> None:
    layers, erased = read_randomised(network.metrics), read_erasing(network.metrics)
    assert layers is not None
    assert erased is not None
    line = trace(charts_soundness.randomised([(network, layers)]), "Dense")
    assert (list(line.x), list(line.y)) == (["Head", "Head, 100 %"], [0.5, 0.1])
    assert soundness.randomised_meaning("Dense", layers).endswith("it depends on what was learnt.")
    assert list(trace(charts_soundness.erasing([(network, erased)]), "Dense, erased").y) == [0.8, 0.3, 0.1]
    assert soundness.erasing_meaning("Dense", erased).endswith("the heatmap marks what counts.")
    near = replace(erased, deletion_area=figure(0.45, 0.4, 0.5, 5))
    assert soundness.erasing_meaning("Dense", near).endswith("the heatmap may mark what counts.")
    worse = replace(erased, deletion_area=figure(0.6, 0.5, 0.7, 5))
    assert "no less than at random" in soundness.erasing_meaning("Dense", worse)
    assert "does not mark what counts" in soundness.erasing_meaning("Dense", worse)


def test_the_flow_counts_regions_and_views(network: Evaluated) -> None:
    found = read_flow(network.metrics)
    assert found is not None
    lines = evidence.flow_csv(found).splitlines()
    assert lines[1:4] == ["test,films,,15", "test,fractured,,5", "test,hardware,,1"]
    assert "test,region,hip,3" in lines


def test_the_sweep_is_sensitivity_and_specificity_at_every_threshold() -> None:
    one = explore(LABELS, PROBABILITIES, 0.2, 0.3)
    figure = charts_decision.sweep(LABELS, PROBABILITIES, {"high_sensitivity": (one, one)})
    sensitivity, specificity = trace(figure, "sensitivity"), trace(figure, "specificity")
    at = list(sensitivity.x).index(0.2)
    assert (sensitivity.y[at], specificity.y[at]) == pytest.approx((4 / 5, 8 / 10))
    assert (sensitivity.y[0], specificity.y[0]) == (1, 0)


def test_a_handle_that_was_not_moved_stands_for_the_exact_threshold() -> None:
    now = OperatingPoints(0.05471, 0.41257)
    assert explorer.exact((0.055, 0.413), now) == now
    assert explorer.exact((0.06, 0.413), now) == OperatingPoints(0.06, 0.41257)


def test_a_change_of_threshold_is_said_per_thousand_films() -> None:
    labels, chances = [1] * 20 + [0] * 80, [0.5] * 10 + [0.1] * 10 + [0.3] * 20 + [0.0] * 60
    chosen, now = (explore(labels, chances, threshold, 0.2) for threshold in (0.4, 0.2))
    assert explorer.change_meaning("High sensitivity", (chosen, now)) == (
        "High sensitivity, from 0.400: of 1,000 films 100 fractures are missed and 0 others called; in use"
        " 100 and 200."
    )
    assert explorer.change_meaning("High sensitivity", (now, now)).endswith("others called, as in use.")


def test_two_networks_are_said_to_differ_only_beyond_chance(network: Evaluated) -> None:
    other = replace(network, name="Res", place=1)
    difference = figure(-0.05, -0.09, -0.01, 15)
    against = figure(0.002, -0.01, 0.02, 15)
    found = {
        "auroc": {"difference": difference, "p": 0.01},
        "ensemble": {"auroc": figure(0.9, 0.8, 0.95, 15), "against_one": against, "against_other": against},
    }
    assert versus.ranking_meaning(network, other, found) == (
        "Res ranks better than Dense by 0.050 AUROC, more than chance would give. Both together have an AUROC"
        " of 0.900, +0.002 against Res, within chance."
    )
    for unsure in ({"difference": difference, "p": 0.2}, {"difference": against, "p": 0.04}):
        assert "which chance alone may give" in versus.ranking_meaning(
            network, other, found | {"auroc": unsure}
        )


def test_the_calls_are_counted_by_who_made_them(network: Evaluated) -> None:
    other = replace(network, name="Res", place=1)
    table = {"both": 3, "only_one": 1, "only_other": 0, "neither": 1}
    none = dict.fromkeys(table, 0)
    figure = charts_versus.calls(network, other, {"fractured": table, "not_fractured": none})
    alone = trace(figure, "Dense alone")
    assert (list(alone.customdata), list(alone.x)) == ([1, 0], [0.2, 0])


def test_both_heatmaps_are_set_against_each_other(network: Evaluated) -> None:
    other = replace(network, name="Res", place=1)
    game = {
        "n": 20,
        "hits": {"both": 4, "only_one": 9, "only_other": 1, "neither": 6},
        "mcnemar": 0.021,
        "one": figure(0.65, 0.43, 0.82, 20),
        "other": figure(0.25, 0.11, 0.47, 20),
        "difference": figure(0.4, 0.1, 0.65, 20),
        "energy": figure(0.02, -0.01, 0.05, 20),
    }
    alone = trace(charts_versus.hits(network, other, game), "Dense alone")
    assert (list(alone.customdata), list(alone.x)) == ([9], [0.45])
    assert versus.looking_meaning(network, other, game) == (
        "Of 20 films with a marked fracture the heatmap of Dense points at 13 (65.0 %), that of Res at 5"
        " (25.0 %): more than chance would give."
    )
    unsure = {**game, "mcnemar": 0.3}
    assert versus.looking_meaning(network, other, unsure).endswith("a difference that chance may give.")
    few = {**game, "mcnemar": None}
    assert versus.looking_meaning(network, other, few).endswith("too few to tell which is better.")
    assert charts_versus.hits_csv(network, other, game).splitlines()[2] == "Dense alone,9,0.021"
