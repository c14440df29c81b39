"""The Read page through the router, on a real casebook; only the networks are told what to say."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from core.casebook import Casebook, Draft, Reading, Terms
from core.imaging import read_radiograph, sample_radiographs
from core.models import ModelStore
from core.records import Agreement, Box, Call, Depiction, Mark, Objection, Role
from dashboard import resources
from dashboard.incoming import Delivery
from tests.casebook.builders import open_casebook
from tests.dashboard.conftest import ToldEngine
from tests.pages.conftest import Door
from tests.pages.house import open_page, put_model, words

HAND, BROKEN_HAND = (sample.data for sample in sample_radiographs()[:2])
Tell = Callable[..., ToldEngine]
Keep = Callable[..., int]
MARK = Mark(1, Box(10, 20, 110, 140))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two networks in its store, DenseNet121 deciding."""
    put_model(tmp_path)
    put_model(tmp_path, "resnet50", default=False)
    return tmp_path


@pytest.fixture
def tell(home: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Put an engine in place that answers as told, e.g. `tell(densenet121=0.8, resnet50=0.1)`."""

    def put(**probabilities: float) -> ToldEngine:
        engine = ToldEngine(ModelStore(home / "models"), probabilities)
        monkeypatch.setattr(resources, "engine", lambda: engine)
        return engine

    return put


@pytest.fixture
def house(tmp_path: Path) -> Casebook:
    """The casebook of the home, as others would see it."""
    return open_casebook(tmp_path)


@pytest.fixture
def keep(house: Casebook) -> Keep:
    """Keep a film as a study that is read in a mode, and return the study's number."""

    def put(data: bytes = HAND, *, mode: Reading = Reading.BLIND_FIRST, study: str = "") -> int:
        house.department.change(Terms(reading=mode), "ada")
        return house.keep(read_radiograph(data), data, study=study).study_id

    return put


class TestBlindFirst:
    """Nothing of an answer leaves the server before the reader's own call is kept."""

    def test_nothing_of_the_answer_is_sent(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.8237, resnet50=0.1143).shown = Depiction(("hand",), (), None, {"hand": 0.9})
        keep()
        for again in range(2):  # before the networks have spoken, and after
            app = read(home, monkeypatch)
            sent = everything(app)
            for word in (
                "82 %",
                "0.82",
                "ositive",
                "egative",
                "likely",
                "ensenet",
                "DenseNet",
                'heat": "data',
            ):
                assert word not in sent, (again, word)
            assert "Your own read first." in words(app)
        assert open_casebook(home).analyses(1)[0].analysis.probability == 0.8237

    def test_no_fracture_is_kept_at_once_and_the_answer_appears(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.05, resnet50=0.05)
        app = press(read(home, monkeypatch, keep()), "No fracture")
        first = house.readings.first(1, "reader")
        assert first is not None and (first.call, first.marks) == (Call.NO_FRACTURE, ())
        assert first.seconds is not None and 0 <= first.seconds < 60
        said = words(app)
        assert "Fracture unlikely" in said and "Your first read: No fracture (" in said
        assert "To be kept: No fracture, agrees with the answer." in said
        assert button(app, "Agree and sign", primary=True)

    def test_an_agreed_normal_takes_two_clicks_on_this_page_and_leads_to_the_next(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.05, resnet50=0.05)
        keep(), keep(BROKEN_HAND)
        app = press(read(home, monkeypatch, 1), "No fracture")
        app = press(app, "Agree and sign")
        (kept,) = house.readings.reads(1)
        assert (kept.call, kept.agreement, kept.first_read_id) == (Call.NO_FRACTURE, Agreement.AGREE, 1)
        assert kept.report == "No fracture is seen on this film."
        assert app.query_params["study"] == ["2"] or app.query_params["study"] == "2"
        assert "Study 1 is signed." in words(app)
        assert "Your own read first." in words(app) and "unlikely" not in everything(app)

    def test_a_fracture_waits_for_its_mark(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.05, resnet50=0.05)
        app = press(read(home, monkeypatch, keep()), "Fracture")
        assert house.readings.first(1, "reader") is None
        assert "Mark where it is on the film (D, then drag). Nothing is marked yet." in words(app)
        assert house.drafts.of(1, "reader") == Draft(call=Call.FRACTURE)
        press(app, "Save and show the answer")
        first = house.readings.first(1, "reader")
        assert first is not None and first.call is Call.FRACTURE

    def test_a_change_of_mind_keeps_both(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.9, resnet50=0.9)
        app = press(read(home, monkeypatch, keep()), "No fracture")
        assert "disagrees with the answer (false alarm)" in words(app)
        choose(app, "call-1", Call.FRACTURE)
        press(app, "Agree and sign")
        (kept,) = house.readings.reads(1)
        first = house.readings.first(1, "reader")
        assert first is not None
        assert (first.call, kept.call) == (Call.NO_FRACTURE, Call.FRACTURE)

    def test_marks_comment_and_confidence_of_the_first_read_go_on(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.9, resnet50=0.9)
        keep()
        house.drafts.keep(1, "reader", Draft(Call.FRACTURE, confidence=80, comment="Step.", marks=(MARK,)))
        app = read(home, monkeypatch, 1)
        assert "1 place is marked." in words(app)
        app = press(app, "Save and show the answer")
        app = press(app, "Agree and sign")
        first, (kept,) = house.readings.first(1, "reader"), house.readings.reads(1)
        assert first is not None
        for said in (first, kept):
            assert (said.marks, said.confidence, said.comment) == ((MARK,), 80, "Step.")
        assert first.seconds is None  # an earlier window began it
        assert kept.report.splitlines()[1] == "Marked: upper left part of the picture."


class TestConcurrent:
    """One form with the answer in view."""

    def test_the_film_comes_with_both_opinions(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.82, resnet50=0.11)
        said = words(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)))
        assert "Fracture likely" in said and "82 %" in said and "Positive band" in said
        assert "The networks contradict each other." in said
        assert "ResNet50 1.0.0 says negative, DenseNet121 1.0.0 says positive." in said
        assert "Negative below 30 %, positive from 60 %." in said

    def test_what_the_film_shows_is_said_below_the_verdict_where_the_network_knows(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.82).shown = Depiction(("hand",), ("frontal",), False, {"hand": 0.9})
        said = words(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)))
        assert "Network&#x27;s reading: hand, frontal view." in said

    def test_the_reader_disagrees_and_says_why(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        app = read(home, monkeypatch, keep(mode=Reading.CONCURRENT))
        assert button(app, "Sign", primary=True).disabled
        choose(app, "call-1", Call.NO_FRACTURE)
        app.text_input(key="comment-1").set_value("  Growth plate. ").run()
        app.checkbox(key="names_ai-1").check().run()
        press(app, "Disagree and sign")
        (kept,) = house.readings.reads(1)
        assert (kept.agreement, kept.objection) == (Agreement.DISAGREE, Objection.FALSE_ALARM)
        assert (kept.comment, kept.analysis_id, kept.first_read_id) == ("Growth plate.", 1, None)
        assert kept.report.splitlines()[-1].startswith("AI second reader: positive band.")
        assert house.drafts.of(1, "reader") == Draft()

    def test_in_the_doubt_band_the_reader_says_both(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.45, resnet50=0.45)
        app = choose(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)), "call-1", Call.FRACTURE)
        assert "Say whether you agree with the answer." in words(app)
        choose(app, "agreement-1", Agreement.DISAGREE)
        press(app, "Disagree and sign")
        assert house.readings.reads(1)[0].objection is Objection.MISSED

    def test_agreeing_against_ones_own_call_keeps_nothing(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        app = choose(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)), "call-1", Call.NO_FRACTURE)
        app = press(app, "Agree and sign")  # by its key: no such button can be clicked now
        assert "Your call and the answer differ" in words(app)
        assert house.readings.reads(1) == ()

    def test_several_views_have_one_verdict_and_each_its_result(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        engine = tell(densenet121=0.82, resnet50=0.9)
        keep(mode=Reading.CONCURRENT, study="a" * 64)
        assert keep(BROKEN_HAND, mode=Reading.CONCURRENT, study="a" * 64) == 1
        app = read(home, monkeypatch, 1)
        said = words(app)
        assert "2 views" in said and "View 2" in said and said.count("<strong>Fracture likely") == 1
        assert engine.asked == ["densenet121", "resnet50"] * 2
        choose(app, "call-1", Call.FRACTURE)
        press(app, "Agree and sign")
        assert house.readings.reads(1)[0].report.startswith("A fracture is seen on these 2 views.")


class TestAfterwards:
    """A signed study: corrections, exports, the way on."""

    def test_a_correction_is_a_new_read_that_names_the_old(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        app = signed(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)))
        assert "<b>Signed.</b> Fracture, agrees with the answer" in words(app)
        assert "Nothing else on the worklist waits for you." in words(app)
        assert "Study (PDF)" in [each.proto.label for each in app.get("download_button")]
        app = press(app, "Correct this read")
        choose(app, "call-1", Call.UNSURE)
        choose(app, "agreement-1", Agreement.UNSURE)
        app = press(app, "Sign as unsure")
        first, second = house.readings.reads(1)
        assert (first.call, second.call, second.corrects) == (Call.FRACTURE, Call.UNSURE, first.id)
        assert "<b>Signed.</b> Unsure" in words(app)

    def test_a_signed_study_opens_as_signed_and_asks_no_network_again(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        signed(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)))
        engine = tell()
        app = read(home, monkeypatch, case="1")
        assert "<b>Signed.</b>" in words(app)
        assert engine.asked == []

    def test_what_another_reader_signed_is_told_only_beside_the_answer(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, door: Door
    ) -> None:
        tell(densenet121=0.05, resnet50=0.05)
        app = press(read(home, monkeypatch, keep()), "No fracture")
        press(app, "Agree and sign")
        door.let_in(Role.READER, "ben")
        app = read(home, monkeypatch, 1)
        assert "reader" not in "".join(caption.value for caption in app.caption).lower()
        app = press(app, "No fracture")
        assert "Read by reader: No fracture, agrees with the answer" in words(app)


class TestInterruptions:
    """A reload, another window, another reader: nothing is lost and nothing doubled."""

    def test_a_reload_finds_the_form_as_it_was_left(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        app = choose(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)), "call-1", Call.NO_FRACTURE)
        app.text_input(key="comment-1").set_value("Half a thou").run()
        app = read(home, monkeypatch, 1)
        assert app.session_state["call-1"] is Call.NO_FRACTURE
        assert app.text_input(key="comment-1").value == "Half a thou"
        assert button(app, "Disagree and sign", primary=True)

    def test_a_study_signed_in_another_window_is_not_signed_again(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        number = keep(mode=Reading.CONCURRENT)
        one, two = (choose(read(home, monkeypatch, number), "call-1", Call.FRACTURE) for _ in range(2))
        press(one, "Agree and sign")
        two = press(two, "Agree and sign")
        assert len(house.readings.reads(1)) == 1
        assert "<b>Signed.</b>" in words(two)

    def test_a_study_in_other_hands_may_be_looked_at(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        keep()
        until = house.studies.claim(1, "anna").until
        app = read(home, monkeypatch, 1)
        assert rf"anna is reading this study until {until:%H:%M}\." in words(app).replace("\\:", ":")
        assert "No fracture" not in [each.label for each in app.button]
        assert "82 %" not in everything(app)

    def test_who_lost_the_study_meanwhile_signs_nothing_and_keeps_the_draft(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        app = choose(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)), "call-1", Call.FRACTURE)
        house.studies.release(1, "reader")
        house.studies.claim(1, "anna")
        app = press(app, "Agree and sign")
        assert "Somebody else has taken this study over meanwhile." in words(app)
        assert house.readings.reads(1) == ()
        assert house.drafts.of(1, "reader").call is Call.FRACTURE

    def test_leaving_gives_the_study_back(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep, house: Casebook
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        app = read(home, monkeypatch, keep())
        assert house.studies.study(1).claimed_by == "reader"
        app.switch_page("../pages/about.py").run()
        assert house.studies.study(1).claimed_by is None


class TestEdges:
    """An empty desk, a wrong address, a missing network."""

    def test_an_empty_house_takes_files_and_offers_samples(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = open_page("read", home, monkeypatch)
        assert not app.exception
        assert "Drop radiographs here" in words(app)
        assert "Fill with synthetic samples" in [each.label for each in app.button]

    def test_the_next_study_is_one_click_away(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        keep()
        app = press(open_page("read", home, monkeypatch), "Next study")
        assert "Your own read first." in words(app)

    @pytest.mark.parametrize("address", [{"study": "404"}, {"case": "404"}])
    def test_an_unknown_number_is_said_so(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, address: dict[str, str]
    ) -> None:
        app = open_page("read", home, monkeypatch, **address)
        assert not app.exception
        assert "There is no such" in words(app)

    def test_without_a_model_a_study_is_read_all_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: Keep, house: Casebook
    ) -> None:
        app = read(tmp_path, monkeypatch, keep(mode=Reading.CONCURRENT))
        assert not app.exception
        assert "Films are kept and can be read without an answer." in words(app)
        choose(app, "call-1", Call.FRACTURE)
        press(app, "Sign")
        (kept,) = house.readings.reads(1)
        assert (kept.call, kept.analysis_id) == (Call.FRACTURE, None)

    def test_a_broken_network_is_named_beside_the_answer_of_the_other(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(resnet50=0.05)
        said = words(read(home, monkeypatch, keep(mode=Reading.CONCURRENT)))
        assert "The weights of densenet121 are missing or damaged." in said
        assert "Fracture unlikely" in said
        assert "Only one network gave an opinion." in said

    def test_a_small_film_is_a_reason_for_doubt(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell, keep: Keep
    ) -> None:
        tell(densenet121=0.82, resnet50=0.9)
        said = words(read(home, monkeypatch, keep(png(120, 90), mode=Reading.CONCURRENT)))
        assert "The film is small (120 by 90 pixels)" in said


def test_films_that_are_in_just_before_the_page_looks_are_opened_all_the_same(
    home: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(densenet121=0.8, resnet50=0.1)
    # As a busy machine has it: patience ends, then the delivery, then the page is drawn anew.
    wait = Delivery.wait
    monkeypatch.setattr(Delivery, "wait", lambda self, _seconds: wait(self, 60) and False)
    app = press(open_page("read", home, monkeypatch), "Fill with synthetic samples")
    assert "Your own read first." in words(app)


def read(home: Path, monkeypatch: pytest.MonkeyPatch, study: int = 1, **query: str) -> AppTest:
    app = open_page("read", home, monkeypatch, **(query or {"study": str(study)}))
    assert not app.exception
    return app


def choose(app: AppTest, key: str, value: Call | Agreement) -> AppTest:
    app.segmented_control(key=key).set_value(value)
    return app.run()


def button(app: AppTest, label: str, *, primary: bool = False) -> Button:
    found = [each for each in app.button if each.label == label]
    return next(each for each in found if not primary or each.proto.type == "primary")


def press(app: AppTest, label: str) -> AppTest:
    app = button(app, label).click().run()
    assert not app.exception
    return app


def signed(app: AppTest) -> AppTest:
    return press(choose(app, "call-1", Call.FRACTURE), "Agree and sign")


def everything(app: AppTest) -> str:
    """All that the page sends to the browser, but for the house's style sheet and the viewer's program."""
    parts = [str(element.proto) for element in app.main if hasattr(element, "proto")]
    parts += [str(element.proto) for element in app.get("html")]
    sent = [part for part in parts if "<style>" not in part and "js_content" not in part]
    return "\n".join([*sent, *(str(element.proto.json) for element in app.get("bidi_component"))])


def png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.tile(np.linspace(0, 255, width).astype(np.uint8), (height, 1))).save(buffer, "PNG")
    return buffer.getvalue()
