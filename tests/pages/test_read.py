"""The Read page through the router, on a real casebook; only the networks are told what to say."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from core.imaging import sample_radiographs
from core.models import ModelStore
from core.records import Agreement, Call, Depiction
from dashboard import resources
from tests.casebook.builders import open_casebook
from tests.dashboard.conftest import ToldEngine
from tests.pages.house import open_page, put_model, words

HAND, BROKEN_HAND = (sample.data for sample in sample_radiographs()[:2])
Tell = Callable[..., ToldEngine]


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


def test_an_empty_desk_takes_any_file_and_offers_samples(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("read", home, monkeypatch)
    assert not app.exception
    assert "Drop radiographs here" in words(app)
    assert app.file_uploader[0].allowed_type == []  # DICOM files often have no extension
    assert app.file_uploader[0].accept_multiple_files
    assert [button.label for button in app.button] == ["Fill with synthetic samples"]
    assert "Decision support, not a diagnosis." in words(app)


def test_a_dropped_film_is_shown_with_both_opinions(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.11)
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    said = words(app)
    assert "Fracture likely" in said and "82 %" in said and "Positive band" in said
    assert "The networks contradict each other." in said
    assert "ResNet50 1.0.0 says negative, DenseNet121 1.0.0 says positive." in said
    assert "Negative below 30 %, positive from 60 %." in said
    film = shown_film(app)
    assert (film["width"], film["height"]) == (760, 960)
    assert [layer["name"] for layer in film["layers"]] == ["DenseNet121 1.0.0", "ResNet50 1.0.0"]
    assert "Fracture likely: probability of a fracture 82 % (positive band)." in film["alt"]
    assert app.query_params["case"] == "1"


def test_what_the_film_shows_is_said_below_the_verdict_where_the_network_knows(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82).shown = Depiction(("hand",), ("frontal",), False, {"hand": 0.9})
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    assert reading_line("hand, frontal view.") in words(app)
    app = open_page("case", home, monkeypatch, case="1")
    assert reading_line("hand, frontal view.") in words(app)


def test_a_network_that_says_nothing_but_the_fracture_gets_no_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82)
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    assert "Fracture likely" in words(app) and "reading:" not in words(app)


def reading_line(said: str) -> str:
    """The quiet line as HTML, escaped like all that is shown."""
    return f"<p class='callus-scale-words'>Network&#x27;s reading: {said}</p>"


def test_a_refused_file_says_why_and_the_others_go_on(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    app = drop(
        open_page("read", home, monkeypatch),
        ("<b>letter</b>", b"Dear colleague"),
        ("hand", HAND),
        ("none.dcm", b""),
    )
    said = words(app)
    assert "2 files were refused." in said
    assert "<b>&lt;b&gt;letter&lt;/b&gt;</b> This is not a DICOM, PNG, JPEG or TIFF file." in said
    assert "<b>none.dcm</b> The file is empty." in said
    assert shown_film(app)["layers"]
    press(app, "Dismiss")
    assert "refused" not in words(app)


def test_a_known_file_is_offered_as_the_earlier_case(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    app = drop(open_page("read", home, monkeypatch), ("again.png", HAND))
    links = [link.proto.label for link in app.get("page_link")]
    assert r"again\.png is already case 1: open it" in links
    assert open_casebook(home).counts().cases == 1


def test_the_reader_disagrees_and_the_read_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    monkeypatch.setenv("CALLUS_READER", "ada")
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    assert button(app, "Save read").disabled
    choose(app, "call-1", Call.NO_FRACTURE)
    assert "To be kept: No fracture, disagrees with the answer." in words(app)
    app.text_area[0].set_value("  Growth plate. ").run()
    press(app, "Save read")
    assert "<b>Read saved.</b> No fracture, disagrees with the answer" in words(app)
    assert "Open case 1" in [link.proto.label for link in app.get("page_link")]
    (read,) = open_casebook(home).reads(1)
    assert (read.reader, read.call, read.agreement) == ("ada", Call.NO_FRACTURE, Agreement.DISAGREE)
    assert (read.comment, read.analysis_id) == ("Growth plate.", 1)
    assert read.seconds is not None and 0 <= read.seconds < 60


def test_disagreeing_alone_means_the_opposite_call(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.05, resnet50=0.05)
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    choose(app, "agreement-1", Agreement.DISAGREE)
    press(app, "Save read")
    (read,) = open_casebook(home).reads(1)
    assert (read.call, read.agreement) == (Call.FRACTURE, Agreement.DISAGREE)


def test_what_the_reader_chose_is_kept_whatever_would_follow(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    choose(app, "call-1", Call.UNSURE)
    choose(app, "agreement-1", Agreement.DISAGREE)
    choose(app, "call-1", Call.FRACTURE)
    assert "To be kept: Fracture, disagrees with the answer." in words(app)
    press(app, "Save read")
    (read,) = open_casebook(home).reads(1)
    assert (read.call, read.agreement) == (Call.FRACTURE, Agreement.DISAGREE)


def test_a_correction_is_a_new_read_that_names_the_old(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    app = saved_read(drop(open_page("read", home, monkeypatch), ("hand.png", HAND)), 1)
    press(app, "Correct this read")
    choose(app, "call-1", Call.UNSURE)
    press(app, "Save read")
    first, second = open_casebook(home).reads(1)
    assert (first.call, second.call, second.corrects) == (Call.FRACTURE, Call.UNSURE, first.id)


def test_a_failing_casebook_keeps_what_the_reader_entered(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    monkeypatch.setenv("CALLUS_READER", "a" * 1000)
    app = saved_read(drop(open_page("read", home, monkeypatch), ("hand.png", HAND)), 1)
    assert "Your read is still here; try again." in words(app)
    assert app.session_state["call-1"] is Call.FRACTURE
    assert open_casebook(home).reads(1) == ()


def test_several_films_lie_on_the_desk_and_follow_each_other(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    engine = tell(densenet121=0.82, resnet50=0.9)
    app = drop(open_page("read", home, monkeypatch), ("one.png", HAND), ("two.png", BROKEN_HAND))
    assert engine.asked == ["densenet121", "resnet50"] * 2
    assert app.session_state["desk"].current == 1
    assert [option.content for option in app.pills[0].proto.options] == ["▲ 1", "▲ 2"]
    app = saved_read(app, 1)
    press(app, "Next film")
    assert app.session_state["desk"].current == 2
    assert app.query_params["case"] == "2"
    app = saved_read(app, 2)
    assert "All films on the desk are read." in words(app)


def test_a_reload_comes_back_to_the_case_with_its_reads(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    engine = tell(densenet121=0.82, resnet50=0.9)
    saved_read(drop(open_page("read", home, monkeypatch), ("hand.png", HAND)), 1)
    app = open_page("read", home, monkeypatch, case="1")
    assert "Earlier read by reader: Fracture, agrees with the answer" in words(app)
    assert engine.asked == ["densenet121", "resnet50"]


def test_an_unknown_case_in_the_address_is_said_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("read", home, monkeypatch, case="404")
    assert not app.exception
    assert "There is no such case." in words(app)
    assert "Drop radiographs here" in words(app)


def test_without_a_model_the_case_is_kept_and_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = drop(open_page("read", tmp_path, monkeypatch), ("hand.png", HAND))
    assert not app.exception
    assert "Films are kept and can be read without an answer." in words(app)
    assert shown_film(app)["layers"] == []
    choose(app, "call-1", Call.FRACTURE)
    press(app, "Save read")
    (read,) = open_casebook(tmp_path).reads(1)
    assert (read.call, read.analysis_id) == (Call.FRACTURE, None)


def test_a_broken_network_is_named_beside_the_answer_of_the_other(
    home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    tell(resnet50=0.05)
    app = drop(open_page("read", home, monkeypatch), ("hand.png", HAND))
    assert "The weights of densenet121 are missing or damaged." in words(app)
    assert "Fracture unlikely" in words(app)
    assert "Only one network gave an opinion." in words(app)


def test_a_small_film_is_a_reason_for_doubt(home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    app = drop(open_page("read", home, monkeypatch), ("thumb.png", png(120, 90)))
    assert "The film is small (120 by 90 pixels)" in words(app)


def test_samples_are_kept_as_synthetic(home: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    tell(densenet121=0.82, resnet50=0.9)
    app = press(open_page("read", home, monkeypatch), "Fill with synthetic samples")
    assert "Synthetic sample" in words(app)
    counts = open_casebook(home).counts()
    assert counts.cases == counts.synthetic == len(sample_radiographs())


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    dropped = [(name, data, "application/octet-stream") for name, data in files]
    return app.file_uploader[0].set_value(dropped).run()


def choose(app: AppTest, key: str, value: Call | Agreement) -> AppTest:
    app.segmented_control(key=key).set_value(value)
    return app.run()


def button(app: AppTest, label: str) -> Button:
    return next(each for each in app.button if each.label == label)


def press(app: AppTest, label: str) -> AppTest:
    return button(app, label).click().run()


def saved_read(app: AppTest, case_id: int) -> AppTest:
    choose(app, f"call-{case_id}", Call.FRACTURE)
    return press(app, "Save read")


def shown_film(app: AppTest) -> dict[str, Any]:
    shown = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    return next(each for each in shown if "film" in each)


def png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.tile(np.linspace(0, 255, width).astype(np.uint8), (height, 1))).save(buffer, "PNG")
    return buffer.getvalue()
