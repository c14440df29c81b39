"""The Read page as it is looked at: the film's part of the screen, one action, no jump, text to take away."""

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from core.casebook import Reading
from tests.browser.reading import SAMPLES, furnish, open_study, settled, sign_button, title
from tests.live import Server

pytestmark = pytest.mark.browser


def test_a_dropped_film_is_read_at_once(page: Page, server: Server) -> None:
    furnish(server).close()
    page.goto(f"{server.url}/read")
    expect(page.get_by_test_id("stFileUploaderDropzone").first).to_be_visible()
    dropped = FilePayload(name="hand.png", mimeType="application/octet-stream", buffer=SAMPLES[0])
    page.locator("input[type=file]").first.set_input_files([dropped])
    title(page, 1)
    expect(page.get_by_text("Your own read first.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".callus-opinions")).to_contain_text("ResNet50 1.0.0")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_film_and_action_are_in_view_together(page: Page, server: Server, size: tuple[int, int]) -> None:
    furnish(server, 0.9, 0.8, mode=Reading.CONCURRENT, together=True).close()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_study(page, server)
    film = page.locator(".st-key-callus-film").bounding_box()
    assert film and film["width"] >= 0.6 * size[0]
    assert film["y"] + film["height"] <= size[1]
    expect(sign_button(page)).to_be_in_viewport()
    verdict = page.locator(".callus-verdict").bounding_box()
    assert verdict and verdict["y"] + verdict["height"] < size[1] / 2
    assert page.locator("button[kind=primary]:visible").count() == 1


def test_the_film_does_not_jump_when_the_answer_arrives(page: Page, server: Server) -> None:
    furnish(server, 0.9).close()
    open_study(page, server)
    before = page.locator(".stage").bounding_box()
    page.keyboard.press("n")
    expect(page.locator(".callus-opinions")).to_be_visible()
    settled(page)
    assert page.locator(".stage").bounding_box() == before


def test_no_button_moves_under_the_hand_when_a_part_of_the_page_comes_late(
    page: Page, server: Server
) -> None:
    furnish(server, 0.9, mode=Reading.CONCURRENT).close()
    late: list[Route] = []

    def hold_back(route: Route) -> None:
        late.append(route)

    page.route("**/PageLink*.js", hold_back)
    open_study(page, server)
    page.keyboard.press("f")
    expect(sign_button(page)).to_contain_text("Agree and sign")
    page.keyboard.press("a")
    correct = page.get_by_role("button", name="Correct this read")
    expect(correct).to_be_visible()
    settled(page)
    before = correct.bounding_box()
    assert late
    for each in late:
        each.continue_()
    expect(page.get_by_role("link", name="Back to the worklist")).to_be_visible()
    assert correct.bounding_box() == before


def test_typing_a_comment_presses_no_keys(page: Page, server: Server) -> None:
    casebook = furnish(server, 0.9)
    open_study(page, server)
    page.get_by_label("Comment").press_sequentially("fun")
    settled(page)
    expect(page.get_by_label("Comment")).to_have_value("fun")
    expect(page.get_by_text("Your own read first.")).to_be_visible()
    assert casebook.readings.first_reads(1) == ()
    casebook.close()


def test_the_text_follows_the_call_until_it_is_edited_and_is_signed_as_it_stands(
    page: Page, server: Server
) -> None:
    casebook = furnish(server, 0.05, mode=Reading.CONCURRENT)
    open_study(page, server)
    text = page.get_by_label("Pre-report text")
    page.keyboard.press("f")
    expect(text).to_have_value("A fracture is seen on this film.\nThe place is not marked.")
    page.keyboard.press("n")
    expect(text).to_have_value("No fracture is seen on this film.")
    text.fill("No fracture. Soft tissue swelling.")
    settled(page)
    page.keyboard.press("Escape")
    page.reload()
    expect(text).to_have_value("No fracture. Soft tissue swelling.")
    page.locator("h1").click()
    page.keyboard.press("a")
    expect(page.get_by_text("Signed.")).to_be_visible()
    assert casebook.readings.reads(1)[0].report == "No fracture. Soft tissue swelling."
    page.get_by_role("button", name="Correct this read").click()
    expect(page.get_by_role("button", name="Write it anew")).to_be_visible()
    page.get_by_role("button", name="Write it anew").click()
    expect(text).to_have_value("No fracture is seen on this film.")
    casebook.close()


def test_each_view_can_be_brought_up_front(page: Page, server: Server) -> None:
    furnish(server, 0.3, 0.9, mode=Reading.CONCURRENT, together=True).close()
    open_study(page, server)
    expect(page.locator(".st-key-callus-views")).to_contain_text("View 2")
    shown = page.locator(".stage select option:checked").first
    expect(shown).to_have_text("View 1")
    page.locator(".st-key-callus-views").get_by_role("button", name="Show").nth(1).click()
    expect(shown).to_have_text("View 2")


def test_a_signed_study_can_be_taken_away_as_pdf(page: Page, server: Server) -> None:
    furnish(server, 0.9, mode=Reading.CONCURRENT).close()
    open_study(page, server)
    page.keyboard.press("f")
    expect(sign_button(page)).to_contain_text("Agree and sign")
    page.keyboard.press("a")
    expect(page.get_by_text("Signed.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Study (PDF)").click()
    assert download.value.suggested_filename == "callus-study-1.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
