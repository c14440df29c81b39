"""From dropped bytes to an analysed case, on a real casebook."""

from collections.abc import Callable

import pytest

from core.casebook import Casebook
from core.errors import ModelError, UnknownModelError
from core.imaging import sample_radiographs
from core.models import ModelStore
from core.records import Agreement, Band, Call
from core.settings import Settings
from dashboard.reading import analyse, deciding_first, implied_agreement, implied_call, take_in, unanswered
from tests.dashboard.conftest import DENSE, RES, ToldEngine

SETTINGS = Settings(reader="ada")
PNG = sample_radiographs()[0].data


def test_a_file_becomes_a_case_with_its_own_bytes(casebook: Casebook) -> None:
    taken = take_in("hand.png", PNG, casebook, SETTINGS, synthetic=True)
    assert taken.reason == "" and taken.case is not None and not taken.case.earlier
    assert casebook.original(taken.case.case_id) == PNG
    assert casebook.case(taken.case.case_id).synthetic


def test_the_same_bytes_under_another_name_are_the_earlier_case(casebook: Casebook) -> None:
    first = take_in("hand.png", PNG, casebook, SETTINGS).case
    again = take_in("copy.png", PNG, casebook, SETTINGS).case
    assert first is not None and again is not None
    assert (again.case_id, again.earlier) == (first.case_id, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"Dear colleague, ...", "This is not a DICOM, PNG, JPEG or TIFF file."),
    ],
)
def test_a_refused_file_says_why_and_leaves_no_case(casebook: Casebook, data: bytes, reason: str) -> None:
    taken = take_in("letter", data, casebook, SETTINGS)
    assert (taken.case, taken.reason) == (None, reason)
    assert casebook.counts().cases == 0


def test_the_limit_on_size_is_the_settings(casebook: Casebook) -> None:
    large = PNG + b"\0" * 2**20
    assert "1 MB" in take_in("large.png", large, casebook, Settings(max_file_megabytes=1)).reason


def test_the_network_of_the_settings_decides_else_the_stores_default(store: ModelStore) -> None:
    assert deciding_first(store, Settings()) == (DENSE, RES)
    assert deciding_first(store, Settings(default_model="resnet50")) == (RES, DENSE)


def test_an_empty_store_is_a_model_error(home: object, store: ModelStore) -> None:
    with pytest.raises(UnknownModelError):
        deciding_first(store, Settings(default_model="vgg16"))
    with pytest.raises(ModelError):
        deciding_first(ModelStore(store.root / "nothing"), Settings())


def test_every_network_speaks_once_and_the_first_decides(
    casebook: Casebook, told: Callable[..., ToldEngine]
) -> None:
    engine = told(densenet121=0.8, resnet50=0.1)
    case_id = kept(casebook)
    assert analyse(case_id, (RES, DENSE), casebook, engine, SETTINGS) == ()
    stored = casebook.analyses(case_id)
    assert [each.analysis.model for each in stored] == ["resnet50", "densenet121"]
    assert casebook.case(case_id).band is Band.NEGATIVE
    assert unanswered((RES, DENSE), stored) == ()
    analyse(case_id, (RES, DENSE), casebook, engine, SETTINGS)
    assert engine.asked == ["resnet50", "densenet121"]


def test_a_new_deciding_network_takes_over_from_an_earlier_one(
    casebook: Casebook, told: Callable[..., ToldEngine]
) -> None:
    engine, case_id = told(densenet121=0.8, resnet50=0.1), kept(casebook)
    analyse(case_id, (RES,), casebook, engine, SETTINGS)
    analyse(case_id, (DENSE, RES), casebook, engine, SETTINGS)
    assert casebook.case(case_id).band is Band.POSITIVE


def test_a_broken_network_is_named_and_does_not_silence_the_other(
    casebook: Casebook, told: Callable[..., ToldEngine]
) -> None:
    case_id = kept(casebook)
    failures = analyse(case_id, (DENSE, RES), casebook, told(resnet50=0.1), SETTINGS)
    assert failures == ("The weights of densenet121 are missing or damaged.",)
    assert [each.analysis.model for each in casebook.analyses(case_id)] == ["resnet50"]


@pytest.mark.parametrize(
    ("call", "band", "agreement"),
    [
        (Call.FRACTURE, Band.POSITIVE, Agreement.AGREE),
        (Call.FRACTURE, Band.NEGATIVE, Agreement.DISAGREE),
        (Call.NO_FRACTURE, Band.POSITIVE, Agreement.DISAGREE),
        (Call.NO_FRACTURE, Band.NEGATIVE, Agreement.AGREE),
    ],
)
def test_call_and_agreement_imply_each_other(call: Call, band: Band, agreement: Agreement) -> None:
    assert implied_agreement(call, band) is agreement
    assert implied_call(agreement, band) is call


def test_in_the_doubt_band_neither_implies_the_other() -> None:
    for band in (Band.DOUBT, None):
        assert implied_agreement(Call.FRACTURE, band) is None
        assert implied_call(Agreement.AGREE, band) is None


def test_unsure_goes_with_unsure_and_nothing_with_nothing() -> None:
    for band in Band:
        assert implied_agreement(Call.UNSURE, band) is Agreement.UNSURE
        assert implied_call(Agreement.UNSURE, band) is Call.UNSURE
        assert implied_agreement(None, band) is None
        assert implied_call(None, band) is None


def kept(casebook: Casebook) -> int:
    case = take_in("hand.png", PNG, casebook, SETTINGS).case
    assert case is not None
    return case.case_id
