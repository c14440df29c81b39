"""Asking the networks, on a real casebook."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.casebook.heatmaps import pack
from core.casebook.images import digest_of
from core.errors import LostImageError, ModelError, UnknownModelError
from core.imaging import read_radiograph, sample_radiographs
from core.models import ModelStore
from core.records import Band
from core.settings import Settings
from dashboard.reading import analyse, deciding_first, failures_of, to_ask, unanswered
from tests.dashboard import conftest
from tests.dashboard.conftest import DENSE, RES, ToldEngine, an_analysis

SETTINGS = Settings()
PNG = sample_radiographs()[0].data


def test_the_network_of_the_settings_decides_else_the_stores_default(store: ModelStore) -> None:
    assert deciding_first(store, Settings()) == (DENSE, RES)
    assert deciding_first(store, Settings(default_model="resnet50")) == (RES, DENSE)


def test_an_empty_store_is_a_model_error(home: object, store: ModelStore) -> None:
    with pytest.raises(UnknownModelError):
        deciding_first(store, Settings(default_model="vgg16"))
    with pytest.raises(ModelError):
        deciding_first(ModelStore(store.root / "nothing"), Settings())


def test_whatever_goes_wrong_is_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    def unforeseen() -> tuple[str, ...]:
        raise MemoryError("out of memory on film.png")

    def known() -> tuple[str, ...]:
        raise UnknownModelError("No such model.")

    assert failures_of(lambda: ["One."]) == ("One.",)
    assert failures_of(known) == ("No such model.",)
    assert caplog.text == ""
    (said,) = failures_of(unforeseen)
    assert "server's log" in said and "film.png" not in said
    assert "MemoryError" in caplog.text


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


def test_a_heatmap_that_comes_out_otherwise_is_told_and_does_not_silence_the_others(
    casebook: Casebook, told: Callable[..., ToldEngine], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, case_id = told(densenet121=0.8, resnet50=0.1), kept(casebook)
    analyse(case_id, (DENSE,), casebook, engine, SETTINGS)
    assert to_ask((DENSE, RES), case_id, casebook) == (RES,)
    heatmap = pack(casebook.analyses(case_id)[0].analysis.heatmap)
    next((home / "home" / "images").rglob(digest_of(heatmap))).unlink()
    assert to_ask((DENSE, RES), case_id, casebook) == (DENSE, RES)
    monkeypatch.setattr(conftest, "an_analysis", partial(an_analysis, peak=0.5))
    assert analyse(case_id, (DENSE, RES), casebook, engine, SETTINGS) == (LostImageError.default,)
    assert to_ask((DENSE, RES), case_id, casebook) == (DENSE,)


def kept(casebook: Casebook) -> int:
    return casebook.keep(read_radiograph(PNG), PNG).case_id
