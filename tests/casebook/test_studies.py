"""Films of one exam are one study, which its most suspicious film decides."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from core.casebook import Casebook, EventKind, Reading
from core.errors import CasebookError, UnknownStudyError
from core.records import Agreement, Band, Call, Depiction, FirstRead
from tests.casebook.builders import answer, film, keep_case, on_both, read, set_reading

pytestmark = on_both

HIP = Depiction(("leg", "hip"), ("frontal",), False, {"hip": 0.9, "leg": 0.6, "hand": 0.1})


def kinds(casebook: Casebook, study_id: int) -> list[EventKind]:
    return [event.kind for event in casebook.events() if event.study_id == study_id]


def test_a_film_that_says_nothing_of_its_exam_is_one_of_its_own(casebook: Casebook) -> None:
    one, two = keep_case(casebook, "one"), keep_case(casebook, "two")
    assert casebook.studies.of_case(one) != casebook.studies.of_case(two)
    study = casebook.studies.study(casebook.studies.of_case(one))
    assert (study.views, study.case_id, study.band, study.is_read) == (1, one, None, False)
    assert [case.id for case in study.films] == [one]


def test_films_that_share_a_number_or_a_word_are_one_study(casebook: Casebook) -> None:
    radiograph, data = film(b"lateral")
    first = keep_case(casebook, "frontal", study="5" * 64)
    kept = casebook.keep(replace(radiograph, study="5" * 64), data)
    assert kept.study_id == casebook.studies.of_case(first)
    by_word = [casebook.studies.of_case(keep_case(casebook, name, study="batch 7")) for name in "ab"]
    assert by_word[0] == by_word[1] != kept.study_id


def test_the_most_suspicious_film_decides_and_stands_first(casebook: Casebook) -> None:
    calm = keep_case(casebook, "calm", 0.1, study="exam")
    radiograph, data = film(b"loud")
    loud = casebook.keep(radiograph, data, study="exam").case_id
    before = casebook.studies.study(1)
    assert (before.case_id, before.probability, before.views) == (calm, 0.1, 2)
    casebook.add_analysis(loud, answer(radiograph, 0.9, depiction=HIP))
    study = casebook.studies.study(1)
    assert (study.case_id, study.probability, study.band, study.region) == (loud, 0.9, Band.POSITIVE, "hip")
    assert (study.model, study.version) == ("densenet121", "1.0.0")
    assert [case.id for case in study.films] == [loud, calm]


def test_a_later_version_that_decides_may_give_the_verdict_to_another_film(casebook: Casebook) -> None:
    one = keep_case(casebook, "one", 0.8, study="exam")
    two = keep_case(casebook, "two", 0.5, study="exam")
    second_opinion = answer(film(b"one")[0], 0.05, model="resnet50")
    casebook.add_analysis(one, second_opinion)
    assert casebook.studies.study(1).case_id == one
    casebook.add_analysis(one, second_opinion, decides=True)
    study = casebook.studies.study(1)
    assert (study.case_id, study.probability, study.model) == (two, 0.5, "densenet121")


def test_equals_are_decided_by_the_film_that_came_first(casebook: Casebook) -> None:
    first, _ = (keep_case(casebook, name, 0.5, study="exam") for name in ("first", "second"))
    assert casebook.studies.study(1).case_id == first


def test_a_read_is_of_the_whole_study(casebook: Casebook) -> None:
    one = keep_case(casebook, "one", 0.9, study="exam")
    two = keep_case(casebook, "two", 0.1, study="exam")
    kept = casebook.add_read(read(one))
    study = casebook.studies.study(1)
    assert (kept.study_id, study.is_read, study.reads, study.call) == (1, True, 1, Call.FRACTURE)
    assert (study.reader, study.read_at) == ("anna", kept.made_at)
    assert [(case.is_read, case.call) for case in study.films] == [(True, Call.FRACTURE)] * 2
    assert casebook.case(two).reader == "anna"
    casebook.add_read(read(two, Call.NO_FRACTURE, Agreement.DISAGREE, "ben"))
    corrected = casebook.add_read(read(two, Call.UNSURE, Agreement.UNSURE, "anna", corrects=kept.id))
    study = casebook.studies.study(1)
    assert (study.reads, study.call, study.read_at) == (2, Call.UNSURE, corrected.made_at)
    assert len(casebook.readings.reads(1)) == 3


def test_a_film_that_joins_a_read_study_makes_it_wait_again(casebook: Casebook) -> None:
    one = keep_case(casebook, "one", 0.1, study="exam")
    casebook.add_read(read(one, Call.NO_FRACTURE))
    two = keep_case(casebook, "two", 0.9, study="exam")
    study = casebook.studies.study(1)
    assert (study.is_read, study.views, study.case_id, study.reads) == (False, 2, two, 1)
    assert study.call is Call.NO_FRACTURE
    (event,) = (one for one in casebook.events() if one.kind is EventKind.STUDY_REOPENED)
    assert (event.case_id, event.study_id, event.facts["reader"]) == (two, 1, "anna")
    # What looks like the same form sent twice is a read of a film that was not there before.
    casebook.add_read(read(one, Call.NO_FRACTURE))
    assert casebook.studies.study(1).is_read
    assert len(casebook.readings.reads(1)) == 2


def test_the_same_bytes_again_change_nothing_of_a_read_study(casebook: Casebook) -> None:
    casebook.add_read(read(keep_case(casebook, "one", 0.1, study="exam")))
    assert casebook.keep(*film(b"one"), study="exam").earlier
    assert casebook.studies.study(1).is_read


def test_drawn_samples_and_real_films_are_never_one_study(casebook: Casebook) -> None:
    keep_case(casebook, "real", study="exam")
    with pytest.raises(CasebookError, match="Drawn samples"):
        keep_case(casebook, "drawn", synthetic=True, study="exam")
    drawn = casebook.studies.of_case(keep_case(casebook, "drawn", synthetic=True))
    with pytest.raises(CasebookError, match="Drawn samples"):
        casebook.studies.join([1, drawn], "anna")
    assert casebook.studies.study(1).views == 1


def test_films_of_one_study_that_come_at_the_same_moment_find_each_other(casebook: Casebook) -> None:
    names = [f"view {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda name: keep_case(casebook, name, 0.5, study="exam"), names))
    study = casebook.studies.study(casebook.studies.of_case(numbers[0]))
    assert sorted(case.id for case in study.films) == sorted(numbers)
    assert study.views == 12
    assert casebook.studies.counts().studies == 1


def test_all_kinds_of_writing_on_one_study_at_once_neither_wait_forever_nor_break_the_trail(
    casebook: Casebook,
) -> None:
    case_id = keep_case(casebook, "one", 0.5, study="exam")

    def act(turn: int) -> None:
        reader = f"reader {turn}"
        casebook.studies.claim(1, reader)
        casebook.keep(*film(b"one"), study="exam")
        keep_case(casebook, f"view {turn}", 0.1, study="exam")
        casebook.add_read(read(case_id, reader=reader))
        casebook.studies.release(1, reader)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))
    study = casebook.studies.study(1)
    assert (study.reads, study.views, study.case_id) == (6, 7, case_id)
    assert casebook.trail.verify().ok


def test_unread_studies_are_joined_into_the_earliest(casebook: Casebook) -> None:
    keep_case(casebook, "one", 0.2, study="a")
    two = keep_case(casebook, "two", 0.9, study="b")
    keep_case(casebook, "three", 0.5, study="c")
    assert casebook.studies.join([3, 1, 2, 2], "anna") == 1
    study = casebook.studies.study(1)
    assert ([case.id for case in study.films], study.views, study.case_id) == ([two, 1, 3], 3, two)
    assert casebook.studies.counts().studies == casebook.studies.worklist().total == 1
    for gone in (2, 3):
        with pytest.raises(UnknownStudyError):
            casebook.studies.study(gone)
    event = casebook.events(limit=1)[0]
    assert (event.kind, event.who, event.facts) == (
        EventKind.STUDIES_JOINED,
        "anna",
        {"joined": [2, 3], "views": 3},
    )
    # Another film of what was the third study comes in; then all of it goes into an earlier number yet.
    late = casebook.keep(*film(b"late"), study="c")
    assert late.study_id == 1
    assert casebook.studies.study(1).views == 4


def test_a_study_joined_twice_is_still_found_by_all_its_keys(casebook: Casebook) -> None:
    for key in "abc":
        keep_case(casebook, key, study=key)
    assert casebook.studies.join([2, 3], "anna") == 2
    assert casebook.studies.join([1, 2], "anna") == 1
    assert [casebook.keep(*film(f"late {key}".encode()), study=key).study_id for key in "abc"] == [1, 1, 1]


def test_only_studies_that_nobody_has_begun_to_read_are_joined(casebook: Casebook) -> None:
    casebook.add_read(read(keep_case(casebook, "read", 0.9)))
    set_reading(casebook, Reading.BLIND_FIRST)
    keep_case(casebook, "begun", 0.9)
    casebook.readings.add_first(FirstRead(2, "ben", Call.FRACTURE))
    keep_case(casebook, "held", 0.9)
    casebook.studies.claim(3, "ben")
    keep_case(casebook, "free", 0.9)
    for others, sentence in (
        ([1], "Study 1 was read already"),
        ([2], "Study 2 was read already"),
        ([3], "being read by ben"),
        ([], "at least two"),
        ([4], "at least two"),
    ):
        with pytest.raises(CasebookError, match=sentence):
            casebook.studies.join([4, *others], "anna")
    with pytest.raises(UnknownStudyError):
        casebook.studies.join([4, 99], "anna")
    assert casebook.studies.counts().studies == 4
    assert casebook.studies.join([4, 3], "ben") == 3


@pytest.mark.parametrize("number", [0, -1, 7, 2**31, 2**70])
def test_an_unknown_study_is_said_to_be_unknown(casebook: Casebook, number: int) -> None:
    keep_case(casebook, "one")
    asks = (
        casebook.studies.study,
        casebook.readings.reads,
        casebook.readings.first_reads,
        casebook.studies.next_after,
        casebook.studies.previous_before,
        lambda study: casebook.studies.claim(study, "anna"),
        lambda study: casebook.studies.release(study, "anna"),
        lambda study: casebook.readings.add_first(FirstRead(study, "anna", Call.FRACTURE)),
    )
    for ask in asks:
        with pytest.raises(UnknownStudyError):
            ask(number)


def test_the_trail_tells_a_study_from_film_to_read(casebook: Casebook) -> None:
    case_id = keep_case(casebook, "one", 0.9, study="exam")
    casebook.studies.claim(1, "anna")
    casebook.add_read(read(case_id))
    assert kinds(casebook, 1) == [
        EventKind.READ_ADDED,
        EventKind.STUDY_CLAIMED,
        EventKind.ANALYSIS_ADDED,
        EventKind.CASE_KEPT,
    ]
    made, _, analysed, kept = casebook.events(limit=4)
    assert kept.facts == {"mode": "concurrent", "views": 1, "synthetic": False}
    assert (analysed.facts["probability"], analysed.facts["high_specificity"]) == (0.9, 0.7)
    assert {key: made.facts[key] for key in ("read", "call", "agreement", "mode", "model", "band")} == {
        "read": 1,
        "call": "fracture",
        "agreement": "agree",
        "mode": "concurrent",
        "model": "densenet121 1.0.0",
        "band": "positive",
    }
    assert casebook.trail.verify().ok
