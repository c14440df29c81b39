"""A study copies what its deciding view shows and where that comes from."""

from dataclasses import replace

from sqlalchemy import select

from core.casebook import Casebook
from core.casebook.tables import StudyTable
from core.records import Depiction
from tests.casebook.builders import answer, film, on_both

pytestmark = on_both

MAIN = {"Manufacturer": "Siemens", "Modality": "DX", "InstitutionName": "Main", "PatientAge": "40-49"}
OLD = {**MAIN, "ManufacturerModelName": "Ysio", "InstitutionName": "North"}


def traits(casebook: Casebook) -> tuple[str | None, ...]:
    table = StudyTable
    with casebook.database.reading() as session:
        return tuple(session.execute(select(table.view, table.device, table.site, table.age)).one())


def test_the_most_suspicious_view_says_where_a_study_comes_from(casebook: Casebook) -> None:
    for name, header, chance, views in (
        ("a", MAIN, 0.3, ("frontal",)),
        ("b", OLD, 0.8, ("lateral", "oblique")),
    ):
        radiograph, data = film(name.encode())
        kept = casebook.keep(replace(radiograph, header=header), data, study="exam")
        shown = Depiction((), views, None, {})
        casebook.add_analysis(kept.case_id, answer(radiograph, chance, depiction=shown))
    assert traits(casebook) == ("lateral", "Siemens Ysio", "North", "40-49")
    assert casebook.case(1).header == MAIN


def test_a_picture_says_nothing_of_it(casebook: Casebook) -> None:
    casebook.keep(*film())
    assert traits(casebook) == (None, None, None, None)
