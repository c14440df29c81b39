"""The two files: whole, self-contained, the same each time; what can't be written is refused in words."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from core.errors import EvaluationError
from core.models import ModelStore
from core.reporting import Picture, html, pdf, write_report
from core.reporting.document import build
from core.reporting.evidence import Evidence
from tests.reporting.builders import card, comparison, metrics, picture, replaced
from tests.reporting.figures import figure

DAY = date(2025, 11, 26)
STORE = ModelStore(Path(__file__).parents[2] / "models")


class Page(HTMLParser):
    """Ids, links, tags, addresses and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    page, pages = write_report(
        metrics(),
        card(),
        tmp_path_factory.mktemp("report"),
        made_on=DAY,
        pictures=[picture("IMG0000101")],
        comparison=comparison(),
    )
    return page.read_text(encoding="utf-8"), pages.read_bytes()


def test_the_page_stands_alone(written: tuple[str, bytes]) -> None:
    page = Page(written[0])
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.isdisjoint({"script", "link", "iframe", "object", "foreignobject"})
    assert "://" not in written[0] and "@import" not in written[0]
    for link in page.links:
        assert link.startswith("data:image/png;base64,") or link.removeprefix("#") in page.ids, link


def test_the_page_has_every_section_in_its_contents(written: tuple[str, bytes]) -> None:
    page = Page(written[0])
    sections = re.findall(r'<section id="([a-z]+)">', written[0])
    assert len(sections) == 12
    assert all(f"#{name}" in page.links for name in sections)
    assert written[0].count("<svg") == 7
    assert written[0].count('role="img" aria-label="') == 7


def test_words_from_the_data_are_escaped() -> None:
    found = {**metrics(), "left_out": [{"image_id": "<script>x</script>", "reason": "a & b"}]}
    found = {key: found[key] for key in ("model", "version", "left_out")}
    page = html.render(build(Evidence(found, {}), DAY))
    assert "<script>" not in page and "&lt;script&gt;" in page and "a &amp; b" in page


def test_the_pdf_has_numbered_pages_and_a_head(written: tuple[str, bytes]) -> None:
    assert written[1].startswith(b"%PDF-") and written[1].rstrip().endswith(b"%%EOF")
    pages = len(re.findall(rb"/Type /Page\b(?!s)", written[1]))
    assert 15 <= pages <= 35
    assert b"/FontName" in written[1] and b"DejaVuSans" in written[1]


def test_the_pdf_lists_its_sections_for_readers(written: tuple[str, bytes]) -> None:
    outline = [
        bytes.fromhex(found.decode()).decode("utf-16")
        for found in re.findall(rb"/Title <(FEFF[0-9A-F]+)>", written[1])
    ]
    assert "4 Clinical use" in outline or b"(4 Clinical use)" in written[1]


def test_the_same_figures_give_the_same_bytes(written: tuple[str, bytes], tmp_path: Path) -> None:
    page, pages = write_report(
        metrics(), card(), tmp_path, made_on=DAY, pictures=[picture("IMG0000101")], comparison=comparison()
    )
    assert page.read_text(encoding="utf-8") == written[0]
    assert pages.read_bytes() == written[1]


def shipped() -> tuple[dict[str, Any], dict[str, Any]]:
    decides = STORE.find()
    return dict(STORE.metrics(decides)), dict(decides.card)


def nothing_at_all() -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {}


def no_films() -> tuple[dict[str, Any], dict[str, Any]]:
    nothing = replaced(metrics(), lambda _: figure(None, 0))
    empty: dict[str, list[float]] = {"fpr": [], "tpr": [], "thresholds": []}
    nothing.update(
        n=0,
        n_fractured=0,
        decision={
            "thresholds": [],
            "model": {"value": [], "low": [], "high": []},
            "treat_all": [],
            "n": 0,
            "method": "",
            "note": "No films.",
        },
    )
    nothing["discrimination"]["roc"] = empty
    nothing["subgroups"] = {"rows": [], "too_small": [], "method": ""}
    nothing["robustness"]["curves"] = []
    nothing["failures"] = {"missed": [], "false_alarms": []}
    return nothing, card()


def nulled() -> tuple[dict[str, Any], dict[str, Any]]:
    return _nulled(metrics()), _nulled(card())


def _nulled(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _nulled(below) for key, below in node.items()}
    return [_nulled(below) for below in node] if isinstance(node, list) else None


@pytest.mark.parametrize("given", [shipped, nothing_at_all, no_films, nulled], ids=lambda each: each.__name__)
def test_the_report_comes_out_whole_whatever_is_missing(
    given: Callable[[], tuple[dict[str, Any], dict[str, Any]]], tmp_path: Path
) -> None:
    found, known = given()
    page, pages = write_report(found, known, tmp_path, made_on=DAY)
    assert page.read_text(encoding="utf-8").count("<section ") == 12
    assert pages.read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.pdf"]


def test_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EvaluationError, match="can't be written"):
        write_report({}, {}, tmp_path / "file", made_on=DAY)


def test_a_picture_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="not a PNG or JPEG"):
        write_report({}, {}, tmp_path, made_on=DAY, pictures=[Picture("IMG1", b"no picture")])
    assert not list(tmp_path.iterdir())


def test_text_of_the_pdf_can_be_read_when_it_is_not_packed() -> None:
    pages = pdf.render(build(Evidence({}, {}), DAY), compress=False)
    assert b"/Lang (en)" in pages and pages.count(b"BT ") > 100


def test_a_label_stands_on_every_page() -> None:
    plain = build(Evidence(metrics(), card()), DAY)
    labelled = replace(plain, label="No patients <here>")
    page = html.render(labelled)
    assert '<p class="label" role="note">No patients &lt;here&gt;</p>' in page
    assert 'class="label"' not in html.render(plain)
    pages = pdf.render(labelled, compress=False)
    heads = pages.count(b"0.7608 0.3373 0.0392 rg") - pdf.render(plain, compress=False).count(
        b"0.7608 0.3373 0.0392 rg"
    )
    assert heads == len(re.findall(rb"/Type /Page\b(?!s)", pages))


def test_nothing_in_a_page_may_run_or_be_fetched(written: tuple[str, bytes]) -> None:
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in written[0]
