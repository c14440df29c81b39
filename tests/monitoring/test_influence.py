"""What answers do to readers: by hand, and against simulated readers whose susceptibility is known."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.monitoring import influence
from core.monitoring.effects import of_reads
from core.monitoring.simulation.drawing import draw
from core.monitoring.simulation.plan import Plan, truth
from core.monitoring.withholding import withheld
from core.records import Band, Call
from tests.monitoring.departments import SIMULATED, alike, department, read_cell, reads_of

FRACTURE, NONE = Call.FRACTURE.value, Call.NO_FRACTURE.value


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("influence"), Plan(studies=3000, months=2))
    yield opened
    opened.close()


def test_figures_worked_by_hand() -> None:
    found = of_reads(
        [
            read_cell(Band.NEGATIVE, FRACTURE, NONE, FRACTURE, 6),  # misled
            read_cell(Band.NEGATIVE, FRACTURE, FRACTURE, FRACTURE, 24),  # stood firm
            read_cell(Band.POSITIVE, NONE, FRACTURE, FRACTURE, 15),  # helped
            read_cell(Band.POSITIVE, NONE, NONE, FRACTURE, 5),  # not helped
            read_cell(Band.DOUBT, NONE, FRACTURE, NONE, 2),  # a change that no answer asked for
        ]
    )
    assert (found.followed_wrong.hits, found.followed_wrong.n) == (6, 30)
    assert (found.followed_right.hits, found.followed_right.n) == (15, 20)
    assert (found.to_better, found.to_worse, found.blind) == (15, 8, 52)
    assert found.net.value == pytest.approx(7 / 52)


def test_reads_with_the_answer_in_view_tell_nothing_of_influence() -> None:
    reads = [replace(read_cell(Band.NEGATIVE, "", NONE, FRACTURE, 40), mode="concurrent")]
    found = of_reads(reads)
    assert (found.reads, found.blind) == (40, 0)
    assert found.sentence.startswith("No study was read before the answer was shown")


def test_an_unsure_first_call_is_left_out() -> None:
    assert of_reads([read_cell(Band.NEGATIVE, Call.UNSURE, NONE, NONE, 9)]).blind == 0


def test_how_often_wrong_answers_are_followed_is_recovered_at_the_nominal_rate() -> None:
    plan = alike(Plan(studies=5000, months=3, audited=0.0))
    known, inside = plan.readers[0].follows_wrong, 0
    for seed in range(60):
        share = of_reads(reads_of(draw(replace(plan, seed=seed)))).followed_wrong
        assert share.low is not None and share.high is not None
        inside += share.low <= known <= share.high
    assert inside >= 51  # of 60; fewer happen once in a thousand times


def test_skill_before_and_after_is_recovered_at_the_nominal_rate() -> None:
    plan = alike(Plan(studies=8000, months=3, audited=0.3, blind_share=1.0))
    known, inside = truth(plan)["readers"][plan.readers[0].name], 0
    for seed in range(40):
        found = of_reads(reads_of(draw(replace(plan, seed=seed))))
        for name in ("sensitivity", "specificity"):
            for when in ("before", "after"):
                figure = getattr(getattr(found, name), when)
                inside += figure.low <= known[name][when] <= figure.high
    assert inside >= 144  # of 160


def test_others_are_shown_by_pseudonym_and_oneself_by_name(casebook: Casebook) -> None:
    found = influence(casebook, SIMULATED, viewer="sim-oak").readers
    assert [reader.name for reader in found[:2]] == ["Simulated reader 6 (you)", "Simulated 1"]
    assert found[0].own and not any(reader.own for reader in found[1:])
    nobody = influence(casebook, SIMULATED, viewer="").readers
    assert not any("sim-" in reader.name or "reader" in reader.name for reader in nobody)


def test_by_experience_the_parts_add_up(casebook: Casebook) -> None:
    found = influence(casebook, SIMULATED)
    assert set(found.experience) == {"trainee", "specialist", "senior_specialist"}
    assert sum(part.reads for part in found.experience.values()) == found.overall.reads
    assert sum(part.blind for part in found.bands.values()) == found.overall.blind


def test_times_are_those_of_the_simulation(casebook: Casebook) -> None:
    found = influence(casebook, SIMULATED).overall
    # The mean of a lognormal with median 40 s and sigma 0.5: 40 exp(0.125).
    assert found.seconds_without.value == pytest.approx(45.3, rel=0.05)
    assert found.seconds_after.value == pytest.approx(13.6, rel=0.05)


def test_real_reads_are_apart_from_simulated_ones(casebook: Casebook, tmp_path: Path) -> None:
    assert influence(casebook).overall.reads == 0


def test_a_group_of_one_reader_is_shown_to_that_reader_alone(tmp_path: Path) -> None:
    readers = (*Plan().readers[:3], Plan().readers[4])  # two trainees, a specialist, a senior specialist
    casebook = department(tmp_path, Plan(studies=300, months=1, readers=readers))
    found = influence(casebook, SIMULATED)
    assert set(found.experience) == {"trainee"}
    assert found.withheld.groups == ("senior_specialist", "specialist")
    own = influence(casebook, SIMULATED, viewer="sim-cedar")
    # All reads less the trainees' and one's own would be those of the one senior specialist.
    assert set(own.experience) == {"specialist"}
    assert own.withheld.groups == ("senior_specialist", "trainee")
    casebook.close()


@pytest.mark.parametrize(
    ("viewer", "alone", "cover"),
    [
        ("", ("trainee",), "senior_specialist"),  # the smallest of the others, not the first
        ("ann", (), ""),  # one's own group
        ("cid", ("senior_specialist", "trainee"), ""),  # of two, one is oneself: the other stands alone
        ("eve", ("trainee",), "senior_specialist"),
    ],
)
def test_no_group_nor_the_rest_without_the_groups_is_one_other_reader(
    viewer: str, alone: tuple[str, ...], cover: str
) -> None:
    groups = {
        "specialist": {"eve", "fay", "gus"}, "senior_specialist": {"cid", "dan"}, "trainee": {"ann"},
    }  # fmt: skip
    found = withheld(groups, viewer)
    assert (found.alone, found.cover) == (alone, cover)
    hidden = set[str]().union(*(groups[group] for group in found.groups)) - {viewer}
    assert len(hidden) != 1


def test_groups_that_are_withheld_are_said_with_the_reason() -> None:
    assert withheld({"trainee": {"ann"}, "specialist": {"eve", "fay"}}, "").sentence == (
        "No group for trainee: it would be one reader, whom everybody here could name. None for specialist "
        "either: what is left of all reads would be that reader's."
    )
    assert withheld({"trainee": {"ann"}}, "").sentence.endswith("whom everybody here could name.")
    assert withheld({"trainee": {"ann", "ben"}}, "").sentence == ""


def test_the_sentence_says_whether_the_answer_helps() -> None:
    helped = [read_cell(Band.POSITIVE, NONE, FRACTURE, FRACTURE, 40)]
    same = [read_cell(Band.NEGATIVE, NONE, NONE, NONE, 160)]
    misled = [read_cell(Band.NEGATIVE, FRACTURE, NONE, FRACTURE, 40)]
    few = [read_cell(Band.POSITIVE, NONE, FRACTURE, FRACTURE, 1)]
    assert of_reads(helped + same).sentence.startswith(
        "On balance the answer helps: 200 more of 1,000 reads end right than began right (95 % interval 1"
    )
    assert of_reads(misled + same).sentence.startswith("On balance the answer misleads: 200 fewer of 1,000")
    assert of_reads(few + same).sentence.startswith("Whether the answer helps or misleads can't be told")
    assert of_reads(few).sentence.startswith("Too few reads to say whether the answer helps: 1.")


def test_what_gets_worse_is_said_although_the_whole_gets_better() -> None:
    reads = [
        read_cell(Band.NEGATIVE, FRACTURE, NONE, FRACTURE, 30),
        read_cell(Band.POSITIVE, FRACTURE, FRACTURE, FRACTURE, 70),
        read_cell(Band.NEGATIVE, FRACTURE, NONE, NONE, 90),
        read_cell(Band.NEGATIVE, NONE, NONE, NONE, 810),
    ]
    found = of_reads(reads)
    assert found.sensitivity.change.value == pytest.approx(-0.3)
    assert "But their sensitivity falls, by 30.0 points." in found.sentence


def test_a_study_that_another_reader_disputes_says_nothing_of_the_agreed_ones() -> None:
    """2 of the 200 audited are fractured, so 100 of 10,000; of the 50 in dispute 30 are."""
    found = of_reads(
        [
            read_cell(Band.NEGATIVE, NONE, NONE, "", 9_800),
            read_cell(Band.NEGATIVE, NONE, NONE, NONE, 198),
            read_cell(Band.NEGATIVE, NONE, NONE, FRACTURE, 2),
            read_cell(Band.NEGATIVE, NONE, NONE, NONE, 20, disputed=True),
            read_cell(Band.NEGATIVE, NONE, NONE, FRACTURE, 30, disputed=True),
            read_cell(Band.POSITIVE, FRACTURE, FRACTURE, FRACTURE, 900),
        ]
    )
    for figure in (found.sensitivity.before, found.sensitivity.after):
        assert figure.value == pytest.approx(900 / (900 + 100 + 30))
    assert found.specificity.after.value == pytest.approx(1.0)


def test_disputes_that_wait_take_no_interval_from_all_where_others_of_their_call_are_decided() -> None:
    """Two small kinds, 2 of 3 and 4 of 6 decided, that speak together: half fractured, so 1.5 and 3."""
    found = of_reads(
        [
            read_cell(Band.NEGATIVE, NONE, NONE, "", 700),
            read_cell(Band.NEGATIVE, NONE, NONE, NONE, 100),
            read_cell(Band.POSITIVE, FRACTURE, FRACTURE, FRACTURE, 90),
            read_cell(Band.DOUBT, NONE, NONE, "", 1, disputed=True),
            read_cell(Band.DOUBT, NONE, NONE, FRACTURE, 1, disputed=True),
            read_cell(Band.DOUBT, NONE, NONE, NONE, 1, disputed=True),
            read_cell(Band.NEGATIVE, NONE, NONE, "", 2, disputed=True),
            read_cell(Band.NEGATIVE, NONE, NONE, FRACTURE, 2, disputed=True),
            read_cell(Band.NEGATIVE, NONE, NONE, NONE, 2, disputed=True),
        ]
    )
    after = found.sensitivity.after
    assert after.value == pytest.approx(90 / (90 + 4.5))
    assert after.low is not None and after.low < 90 / (90 + 4.5)
    assert found.undecided == 3


def test_decisions_in_a_dispute_that_has_ended_speak_for_themselves_alone() -> None:
    ended = read_cell(Band.NEGATIVE, NONE, NONE, FRACTURE, 30)
    found = of_reads(
        [
            read_cell(Band.NEGATIVE, NONE, NONE, "", 800),
            read_cell(Band.NEGATIVE, NONE, NONE, NONE, 198),
            read_cell(Band.NEGATIVE, NONE, NONE, FRACTURE, 2),
            replace(ended, audited=False),
            read_cell(Band.POSITIVE, FRACTURE, FRACTURE, FRACTURE, 160),
        ]
    )
    assert found.sensitivity.after.value == pytest.approx(160 / (160 + 10 + 30))


def test_what_another_reader_disputes_is_not_taken_for_rightly_read() -> None:
    reads = [
        read_cell(Band.POSITIVE, FRACTURE, FRACTURE, "", 60),
        read_cell(Band.NEGATIVE, NONE, NONE, "", 300),
        read_cell(Band.NEGATIVE, NONE, NONE, "", 90, disputed=True),
        read_cell(Band.NEGATIVE, NONE, NONE, FRACTURE, 20, disputed=True),
    ]
    found = of_reads(reads)
    assert found.sensitivity.after.value == pytest.approx(60 / 80)
    assert found.specificity.after.n == 300
    assert found.undecided == 90


def test_reads_that_wait_for_a_decision_are_counted() -> None:
    reads = [
        read_cell(Band.NEGATIVE, FRACTURE, NONE, "", 3),
        read_cell(Band.NEGATIVE, FRACTURE, FRACTURE, "", 4),
        read_cell(Band.NEGATIVE, NONE, NONE, "", 50),
        read_cell(Band.DOUBT, NONE, NONE, "", 5),
    ]
    assert of_reads(reads).undecided == 7


def test_without_decisions_on_undisputed_studies_no_interval_is_claimed() -> None:
    reads = [
        read_cell(Band.POSITIVE, FRACTURE, FRACTURE, "", 60),
        read_cell(Band.NEGATIVE, NONE, NONE, "", 300),
        read_cell(Band.POSITIVE, NONE, FRACTURE, FRACTURE, 20),
    ]
    found = of_reads(reads).sensitivity
    assert found.before.value == pytest.approx(60 / 80)
    assert found.before.low is None and "looks better than it is" in found.before.note
    assert found.change.value == pytest.approx(20 / 80) and found.change.low is not None
