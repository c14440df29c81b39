"""Site, model and age band are kept, and nothing that leads back to a person with them."""

from typing import Any

import pytest
from pydicom.dataset import Dataset

from core.imaging import read_radiograph
from core.imaging.origin import age_band, model, site
from core.records import age_of, device_of, site_of
from tests.imaging.films import dicom, gradient


def of(**elements: Any) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def test_a_film_says_where_it_comes_from() -> None:
    data = dicom(
        gradient(),
        Manufacturer="SIEMENS Healthineers",
        ManufacturerModelName=" Ysio  Max ",
        InstitutionName="St. Mary's Hospital, Springfield",
        PatientName="DOE^JANE",
        PatientAge="045Y",
    )
    header = read_radiograph(data).header
    assert device_of(header) == "Siemens Ysio Max"
    assert site_of(header) == "St. Mary's Hospital, Springfield"
    assert age_of(header) == "40-49"


def test_a_device_without_a_model_is_named_by_its_kind() -> None:
    assert device_of({"Manufacturer": "Siemens", "Modality": "DX"}) == "Siemens DX"
    assert device_of({}) == site_of({}) == age_of({}) == ""


@pytest.mark.parametrize(
    "written",
    [
        "Jane Doe",
        "DOE HOSPITAL",
        "clinic_doe",
        "Ward of P4711",
        "Hospital 19700101",
        "born 01.02.1970",
        "Doe^Jane",
        "Hospital\tJ. <b>",
        "12",
        "H" * 65,
        "",
    ],
)
def test_a_site_that_may_say_more_is_left_out(written: str) -> None:
    assert site(of(InstitutionName=written, PatientName="DOE^JANE", PatientID="P4711")) == ""


@pytest.mark.parametrize("person", ["OperatorsName", "ReferringPhysicianName", "OtherPatientNames"])
def test_names_of_other_persons_are_left_out_too(person: str) -> None:
    assert site(of(InstitutionName="Practice Miller", **{person: "MILLER^J"})) == ""
    assert model(of(ManufacturerModelName="Miller", **{person: "Miller^J"})) == ""


@pytest.mark.parametrize(
    "name", ["CXDI-410C Wireless", "FCR 5502", "DigitalDiagnost C90", "Axiom Aristos FX+"]
)
def test_models_keep_their_numbers(name: str) -> None:
    assert model(of(ManufacturerModelName=name)) == name


@pytest.mark.parametrize("written", ["room 3, 1970-01-01", "1234567", "M" * 49])
def test_a_model_that_may_say_more_is_left_out(written: str) -> None:
    assert model(of(ManufacturerModelName=written)) == ""


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("045Y", "40-49"), ("9Y", "0-9"), ("010Y", "10-19"), ("089Y", "80-89"), ("090Y", "90+"),
        ("104Y", "90+"), ("121Y", ""), ("018M", "0-9"), ("130M", "10-19"), ("006W", "0-9"), ("000D", "0-9"),
        ("000Y", ""), ("45", ""), ("-45Y", ""), ("unknown", ""), ("", ""),
    ],
)  # fmt: skip
def test_of_a_stated_age_only_the_band_is_kept(age: str, band: str) -> None:
    assert age_band(of(PatientAge=age)) == band


@pytest.mark.parametrize(
    ("born", "made", "band"),
    [
        ("19700615", "20200614", "40-49"),
        ("19700615", "20200615", "50-59"),
        ("20000229", "20100228", "0-9"),
        ("20200615", "20200614", ""),
        ("19000101", "20240101", ""),
        ("19701332", "20200615", ""),
        ("1970", "20200615", ""),
        ("19700615", "", ""),
    ],
)
def test_without_an_age_the_dates_tell_the_band(born: str, made: str, band: str) -> None:
    assert age_band(of(PatientBirthDate=born, StudyDate=made)) == band
    assert age_band(of(PatientAge="000Y", PatientBirthDate=born, StudyDate=made)) == band


def test_an_age_that_is_given_comes_before_the_dates() -> None:
    assert age_band(of(PatientAge="031Y", PatientBirthDate="19700615", StudyDate="20200615")) == "30-39"
