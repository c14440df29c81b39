"""The analyst: what waits is answered, the deciding network first; a restart goes on; failures are told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.casebook.heatmaps import pack
from core.casebook.images import digest_of
from core.errors import ModelError
from core.imaging import read_radiograph, sample_radiographs
from core.models import ModelStore
from core.records import Band
from core.settings import Settings
from dashboard.analysing import Analyst
from tests.casebook.builders import film
from tests.dashboard.conftest import ToldEngine, an_analysis

Tell = Callable[..., ToldEngine]


@pytest.fixture
def kept(casebook: Casebook) -> list[int]:
    """Three drawn films that no network has seen."""
    films = [sample.data for sample in sample_radiographs()[:3]]
    return [casebook.keep(read_radiograph(data), data, synthetic=True).case_id for data in films]


def an_analyst(casebook: Casebook, engine: ToldEngine) -> Analyst:
    return Analyst(casebook, lambda: engine, lambda: engine._store, Settings())


def test_what_an_earlier_process_left_is_taken_up(casebook: Casebook, told: Tell, kept: list[int]) -> None:
    engine = told(densenet121=0.8, resnet50=0.1)
    an_analyst(casebook, engine).work_off()
    assert [casebook.case(case).band for case in kept] == [Band.POSITIVE] * 3
    assert casebook.counts().unanalysed == 0
    assert casebook.events(kept[0])[0].who == "callus"


def test_the_deciding_network_speaks_on_all_before_the_others_begin(
    casebook: Casebook, told: Tell, kept: list[int]
) -> None:
    engine = told(densenet121=0.8, resnet50=0.1)
    an_analyst(casebook, engine).work_off()
    assert engine.asked == ["densenet121"] * 3 + ["resnet50"] * 3


def test_a_film_that_somebody_waits_for_comes_first(casebook: Casebook, told: Tell, kept: list[int]) -> None:
    engine = told(densenet121=0.8, resnet50=0.1)
    analyst = an_analyst(casebook, engine)
    analyst.add(kept)
    analyst.add([kept[2]], at_once=True)
    analyst.work_off()
    first = min(casebook.analyses(case)[0].id for case in kept)
    assert casebook.analyses(kept[2])[0].id == first
    assert engine.asked.count("densenet121") == 3


def test_a_film_that_fails_keeps_its_reason_and_stops_no_other(
    casebook: Casebook, told: Tell, kept: list[int]
) -> None:
    radiograph, data = film(b"no picture at all")
    broken = casebook.keep(radiograph, data).case_id
    analyst = an_analyst(casebook, told(densenet121=0.8, resnet50=0.1))
    analyst.work_off()
    progress = analyst.progress()
    assert dict(progress.failures) == {broken: "This is not a DICOM, PNG, JPEG or TIFF file."}
    assert (progress.waiting, progress.problem) == (0, "")
    assert casebook.counts().unanalysed == 1


def test_a_failure_is_not_tried_again_unless_asked_for(
    casebook: Casebook, told: Tell, kept: list[int]
) -> None:
    engine = told(resnet50=0.1)  # the deciding network's weights are missing
    analyst = an_analyst(casebook, engine)
    analyst.work_off()
    assert set(analyst.progress().failures) == set(kept)
    asked = len(engine.asked)
    analyst.work_off()
    assert len(engine.asked) == asked
    engine.told["densenet121"] = 0.8
    analyst.add(kept)
    analyst.work_off()
    assert not analyst.progress().failures
    assert casebook.case(kept[0]).band is Band.POSITIVE


def test_without_a_model_it_says_so_and_waits(casebook: Casebook, told: Tell, kept: list[int]) -> None:
    engine = told(densenet121=0.8)
    nothing = ModelStore(Path("no such folder"))
    analyst = Analyst(casebook, lambda: engine, lambda: nothing, Settings())
    analyst.work_off()
    with pytest.raises(ModelError) as error:
        nothing.find("")
    assert analyst.progress().problem == str(error.value)
    assert engine.asked == []


def test_progress_counts_what_waits(casebook: Casebook, told: Tell, kept: list[int]) -> None:
    analyst = an_analyst(casebook, told(densenet121=0.8, resnet50=0.1))
    analyst.add(kept)
    assert analyst.progress().waiting == 3
    analyst.work_off()
    assert analyst.progress().waiting == 0


def test_a_failure_that_somebody_else_made_good_is_forgotten(
    casebook: Casebook, told: Tell, kept: list[int]
) -> None:
    engine = told(resnet50=0.1)
    analyst = an_analyst(casebook, engine)
    analyst.work_off()
    engine.told["densenet121"] = 0.8
    an_analyst(casebook, engine).work_off()  # another process, or the Read page
    analyst.work_off()
    assert not analyst.progress().failures


def test_a_lost_heatmap_stops_no_other_film_and_is_remade_when_its_film_is_dropped_again(
    casebook: Casebook, told: Tell, kept: list[int], home: Path
) -> None:
    engine = told(densenet121=0.8)
    analyst = an_analyst(casebook, engine)
    analyst.work_off()
    _lose_heatmap(home)
    analyst.add([kept[0]])  # as a second drop does
    analyst.work_off()
    assert analyst.progress().problem == ""
    assert casebook.analyses(kept[0])[0].analysis.probability == 0.8


def test_a_heatmap_that_can_not_be_remade_is_the_failure_of_its_film_alone(
    casebook: Casebook, told: Tell, kept: list[int], home: Path
) -> None:
    engine = told(densenet121=0.8, resnet50=0.1)
    analyst = an_analyst(casebook, engine)
    analyst.work_off()
    _lose_heatmap(home)
    engine.told.clear()
    analyst.add([kept[0]])
    analyst.work_off()
    engine.told.update(densenet121=0.8, resnet50=0.1)
    data = sample_radiographs()[3].data
    another = casebook.keep(read_radiograph(data), data, synthetic=True).case_id
    analyst.work_off()
    progress = analyst.progress()
    assert dict(progress.failures) == {kept[0]: "The weights of densenet121 are missing or damaged."}
    assert progress.problem == ""
    assert casebook.case(another).band is Band.POSITIVE


def _lose_heatmap(home: Path) -> None:
    """Take away the one heatmap that `ToldEngine` draws on every film."""
    packed = pack(an_analysis(0.8).heatmap)
    next((home / "home" / "images").rglob(digest_of(packed))).unlink()
