"""The card says what was run and measured, and nothing else."""

from typing import Any

from core.examination.card import card, limits
from core.records import FindingLevels

LEVELS = FindingLevels(0.25, 0.75)
STAGES = [{"name": "head"}, {"name": "whole"}]


def manifest(**other: Any) -> dict[str, Any]:
    return {
        "data": {"name": "fracatlas"},
        "start": "random",
        "doubt": "",
        "split_digest": "5911",
        "recipe": {"architecture": "tiny", "stages": STAGES, "pretraining": {"side": 32}},
        "engine": "keras on tensorflow",
        "precision": "float32",
        "versions": {},
        "seconds": 5,
        "curve": [{"stage": "whole", "epoch": 1}],
        **other,
    }


def part(value: float | None, n: int = 60, n_fractured: int = 20) -> dict[str, Any]:
    return {"n": n, "n_fractured": n_fractured, "auroc": {"value": value}}


METRICS = {
    "n": 60,
    "n_fractured": 20,
    "data": {"split": "test", "digest": "c0ffee"},
    "discrimination": {"auroc": {"value": 0.8}, "average_precision": {"value": 0.5}},
    "points": {
        "high_sensitivity": {"sensitivity": {"value": 0.9}},
        "high_specificity": {"specificity": {"value": 0.95}},
    },
    "confounders": {"all": part(0.8), "without_hardware": part(0.7, n=52, n_fractured=12)},
    "regions": {"hand": part(0.8), "hip": part(None), "shoulder": part(None)},
    "traits": {"hand": part(0.9), "hardware": part(None)},
}


def test_the_recipe_is_what_was_run() -> None:
    made = card(manifest(), METRICS, LEVELS)
    assert made["recipe"] == {"architecture": "tiny", "stages": [{"name": "whole"}]}
    whole = card(manifest(curve=[{"stage": s} for s in ("pretraining", "head", "whole")]), METRICS, LEVELS)
    assert whole["recipe"]["stages"] == STAGES
    assert whole["recipe"]["pretraining"] == {"side": 32}


def test_the_test_films_can_be_recognised() -> None:
    assert card(manifest(), METRICS, LEVELS)["data"] == {"name": "fracatlas", "test_digest": "c0ffee"}


def test_the_headline_is_taken_from_the_figures() -> None:
    figures = card(manifest(), METRICS, LEVELS)["figures"]
    assert (figures["n"], figures["auroc"]) == (60, {"value": 0.8})
    assert figures["sensitivity_at_high_sensitivity"] == {"value": 0.9}
    assert figures["specificity_at_high_specificity"] == {"value": 0.95}


def test_a_card_says_what_its_intervals_are_of() -> None:
    assert (
        card(manifest(), METRICS, LEVELS)["intervals"]
        == "95 %, of the split's own test part; no cross-validation"
    )


def test_limits_name_what_could_not_be_judged() -> None:
    found = limits(manifest(), METRICS, LEVELS)
    assert "three hospitals in Bangladesh" in found[0]
    assert "Too few test films to say how well it does on: hip, shoulder." in found
    assert "Too few test films to say how well it tells: hardware." in found
    assert found[3].startswith("Of 8 test films with hardware 0 are not fractured, too few to say")
    assert "not a diagnosis" in found[-1]


def test_limits_say_where_the_heatmap_pointed() -> None:
    maps = {"gradcam": {"hits": 14}, "centre": {"hits": 5}}
    found = limits(manifest(), {**METRICS, "pointing": {"n": 20, "tolerance": 0.05, "maps": maps}}, LEVELS)
    said = next(sentence for sentence in found if "heatmap" in sentence)
    assert said == (
        "Its heatmap's highest point lay in or within 5 % of the side of a marked fracture in 14 of 20 "
        "fractured test films; the middle of the film would have in 5."
    )


def test_limits_tell_of_a_level_that_could_rise_no_further() -> None:
    assert not any("full strength" in sentence for sentence in limits(manifest(), METRICS, LEVELS))
    found = limits(manifest(), METRICS, FindingLevels(0.25, 1.0))
    assert sum("without a fracture its heatmap reaches full strength" in sentence for sentence in found) == 1


def test_limits_tell_of_a_start_of_unknown_films() -> None:
    doubt = "Nothing says which films the weights to start from were trained on."
    assert limits(manifest(doubt=doubt), METRICS, LEVELS)[1] == doubt


def test_a_card_tells_its_split_apart() -> None:
    assert card(manifest(), METRICS, LEVELS)["split_digest"] == "5911"


def test_limits_of_another_data_set_claim_no_hospitals() -> None:
    enough = {**METRICS, "regions": {"hand": part(0.8)}, "traits": {}}
    enough["confounders"] = {"all": part(0.8), "without_hardware": part(0.7, n=40, n_fractured=10)}
    found = limits(manifest(data={"name": "clinic"}), enough, LEVELS)
    assert found[0].startswith("Trained and tested on one data set (clinic)")
    assert not any("Too few" in sentence or "hardware" in sentence for sentence in found)
