"""The viewer in a real browser, on films whose every pixel is known (see `viewer_bench`)."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.live import ROOT, Server

pytestmark = pytest.mark.browser
Open = Any  # open_viewer(query) -> Page


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows nothing but the viewer."""
    home = tmp_path_factory.mktemp("bench") / "home"
    running = Server(home, home, "tests/browser/viewer_bench.py", PYTHONPATH=str(ROOT))
    running.start()
    yield running.url
    running.stop()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all, so that Streamlit's own files are fetched once."""
    made = browser.new_context()
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def viewer(context: BrowserContext, bench: str) -> Iterator[Open]:
    """Open the viewer on some films; an error in its JavaScript fails the test."""
    errors: list[str] = []
    pages: list[Page] = []

    def open_viewer(query: str = "films=1", script: str = "", heard: list[bytes] | None = None) -> Page:
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        if heard is not None:
            page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: keep(heard, frame)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(f"{bench}/?{query}")
        expect(page.locator(".pane.shown").first).to_be_visible()
        settle(page)
        return page

    yield open_viewer
    for page in pages:
        page.close()
    assert errors == []


def keep(heard: list[bytes], frame: bytes | str) -> None:
    heard.append(frame if isinstance(frame, bytes) else frame.encode())


def settle(page: Page) -> None:
    """Wait until what was changed is drawn: two frames."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def pane(page: Page, script: str, *values: Any) -> Any:
    """Ask the pane that has the keyboard."""
    settle(page)
    root = page.locator(".callus-viewer")
    return root.evaluate(f"(root, values) => {{ const pane = root.viewer.pane; {script} }}", list(values))


def grey_on_screen(page: Page, x: float, y: float) -> int:
    """The grey that is drawn where a point of the film lies."""
    return int(
        pane(
            page,
            """const canvas = pane.renderer.viewport.canvas;
            const ratio = canvas.width / canvas.clientWidth;
            const [left, top] = pane.toScreen(...values).map(at => Math.floor(at * ratio));
            return canvas.getContext("2d").getImageData(left, top, 1, 1).data[0];""",
            x,
            y,
        )
    )


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the film lies in the window."""
    left, top = pane(
        page,
        """const frame = pane.element.getBoundingClientRect();
        const [x, y] = pane.toScreen(...values); return [x + frame.left, y + frame.top];""",
        x,
        y,
    )
    return left, top


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()
    settle(page)


def marked(page: Page) -> Any:
    """The marks as Python got them."""
    return json.loads(page.get_by_test_id("stCode").inner_text())


def runs(page: Page) -> str:
    return page.get_by_text(re.compile(r"^run \d+$")).inner_text()


def test_sixteen_bits_arrive_and_the_window_is_set_on_them(viewer: Open) -> None:
    page = viewer()
    assert pane(page, "return pane.probe(7.9, 3.1)") == 307
    assert pane(page, "return pane.probe(399, 299)") == 30299
    page.mouse.move(*at(page, 120.5, 40.5))
    expect(page.locator(".point")).to_have_text("x 120  y 40  grey 4120")
    # 30000 wide from -0.5: a grey value is shown as value / 30000.
    for x, y in ((2.5, 2.5), (397.5, 100.5), (200.5, 250.5)):
        stored = 100 * int(y) + int(x)
        assert grey_on_screen(page, x, y) == pytest.approx(stored / 30000 * 255, abs=2)
    # Two neighbours that 8 bits can't tell apart are black and white in a window narrow enough.
    pane(page, "pane.window(10100, 10101)")
    assert grey_on_screen(page, 90.5, 100.5) == 0
    assert grey_on_screen(page, 110.5, 101.5) == 255
    page.keyboard.press("i")
    assert grey_on_screen(page, 90.5, 100.5) == 255


def test_a_drag_changes_the_window_and_presets_set_it(viewer: Open) -> None:
    page = viewer()
    before = grey_on_screen(page, 200.5, 150.5)
    x, y = at(page, 200, 150)
    drag(page, (x, y), (x, y + 80))  # the level rises by a fifth of the window: darker
    assert grey_on_screen(page, 200.5, 150.5) == pytest.approx(before - 51, abs=3)
    expect(page.locator("output.window")).to_have_text("W 30000  L 21000")
    drag(page, (x, y), (x + 40, y))
    expect(page.locator("output.window")).to_have_text("W 33000  L 21000")
    expect(page.get_by_label("Window", exact=True)).to_have_value("-1")
    page.keyboard.press("4")
    expect(page.locator("output.window")).to_have_text("W 65535  L 32768")
    page.get_by_label("Window", exact=True).select_option("Default")
    expect(page.locator("output.window")).to_have_text("W 30000  L 15000")


def test_monochrome1_and_eight_bits_are_bright_where_bone_is(viewer: Open) -> None:
    page = viewer("films=2,3")
    assert pane(page, "return pane.probe(250, 9)") == 2500
    assert grey_on_screen(page, 290, 200) > grey_on_screen(page, 10, 200) + 200
    # Rows lie twice as far apart as columns: the film is seen 30 wide and 80 mm high.
    assert pane(page, "const [a, b, c, d] = pane.matrix; return d / a") == pytest.approx(2)
    page.keyboard.press("v")
    expect(page.get_by_label("View", exact=True)).to_have_value("1")
    expect(page.locator(".pane.shown")).to_be_visible()
    assert grey_on_screen(page, 150.5, 20.5) == pytest.approx(150, abs=1)


def test_zoom_keeps_the_point_under_the_cursor_and_every_layer_in_its_place(viewer: Open) -> None:
    page = viewer("films=1&networks=2")
    page.mouse.move(*at(page, 100, 200))
    page.mouse.wheel(0, -900)
    assert pane(page, "return pane.magnification") > 8
    page.keyboard.press("h")
    page.keyboard.press("b")
    for keys in ("", "t", "x", "tt", "x"):
        for key in keys:
            page.keyboard.press(key)
        # What cornerstone draws, where the heatmap lies and where boxes are drawn must be one place.
        off = pane(
            page,
            """const drawn = pane.renderer.viewport.worldToCanvas([99.5 * 0.5, 199.5 * 0.5, 0]);
            const shown = pane.toScreen(100, 200);
            const laid = new DOMMatrix(getComputedStyle(pane.heat).transform);
            const heat = laid.transformPoint({ x: 100, y: 200 });
            const [x0, y0] = pane.toScreen(250, 75), [x1, y1] = pane.toScreen(300, 150);
            const box = pane.over.querySelector(".finding .line").getBBox();
            return [drawn[0] - shown[0], drawn[1] - shown[1], heat.x - shown[0], heat.y - shown[1],
                box.x - Math.min(x0, x1), box.y - Math.min(y0, y1), box.width - Math.abs(x1 - x0)];""",
        )
        assert off == pytest.approx([0] * 7, abs=0.01)
    page.keyboard.press("0")
    assert pane(page, "return pane.look.fitted") is True


def test_the_original_comes_first_and_lines_say_which_threshold_holds(viewer: Open) -> None:
    page = viewer("films=1&networks=2")
    expect(page.locator("img.heat")).to_be_hidden()
    expect(page.locator(".finding")).to_have_count(0)
    page.get_by_role("button", name="Heatmap").click()
    page.get_by_role("button", name="Boxes").click()
    expect(page.locator("img.heat")).to_be_visible()
    expect(page.locator(".finding.solid")).to_have_attribute("data-box", "250,75,300,150")
    expect(page.get_by_role("img", name="Fracture likely: probability of a fracture 80 %")).to_be_visible()
    page.get_by_label("Whose evidence is shown").select_option("ResNet50 1.0.0")
    expect(page.locator(".finding.dotted")).to_have_count(1)
    expect(page.get_by_role("img", name="Uncertain")).to_be_visible()
    page.get_by_label("Opacity of the heatmap").fill("30")
    expect(page.locator("img.heat")).to_have_css("opacity", "0.3")


def test_blind_means_that_nothing_of_an_answer_reaches_the_browser(viewer: Open) -> None:
    heard: list[bytes] = []
    page = viewer("films=1&networks=2&answer=0", heard=heard)
    expect(page.get_by_role("button", name="Heatmap")).to_be_disabled()
    for key in "hbl":
        page.keyboard.press(key)
    expect(page.locator("img.heat")).to_be_hidden()
    data = page.locator(".callus-viewer").evaluate("root => JSON.stringify(root.viewer.data)")
    assert '"layers":[]' in data
    everything = b"".join(heard).lower()
    assert b"/callus/films/1" in everything
    for word in (b"densenet", b"resnet", b"likely", b"probability", b"data:image"):
        assert word not in everything
    label = page.locator(".picture").get_attribute("aria-label")
    assert label == "Case 1: radiograph."


def test_no_message_and_no_request_while_the_view_changes(viewer: Open) -> None:
    page = viewer("films=1,2&networks=2")
    # Drawn last, in a font of its own, which the browser fetches once it is needed.
    expect(page.get_by_test_id("stCode")).to_be_visible()
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => { const { send } = WebSocket.prototype; window.messages = 0;
        WebSocket.prototype.send = function (...data) {
          window.messages += 1; return send.apply(this, data); }; }"""
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    x, y = at(page, 200, 150)
    for key in "hblsytTxi123400o+-[]w":
        page.keyboard.press(key)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -500)
    drag(page, (x, y), (x + 50, y + 50))
    page.keyboard.press("m")
    drag(page, (x - 40, y), (x + 50, y + 50))
    page.keyboard.press("v")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Turn right by 90°")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    settle(page)
    page.wait_for_timeout(300)
    assert page.evaluate("window.messages") == 0
    assert [url for url in asked if not url.startswith("data:")] == []


def test_the_ruler_measures_ten_millimetres(viewer: Open) -> None:
    page = viewer()
    page.keyboard.press("m")
    drag(page, at(page, 100, 100), at(page, 120, 100))  # 20 pixels of 0.5 mm
    expect(page.locator(".ruler text")).to_have_text("10.0 mm")
    page.keyboard.press("t")
    expect(page.locator(".ruler text")).to_have_text("10.0 mm")
    drag(page, at(page, 120, 100), at(page, 130, 140))  # its end: 30 and 40 pixels
    expect(page.locator(".ruler text")).to_have_text("25.0 mm")
    page.keyboard.press("Delete")
    expect(page.locator(".ruler")).to_have_count(0)


def test_where_the_spacing_is_unknown_the_ruler_says_pixels(viewer: Open) -> None:
    page = viewer("films=3")
    page.keyboard.press("m")
    drag(page, at(page, 20, 20), at(page, 70, 20))
    expect(page.locator(".ruler text")).to_have_text("50 px")


def test_a_box_comes_back_in_original_pixels_after_zoom_and_turn(viewer: Open) -> None:
    page = viewer()
    page.keyboard.press("t")
    page.keyboard.press("x")
    page.mouse.move(*at(page, 150, 120))
    page.mouse.wheel(0, -300)
    page.keyboard.press("d")
    before = pane(page, "return pane.look")
    drag(page, at(page, 120, 90), at(page, 170.2, 139.8))
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 120, 90, 170, 140]]")
    assert pane(page, "return pane.look") == before  # the run that this caused kept the view
    drag(page, at(page, 170, 140), at(page, 180, 150))  # by a corner
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 120, 90, 180, 150]]")
    drag(page, at(page, 150, 90), at(page, 155, 100))  # by an edge of the chosen one: its upper side
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 120, 100, 180, 150]]")
    drag(page, at(page, 130, 150), at(page, 125, 145))  # by its line: all of it
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 115, 95, 175, 145]]")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("stCode")).to_have_text("[]")


def test_a_box_can_be_made_by_keys_and_by_numbers(viewer: Open) -> None:
    page = viewer("films=1&given=1&networks=1")
    assert marked(page) == [[1, 10, 20, 60, 80]]
    page.locator(".pane").focus()
    page.keyboard.press(".")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 11, 20, 61, 90]]")
    page.keyboard.press("e")
    page.get_by_role("button", name="Add a box").click()
    for name, value in (
        ("left (x0)", "100"),
        ("top (y0)", "50"),
        ("right (x1)", "999"),
        ("bottom (y1)", "250"),
    ):
        page.get_by_label(f"Mark 2, {name}").fill(value)
        page.keyboard.press("Tab")
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 11, 20, 61, 90], [1, 100, 50, 400, 250]]")
    page.get_by_role("button", name="Delete mark 1").click()
    page.get_by_role("button", name="Take over the network's boxes").click()
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 100, 50, 400, 250], [1, 250, 75, 300, 150]]")


def test_side_by_side_moves_together(viewer: Open) -> None:
    page = viewer("films=1&networks=2")
    page.keyboard.press("s")
    expect(page.locator(".pane.shown")).to_have_count(2)
    page.keyboard.press("h")
    page.mouse.move(*at(page, 100, 100))
    page.mouse.wheel(0, -600)
    page.keyboard.press("t")
    page.keyboard.press("2")
    looks = page.locator(".callus-viewer").evaluate("root => root.viewer.panes.map(pane => pane.look)")
    assert looks[0]["turn"] == looks[1]["turn"] == [0, 1, -1, 0]
    for name in ("x", "y", "scale", "low", "high"):
        assert looks[0][name] == pytest.approx(looks[1][name], rel=1e-6)
    networks = page.get_by_label("Whose evidence is shown")
    assert [networks.nth(number).input_value() for number in (0, 1)] == ["0", "1"]
    page.keyboard.press("y")
    expect(page.get_by_role("button", name="Move together")).to_have_attribute("aria-pressed", "false")
    scale = looks[1]["scale"]
    page.mouse.wheel(0, 400)
    zoom = page.locator("output.zoom")  # of the side that has the keyboard, which is the right one
    left = page.locator(".pane").first
    left.focus()
    expect(zoom).not_to_have_text(f"{round(scale * 50)} %")
    assert page.locator(".callus-viewer").evaluate("root => root.viewer.panes[1].look.scale") == scale


def test_the_next_study_is_there_at_once_and_starts_afresh(viewer: Open) -> None:
    page = viewer("films=1&given=1")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("d")
    drag(page, at(page, 200, 100), at(page, 250, 150))
    expect(page.get_by_test_id("stCode")).to_have_text("[[1, 10, 20, 60, 80], [1, 200, 100, 250, 150]]")
    for key in "hit+":
        page.keyboard.press(key)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Next study").click()
    expect(page.locator(".picture")).to_have_attribute("aria-label", re.compile("^Case 3"))
    expect(page.get_by_test_id("stCode")).to_have_text("[]")
    assert not [url for url in asked if "/callus/films/" in url]  # it was fetched ahead
    assert grey_on_screen(page, 150.5, 20.5) == pytest.approx(150, abs=1)
    expect(page.locator("img.heat")).to_be_hidden()
    assert pane(page, "return [pane.look.fitted, pane.look.invert, root.viewer.items.length]") == [
        True,
        False,
        0,
    ]


def test_typing_elsewhere_presses_none_of_the_keys(viewer: Open) -> None:
    page = viewer()
    page.get_by_label("Comment").press_sequentially("hbit0")
    expect(page.get_by_role("button", name="Heatmap")).to_have_attribute("aria-pressed", "false")
    assert pane(page, "return pane.look.invert") is False


def test_every_button_has_a_name_a_key_and_a_visible_focus(viewer: Open) -> None:
    page = viewer("films=1&networks=2")
    buttons = page.locator(".tools button:visible")
    for number in range(buttons.count()):
        button = buttons.nth(number)
        assert button.get_attribute("aria-label") and button.get_attribute("aria-keyshortcuts")
    page.keyboard.press("Tab")
    page.locator(".tools button").first.focus()
    page.keyboard.press("Tab")
    focused = page.locator(".tools button:focus-visible")
    expect(focused).to_have_attribute("aria-label", "Move")
    assert focused.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text("Drag moves the film.")


def test_two_fingers_zoom_and_move(viewer: Open) -> None:
    page = viewer()
    x, y = at(page, 200, 150)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": a, "y": b, "id": i} for i, (a, b) in enumerate(points)]},
        )

    fitted = pane(page, "return pane.look.scale")
    window = pane(page, "return [pane.look.low, pane.look.high]")
    touch("touchStart", (x - 50, y), (x + 50, y))
    for step in range(1, 6):
        touch("touchMove", (x - 50 - 10 * step, y), (x + 50 + 10 * step, y))
    touch("touchEnd")
    assert pane(page, "return pane.look.scale") == pytest.approx(2 * fitted, rel=0.05)
    assert pane(page, "return [pane.look.low, pane.look.high]") == window
    assert pane(page, "return pane.toFilm(pane.size.width / 2, pane.size.height / 2)") == pytest.approx(
        [200, 150], abs=3
    )


def test_without_webgl_the_film_is_still_there_and_says_so(viewer: Open) -> None:
    no_gl = """const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
      return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...more); };"""
    page = viewer("films=1", no_gl)
    expect(page.locator("img.flat")).to_be_visible()
    expect(page.locator(".note")).to_contain_text("no WebGL")
    assert page.locator("img.flat").evaluate("film => [film.naturalWidth, film.naturalHeight]") == [400, 300]


def test_a_film_that_is_gone_is_said(browser: Browser, bench: str) -> None:
    page = browser.new_page()
    page.goto(f"{bench}/?films=9")
    expect(page.locator(".note")).to_have_text("There is no such case.")
    page.close()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_the_film_has_the_larger_part_of_the_screen(viewer: Open, size: tuple[int, int]) -> None:
    page = viewer("films=1&networks=2")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    stage, whole = page.locator(".stage").bounding_box(), page.locator(".callus-viewer").bounding_box()
    assert stage and whole
    assert stage["width"] >= 0.6 * size[0] and stage["height"] >= 0.8 * size[1]
    assert whole["y"] + whole["height"] <= size[1]
    last = page.get_by_role("button", name="Keys").bounding_box()
    assert last and last["y"] + last["height"] <= whole["y"] + whole["height"]
