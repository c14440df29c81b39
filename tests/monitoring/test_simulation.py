"""A simulated department is what its plan says: reproducible, apart from real studies, true to its truth."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from core.casebook import Cause, Dispute, EventKind
from core.casebook.tables import DecisionTable, ReadTable, StudyTable, UserTable
from core.errors import SimulationError
from core.monitoring import accuracy, look, standing
from core.monitoring.simulation import Drift, DriftKind, Plan, simulate
from core.monitoring.simulation.drawing import POSITIVE, draw
from core.monitoring.simulation.plan import AGES, REGIONS, SITES, truth
from core.monitoring.simulation.running import realised
from tests.casebook.builders import keep_case, open_casebook
from tests.monitoring.departments import SIMULATED, department

LARGE = Plan(studies=60_000, months=6)


def test_the_same_plan_draws_the_same_department() -> None:
    one, other = draw(Plan(studies=200)), draw(Plan(studies=200))
    assert (one.probability == other.probability).all() and (one.read == other.read).all()
    assert (draw(Plan(studies=200, seed=2)).probability != one.probability).any()


def test_the_stated_truth_is_what_comes_out() -> None:
    known, found = truth(LARGE), realised(draw(LARGE))
    for name in ("sensitivity", "specificity"):
        assert found[name] == pytest.approx(known[name], abs=0.012)
    assert found["fractured"] / found["studies"] == pytest.approx(known["prevalence"], abs=0.006)


def test_probabilities_are_calibrated_until_a_score_drift() -> None:
    drawn = draw(replace(LARGE, drift=Drift(DriftKind.SCORE, 91, 1.0)))
    early = drawn.arrived < drawn.arrived[len(drawn.arrived) // 2]
    high = (drawn.probability > 0.4) & (drawn.probability < 0.6)
    assert drawn.fractured[early & high].mean() == pytest.approx(0.5, abs=0.05)
    assert drawn.fractured[~early & high].mean() < 0.4


def test_readers_follow_as_often_as_stated() -> None:
    plan = replace(LARGE, readers=LARGE.readers[:1])
    drawn = draw(plan)
    misled = (drawn.band == POSITIVE) & ~drawn.fractured & ~drawn.first
    followed = drawn.final[misled].mean()
    assert followed == pytest.approx(plan.readers[0].follows_wrong, abs=4 * np.sqrt(0.25 / misled.sum()))


def test_a_drift_of_the_mix_raises_the_share_of_hands() -> None:
    drawn = draw(replace(LARGE, drift=Drift(DriftKind.MIX, 91, 0.2)))
    late = drawn.region[drawn.arrived > drawn.arrived[int(len(drawn.arrived) * 0.6)]]
    assert (late == 0).mean() == pytest.approx(REGIONS[0].share + 0.2, abs=0.01)


def test_sites_go_with_devices_and_ages_with_regions() -> None:
    drawn = draw(LARGE)
    for place, (_, shares) in enumerate(SITES):
        for device, share in enumerate(shares):
            of_device = drawn.site[drawn.device == device]
            assert (of_device == place).mean() == pytest.approx(share, abs=0.02)
    hips, hands = (drawn.age[drawn.region == region] for region in (3, 0))
    old = [band for band, _ in AGES].index("70-79")
    assert (hips >= old).mean() == pytest.approx(0.63 / sum(shares[3] for _, shares in AGES), abs=0.02)
    assert (hands >= old).mean() < 0.15


def test_audits_are_drawn_decided_and_counted_as_such(tmp_path: Path) -> None:
    plan = Plan(studies=800, months=1, audited=0.3)
    casebook, drawn = department(tmp_path, plan), draw(plan)
    assert not (drawn.audited & drawn.disputed).any() and not (drawn.audited & ~drawn.is_read).any()
    undisputed = drawn.is_read & ~drawn.disputed
    assert drawn.audited.sum() / undisputed.sum() == pytest.approx(0.3, abs=0.06)
    done = drawn.audited & drawn.decided
    assert casebook.disputes.queue(state=Dispute.DECIDED, cause=Cause.AUDIT).total == done.sum()
    assert casebook.disputes.queue(cause=Cause.AUDIT).total == (drawn.audited & ~done).sum()
    found = accuracy(casebook, SIMULATED).verification
    assert sum(kind.decided for kind in found.kinds if not kind.disputed) == done.sum()
    assert casebook.department.terms().audit_share == plan.audited
    casebook.close()


def test_refusals_are_a_share_of_studies(tmp_path: Path) -> None:
    casebook = department(tmp_path, Plan(studies=3000, months=1, refused=0.05))
    refused = next(each for each in look(casebook, synthetic=True) if each.series.name == "refused").series
    n = sum(point.n for point in refused.points)
    assert sum(point.value * point.n for point in refused.points) / n == pytest.approx(0.05 / 1.05, abs=0.012)
    casebook.close()


def test_everything_is_marked_and_the_truth_lies_beside_it(tmp_path: Path) -> None:
    casebook = department(tmp_path, Plan(studies=150, months=1))
    with casebook.database.reading() as session:
        assert session.scalar(select(func.count()).where(StudyTable.synthetic)) == 150
        assert not session.scalar(select(func.count()).where(~ReadTable.synthetic))
        assert not session.scalar(select(func.count()).where(UserTable.active))
    assert casebook.department.terms().name == "Simulated"
    assert casebook.events()[0].kind is EventKind.SIMULATED
    assert standing(casebook).studies == 0
    assert "simulated" in standing(casebook, SIMULATED).remarks[0]
    assert json.loads((tmp_path / "simulation.json").read_text())["realised"]["studies"] == 150
    casebook.close()


def test_simulated_cases_open_like_others(tmp_path: Path) -> None:
    casebook = department(tmp_path, Plan(studies=60, months=1))
    study = casebook.studies.study(1)
    assert study.films[0].id == 1
    assert casebook.display(1).startswith(b"\x89PNG")
    (stored,) = casebook.analyses(1)
    assert stored.analysis.model == "simulated" and not stored.analysis.has_evidence
    with casebook.database.reading() as session:
        decided = session.scalars(select(DecisionTable.study_id)).all()
    assert casebook.disputes.decisions(decided[0])[0].why == "Simulated."
    casebook.close()


def test_a_casebook_with_studies_is_refused(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    keep_case(casebook, "a patient's film")
    with pytest.raises(SimulationError, match="empty one"):
        simulate(casebook, tmp_path, Plan(studies=10, months=1))
    assert casebook.search().total == 1
    casebook.close()


@pytest.mark.parametrize(
    "wrong", [{"studies": 0}, {"months": 0}, {"months": 1, "drift": Drift(DriftKind.INPUT, 31, 1.0)}]
)
def test_a_plan_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SimulationError):
        Plan(**wrong)  # type: ignore[arg-type]
