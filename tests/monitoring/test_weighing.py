"""Shares where one kind of study is decided sooner than another: by hand, and against a known truth."""

from dataclasses import replace

import numpy as np
import pytest

from core.monitoring.effects import of_reads
from core.monitoring.figures import rate
from core.monitoring.simulation.drawing import Drawn, draw
from core.monitoring.simulation.plan import Plan, truth
from core.monitoring.weighing import Kind, difference, share
from tests.monitoring.departments import alike, reads_of

FOLLOWED = Kind(n=40, decided=40, fractured=20, fractured_score=1, intact_score=0,
                fractured_counts=True, intact_counts=False)  # fmt: skip
STOOD_FIRM = replace(FOLLOWED, n=120, decided=120, fractured=60, fractured_score=0)


def test_where_all_are_decided_it_is_the_plain_share() -> None:
    assert share([FOLLOWED, STOOD_FIRM]) == rate(20, 80)


def test_a_kind_counts_for_all_its_studies_however_many_are_decided() -> None:
    behind = replace(STOOD_FIRM, decided=30, fractured=15)
    found = share([FOLLOWED, behind])
    assert found.value == pytest.approx(20 / 80)  # the decided ones alone would say 20 of 35
    assert found.n == 35 and found.hits is None
    whole = share([FOLLOWED, STOOD_FIRM])
    assert found.low is not None and whole.low is not None and found.low < whole.low


def test_a_kind_that_hardly_has_a_decision_gives_no_rate() -> None:
    found = share([FOLLOWED, replace(STOOD_FIRM, decided=2, fractured=1)])
    assert found.value is None and "120 studies are of kinds with hardly one" in found.note
    # A handful of such studies doesn't matter.
    assert share([FOLLOWED, STOOD_FIRM, replace(STOOD_FIRM, n=3, decided=0, fractured=0)]).value is not None


def test_changes_of_known_outcome_are_a_paired_difference() -> None:
    better = Kind(30, 30, 30, 1, -1, True, True)
    unchanged = Kind(470, 0, 0, 0, 0, True, True)
    found = difference([better, unchanged], 30, 0)
    assert (found.value, found.n, found.method) == (30 / 500, 500, "Bonett and Price")


def test_too_few_are_refused() -> None:
    assert share([replace(FOLLOWED, n=9, decided=9, fractured=9)]).value is None
    assert difference([Kind(12, 0, 0, 0, 0, True, True)], 0, 0).value is None


def behind_with_decisions(drawn: Drawn, seed: int) -> Drawn:
    """Decide on what changed nearly always, on what stood firm one time in three: as a long queue would."""
    chance = np.where(drawn.changed_mind, 0.9, np.where(drawn.against_model, 0.35, 0.3))
    some = np.random.default_rng([seed, 7]).random(len(chance)) < chance
    return replace(drawn, decided=drawn.is_read & some)


def test_how_often_wrong_answers_are_followed_does_not_depend_on_the_queue() -> None:
    plan = alike(Plan(studies=9000, months=3, blind_share=1.0))
    known, inside, plain = plan.readers[0].follows_wrong, 0, []
    for seed in range(40):
        drawn = behind_with_decisions(draw(replace(plan, seed=seed)), seed)
        reads = reads_of(drawn)
        found = of_reads(reads).followed_wrong
        assert found.low is not None and found.high is not None
        inside += found.low <= known <= found.high
        met = [c for c in reads if c.blind and c.reference == c.first and c.answer not in ("", c.first)]
        plain.append(sum(c.n for c in met if c.call == c.answer) / sum(c.n for c in met))
    assert np.mean(plain) > known + 0.15  # what counting the decided ones alone would say
    assert inside >= 34  # of 40


def test_what_the_answer_changes_is_recovered_at_the_nominal_rate() -> None:
    plan = alike(Plan(studies=9000, months=3, blind_share=1.0, audited=0.3))
    known = truth(plan)
    skill, prevalence = known["readers"][plan.readers[0].name], known["prevalence"]
    gains = {name: skill[name]["after"] - skill[name]["before"] for name in ("sensitivity", "specificity")}
    net = prevalence * gains["sensitivity"] + (1 - prevalence) * gains["specificity"]
    inside = 0
    for seed in range(40):
        found = of_reads(reads_of(behind_with_decisions(draw(replace(plan, seed=seed)), seed)))
        for figure, value in (
            (found.sensitivity.change, gains["sensitivity"]),
            (found.specificity.change, gains["specificity"]),
            (found.net, net),
        ):
            assert figure.low is not None and figure.high is not None
            inside += figure.low <= value <= figure.high
    assert inside >= 107  # of 120
