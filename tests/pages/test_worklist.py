"""The worklist through the router: what is listed, in which order, what is kept back, and the way in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from core.casebook import Casebook, Reading, Terms
from core.casebook.tables import StudyTable
from core.imaging import sample_radiographs
from core.records import Agreement, Call, Depiction, FirstRead, Read, Role
from tests.casebook.builders import answer, film, keep_case, open_casebook
from tests.pages.conftest import Door
from tests.pages.house import ROOT, live_table, open_page, words

HAND, BROKEN_HAND, WRIST = (sample.data for sample in sample_radiographs()[:3])


@pytest.fixture
def casebook(tmp_path: Path) -> Casebook:
    """A casebook of a department that reads with the answer in view."""
    made = open_casebook(tmp_path)
    made.department.change(Terms(reading=Reading.CONCURRENT, target_minutes=60), "ada")
    return made


def open_worklist(home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    """Open the first page after the sign-in at an address; it must be right from the first run on."""
    monkeypatch.setenv("CALLUS_HOME", str(home))
    monkeypatch.setenv("CALLUS_MODELS", str(home / "models"))
    app = AppTest.from_file(str(ROOT / "dashboard" / "router.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def order(app: AppTest) -> list[int]:
    table = live_table(app)
    return [int(part.partition("'")[0]) for part in table.split("data-open='")[1:]]


def row(app: AppTest, study: int) -> str:
    return live_table(app).split(f"data-open='{study}'")[1].partition("</tr>")[0]


def button(app: AppTest, label: str) -> AppTest:
    return next(each for each in app.button if label in each.label).click().run()


def taken_in(app: AppTest) -> AppTest:
    """Wait for a delivery, which goes on beside the page, and draw anew."""
    assert app.session_state["callus-delivery"].wait(60)
    return app.run()


def age(casebook: Casebook, study: int, minutes: int) -> None:
    """Let a study have come in so long ago."""
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    with casebook.database.writing() as session:
        session.execute(update(StudyTable).where(StudyTable.id == study).values(created_at=then))


def signed(casebook: Casebook, case: int, call: Call, reader: str = "ben") -> None:
    agreement = Agreement.AGREE if call is Call.FRACTURE else Agreement.DISAGREE
    casebook.add_read(Read(case, reader, call, agreement, casebook.analyses(case)[0].id))


def test_an_empty_house_says_where_to_drop_and_offers_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_worklist(tmp_path, monkeypatch)
    assert not app.exception
    assert "Drop radiographs here" in words(app)
    assert app.file_uploader[0].allowed_type == []  # DICOM files often have no extension
    taken_in(button(app, "Fill with synthetic samples"))
    counts = open_casebook(tmp_path).studies.counts()
    assert counts.studies == counts.unread == 6
    assert "6 films in 6 studies" in words(app)


def test_the_unread_come_most_suspicious_first_with_shape_and_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name, probability in (("a", 0.1), ("b", 0.95), ("c", None), ("d", 0.5), ("e", 0.99)):
        keep_case(casebook, name, probability)
    signed(casebook, 5, Call.FRACTURE)
    app = open_worklist(tmp_path, monkeypatch)
    assert not app.exception
    assert order(app) == [2, 4, 1, 3]
    assert "callus-positive'" in row(app, 2) and "Positive" in row(app, 2) and "95 %" in row(app, 2)
    assert "being analysed" in row(app, 3)
    assert "1\u20134 of 4 studies" in words(app)


def test_region_and_views_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name, probability in (("frontal", 0.3), ("lateral", 0.9)):
        radiograph, data = film(name.encode())
        case = casebook.keep(radiograph, data, study="a" * 64).case_id
        shown = Depiction(("hand",), ("frontal",), False, {"hand": 0.9})
        casebook.add_analysis(case, answer(radiograph, probability, depiction=shown), decides=True)
    cells = row(open_worklist(tmp_path, monkeypatch), 1)
    assert ">Hand<" in cells and ">2<" in cells and "90 %" in cells


def test_a_study_over_target_says_so_and_can_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name in "ab":
        keep_case(casebook, name, 0.5)
    age(casebook, 1, 125)
    age(casebook, 2, 59)
    app = open_worklist(tmp_path, monkeypatch)
    assert "2 h 05 min" in row(app, 1) and "over target" in row(app, 1)
    assert "59 min" in row(app, 2) and "over target" not in row(app, 2)
    assert order(button(app, "over target")) == [1]


def test_who_is_reading_is_told_and_next_takes_what_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name, probability in (("a", 0.99), ("b", 0.8), ("c", 0.7)):
        keep_case(casebook, name, probability)
    casebook.studies.claim(1, "ben")
    app = open_worklist(tmp_path, monkeypatch)
    assert "callus-held" in row(app, 1) and "ben" in row(app, 1)
    assert "callus-held" not in row(app, 2)
    button(app, "Next study")
    assert casebook.studies.study(2).claimed_by == "reader"
    assert casebook.studies.study(1).claimed_by == "ben"


def test_nothing_free_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook) -> None:
    keep_case(casebook, "a", 0.9)
    casebook.studies.claim(1, "ben")
    app = button(open_worklist(tmp_path, monkeypatch), "Next study")
    assert [toast.value for toast in app.toast] == ["No unread study that fits these filters is free."]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"bands": "● Negative"}, [1]),
        ({"regions": "Hand"}, [2]),
        ({"regions": "Not recognised"}, [1]),
        ({"state": "Read"}, [3]),
        ({"state": "All"}, [3, 2, 1]),
        ({"state": "All", "marks": "In dispute"}, [3]),
        ({"state": "All", "marks": "Mine"}, []),
        ({"text": "2"}, [2]),
        ({"order": "Longest waiting first"}, [1, 2]),
    ],
)
def test_the_address_filters_and_sorts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    casebook: Casebook,
    query: dict[str, str],
    expected: list[int],
) -> None:
    keep_case(casebook, "a", 0.1)
    radiograph, data = film(b"hand")
    hand = casebook.keep(radiograph, data).case_id
    shown = Depiction(("hand",), (), False, {"hand": 0.9})
    casebook.add_analysis(hand, answer(radiograph, 0.8, depiction=shown), decides=True)
    keep_case(casebook, "c", 0.9)
    signed(casebook, 3, Call.NO_FRACTURE)
    app = open_worklist(tmp_path, monkeypatch, **query)
    assert not app.exception
    if expected:
        assert order(app) == expected
    else:
        assert "No study matches" in words(app)
        assert order(button(app, "Clear filters")) == [2, 1]


def test_a_blind_study_shows_no_answer_before_the_reader_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    keep_case(casebook, "concurrent", 0.85)
    casebook.department.change(Terms(reading=Reading.BLIND_FIRST), "ada")
    keep_case(casebook, "blind", 0.93)
    app = open_worklist(tmp_path, monkeypatch)
    assert "blind: answer after your read" in row(app, 2)
    assert "93 %" not in row(app, 2) and "callus-positive" not in row(app, 2)
    assert "85 %" in row(app, 1)
    assert order(open_worklist(tmp_path, monkeypatch, bands="▲ Positive")) == [1]
    casebook.readings.add_first(FirstRead(2, "reader", Call.FRACTURE))
    app = open_worklist(tmp_path, monkeypatch, bands="▲ Positive")
    assert order(app) == [2, 1]
    assert "93 %" in row(app, 2)


def test_the_headline_counts_and_leads_to_what_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name, probability in (("a", 0.9), ("b", 0.1), ("c", 0.9)):
        keep_case(casebook, name, probability)
    signed(casebook, 3, Call.NO_FRACTURE)
    app = open_worklist(tmp_path, monkeypatch)
    figures = [each.label for each in app.button if each.label.startswith("**")]
    assert figures[:2] == ["**2** unread", "**1** positive, waiting"]
    assert figures[3:] == ["**1** in dispute", "**0** recalls open"]
    assert order(button(app, "positive, waiting")) == [1]
    assert order(button(app, "unread")) == [1, 2]


def test_only_one_page_is_drawn_and_the_address_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for number in range(27):
        keep_case(casebook, f"film {number}", 0.5)
    assert len(order(open_worklist(tmp_path, monkeypatch))) == 25
    app = open_worklist(tmp_path, monkeypatch, sheet="2")
    assert len(order(app)) == 2
    assert "26\u201327 of 27 studies" in words(app)


def test_everything_read_is_good_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    keep_case(casebook, "a", 0.9)
    signed(casebook, 1, Call.FRACTURE)
    app = open_worklist(tmp_path, monkeypatch)
    assert "Everything is read" in words(app)
    app = button(app, "Show what was read")
    assert order(app) == [1]
    assert "ben" in row(app, 1)


def test_dropped_files_come_in_and_each_refusal_has_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_worklist(tmp_path, monkeypatch)
    files = [("<b>letter</b>", b"Dear colleague", "text/plain"), ("hand", HAND, "image/png")]
    taken_in(app.file_uploader[0].set_value([*files, ("wrist", WRIST, "image/png")]).run())
    said = words(app)
    assert "2 films in 2 studies" in said and "1 file refused" in said
    assert "<b>&lt;b&gt;letter&lt;/b&gt;</b> This is not a DICOM, PNG, JPEG or TIFF file." in said
    assert len(order(app)) == 2
    button(app, "These are views of one exam")
    assert open_casebook(tmp_path).studies.study(1).views == 2
    assert order(app) == [1]


def test_pictures_can_be_dropped_as_one_exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_worklist(tmp_path, monkeypatch)
    app.segmented_control(key="callus-together").set_value("One exam, several views").run()
    pictures = [("1", HAND, "image/png"), ("2", BROKEN_HAND, "image/png")]
    taken_in(app.file_uploader[0].set_value(pictures).run())
    assert "2 films in 1 study" in words(app)


def test_unread_studies_of_the_list_can_be_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name in "abc":
        keep_case(casebook, name, 0.5)
    app = open_worklist(tmp_path, monkeypatch)
    app.multiselect(key="join").set_value([1, 3]).run()
    button(app, "Join into one exam")
    assert casebook.studies.study(1).views == 2
    assert order(app) == [2, 1] or order(app) == [1, 2]


def test_studies_that_can_not_be_joined_are_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook
) -> None:
    for name in "ab":
        keep_case(casebook, name, 0.5)
    app = open_worklist(tmp_path, monkeypatch)
    app.multiselect(key="join").set_value([1, 2]).run()
    casebook.studies.claim(2, "ben")
    button(app, "Join into one exam")
    assert "Study 2 is being read by ben." in words(app)


def test_nobody_without_the_right_sees_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, casebook: Casebook, door: Door
) -> None:
    keep_case(casebook, "a", 0.9)
    door.let_in(Role.VIEWER)
    app = open_page("worklist", tmp_path, monkeypatch)
    assert "Not for your role" in words(app)
    assert "callus-table'" not in words(app)
