"""Of the header, only closed lists of terms and numbers are kept."""

from hashlib import sha256
from typing import Any

import pytest

from core.imaging import read_radiograph, sample_radiographs
from core.records import Radiograph
from tests.imaging.films import as_bytes, dicom, film, gradient

NAME = "DOE"


def shown(**elements: Any) -> Radiograph:
    return read_radiograph(dicom(gradient(), **elements))


def test_technical_fields_are_kept() -> None:
    header = shown(
        BodyPartExamined="ANKLE",
        ViewPosition="AP",
        Laterality="R",
        KVP="55",
        PatientOrientation=["L", "F"],
        Manufacturer="FUJI PHOTO FILM Co., ltd.",
    ).header
    assert dict(header) == {
        "Modality": "CR",
        "BodyPartExamined": "ANKLE",
        "ViewPosition": "AP",
        "Laterality": "R",
        "KVP": "55",
        "PatientOrientation": "L\\F",
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": "40",
        "Columns": "64",
        "BitsStored": "12",
        "Manufacturer": "Fuji",
    }


def test_nothing_that_names_a_person_gets_through() -> None:
    radiograph = shown(
        PatientName="DOE^JANE",
        PatientID="DOE123",
        PatientBirthDate="19700101",
        PatientSex="F",
        AccessionNumber="DOE1",
        StudyDate="20200101",
        StudyDescription="ankle of Mrs DOE",
        SeriesDescription="DOE",
        InstitutionName="DOE HOSPITAL",
        ReferringPhysicianName="DOE^JOHN",
        OperatorsName="DOE",
        ProtocolName="DOE",
        ManufacturerModelName="DOE",
        ImageComments="DOE",
    )
    assert NAME not in repr((radiograph.header, radiograph.remarks))
    assert set(radiograph.header) == {
        "Modality",
        "PhotometricInterpretation",
        "Rows",
        "Columns",
        "BitsStored",
        "PatientAge",
    }
    assert radiograph.header["PatientAge"] == "50-59"


def test_names_in_fields_that_are_kept_do_not_get_through() -> None:
    header = shown(
        BodyPartExamined="DOE JANE",
        ViewPosition="DOE",
        Laterality="DOE",
        PatientOrientation=["DOE", "F"],
        Manufacturer="DOE for Siemens",
    ).header
    assert NAME not in repr(header)
    assert header["Manufacturer"] == "Siemens"


def test_a_number_that_is_none_is_left_out() -> None:
    data = dicom(gradient(), KVP="70").replace(b"70", b"xy")
    assert "KVP" not in read_radiograph(data).header


def test_films_of_one_exam_share_a_key_that_is_not_the_number_itself() -> None:
    uid = "1.2.826.0.1.3680043.8.498.4711"
    left, right = shown(StudyInstanceUID=uid), shown(StudyInstanceUID=f"{uid} ", ViewPosition="AP")
    assert left.study == right.study == sha256(uid.encode()).hexdigest()
    assert left.digest != right.digest
    assert shown(StudyInstanceUID=f"{uid}.1").study != left.study
    assert "4711" not in repr((left.header, left.study))


@pytest.mark.parametrize("uid", ["", "0", "1.2.3", "anonymised", "1.2.826.0.1." + "9" * 60])
def test_a_filled_in_study_number_joins_nothing(uid: str) -> None:
    dataset = film(gradient())
    dataset.add_new("StudyInstanceUID", "UI", uid)
    assert read_radiograph(as_bytes(dataset)).study == ""


def test_a_picture_belongs_to_no_study_of_its_own_account() -> None:
    assert read_radiograph(sample_radiographs()[0].data).study == ""
