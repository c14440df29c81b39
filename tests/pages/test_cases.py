from pathlib import Path
from threading import Event

import pytest

from core.casebook import Reading
from core.imaging import sample_radiographs
from core.records import Call
from core.settings import Settings
from dashboard.incoming import Delivery, Dropped
from tests.casebook.builders import open_casebook, set_reading
from tests.pages.house import live_table, open_page, put_cases, words


def test_an_empty_casebook_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("cases", tmp_path, monkeypatch)
    assert not app.exception
    assert "No cases yet" in words(app)
    assert [button.label for button in app.button] == ["Fill with synthetic samples"]


def test_the_button_fills_the_casebook_with_labelled_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("cases", tmp_path, monkeypatch)
    app.button[0].click().run()
    assert app.session_state["callus-delivery"].wait(60)  # it goes on beside the page
    app.run()
    counts = open_casebook(tmp_path).counts()
    assert counts.cases == counts.synthetic > 0
    assert live_table(app).count(">synthetic<") == counts.cases


def test_a_slow_filling_is_seen_and_its_cases_come_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, sample = Event(), sample_radiographs()[0]

    def late() -> bytes:
        goes_on.wait(60)
        return sample.data

    app = open_page("cases", tmp_path, monkeypatch)
    slow = Delivery(
        [Dropped(sample.name, late)], open_casebook(tmp_path), Settings(), "reader", synthetic=True
    )
    app.session_state["callus-delivery"] = slow.start()
    app.run()
    (bar,) = app.get("progress")
    assert bar.proto.text.startswith("Reading file 1 of 1")
    assert not app.button
    goes_on.set()
    assert slow.wait(60)
    app.run()
    assert ">synthetic<" in live_table(app)


def test_the_newest_case_comes_first_with_shape_and_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_cases(tmp_path, 1, probability=0.1)
    put_cases(tmp_path, 1, probability=0.9, call=Call.FRACTURE)
    table = live_table(open_page("cases", tmp_path, monkeypatch))
    assert table.index("case?case=2") < table.index("case?case=1")
    assert "callus-positive" in table
    assert "Positive" in table
    assert "90 %" in table
    assert "unread" in table


def test_only_one_page_of_rows_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 30)
    app = open_page("cases", tmp_path, monkeypatch)
    assert live_table(app).count("data-open=") == 25
    assert "1\u201325 of 30 cases" in words(app)


def test_the_address_names_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 30)
    app = open_page("cases", tmp_path, monkeypatch, page="2")
    assert "26\u201330 of 30 cases" in words(app)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"band": "● Negative"}, {1}),
        ({"status": "Unread"}, {1}),
        ({"call": "No fracture"}, {3}),
        ({"agreement": "Disagree"}, {3}),
        ({"search": "2"}, {2}),
        ({"format": "DICOM"}, set()),
        ({"origin": "Synthetic samples"}, set()),
        ({"since": "2020-01-01", "until": "2020-12-31"}, set()),
    ],
)
def test_the_address_filters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: dict[str, str], expected: set[int]
) -> None:
    put_cases(tmp_path, 1, probability=0.1)
    put_cases(tmp_path, 1, probability=0.9, call=Call.FRACTURE)
    put_cases(tmp_path, 1, probability=0.9, call=Call.NO_FRACTURE)
    app = open_page("cases", tmp_path, monkeypatch, **query)
    assert not app.exception
    if not expected:
        assert "No case matches" in words(app)
        return
    table = live_table(app)
    assert {number for number in (1, 2, 3) if f"data-open='{number}'" in table} == expected


def test_filters_can_be_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 2)
    app = open_page("cases", tmp_path, monkeypatch, search="77", band="◆ Doubt")
    app.button[0].click().run()
    assert live_table(app).count("data-open=") == 2


def test_a_changed_filter_goes_back_to_the_first_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_cases(tmp_path, 60)
    app = open_page("cases", tmp_path, monkeypatch, page="3")
    app.selectbox(key="sort").select("oldest").run()
    assert "1\u201325 of 60 cases" in words(app)
    assert "data-open='1'" in live_table(app)


def test_an_order_by_the_answer_tells_nothing_of_one_that_is_kept_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_cases(tmp_path, 1, probability=0.9, call=Call.FRACTURE)
    casebook = open_casebook(tmp_path)
    set_reading(casebook, Reading.BLIND_FIRST)
    put_cases(tmp_path, 1, probability=0.8)
    newest = open_page("cases", tmp_path, monkeypatch)
    assert "1\u20132 of 2 cases" in words(newest)
    app = open_page("cases", tmp_path, monkeypatch, sort="Most suspicious first")
    assert "1\u20131 of 1 case, 2 in all" in words(app)
    assert "without those that you are to read blind first" in words(app)
    casebook.close()
