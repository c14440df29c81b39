"""A case is kept whole, once, and comes back as it went in."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from core.casebook import Casebook, EventKind, KeptCase, rows
from core.casebook.heatmaps import pack
from core.errors import CasebookError, LostImageError, UnknownCaseError
from core.imaging import encode_png
from core.records import Radiograph
from tests.casebook.builders import NO_HEAT, address_of, answer, film, keep_case, on_both, open_casebook

pytestmark = on_both

WARM = np.full((4, 3), 0.5, np.float32)


def test_a_case_comes_back_as_it_went_in(casebook: Casebook) -> None:
    data = b"DICM and so on"
    radiograph = Radiograph(
        pixels=np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3),
        digest=sha256(data).hexdigest(),
        source_format="DICOM",
        spacing_mm=(0.15, 0.2),
        header={"Modality": "DX", "BodyPartExamined": "HAND"},
        remarks=("The file was cut short.",),
    )
    before = datetime.now(UTC)
    case = casebook.case(casebook.keep(radiograph, data, synthetic=True).case_id)
    assert (case.digest, case.source_format, case.synthetic) == (radiograph.digest, "DICOM", True)
    assert (case.height, case.width, case.spacing_mm) == (2, 3, (0.15, 0.2))
    assert (case.header, case.remarks) == (radiograph.header, radiograph.remarks)
    assert before <= case.created_at <= datetime.now(UTC)
    assert case.created_at.tzinfo is UTC
    assert (case.probability, case.band, case.call, case.is_read) == (None, None, None, False)
    assert case.label == f"Case 1 ({radiograph.digest[:8]})"


def test_the_original_is_kept_to_the_byte_and_shown_as_png(casebook: Casebook) -> None:
    radiograph, data = film(b"\x00original\xff")
    case_id = casebook.keep(radiograph, data).case_id
    assert casebook.original(case_id) == data
    assert casebook.display(case_id) == encode_png(radiograph.pixels)
    assert casebook.case(case_id).spacing_mm is None


def test_the_same_bytes_give_the_earlier_case_even_after_a_restart(tmp_path: Path) -> None:
    first = open_casebook(tmp_path)
    assert first.keep(*film()) == KeptCase(1, earlier=False, study_id=1)
    first.close()
    second = open_casebook(tmp_path)
    assert second.keep(*film(), who="anna") == KeptCase(1, earlier=True, study_id=1)
    assert second.search().total == 1
    assert [(event.kind, event.who) for event in second.events()] == [
        (EventKind.CASE_DROPPED_AGAIN, "anna"),
        (EventKind.CASE_KEPT, ""),
    ]
    second.close()


def test_pixels_read_from_other_bytes_are_refused(casebook: Casebook) -> None:
    with pytest.raises(CasebookError, match="changed while"):
        casebook.keep(film()[0], b"other bytes")
    assert casebook.search().total == 0


@pytest.mark.parametrize("case_id", [0, -1, 7, 2**31, 2**70])
def test_an_unknown_case_number_is_said_to_be_unknown(casebook: Casebook, case_id: int) -> None:
    for ask in (casebook.case, casebook.original, casebook.display, casebook.analyses, casebook.reads):
        with pytest.raises(UnknownCaseError):
            ask(case_id)


def test_threads_that_drop_the_same_bytes_at_once_get_one_case(casebook: Casebook) -> None:
    barrier = Barrier(8)

    def drop(_: int) -> KeptCase:
        barrier.wait()
        return casebook.keep(*film())

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(drop, range(8)))
    assert {case.case_id for case in kept} == {1}
    assert sorted(case.earlier for case in kept) == [False] + [True] * 7
    assert casebook.search().total == 1


def test_a_case_kept_by_another_between_the_look_and_the_write_is_the_earlier_one(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = casebook._keeping
    look = keeping._earlier
    answers = iter([None])
    casebook.keep(*film())
    monkeypatch.setattr(keeping, "_earlier", lambda digest, who: next(answers, look(digest, who)))
    assert casebook.keep(*film()) == KeptCase(1, earlier=True, study_id=1)
    assert len(casebook.events()) == 2 + 1  # kept, and two looks that found it


def _drop_ten(home: Path) -> list[int]:
    # Not `open_casebook`, which lays a finished file down: here the file must be made by who comes first.
    casebook = Casebook(address_of(home), home, patience_s=10.0)
    kept = [keep_case(casebook, f"film {number}") for number in range(10)]
    casebook.close()
    return kept


def test_processes_that_open_and_fill_a_fresh_casebook_at_once_share_it(tmp_path: Path) -> None:
    address_of(tmp_path, empty=True)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        numbers = pool.map(_drop_ten, [tmp_path] * 3, chunksize=1)
    assert numbers[0] == numbers[1] == numbers[2]
    casebook = open_casebook(tmp_path)
    assert casebook.search().total == 10
    casebook.close()


def test_a_crash_between_files_and_transaction_keeps_no_case_and_does_no_harm(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(rows, "new_image", crash)
        with pytest.raises(RuntimeError):
            casebook.keep(*film())
    assert casebook.search().total == 0
    assert casebook.events() == ()
    kept = casebook.keep(*film())
    assert not kept.earlier
    assert casebook.original(kept.case_id) == film()[1]


def test_an_image_altered_on_disk_is_reported_and_mended_by_dropping_it_again(
    casebook: Casebook, tmp_path: Path
) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    place = next((tmp_path / "images").rglob(radiograph.digest))
    place.write_bytes(b"altered")
    with pytest.raises(LostImageError):
        casebook.original(case_id)
    casebook.keep(radiograph, data)
    assert casebook.original(case_id) == data


def test_a_lost_display_picture_is_mended_by_dropping_the_film_again(
    casebook: Casebook, tmp_path: Path
) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    shown = casebook.display(case_id)
    lose(tmp_path, shown)
    with pytest.raises(LostImageError, match="Drop the film again"):
        casebook.display(case_id)
    assert casebook.keep(radiograph, data).earlier
    assert casebook.display(case_id) == shown


def test_a_lost_heatmap_is_mended_when_the_same_version_says_the_same_again(
    casebook: Casebook, tmp_path: Path
) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    said = casebook.add_analysis(case_id, answer(radiograph))
    casebook.add_analysis(case_id, answer(radiograph, model="resnet50", heatmap=WARM))
    assert casebook.answered(case_id) == {("densenet121", "1.0.0"), ("resnet50", "1.0.0")}
    lose(tmp_path, pack(NO_HEAT))
    assert casebook.answered(case_id) == {("resnet50", "1.0.0")}
    with pytest.raises(LostImageError):
        casebook.analyses(case_id)
    assert casebook.add_analysis(case_id, answer(radiograph)) == said
    assert len(casebook.answered(case_id)) == len(casebook.analyses(case_id)) == 2


def test_another_heatmap_never_takes_the_place_of_a_lost_one(casebook: Casebook, tmp_path: Path) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    casebook.add_analysis(case_id, answer(radiograph))
    lose(tmp_path, pack(NO_HEAT))
    with pytest.raises(LostImageError):
        casebook.add_analysis(case_id, answer(radiograph, heatmap=WARM))
    assert casebook.answered(case_id) == frozenset()


def test_of_a_lost_image_the_log_has_the_name_in_the_backup(
    casebook: Casebook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    radiograph, data = film()
    case_id = casebook.keep(radiograph, data).case_id
    assert caplog.text == ""  # to look whether it is there already is no loss
    lose(tmp_path, data)
    with pytest.raises(LostImageError):
        casebook.original(case_id)
    assert f"the image {radiograph.digest} is missing" in caplog.text


def lose(home: Path, data: bytes) -> None:
    """Take away the file that holds these bytes."""
    next((home / "images").rglob(sha256(data).hexdigest())).unlink()
