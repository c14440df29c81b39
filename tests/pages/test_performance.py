from pathlib import Path

import pytest

from core.records import Call
from tests.casebook.builders import keep_case, open_casebook, read
from tests.pages.house import live_table, open_page, put_cases, words


def test_without_reads_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("performance", tmp_path, monkeypatch)
    assert not app.exception
    assert "No reads yet" in words(app)


def test_few_reads_are_counted_but_give_no_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 3, call=Call.FRACTURE)
    said = words(open_page("performance", tmp_path, monkeypatch))
    assert "3 reads can be compared" in said
    assert "From 20 on, a rate of agreement is shown" in said
    assert "3 of 3: too few for a rate" in said
    assert "100.0 %" not in said


def test_enough_reads_give_a_rate_with_its_interval(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 18, probability=0.9, call=Call.FRACTURE)
    put_cases(tmp_path, 2, probability=0.1, call=Call.FRACTURE)
    app = open_page("performance", tmp_path, monkeypatch)
    assert not app.exception
    # Wilson's interval of 18 in 20, worked out by hand: 69.9 to 97.2 %.
    assert "agreed on 18 of 20 decided reads: 90.0 % (95 % interval 69.9\u201397.2)" in words(app)
    assert {n for n in range(1, 21) if f"data-open='{n}'" in live_table(app)} == {19, 20}


def test_samples_count_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook = open_casebook(tmp_path)
    number = keep_case(casebook, "drawn", 0.9, synthetic=True)
    casebook.add_read(read(number))
    app = open_page("performance", tmp_path, monkeypatch)
    assert "No reads yet" in words(app)
    app.toggle(key="samples").set_value(True).run()
    assert "1 reads can be compared" in words(app)
