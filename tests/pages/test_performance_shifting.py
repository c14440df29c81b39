"""Is it shifting? Alarms with what was done about them, series, evidence, accuracy without labels."""

import shutil
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pytest

from core.casebook import AlarmStep
from core.monitoring import ASSUMES, AlarmState, Window, acknowledge, alarms, estimates, shift
from core.monitoring.simulation import Plan
from core.records import Role
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.house import live_table, open_page, put_cases, words
from tests.pages.simulated import PLAN, fill, traces

QUESTION = {"question": "Is it shifting?", "period": "All time"}
SIMULATED = Window(synthetic=True)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = fill(tmp_path_factory.mktemp("shifting") / "home")
    casebook = open_casebook(home)
    shift(casebook, SIMULATED)
    casebook.close()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A copy that a test may add to."""
    return Path(shutil.copytree(filled, tmp_path / "home"))


def test_alarms_are_listed_with_dates_size_and_state(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("performance", home, monkeypatch, **QUESTION)
    assert not app.exception
    casebook = open_casebook(home)
    found, kept = shift(casebook, SIMULATED), alarms(casebook, synthetic=True)
    casebook.close()
    table = live_table(app)
    assert found.foremost is not None and found.sentence in words(app)
    assert f"{len(kept)} raised so far, {len(kept)} that nobody has looked at." in words(app)
    for alarm in kept:
        assert f"data-open='{alarm.id}'" in table and alarm.title in table
    began = PLAN.begins + timedelta(days=PLAN.drift.day - 1) if PLAN.drift else date.min
    assert abs((found.foremost.began_on - began).days) <= 2
    assert f"{found.foremost.began_on.day} {found.foremost.began_on:%b %Y}" in table
    assert app.selectbox(key="alarm").value == found.foremost.id
    assert "Behind: Mean grey of the films" in words(app)


def test_charts_mark_alarms_and_show_evidence_and_accuracy_without_labels(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("performance", home, monkeypatch, **QUESTION)
    drawn = traces(app)
    casebook = open_casebook(home)
    promised = [e for e in estimates(casebook, SIMULATED) if e.point == "high_sensitivity"]
    found = {each.series.name: each for each in shift(casebook, SIMULATED).watched}
    casebook.close()
    grey = found["grey_mean"]
    dots = next(trace for trace in drawn["grey_mean"] if trace.get("marker", {}).get("size") == 3)
    assert len(dots["x"]) == len(grey.series.points)
    marks = drawn["grey_mean"][-1]
    assert marks["x"] == [alarm.raised_on.isoformat() for alarm in grey.alarms]
    assert marks["marker"]["symbol"] == ["triangle-up"]
    under = [label for label, _ in dots["customdata"] if "raised" in label]
    assert under == marks["customdata"]
    assert {each.series.title for each in found.values()} >= {
        trace["name"] for trace in drawn["evidence"] if trace["name"] != "the others"
    }
    assert max(max(v or 0 for v in trace["y"]) for trace in drawn["evidence"]) >= 1
    estimated, measured = drawn["estimated_sensitivity"]
    assert estimated["y"] == [e.sensitivity.value for e in promised if e.sensitivity.drawable]
    assert measured["y"] == [
        e.measured_sensitivity.value for e in promised if e.measured_sensitivity.drawable
    ]
    assert escape(ASSUMES) in words(app)


def test_an_alarm_is_closed_with_a_note_together_with_its_event(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("performance", home, monkeypatch, **QUESTION)
    chosen = app.selectbox(key="alarm").value
    key = f"alarm-{chosen}-0"
    assert app.button(key=f"{key}-close").disabled
    app.text_input(key=f"{key}-note").set_value("The detector in room 2 was replaced.")
    app.checkbox(key=f"{key}-all").check()
    app.run()
    app.button(key=f"{key}-close").click().run()
    casebook = open_casebook(home)
    kept = alarms(casebook, synthetic=True)
    casebook.close()
    assert {alarm.state for alarm in kept} == {AlarmState.CLOSED}
    assert {step.who for alarm in kept for step in alarm.steps} == {"reader"}
    assert "Nothing else has shifted; the alarms of this time are closed." in words(app)
    assert "The detector in room 2 was replaced." in words(app)


@pytest.mark.parametrize(
    ("role", "may"), [(Role.ADMINISTRATOR, True), (Role.READER, False), (Role.VIEWER, False)]
)
def test_who_may_say_what_it_was(
    filled: Path, door: Door, monkeypatch: pytest.MonkeyPatch, role: Role, may: bool
) -> None:
    door.let_in(role)
    app = open_page("performance", filled, monkeypatch, **QUESTION)
    assert any(button.label == "Seen" for button in app.button) is may
    assert ("Your role may not see them." in words(app)) is (role is Role.VIEWER)


def test_who_has_seen_an_alarm_is_said_and_whether_it_left_the_house_but_not_where_to(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLUS_ALARM_WEBHOOK", "https://hook.example.org/secret")
    casebook = open_casebook(home)
    number = alarms(casebook, synthetic=True)[0].id
    acknowledge(casebook, number, AlarmStep.SEEN, who="anna")
    casebook.close()
    app = open_page("performance", home, monkeypatch, **QUESTION)
    assert "Seen<small>anna, " in live_table(app)
    said = words(app)
    assert "E-mail: not set up. Webhook: set up, nothing told yet;" in said
    assert "secret" not in said and "hook.example.org" not in said


def test_a_young_casebook_is_learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fill(tmp_path, Plan(studies=300, months=1, ends=PLAN.ends))
    app = open_page("performance", home, monkeypatch, **QUESTION)
    assert "Learning: 56 days with studies make a reference" in words(app)
    assert "None was ever raised." in words(app)
    assert "evidence" not in traces(app)


def test_without_a_whole_day_there_is_nothing_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_cases(tmp_path, 6)
    app = open_page("performance", tmp_path, monkeypatch, **QUESTION)
    assert "No whole day with studies yet: there is nothing to compare." in words(app)
    assert not app.get("plotly_chart")
