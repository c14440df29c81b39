"""The monthly report: written whole, from the same records, and in plain words where there is nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.casebook import Casebook
from core.errors import MonitoringError
from core.monitoring import month, write_month
from core.monitoring.simulation import Drift, DriftKind, Plan
from tests.casebook.builders import open_casebook
from tests.monitoring.departments import department

PLAN = Plan(studies=2400, months=4, drift=Drift(DriftKind.INPUT, 95, 1.2))
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    opened = department(tmp_path_factory.mktemp("monthly"), PLAN)
    yield opened
    opened.close()


def test_a_month_is_written_as_html_and_pdf(casebook: Casebook, tmp_path: Path) -> None:
    said = month(casebook, "2025-12", synthetic=True, now=NOW)
    page, pages = write_month(said, tmp_path, made_on=date(2026, 1, 2))
    assert (page.name, pages.name) == ("performance-2025-12.html", "performance-2025-12.pdf")
    text = page.read_text()
    for words in (
        "Simulated: performance in December 2025",
        "are simulated or drawn samples, not patients",
        '<p class="label" role="note">Simulated or drawn studies, no patients</p>',
        said.shift.sentence,
        "Is it right?",
        "Wrong answers that were followed",
        "Begg and Greenes",
        said.attention.sentence,
    ):
        assert words in text
    assert "sim-ash" not in text
    assert pages.read_bytes().startswith(b"%PDF")


def test_who_may_not_see_studies_gets_a_report_that_names_none(casebook: Casebook, tmp_path: Path) -> None:
    said, told = month(casebook, "2025-12", synthetic=True, now=NOW), list[float]()
    shown = {str(each.study_id) for each in said.attention.wanted}
    page, _ = write_month(said, tmp_path, made_on=date(2026, 1, 2), name_studies=False, progress=told.append)
    cells = set(re.findall(r">(\d+)<", page.read_text()))
    assert not cells & shown
    assert told == sorted(told) and told[-1] == 1.0 and len(told) == 5


def test_the_window_is_the_month(casebook: Casebook) -> None:
    said = month(casebook, "2025-11", synthetic=True, now=NOW)
    assert (said.window.since, said.window.until) == (date(2025, 11, 1), date(2025, 11, 30))
    assert (said.before.studies, said.title) != (0, "")
    assert said.title == "November 2025"


def test_an_empty_casebook_gives_a_report_of_words(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path / "home")
    page, _ = write_month(month(casebook, "2025-12"), tmp_path, made_on=date(2026, 1, 2))
    assert "The casebook is empty" in page.read_text()
    casebook.close()


def test_groups_of_readers_that_are_withheld_are_said_in_the_report(tmp_path: Path) -> None:
    two_trainees_and_a_specialist = Plan().readers[:3]
    plan = Plan(studies=200, months=1, readers=two_trainees_and_a_specialist)
    casebook = department(tmp_path / "home", plan)
    page, _ = write_month(month(casebook, "2025-12", synthetic=True), tmp_path, made_on=date(2026, 1, 2))
    casebook.close()
    text = page.read_text()
    assert "No group for specialist: it would be one reader" in text
    assert "None for trainee either: what is left of all reads would be that reader" in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("December", "like 2026-03"), ("2026-13", "like 2026-03"), ("2099-01", "not begun")],
)
def test_what_is_no_month_is_refused(casebook: Casebook, text: str, sentence: str) -> None:
    with pytest.raises(MonitoringError, match=sentence):
        month(casebook, text, now=NOW)
