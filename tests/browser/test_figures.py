"""The Validation page in a browser: figures, charts and downloads are really there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.records import Role
from tests.browser.conftest import served, sign_in
from tests.live import Server
from tests.pages.house import put_model

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all, over a store of two evaluated versions."""
    house = tmp_path_factory.mktemp("figures")
    put_model(house)
    put_model(house, "resnet50", default=False)
    with served(house / "home", house / "models") as running:
        yield running


@pytest.fixture
def validation(browser: Browser, server: Server) -> Iterator[Page]:
    """The Validation page before somebody who sees figures only."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    sign_in(context, server, Role.VIEWER)
    page = context.new_page()
    page.goto(f"{server.url}/validation")
    yield page
    context.close()


def view(page: Page, name: str) -> None:
    """Choose one of the page's views."""
    page.get_by_role("radio", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    ).first.click()


def test_charts_are_drawn_beside_their_figures(validation: Page) -> None:
    expect(validation.get_by_role("columnheader", name="DenseNet121 1.0.0").first).to_be_visible()
    expect(validation.locator(".js-plotly-plot")).to_have_count(2)
    view(validation, "Curves")
    expect(validation.locator(".js-plotly-plot")).to_have_count(4)
    roc = validation.locator(".st-key-chart_roc")
    expect(roc.locator(".scatterlayer .trace path.js-line")).to_have_count(3)
    expect(roc.get_by_text("ResNet50 1.0.0, high specificity")).to_be_attached()


def test_the_matrix_follows_the_operating_point(validation: Page) -> None:
    expect(validation.get_by_text("Finds 4 of 5 fractures and misses 1").first).to_be_visible()
    validation.get_by_text("High specificity", exact=True).and_(
        validation.locator("label p, button p")
    ).click()
    expect(validation.get_by_text("Finds 3 of 5 fractures and misses 2").first).to_be_visible()
    validation.reload()
    expect(validation.get_by_text("Finds 3 of 5 fractures and misses 2").first).to_be_visible()


def test_the_curve_can_be_taken_away_as_csv(validation: Page) -> None:
    view(validation, "Curves")
    button = validation.locator(".st-key-csv_roc button")
    button.scroll_into_view_if_needed()
    with validation.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "callus-roc.csv"
    assert (
        Path(download.value.path()).read_text().startswith("network,fpr,tpr,thresholds\nDenseNet121 1.0.0,")
    )
