"""A delivery: every file is taken in or refused with a reason; what belongs together becomes one study."""

import io
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.casebook import Casebook, EventKind
from core.errors import CasebookBusyError
from core.imaging import sample_radiographs
from core.settings import Settings
from dashboard.components.event_words import facts
from dashboard.incoming import Delivery, Dropped, dropped
from tests.imaging.films import dicom, gradient

HAND, BROKEN_HAND, WRIST = (sample.data for sample in sample_radiographs()[:3])
UID = "1.2.826.0.1.3680043.8.498.7"


@pytest.fixture
def casebook(tmp_path: Path) -> Casebook:
    return Casebook(f"sqlite:///{tmp_path / 'casebook.sqlite3'}", tmp_path)


def deliver(casebook: Casebook, files: Mapping[str, bytes], *, together: bool = False) -> Delivery:
    named = [dropped(name, data) for name, data in files.items()]
    delivery = Delivery(named, casebook, Settings(), "anna", together=together).start()
    assert delivery.wait(60)
    return delivery


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def views(casebook: Casebook, delivery: Delivery) -> list[int]:
    return [casebook.studies.study(study).views for study in delivery.studies]


def test_a_refused_file_says_why_and_the_others_are_kept(casebook: Casebook) -> None:
    delivery = deliver(casebook, {"hand.png": HAND, "letter.txt": b"Dear colleague", "none.dcm": b""})
    assert [(each.name, each.reason) for each in delivery.refused] == [
        ("letter.txt", "This is not a DICOM, PNG, JPEG or TIFF file."),
        ("none.dcm", "The file is empty."),
    ]
    assert casebook.counts().cases == 1
    assert casebook.events(delivery.studies[0])[0].who == "anna"


def test_refusals_leave_one_line_in_the_trail_that_names_no_file(casebook: Casebook) -> None:
    spoiled = packed({"a.txt": b"x", "b.png": WRIST, "c.dcm": b""})
    deliver(casebook, {"hand.png": HAND, "Doe.zip": spoiled, "Doe.txt": b"Dear colleague"})
    (refused,) = [event for event in casebook.events() if event.kind is EventKind.FILES_REFUSED]
    assert (refused.who, refused.case_id, refused.detail) == ("anna", None, "3 of 5 files")
    assert refused.facts["refused"] == {"empty_file": 1, "unknown_format": 2}
    assert facts(refused) == "files 5, refused empty file 1; unknown format 2"
    assert "Doe" not in repr(casebook.events())


def test_a_casebook_that_can_t_be_told_of_refusals_stops_nothing(
    casebook: Casebook, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise CasebookBusyError

    monkeypatch.setattr(casebook, "refuse", busy)
    delivery = deliver(casebook, {"letter.txt": b"Dear colleague"})
    assert delivery.is_done and "1 refused files" in caplog.text
    assert "letter" not in caplog.text


def test_a_file_of_before_is_the_earlier_case(casebook: Casebook) -> None:
    deliver(casebook, {"hand.png": HAND})
    again = deliver(casebook, {"copy of hand.png": HAND, "wrist.png": WRIST})
    assert [case.case_id for case in again.earlier] == [1]
    assert casebook.counts().cases == 2


def test_an_archive_is_taken_in_file_by_file_with_its_folders(casebook: Casebook) -> None:
    archive = packed({"a/hand.png": HAND, "__MACOSX/a": b"x", "DICOMDIR": b"x", "a/b/note.txt": b"note"})
    delivery = deliver(casebook, {"films.zip": archive, "wrist.png": WRIST, "broken.zip": b"PK\x03\x04"})
    assert delivery.total == len(delivery.taken) == 4
    assert [each.name for each in delivery.refused] == ["broken.zip", "films.zip/a/b/note.txt"]
    assert casebook.counts().cases == 2


def test_dicom_films_of_one_exam_are_one_study_and_pictures_are_exams_of_their_own(
    casebook: Casebook,
) -> None:
    frontal = dicom(gradient(), StudyInstanceUID=UID)
    lateral = dicom(gradient(44, 60), StudyInstanceUID=UID)
    other = dicom(gradient(50, 60), StudyInstanceUID=f"{UID}.1")
    files = {"1": frontal, "hand.png": HAND, "2": lateral, "wrist.png": WRIST, "3": other}
    delivery = deliver(casebook, files)
    assert views(casebook, delivery) == [2, 1, 1, 1]


def test_pictures_of_one_folder_are_one_exam_where_the_reader_says_so(casebook: Casebook) -> None:
    archive = packed({"left/1.png": HAND, "right/1.png": WRIST, "left/2.png": BROKEN_HAND})
    delivery = deliver(casebook, {"films.zip": archive}, together=True)
    assert views(casebook, delivery) == [2, 1]


def test_a_film_of_a_known_exam_joins_it_whatever_the_reader_chose(casebook: Casebook) -> None:
    films = {str(n): dicom(gradient(40 + n, 64), StudyInstanceUID=f"{UID}.{n}") for n in (1, 2)}
    assert views(casebook, deliver(casebook, films, together=True)) == [1, 1]


def test_a_surprise_is_told_and_stops_nothing(casebook: Casebook, caplog: pytest.LogCaptureFixture) -> None:
    words = "secret"

    def vanish() -> bytes:
        raise OSError(words)

    files = [Dropped("a.png", vanish), dropped("hand.png", HAND)]
    delivery = Delivery(files, casebook, Settings(), "anna").start()
    assert delivery.wait(60)
    assert "server's log" in delivery.refused[0].reason and "secret" not in delivery.refused[0].reason
    assert "OSError" in caplog.text and "vanish" in caplog.text
    assert "a.png" not in caplog.text and "secret" not in caplog.text
    assert casebook.counts().cases == 1


def test_the_analyst_is_told_of_every_case(casebook: Casebook) -> None:
    told: list[int] = []
    files = [dropped("hand.png", HAND), dropped("x", b"x"), dropped("wrist.png", WRIST)]
    assert Delivery(files, casebook, Settings(), "anna", on_kept=told.append).start().wait(60)
    assert told == [1, 2]


def test_a_large_file_is_refused_by_the_house_s_limit(casebook: Casebook) -> None:
    noise = np.random.default_rng(1).integers(0, 4096, (800, 800), dtype=np.uint16)
    files = [Dropped("big.dcm", partial(dicom, noise))]
    delivery = Delivery(files, casebook, Settings(max_file_megabytes=1), "anna").start()
    assert delivery.wait(60)
    assert "more than this installation accepts" in delivery.refused[0].reason
