from pathlib import Path

import pytest

from core.imaging import read_radiograph, sample_radiographs
from core.records import Agreement, Call, Read
from tests.casebook.builders import answer, keep_case, open_casebook
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
    assert "90.0 %" in said
    assert "20 %" in said
    assert "70 %" in said
    assert "4 \u00d7 3 pixels" in said
    assert "Nobody has read this case yet." in said


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


def test_one_may_correct_only_ones_own_latest_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 1, call=Call.FRACTURE, reader="another")
    put_cases(tmp_path, 1, call=Call.FRACTURE, reader="reader")
    other = open_page("case", tmp_path, monkeypatch, case="1")
    own = open_page("case", tmp_path, monkeypatch, case="2")
    assert [button.label for button in other.button] == ["Read this case"]
    assert [button.label for button in own.button] == ["Read this case", "Correct my read 2"]


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


def test_correcting_leads_to_the_form_and_keeps_a_read_that_names_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook, data = open_casebook(tmp_path), sample_radiographs()[0].data
    radiograph = read_radiograph(data)
    case_id = casebook.keep(radiograph, data).case_id
    analysis_id = casebook.add_analysis(case_id, answer(radiograph, 0.9), decides=True)
    casebook.add_read(Read(case_id, "reader", Call.FRACTURE, Agreement.AGREE, analysis_id))
    app = open_page("case", tmp_path, monkeypatch, case="1")
    next(button for button in app.button if button.label == "Correct my read 1").click().run()
    assert not app.exception
    app.switch_page(
        "../pages/read.py"
    )  # a browser stays on the page that the button led to; a test must say so
    app.run()
    app.segmented_control(key="call-1").set_value(Call.NO_FRACTURE).run()
    next(button for button in app.button if button.label == "Save read").click().run()
    first, second = casebook.reads(1)
    assert (second.call, second.agreement) == (Call.NO_FRACTURE, Agreement.DISAGREE)
    assert second.corrects == first.id
