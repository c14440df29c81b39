"""Does it help? The page says what core found, shows readers by pseudonym, and refuses rates of too few."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounts import Person
from core.casebook import Casebook
from core.monitoring import Window, influence
from core.monitoring.read_cells import read_cells
from core.monitoring.simulation import Plan
from core.records import Call, Experience, Mode, Role
from dashboard.theme import EXPERIENCES
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.house import open_page, put_cases, words
from tests.pages.simulated import fill, traces

QUESTION = {"question": "Does it help?", "period": "All time"}
SIMULATED = Window(synthetic=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("helping"), Plan(studies=4000, months=4))


@pytest.fixture
def casebook(home: Path) -> Iterator[Casebook]:
    opened = open_casebook(home)
    yield opened
    opened.close()


def test_the_headline_is_the_first_thing_said(
    home: Path, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words(open_page("performance", home, monkeypatch, **QUESTION))
    overall = influence(casebook, SIMULATED).overall
    assert overall.sentence.startswith("On balance the answer helps")
    assert f"<p class='callus-sentence'>{overall.sentence}</p>" in said
    assert f"{overall.blind:,} blind-first reads" in said and "by 6 readers" in said


def test_charts_show_what_core_found(home: Path, casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = traces(open_page("performance", home, monkeypatch, **QUESTION))
    found = influence(casebook, SIMULATED)
    (rates,) = drawn["followed"]
    known = dict(zip(rates["customdata"], rates["x"], strict=True))
    groups = {"All readers": found.overall} | {
        EXPERIENCES[Experience(word)]: part for word, part in found.experience.items()
    }
    for name, part in groups.items():
        assert known.get(f"{name}: followed a wrong answer") == part.followed_wrong.value
    assert not any("doubt" in label for label in known)
    worse, better = drawn["changes"]
    assert (worse["x"][0], better["x"][0]) == (-found.overall.to_worse, found.overall.to_better)
    marks = [t for t in drawn["before_after"] if t["mode"] == "markers"]
    assert [trace["x"][0] for trace in marks] == [
        found.overall.sensitivity.before.value, found.overall.sensitivity.after.value,
        found.overall.specificity.before.value, found.overall.specificity.after.value,
    ]  # fmt: skip
    assert [trace["symbol"] for trace in (mark["marker"] for mark in marks[:2])] == ["circle-open", "diamond"]
    (seconds,) = drawn["times"]
    assert seconds["x"][0] == found.overall.seconds_without.value


def test_readers_are_pseudonyms_to_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(open_page("performance", home, monkeypatch, **QUESTION))
    assert "Simulated 1" in said and "Simulated 6" in said
    assert "sim-ash" not in said and "Simulated reader" not in said


def test_oneself_is_named_and_only_ones_own_studies_open(
    home: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.person = Person("sim-oak", "Oak", Role.READER, Experience.SENIOR_SPECIALIST, "Simulated 6")
    app = open_page("performance", home, monkeypatch, **QUESTION)
    assert "Simulated reader 6 (you)" in words(app)
    offered = app.selectbox(key="behind_followed").options
    assert "Simulated reader 6 (you): followed a wrong answer" in offered
    assert not any(option.startswith("Simulated 1") for option in offered)


def test_behind_a_figure_are_its_reads(
    home: Path, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("performance", home, monkeypatch, **QUESTION)
    app.selectbox(key="behind_followed").set_value("All readers: followed a wrong answer").run()
    with casebook.database.reading() as session:
        followed = [
            cell.n
            for cell in read_cells(session, SIMULATED)
            if cell.blind
            and cell.answer
            and cell.first == cell.reference != cell.answer
            and cell.call == cell.answer
        ]
    said = words(app)
    assert "Behind: All readers: followed a wrong answer" in said
    assert f"of {sum(followed):,} studies" in said


@pytest.mark.parametrize(
    ("stage", "mode"),
    [("Own call, without the answer", Mode.BLIND_FIRST), ("Answer in view from the start", Mode.CONCURRENT)],
)
def test_behind_a_time_are_the_studies_read_in_that_way(
    home: Path, casebook: Casebook, monkeypatch: pytest.MonkeyPatch, stage: str, mode: Mode
) -> None:
    app = open_page("performance", home, monkeypatch, **QUESTION)
    app.selectbox(key="behind_times").set_value(stage).run()
    with casebook.database.reading() as session:
        cells = [cell for cell in read_cells(session, SIMULATED) if cell.mode == mode]
    read = sum(cell.n for cell in cells if cell.blind or mode is Mode.CONCURRENT)
    assert f"Behind: {stage}" in words(app)
    assert f"of {read:,} studies" in words(app)


def test_a_viewer_sees_figures_and_no_study(home: Path, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    door.let_in(Role.VIEWER)
    app = open_page("performance", home, monkeypatch, **QUESTION)
    assert "On balance" in words(app)
    assert [box.label for box in app.selectbox if box.label.startswith("Show the studies")] == []


def test_without_blind_reads_it_says_how_to_get_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 3, call=Call.FRACTURE)
    said = words(open_page("performance", tmp_path, monkeypatch, **QUESTION))
    assert "No study was read before the answer was shown" in said
    assert "Department page" in said
    assert "Too few timed reads: a mean takes 20." in said


def test_without_reads_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_cases(tmp_path, 2)
    app = open_page("performance", tmp_path, monkeypatch, **QUESTION)
    assert "No study of all time has been read yet." in words(app)
    assert not app.get("plotly_chart")


def test_one_reader_and_few_reads_give_no_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fill(tmp_path, Plan(studies=60, months=1, readers=Plan().readers[:1]))
    app = open_page("performance", home, monkeypatch, **QUESTION)
    said = words(app)
    assert "All are one reader's" in said
    assert "No group for trainee: it would be one reader" in said
    assert "Too few wrong answers met a right call" in said
    assert "followed" not in traces(app)
