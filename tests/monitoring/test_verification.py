"""Known truths lie inside the corrected intervals as often as they should."""

from dataclasses import replace

import pytest

from core.monitoring.cells import Cell
from core.monitoring.simulation.drawing import draw
from core.monitoring.simulation.plan import Plan, truth
from core.monitoring.verification import Kind, kinds_of, verification
from core.records import Band, Call
from tests.monitoring.departments import cells_of

PLAN = Plan(studies=6000, months=3, audited=0.2)
DRAWS = 40


def test_begg_and_greenes_worked_by_hand() -> None:
    # 200 positive: 50 decided, 40 fractured; 800 negative: 100 decided, 5 fractured.
    # 160 fractured called, 40 not: sensitivity 160 / 200; intact 40 called, 760 not: specificity 760 / 800.
    cells = [
        Cell(40, Band.POSITIVE, Call.FRACTURE, Call.FRACTURE, audited=True),
        Cell(10, Band.POSITIVE, Call.FRACTURE, Call.NO_FRACTURE, audited=True),
        Cell(150, Band.POSITIVE, Call.FRACTURE, ""),
        Cell(5, Band.NEGATIVE, Call.NO_FRACTURE, Call.FRACTURE, audited=True),
        Cell(95, Band.NEGATIVE, Call.NO_FRACTURE, Call.NO_FRACTURE, audited=True),
        Cell(700, Band.NEGATIVE, Call.NO_FRACTURE, ""),
    ]
    found = verification(cells)
    assert found.corrected["high_specificity"]["sensitivity"].value == pytest.approx(0.8)
    assert found.corrected["high_specificity"]["specificity"].value == pytest.approx(0.95)
    assert found.decided_only["high_specificity"]["sensitivity"].value == pytest.approx(40 / 45)
    strict = found.strict_bounds["high_specificity"]["sensitivity"]
    assert strict.worst == pytest.approx(40 / 745)
    assert strict.best == pytest.approx(190 / 195)
    # With the readers' calls taken for true, nothing is left open.
    plain = found.bounds["high_specificity"]["sensitivity"]
    assert plain.worst == plain.best == pytest.approx(190 / 195)
    assert found.sentence.startswith("A senior reader decided on 150 of 1,000 read studies")


def test_only_the_audited_speak_for_the_undisputed() -> None:
    """60 were decided on in a dispute that ended when the reader corrected themselves: most are fractured."""
    cells = [
        Cell(50, Band.NEGATIVE, Call.NO_FRACTURE, Call.FRACTURE),
        Cell(10, Band.NEGATIVE, Call.NO_FRACTURE, Call.NO_FRACTURE),
        Cell(2, Band.NEGATIVE, Call.NO_FRACTURE, Call.FRACTURE, audited=True),
        Cell(98, Band.NEGATIVE, Call.NO_FRACTURE, Call.NO_FRACTURE, audited=True),
        Cell(5, Band.NEGATIVE, Call.NO_FRACTURE, "", audited=True),
        Cell(4895, Band.NEGATIVE, Call.NO_FRACTURE, ""),
        Cell(200, Band.POSITIVE, Call.FRACTURE, Call.FRACTURE, disputed=True),
    ]
    assert kinds_of(cells)[:2] == (
        Kind(Band.NEGATIVE, Call.NO_FRACTURE, False, 5000, 100, 2),
        Kind(Band.NEGATIVE, Call.NO_FRACTURE, False, 60, 60, 50, settled=True),
    )
    found = verification(cells).corrected["high_sensitivity"]["sensitivity"]
    assert found.value == pytest.approx(200 / (200 + 50 + 5000 * 2 / 100))


def test_without_decisions_on_undisputed_studies_the_correction_is_refused() -> None:
    found = verification(cells_of(draw(replace(PLAN, studies=2000, audited=0.0))))
    refused = found.corrected["high_sensitivity"]["sensitivity"]
    assert refused.value is None
    assert "drawn for an audit" in refused.note


def test_an_audit_that_finds_nothing_leaves_room_for_what_it_may_have_missed() -> None:
    cells = [
        Cell(100, Band.NEGATIVE, Call.NO_FRACTURE, Call.NO_FRACTURE, audited=True),
        Cell(4900, Band.NEGATIVE, Call.NO_FRACTURE, ""),
        Cell(300, Band.POSITIVE, Call.FRACTURE, Call.FRACTURE, audited=True),
    ]
    found = verification(cells).corrected["high_sensitivity"]["sensitivity"]
    assert found.value == found.high == 1.0
    # 2.5 fractures in 101 by Jeffreys' prior are the most that may reasonably have been missed.
    assert found.low == pytest.approx(300 / (300 + 5000 * 2.5 / 101), abs=0.02)


@pytest.mark.parametrize("plan", [PLAN, Plan(studies=20_000, audited=0.02)])
def test_the_truth_lies_inside_at_the_nominal_rate(plan: Plan) -> None:
    known, inside = truth(plan), 0
    for seed in range(DRAWS):
        corrected = verification(cells_of(draw(replace(plan, seed=seed)))).corrected
        for point, found in corrected.items():
            for name in ("sensitivity", "specificity"):
                low, high = found[name].low, found[name].high
                assert low is not None and high is not None
                inside += low <= known[name][point] <= high
    # 160 intervals of 95 %: fewer than 143 inside happen once in a thousand times.
    assert inside >= 143


def test_the_readers_calls_alone_miss_the_truth() -> None:
    cells = cells_of(draw(replace(PLAN, studies=40_000, decided=0.0, audited=0.0)))
    fractured = [cell for cell in cells if cell.truth]
    found = sum(cell.n for cell in fractured if cell.band == Band.POSITIVE) / sum(
        cell.n for cell in fractured
    )
    assert found != pytest.approx(truth(PLAN)["sensitivity"]["high_specificity"], abs=0.005)
