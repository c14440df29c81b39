"""The main job as a clinician does it: drop, look, disagree, and find the case again after a restart."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from core.imaging import sample_radiographs
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
COUNT_MESSAGES = """() => {
  const { send } = WebSocket.prototype;
  window.messages = 0;
  WebSocket.prototype.send = function (...data) { window.messages += 1; return send.apply(this, data); };
}"""


def test_a_png_is_read_and_found_again_after_a_restart(page: Page, server: Server) -> None:
    drop(page, "hand.png", sample_radiographs()[1].data)
    expect(page.get_by_role("heading", name="Case 1")).to_be_visible()
    expect(page.locator(".callus-verdict")).to_contain_text("calibrated probability of a fracture")
    expect(page.locator(".callus-opinions")).to_contain_text("DenseNet121 1.0.0")
    expect(page.locator(".callus-opinions")).to_contain_text("ResNet50 1.0.0")
    choose(page, "No fracture")
    choose(page, "Disagree")
    page.get_by_label("Comment").fill("Growth plate, not a break.")
    page.get_by_role("button", name="Save read").click()
    expect(page.get_by_text("Read saved.")).to_be_visible()
    server.restart()
    page.goto(f"{server.url}/case?case=1")
    expect(page.get_by_role("heading", name="Case 1")).to_be_visible()
    expect(page.get_by_text("Growth plate, not a break.")).to_be_visible()
    expect(page.locator(".radiograph")).to_be_visible()


def test_a_dicom_file_without_an_extension_is_analysed(page: Page) -> None:
    drop(page, "IM000001", dicom())
    expect(page.get_by_role("heading", name="Case 1")).to_be_visible()
    expect(page.locator(".callus-verdict")).to_contain_text("calibrated probability of a fracture")
    assert page.locator(".radiograph").evaluate("film => [film.naturalWidth, film.naturalHeight]") == [
        480,
        640,
    ]


def test_a_refused_file_says_why_beside_the_film_that_was_taken(page: Page) -> None:
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        [payload("letter.txt", b"Dear colleague"), payload("hand.png", sample_radiographs()[0].data)]
    )
    expect(page.get_by_text("1 file was refused.")).to_be_visible()
    expect(page.get_by_text("This is not a DICOM, PNG, JPEG or TIFF file.")).to_be_visible()
    expect(page.get_by_role("heading", name="Case 1")).to_be_visible()


@pytest.fixture
def film(page: Page) -> Iterator[Page]:
    """A film in the viewer, its answer given."""
    drop(page, "hand.png", sample_radiographs()[1].data)
    expect(page.locator(".callus-opinions")).to_be_visible()
    expect(page.get_by_role("button", name="Heatmap")).to_be_enabled()
    yield page


def test_the_view_changes_in_the_browser_alone(film: Page) -> None:
    film.wait_for_load_state("networkidle")
    film.evaluate(COUNT_MESSAGES)
    asked: list[str] = []
    film.on("request", lambda request: asked.append(request.url))
    heat, radiograph = film.locator(".heat"), film.locator(".radiograph")
    expect(heat).to_be_hidden()  # the original is seen first
    film.get_by_role("button", name="Heatmap").click()
    expect(film.get_by_role("button", name="Heatmap")).to_have_attribute("aria-pressed", "true")
    film.keyboard.press("h")
    expect(film.get_by_role("button", name="Heatmap")).to_have_attribute("aria-pressed", "false")
    fitted = width(radiograph)
    film.locator(".stage").hover(position={"x": 300, "y": 300})
    film.mouse.wheel(0, -800)
    assert width(radiograph) > 2 * fitted
    at = radiograph.bounding_box()
    film.mouse.down()
    film.mouse.move(700, 500, steps=4)
    film.mouse.up()
    assert radiograph.bounding_box() != at
    film.keyboard.press("0")
    assert width(radiograph) == pytest.approx(fitted, abs=1)
    assert film.evaluate("window.messages") == 0
    assert [url for url in asked if not url.startswith("data:")] == []


def test_zoom_keeps_the_point_under_the_cursor(film: Page) -> None:
    stage, radiograph = film.locator(".stage"), film.locator(".radiograph")
    frame, old = stage.bounding_box(), radiograph.bounding_box()
    assert frame and old
    x, y = old["x"] + old["width"] * 0.6, old["y"] + old["height"] * 0.7
    film.mouse.move(x, y)
    film.mouse.wheel(0, -1200)
    new = radiograph.bounding_box()
    assert new
    assert (x - new["x"]) / new["width"] == pytest.approx(0.6, abs=0.01)
    assert (y - new["y"]) / new["height"] == pytest.approx(0.7, abs=0.01)


def test_typing_a_comment_does_not_press_the_viewers_keys(film: Page) -> None:
    film.get_by_label("Comment").fill("")
    film.get_by_label("Comment").press_sequentially("hb0")
    expect(film.get_by_role("button", name="Heatmap")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_the_film_has_the_larger_part_of_the_width_and_its_words(film: Page, size: tuple[int, int]) -> None:
    film.set_viewport_size({"width": size[0], "height": size[1]})
    stage = film.locator(".stage").bounding_box()
    assert stage and stage["width"] >= 0.6 * size[0]
    assert stage["y"] + stage["height"] <= size[1]
    alt = film.locator(".radiograph").get_attribute("alt")
    assert alt and "probability of a fracture" in alt


def test_the_film_does_not_jump_when_the_answer_arrives(page: Page) -> None:
    drop(page, "hand.png", sample_radiographs()[0].data)
    expect(page.locator(".stage")).to_be_visible()
    before = page.locator(".stage").bounding_box()
    expect(page.locator(".callus-opinions")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.locator(".stage").bounding_box() == before


def drop(page: Page, name: str, data: bytes) -> None:
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    page.locator("input[type=file]").set_input_files(payload(name, data))


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Page, label: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).click()


def width(picture: Locator) -> float:
    box = picture.bounding_box()
    assert box
    return box["width"]


def dicom() -> bytes:
    """A digital radiograph of 640 rows and 480 columns, 12 bits stored, air dark."""
    rows, columns = np.mgrid[0:640, 0:480]
    shaft = np.exp(-(((columns - 240) / 50.0) ** 2)) * 3000 + rows % 7
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = Dataset()
    made.file_meta = meta
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.Modality, made.BodyPartExamined, made.PatientName = "DX", "HAND", "Test^Only"
    made.Rows, made.Columns, made.SamplesPerPixel = 640, 480, 1
    made.PhotometricInterpretation, made.PixelRepresentation = "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 12, 11
    made.PresentationIntentType = "FOR PRESENTATION"
    made.PixelSpacing = ["0.15", "0.15"]
    made.PixelData = shaft.astype("<u2").tobytes()
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()
