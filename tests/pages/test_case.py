from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.casebook import Casebook, Decision, EventKind, Reading, Terms
from core.records import Agreement, Call, FirstRead, Read, Role
from tests.casebook.builders import film, keep_case, open_casebook
from tests.pages.conftest import Door
from tests.pages.house import open_page, put_cases, words


@pytest.mark.parametrize("number", ["99", "0", "twelve", "", "9" * 30])
def test_an_unknown_number_gets_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    app = open_page("case", tmp_path, monkeypatch, case=number)
    assert not app.exception
    assert "No such case" in words(app)


def test_a_case_shows_answer_thresholds_and_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 1, probability=0.9)
    said = words(open_page("case", tmp_path, monkeypatch, case="1"))
    assert "Fracture likely" in said
    assert "DenseNet121 1.0.0" in said
    assert "90 %" in said
    assert "20 %" in said
    assert "70 %" in said
    assert "4 \u00d7 3 pixels" in said
    assert "Nobody has read this study yet" in said


def test_a_correction_names_the_earlier_read_and_both_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_cases(tmp_path, 1, probability=0.9, call=Call.NO_FRACTURE)
    casebook = open_casebook(tmp_path)
    casebook.add_read(Read(1, "reader", Call.FRACTURE, Agreement.AGREE, 1, "It is one.", 75.0, corrects=1))
    said = words(open_page("case", tmp_path, monkeypatch, case="1"))
    assert "corrected by read 2" in said
    assert "corrects read 1" in said
    assert "A step in the cortex." in said
    assert "1 min 15 s" in said


def test_the_way_to_the_read_is_by_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 2)
    app = open_page("case", tmp_path, monkeypatch, case="2")
    assert "Read study 2" in [button.label for button in app.button]


def test_a_case_without_analysis_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_case(open_casebook(tmp_path), "film")
    app = open_page("case", tmp_path, monkeypatch, case="1")
    assert not app.exception
    assert "No model has analysed this case." in words(app)


def test_a_comment_is_shown_as_text_and_not_as_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 1)
    casebook = open_casebook(tmp_path)
    casebook.add_read(Read(1, "reader", Call.UNSURE, Agreement.UNSURE, 1, "<b>see</b> <script>"))
    said = words(open_page("case", tmp_path, monkeypatch, case="1"))
    assert "&lt;b&gt;see&lt;/b&gt; &lt;script&gt;" in said
    assert "<script>" not in said


def test_all_that_was_said_of_the_study_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blind: Casebook
) -> None:
    first = blind.readings.add_first(
        FirstRead(1, "reader", Call.NO_FRACTURE, 60, comment="Soft tissue only.")
    )
    read = Read(1, "reader", Call.FRACTURE, Agreement.AGREE, 1, "The base.", first_read_id=first.id)
    kept = blind.add_read(read)
    decision = Decision(1, "reader", Call.FRACTURE, "The lateral view shows it.", last_read_id=kept.id)
    blind.disputes.decide(decision)
    said = words(open_page("case", tmp_path, monkeypatch, case="1"))
    for each in ("First reads", "Soft tissue only.", "60 %", "The base.", "The lateral view shows it."):
        assert each in said


def test_a_blind_study_shows_no_answer_before_the_reader_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blind: Casebook
) -> None:
    app = open_page("case", tmp_path, monkeypatch, case="1")
    said = words(app)
    assert not app.exception
    assert "Blind first: the answer is shown after your own read." in said
    for told in ("Fracture likely", "90 %", "Analyses", "callus-positive'"):
        assert told not in said
    assert "With heatmap (PNG)" not in labels(app) and "Study (PDF)" not in labels(app)
    blind.readings.add_first(FirstRead(1, "reader", Call.FRACTURE))
    assert "Fracture likely" in words(open_page("case", tmp_path, monkeypatch, case="1"))


def test_only_an_administrator_gets_the_original_and_the_trail_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    put_cases(tmp_path, 1)
    assert "Take the original" not in labels(open_page("case", tmp_path, monkeypatch, case="1"))
    door.let_in(Role.ADMINISTRATOR, "ada")
    app = open_page("case", tmp_path, monkeypatch, case="1")
    assert "Take the original" in labels(app)
    assert "may name the patient" in words(app)
    casebook = open_casebook(tmp_path)
    assert casebook.hand_out(1, "ada") == casebook.original(1)
    last = casebook.events(1)[0]
    assert (last.kind, last.who) == (EventKind.ORIGINAL_HANDED_OUT, "ada")


def test_views_of_one_study_lead_to_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook = open_casebook(tmp_path)
    for name in ("frontal", "lateral"):
        radiograph, data = film(name.encode())
        casebook.keep(radiograph, data, study="a" * 64)
    app = open_page("case", tmp_path, monkeypatch, case="2")
    assert [link.proto.label for link in app.get("page_link")] == ["Another view of study 1: case 1"]


def test_nobody_without_the_right_sees_a_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    put_cases(tmp_path, 1)
    door.let_in(Role.VIEWER)
    said = words(open_page("case", tmp_path, monkeypatch, case="1"))
    assert "Not for your role" in said
    assert "Case 1" not in said


@pytest.fixture
def blind(tmp_path: Path) -> Casebook:
    """A casebook with one positive study that is read blind first."""
    casebook = open_casebook(tmp_path)
    casebook.department.change(Terms(reading=Reading.BLIND_FIRST), "ada")
    keep_case(casebook, "film", 0.9)
    return casebook


def labels(app: AppTest) -> list[str]:
    return [str(element.proto.label) for element in app.get("download_button")]
