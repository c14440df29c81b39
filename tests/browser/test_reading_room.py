"""Reading as a department does: blind first, by keyboard, interrupted, two at once; nothing is lost."""

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from core.casebook import Reading
from core.imaging import read_radiograph
from core.records import Agreement, Call
from tests.browser.conftest import sign_in
from tests.browser.reading import SAMPLES, furnish, mark, open_study, settled, sign_button, title
from tests.live import Server

pytestmark = pytest.mark.browser


def test_an_agreed_normal_takes_three_keys_from_the_worklist(page: Page, server: Server) -> None:
    casebook = furnish(server, 0.05, 0.04)
    page.goto(f"{server.url}/worklist")
    expect(page.get_by_role("button", name="Next study")).to_be_visible()
    page.keyboard.press("j")
    title(page, 1)
    expect(page.get_by_text("Your own read first.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".callus-verdict")).to_contain_text("Fracture unlikely")
    expect(sign_button(page)).to_contain_text("Agree and sign")
    page.keyboard.press("a")
    title(page, 2)
    expect(page.get_by_text("Study 1 is signed.")).to_be_visible()
    (read,) = casebook.readings.reads(1)
    assert (read.call, read.agreement) == (Call.NO_FRACTURE, Agreement.AGREE)
    assert read.first_read_id is not None and read.report == "No fracture is seen on this film."
    casebook.close()


def test_before_the_first_read_no_word_of_an_answer_reaches_the_browser(page: Page, server: Server) -> None:
    furnish(server, 0.8237, 0.05).close()
    received: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(_bytes(frame)))

    page.on("websocket", listen)
    open_study(page, server)
    settled(page)
    sent = b"\n".join(received)
    assert b"Your own read first." in sent
    for secret in (b"Fracture likely", b"82 %", b"0.8237", b"calibrated", b"DenseNet121", b"data:image/png"):
        assert secret not in sent
    assert page.title() == "Callus"
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Save and show the answer")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".callus-verdict")).to_contain_text("82 %")


def test_a_reload_and_a_restart_lose_nothing_of_a_read(page: Page, server: Server) -> None:
    casebook = furnish(server, 0.9)
    open_study(page, server)
    page.keyboard.press("f")
    expect(page.get_by_text("Nothing is marked yet.")).to_be_visible()
    mark(page)
    expect(page.get_by_text("1 place is marked.")).to_be_visible()
    page.get_by_label("Comment").press_sequentially("A step in the cor")  # the field is never left
    settled(page)
    page.reload()
    expect(page.get_by_text("1 place is marked.")).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("A step in the cor")
    server.restart()
    page.reload()
    expect(page.get_by_text("1 place is marked.")).to_be_visible()
    expect(page.get_by_role("button", name="Save and show the answer")).to_be_enabled()
    settled(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".callus-verdict")).to_contain_text("Fracture likely")
    page.reload()
    expect(page.get_by_text("Your first read: Fracture, 1 place marked")).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("A step in the cor")
    page.keyboard.press("a")
    expect(page.get_by_text("Signed.")).to_be_visible()
    (read,), (first,) = casebook.readings.reads(1), casebook.readings.first_reads(1)
    assert read.marks == first.marks and len(read.marks) == 1
    assert casebook.drafts.of(1, "reader").call is None
    casebook.close()


def test_a_disagreement_by_keyboard_alone(page: Page, server: Server) -> None:
    casebook = furnish(server, 0.9, mode=Reading.CONCURRENT)
    open_study(page, server)
    page.keyboard.press("q")
    expect(page.get_by_text("What is wrong with it")).to_be_visible()
    page.keyboard.press("n")
    expect(
        page.get_by_text("To be kept: No fracture, disagrees with the answer (false alarm).")
    ).to_be_visible()
    expect(sign_button(page)).to_contain_text("Disagree and sign")
    expect(sign_button(page)).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Signed.")).to_be_visible()
    assert casebook.readings.reads(1)[0].agreement is Agreement.DISAGREE
    casebook.close()


def test_two_readers_do_not_get_the_same_study(browser: Browser, page: Page, server: Server) -> None:
    furnish(server, 0.9, 0.8).close()
    open_study(page, server)
    other = browser.new_context(viewport={"width": 1440, "height": 900})
    sign_in(other, server, name="ben")
    second = other.new_page()
    second.goto(f"{server.url}/read?study=1")
    expect(second.get_by_text("Reader is reading this study until")).to_be_visible()
    expect(second.get_by_role("button", name="No fracture")).to_have_count(0)
    second.get_by_role("button", name="Next study").click()
    title(second, 2)
    page.get_by_role("link", name="About").click()  # leaving gives it back
    expect(page.get_by_role("heading", name="About")).to_be_visible()
    second.goto(f"{server.url}/read?study=1")
    expect(second.get_by_text("Your own read first.")).to_be_visible()
    other.close()


def test_a_key_that_is_held_down_does_one_thing(page: Page, server: Server) -> None:
    casebook = furnish(server, 0.05, 0.04, 0.03, mode=Reading.CONCURRENT)
    open_study(page, server)
    expect(sign_button(page)).to_be_visible()
    page.keyboard.down("a")
    title(page, 2)
    expect(sign_button(page)).to_be_visible()
    settled(page)
    page.keyboard.down("a")  # the same key once more without having been let go: a repeat
    settled(page)
    assert len(casebook.readings.reads(1)) == 1
    assert casebook.readings.reads(2) == ()
    page.keyboard.up("a")
    page.keyboard.press("a")
    title(page, 3)
    casebook.close()


def test_what_is_typed_while_networks_speak_stays_a_comment(page: Page, server: Server) -> None:
    casebook = furnish(server)
    casebook.keep(read_radiograph(SAMPLES[0]), SAMPLES[0])
    open_study(page, server)
    comment = page.get_by_label("Comment")
    comment.click()
    for _ in range(60):
        comment.press_sequentially("n", delay=50)
        if len(casebook.analyses(1)) == 2:
            break
        page.wait_for_timeout(500)
    settled(page)
    expect(comment).to_be_focused()
    page.keyboard.press("n")
    settled(page)
    assert casebook.readings.first_reads(1) == ()
    casebook.close()


def test_a_double_press_signs_once(page: Page, server: Server) -> None:
    casebook = furnish(server, 0.05, 0.04, 0.03)
    open_study(page, server)
    page.keyboard.press("n")
    expect(sign_button(page)).to_contain_text("Agree and sign")
    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(page.get_by_text("Study 1 is signed.")).to_be_visible()
    settled(page)
    assert len(casebook.readings.reads(1)) == 1
    assert casebook.readings.reads(2) == () and casebook.readings.first_reads(2) == ()
    casebook.close()


def test_the_second_of_two_taps_is_no_key_press(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/about")
    expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
    page.evaluate("heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    tap = """([...keys]) => keys.forEach((key) => document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key, ctrlKey: key === 'Enter', bubbles: true, composed: true })))"""
    page.evaluate(tap, ["a", "a", "n", "Enter", "a", "Enter", "j", "j"])
    assert page.evaluate("heard") == ["a", "n", "Enter", "j", "j"]
    page.wait_for_timeout(700)  # the second tap is judged by the time since the first
    page.evaluate(tap, ["a"])
    assert page.evaluate("heard")[5:] == ["a"]


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
