"""Studies for browser tests of the read, on which both networks have spoken already, and its few gestures."""

from dataclasses import replace

from playwright.sync_api import Locator, Page, expect

from core.casebook import Casebook, Reading, Terms
from core.imaging import read_radiograph, sample_radiographs
from tests.casebook.builders import answer, open_casebook
from tests.live import Server

SAMPLES = tuple(sample.data for sample in sample_radiographs())


def furnish(
    server: Server, *probabilities: float, mode: Reading = Reading.BLIND_FIRST, together: bool = False
) -> Casebook:
    """Keep a film for each probability, a study each or all of one, and return the casebook.

    The band in the tests' thresholds: negative below 0.2, positive from 0.7.
    """
    casebook = open_casebook(server.home)
    casebook.department.change(Terms(reading=mode), "reader")
    for data, probability in zip(SAMPLES, probabilities, strict=False):
        film = read_radiograph(data)
        case = casebook.keep(film, data, study="e" * 64 if together else "").case_id
        said = answer(film, probability)
        casebook.add_analysis(case, replace(said, findings=()), decides=True)
        casebook.add_analysis(case, replace(said, model="resnet50", findings=()))
    return casebook


def open_study(page: Page, server: Server, study: int = 1) -> None:
    """Open a study's read and wait for its film and form."""
    page.goto(f"{server.url}/read?study={study}")
    title(page, study)
    expect(page.locator(".stage canvas").first).to_be_visible()
    expect(page.get_by_text("Loading the film")).to_have_count(0)


def title(page: Page, study: int) -> None:
    """Wait until a study is in view."""
    expect(page.get_by_role("heading", name=f"Study {study}", exact=True)).to_be_visible()


def sign_button(page: Page) -> Locator:
    """Return the primary action of a read with the answer in view."""
    return page.locator(".st-key-callus-sign").get_by_role("button").and_(page.locator("[kind=primary]"))


def mark(page: Page) -> None:
    """Draw a box on the film, as a reader does."""
    stage = page.locator(".stage").first.bounding_box()
    assert stage
    x, y = stage["x"] + stage["width"] * 0.45, stage["y"] + stage["height"] * 0.4
    page.keyboard.press("d")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 70, steps=4)
    page.mouse.up()


def settled(page: Page) -> None:
    """Wait until the server has answered the last gesture."""
    page.wait_for_timeout(700)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
