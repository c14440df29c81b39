"""Is it quick, what next, and the monthly report: what is shown to whom, and taken away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.casebook.tables import DailyLookTable
from core.monitoring import Wait, Window, attention, behind, longest, turnround
from core.monitoring.pointing import Behind
from core.monitoring.simulation import Plan, simulate
from core.records import Call, Role
from dashboard.components.performance import monthly
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.house import open_page, put_cases, words

QUICK, NEXT, MONTHLY, SHIFTING = "Is it quick?", "What next?", "Monthly report", "Is it shifting?"
TODAY = datetime.now(UTC).date()
SIMULATED = Window(synthetic=True)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("work")
    casebook = open_casebook(home)
    simulate(casebook, home, Plan(studies=2500, months=3, ends=TODAY))
    casebook.close()
    return home


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, view: str) -> AppTest:
    return open_page("performance", home, monkeypatch, question=view, period="All time")


def test_turn_round_is_shown_with_its_n_and_the_studies_that_waited_longest(
    simulated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(simulated)
    found, waited = turnround(casebook, SIMULATED), longest(casebook, SIMULATED)
    late = behind(casebook, SIMULATED, Behind(wait=Wait.LATE)).n
    casebook.close()
    app = opened(simulated, monkeypatch, QUICK)
    said = words(app)
    assert f"n {found.positive.in_target.n:,}" in said and f"n = {found.read.in_target.n:,}" in said
    assert len(waited.read) == 10
    assert all(f"Study {each.study_id}<" in said for each in waited.read)
    app.selectbox(key="behind_waits").set_value("Read after the target").run()
    assert f"of {late:,} studies" in words(app)


def test_the_longest_waits_are_those_of_the_drawn_studies(simulated: Path) -> None:
    from core.monitoring.simulation.drawing import draw

    drawn = draw(Plan(studies=2500, months=3, ends=TODAY))
    minutes = sorted((drawn.read - drawn.arrived)[drawn.is_read] / 60e6, reverse=True)
    casebook = open_casebook(simulated)
    found = longest(casebook, SIMULATED)
    casebook.close()
    assert [each.minutes for each in found.read] == pytest.approx(minutes[:10], abs=0.01)
    assert [each.created_at for each in found.unread] == sorted(each.created_at for each in found.unread)


def test_an_hour_of_the_week_opens_its_studies(simulated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook = open_casebook(simulated)
    busiest = max(turnround(casebook, SIMULATED).hours, key=lambda each: each.in_target.n)
    casebook.close()
    app = opened(simulated, monkeypatch, QUICK)
    (choice,) = [each for each in app.selectbox if each.key == "behind_hours"]
    day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[busiest.weekday]
    choice.set_value(f"{day} {busiest.hour:02}\u2013{busiest.hour + 1:02} h").run()
    assert f"of {busiest.in_target.n} studies" in words(app)


def test_too_few_studies_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 3, call=Call.FRACTURE)
    said = words(opened(tmp_path, monkeypatch, QUICK))
    assert "Too few positive studies were read or are late to say how quick it is: 3." in said
    assert "No week has the 20 positive studies, read or past the target, that a rate takes." in said
    assert "No hour of the week has the 20 studies, read or past the target, that a rate takes." in said


def test_what_waits_leads_to_where_it_is_done(simulated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    casebook = open_casebook(simulated)
    found, recalls = attention(casebook, SIMULATED), casebook.disputes.recall_page(is_open=True)
    first = casebook.disputes.queue(page_size=8)
    casebook.close()
    said = words(opened(simulated, monkeypatch, NEXT))
    assert found.recalls == recalls.total > 0
    assert [each.recall_id for each in found.untold] == [each.id for each in recalls.rows[:8]]
    assert [each.study_id for each in found.disputed] == [row.id for row in first.rows[: found.disputes]]
    assert f"href='recalls?recall={found.untold[0].recall_id}'" in said
    assert f"href='disputes?study={found.disputed[0].study_id}'" in said
    assert f"href='case?case={found.wanted[0].case_id}'" in said
    assert found.wanted[0].why in said


def test_what_is_worth_a_label_is_put_up_for_decision_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    put_cases(tmp_path, 3, call=Call.FRACTURE)
    label = "Put all 3 up for decision"
    door.let_in(Role.READER)
    assert label not in [each.label for each in opened(tmp_path, monkeypatch, NEXT).button]
    door.let_in(Role.SENIOR)
    app = opened(tmp_path, monkeypatch, NEXT)
    next(each for each in app.button if each.label == label).click().run()
    assert label not in [each.label for each in app.button]
    assert "3 more were drawn for an audit." in words(app)
    assert "href='disputes?study=1'" in words(app)


@pytest.mark.parametrize(
    ("role", "seen"), [(Role.READER, {"recalls?recall=", "case?case="}), (Role.VIEWER, set())]
)
def test_others_see_how_much_waits_and_only_what_their_role_may(
    simulated: Path, monkeypatch: pytest.MonkeyPatch, door: Door, role: Role, seen: set[str]
) -> None:
    door.let_in(role)
    said = words(opened(simulated, monkeypatch, NEXT))
    assert "recalls are open" in said and "such studies have a decision" in said
    assert {way for way in ("recalls?recall=", "disputes?study=", "case?case=") if way in said} == seen


def test_nothing_that_waits_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 1)
    said = words(opened(tmp_path, monkeypatch, NEXT))
    assert "No disagreement and no recall is open." in said
    assert "no study is both read and without a decision" in said


def test_a_month_is_made_shown_and_offered(
    simulated: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    app = opened(simulated, monkeypatch, MONTHLY)
    month = app.selectbox(key="month").value
    assert month == (TODAY.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    (button,) = [each for each in app.button if each.label == "Make the report"]
    button.click().run(timeout=120)
    assert not app.exception
    made = app.session_state[monthly._KEPT]
    assert made.name == f"callus-simulated-performance-{month}"
    assert "Simulated or drawn studies, no patients" in made.page
    assert made.pages.startswith(b"%PDF")
    assert {each.proto.label for each in app.get("download_button")} == {"HTML", "PDF"}
    door.let_in(Role.VIEWER)
    app.selectbox(key="month").set_value(f"{TODAY:%Y-%m}").run()
    assert "This month isn't over" in words(app)
    assert not app.get("download_button")


def test_administrators_see_why_the_daily_look_failed(
    simulated: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    assert "That has not been done yet." in words(opened(simulated, monkeypatch, SHIFTING))
    casebook = open_casebook(simulated)
    with casebook.database.writing() as session:
        row = DailyLookTable(day=TODAY, began_at=datetime.now(UTC), fault="The casebook's disk is full.")
        session.add(row)
    casebook.close()
    assert "disk is full" not in words(opened(simulated, monkeypatch, SHIFTING))
    door.let_in(Role.ADMINISTRATOR)
    app = opened(simulated, monkeypatch, SHIFTING)
    assert "disk is full" in words(app)
