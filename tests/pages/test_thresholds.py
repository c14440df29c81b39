"""Trying thresholds on the Validation page, and proposing them."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.records import Role
from tests.casebook.builders import open_casebook
from tests.pages.conftest import Door
from tests.pages.examined import put_predictions
from tests.pages.house import LABELS, open_page, put_model
from tests.pages.test_validation import said

SLIDER = "thresholds-densenet121-1.0.0"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door) -> AppTest:
    """The thresholds as an administrator sees them."""
    door.let_in(Role.ADMINISTRATOR, "ada")
    put_model(tmp_path)
    put_predictions(tmp_path, "densenet121")
    opened = open_page("validation", tmp_path, monkeypatch, view="Thresholds")
    assert not opened.exception
    return opened


def propose(app: AppTest, why: str) -> AppTest:
    app.text_area(key="proposal-why").set_value(why)
    (button,) = app.button
    return button.click().run()


def test_a_version_without_answers_has_nothing_to_explore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_model(tmp_path)
    text = said(open_page("validation", tmp_path, monkeypatch, view="Thresholds"))
    assert "Nothing to explore" in text


def test_the_thresholds_in_use_come_first(app: AppTest) -> None:
    assert app.slider(key=SLIDER).value == (0.2, 0.7)
    assert app.slider(key="prevalence-densenet121-1.0.0").value == pytest.approx(33.5)
    assert "Too few films" in said(app)  # five fractured films are too few for a figure


def test_intervals_allow_for_related_films_where_the_store_knows_them(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "intervals that take films as unrelated" in said(app)
    rows = "".join(f"IMG{place:07d},test,{place // 2},\n" for place in range(len(LABELS)))
    split = tmp_path / "models" / "fracatlas_split.csv"
    split.write_text(f"image_id,part,group,reason\n{rows}")
    related = open_page("validation", tmp_path, monkeypatch, view="Thresholds")
    assert "intervals that allow for related films" in said(related)
    split.write_text("image_id,part\nIMG0000000,test\n")
    damaged = open_page("validation", tmp_path, monkeypatch, view="Thresholds")
    assert not damaged.exception
    assert damaged.error[0].value == "The split file can't be read."


def test_proposing_keeps_it_and_changes_no_model(app: AppTest, tmp_path: Path) -> None:
    card = (tmp_path / "models" / "densenet121-1.0.0" / "card.json").read_text()
    app.slider(key=SLIDER).set_value((0.1, 0.8)).run()
    assert "High sensitivity **0.100** (in use 0.200), high specificity **0.800** (in use 0.700)" in said(app)
    propose(app, "Fewer misses.")
    assert not app.exception
    assert "Kept as proposal 1. The model in use has not changed." in app.success[0].value
    assert "Fewer misses." in said(app)
    assert (tmp_path / "models" / "densenet121-1.0.0" / "card.json").read_text() == card
    (kept,) = open_casebook(tmp_path).proposals("densenet121", "1.0.0")
    assert (kept.who, kept.proposed.high_sensitivity, kept.current.high_specificity) == ("ada", 0.1, 0.7)


@pytest.mark.parametrize(("moved", "why", "sentence"), [
    (True, " ", "needs a reason"),
    (False, "Why not.", "nothing to propose"),
])  # fmt: skip
def test_a_proposal_needs_a_reason_and_a_difference(
    app: AppTest, tmp_path: Path, moved: bool, why: str, sentence: str
) -> None:
    if moved:
        app.slider(key=SLIDER).set_value((0.1, 0.8)).run()
    propose(app, why)
    assert sentence in app.error[0].value
    assert open_casebook(tmp_path).proposals("densenet121", "1.0.0") == ()


def test_it_says_that_applying_is_another_step(app: AppTest) -> None:
    text = said(app)
    assert "applying a proposal is a separate step" in text
    assert "make the figures of those films flatter" in text


@pytest.mark.parametrize("role", [Role.READER, Role.SENIOR])
def test_only_an_administrator_proposes_and_others_see_what_was_proposed(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door, role: Role
) -> None:
    app.slider(key=SLIDER).set_value((0.1, 0.8)).run()
    propose(app, "Fewer misses.")
    door.let_in(role)
    seen = open_page("validation", tmp_path, monkeypatch, view="Thresholds")
    assert not seen.button
    text = said(seen)
    assert "An administrator can propose other thresholds" in text
    assert "Fewer misses." in text
