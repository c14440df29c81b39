"""A morning at the worklist: drop an archive, narrow the list, choose by keyboard, share it with another."""

import io
import re
import zipfile

import pytest

from core.imaging import sample_radiographs
from core.records import Role
from tests.browser.conftest import sign_in
from tests.casebook.builders import keep_case, open_casebook
from tests.imaging.films import dicom, gradient
from tests.live import Server

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
UID = "1.2.826.0.1.3680043.8.498.7"


@pytest.fixture
def worklist(page: Page, server: Server) -> Page:
    """The worklist over 30 unread studies, study 30 the most suspicious, 1 to 9 negative."""
    casebook = open_casebook(server.home)
    for number in range(1, 31):
        keep_case(casebook, f"film {number}", number / 50 if number < 10 else 0.7 + number / 200)
    casebook.close()
    page.goto(f"{server.url}/worklist")
    expect(page.locator("[data-listening]")).to_be_attached()
    expect(rows(page)).to_have_count(25)
    return page


def rows(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".callus-table tbody tr")


def chosen(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".callus-table tr.callus-chosen th a")


def test_the_keyboard_chooses_opens_and_comes_back(worklist: Page) -> None:
    worklist.get_by_text("▲ Positive", exact=True).click()
    expect(worklist.get_by_text("of 21 studies")).to_be_visible()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        worklist.keyboard.press(key)
    expect(chosen(worklist)).to_have_text("29")
    worklist.keyboard.press("Enter")
    expect(worklist).to_have_url(re.compile(r"/read\?study=29$"))
    expect(worklist.get_by_role("heading", name="Study 29")).to_be_visible()
    worklist.go_back()
    expect(worklist.get_by_text("of 21 studies")).to_be_visible()
    expect(worklist).to_have_url(re.compile(r"bands=%E2%96%B2\+Positive$"))


def test_filter_order_and_page_survive_a_reload(worklist: Page) -> None:
    worklist.get_by_role("button", name="Page 2").click()
    expect(worklist.get_by_text("26\u201330 of 30 studies")).to_be_visible()
    worklist.reload()
    expect(worklist.get_by_text("26\u201330 of 30 studies")).to_be_visible()
    worklist.get_by_text("● Negative", exact=True).click()
    expect(worklist.get_by_text("1\u20139 of 9 studies")).to_be_visible()
    worklist.reload()
    expect(worklist.get_by_text("1\u20139 of 9 studies")).to_be_visible()


def test_what_comes_in_appears_and_the_choice_stays_with_its_study(worklist: Page, server: Server) -> None:
    worklist.keyboard.press("ArrowDown")
    expect(chosen(worklist)).to_have_text("30")
    before = rows(worklist).first.bounding_box()
    casebook = open_casebook(server.home)
    keep_case(casebook, "a new film", 0.99)
    casebook.close()
    expect(rows(worklist).first.locator("th a")).to_have_text("31")
    expect(chosen(worklist)).to_have_text("30")
    after = rows(worklist).first.bounding_box()
    assert before and after
    assert before["y"] == after["y"]


def test_two_readers_who_take_the_next_get_two_studies(
    worklist: Page, server: Server, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    sign_in(context, server, Role.READER, "ben")
    other = context.new_page()
    other.goto(f"{server.url}/worklist")
    expect(rows(other)).to_have_count(25)
    expect(other.locator("[data-listening]")).to_be_attached()
    worklist.keyboard.press("j")
    expect(worklist).to_have_url(re.compile(r"/read\?study=30$"))
    other.keyboard.press("j")
    expect(other).to_have_url(re.compile(r"/read\?study=29$"))
    other.go_back()
    expect(other.locator("tr[data-open='30']")).to_contain_text("reader")
    context.close()


def test_an_archive_is_taken_in_analysed_and_its_refusals_are_named(page: Page, server: Server) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("disk/hand.png", sample_radiographs()[0].data)
        archive.writestr("disk/DICOM/1", dicom(gradient(300, 200), StudyInstanceUID=UID))
        archive.writestr("disk/DICOM/2", dicom(gradient(200, 300), StudyInstanceUID=UID))
        archive.writestr("disk/DICOMDIR", b"an index")
        archive.writestr("disk/letter.txt", b"Dear colleague")
    open_casebook(server.home).close()  # of a department that reads with the answer in view
    page.reload()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "exams.zip", "mimeType": "application/zip", "buffer": out.getvalue()}
    )
    expect(page.get_by_text("3 films in 2 studies")).to_be_visible()
    expect(page.locator(".callus-notes li")).to_have_text(
        ["exams.zip/disk/letter.txt This is not a DICOM, PNG, JPEG or TIFF file."]
    )
    expect(rows(page)).to_have_count(2)
    expect(rows(page).locator(".callus-badge")).to_have_count(2, timeout=120_000)
