"""The report as a PDF: A4, page numbers, a running head, DejaVu Sans as Matplotlib ships it."""

import io
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.fonts import TTFFont

from core.reporting.blocks import Report, Section
from core.reporting.document import FRONT
from core.reporting.pdf_blocks import put_all, room
from core.reporting.pdf_style import FAMILY, GREY, INK, LINE, MARGIN, ORANGE, RULE, SIZE

_FACES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_TOP = 24  # millimetres, under the running head
_TITLE, _SECTION = 20, 70  # millimetres of a section's title, and of a page that is worth beginning one on


class ReportPdf(FPDF):
    """Pages with a running head and a number; knows where each section begins."""

    def __init__(self, report: Report) -> None:
        super().__init__(format="A4")
        self._label = report.label
        self._running = f"{report.running} \u00b7 {report.made_on.isoformat()}"
        self.set_margins(MARGIN, _TOP, MARGIN)
        self.set_auto_page_break(auto=True, margin=20)
        self.set_title(report.title)
        self.set_subject(report.subtitle)
        self.set_lang("en")
        # The date that is given, not the clock: the same report gives the same file.
        self.set_creation_date(datetime.combine(report.made_on, time(), UTC))
        for style, file in _FACES.items():
            self.add_font(FAMILY, style, _fonts() / file)
        self.set_font(FAMILY, size=SIZE)
        self.places = {each: self.add_link() for each in (FRONT, *(s.id for s in report.sections))}

    def close_fonts(self) -> None:
        """Close the fonts' files, which the library only does when the file is written."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def header(self) -> None:
        """Write the running head and its line."""
        self.set_font(FAMILY, size=7.5)
        self.set_text_color(*GREY)
        self.set_xy(MARGIN, 10)
        self.cell(self.epw, 5, self._running)
        if self._label:
            self.set_font(FAMILY, "B", 7.5)
            self.set_text_color(*ORANGE)
            self.set_xy(MARGIN, 10)
            self.cell(self.epw, 5, self._label, align="R")
        self.set_draw_color(*LINE)
        self.set_line_width(RULE)
        self.line(MARGIN, 16, self.w - MARGIN, 16)
        self.set_xy(MARGIN, _TOP)
        self.set_text_color(*INK)
        self.set_font(FAMILY, size=SIZE)

    def footer(self) -> None:
        """Write the page's number."""
        self.set_y(-14)
        self.set_font(FAMILY, size=7.5)
        self.set_text_color(*GREY)
        self.cell(self.epw, 5, f"Page {self.page_no()} of {{nb}}", align="R")
        self.set_text_color(*INK)
        self.set_font(FAMILY, size=SIZE)


def render(report: Report, *, compress: bool = True) -> bytes:
    """Return the file's bytes; compress=False leaves the pages readable for a test."""
    pdf, written = ReportPdf(report), io.BytesIO()
    try:
        pdf.set_compression(compress)
        _first_page(pdf, report)
        pdf.add_page()
        pdf.insert_toc_placeholder(_contents)
        for place, section in enumerate(report.sections, 1):
            _section(pdf, place, section)
        pdf.output(written)
    finally:
        pdf.close_fonts()
    return written.getvalue()


def _first_page(pdf: ReportPdf, report: Report) -> None:
    pdf.add_page()
    pdf.set_link(pdf.places[FRONT], page=1)
    pdf.set_text_color(*INK)
    pdf.set_font(FAMILY, "B", 20)
    pdf.multi_cell(pdf.epw, 9, report.title, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, size=11)
    pdf.set_text_color(*GREY)
    pdf.multi_cell(pdf.epw, 6, report.subtitle, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(
        pdf.epw, 6, f"Made on {report.made_on.isoformat()}", align="L", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.set_text_color(*INK)
    pdf.ln(3)
    put_all(report.front, pdf, pdf.places)


def _contents(pdf: FPDF, outline: list[Any]) -> None:
    pdf.set_x(pdf.l_margin)
    pdf.set_font(FAMILY, "B", 14)
    pdf.cell(pdf.epw, 9, "Contents", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, size=10)
    for entry in outline:
        link = pdf.add_link(page=entry.page_number)
        pdf.cell(pdf.epw - 15, 7.5, entry.name, link=link)
        pdf.cell(15, 7.5, str(entry.page_number), align="R", link=link, new_x="LMARGIN", new_y="NEXT")


def _section(pdf: ReportPdf, place: int, section: Section) -> None:
    # The placeholder of the contents has already turned to a new page for the first.
    together = min(pdf.eph, max(_SECTION, _TITLE + room(section.blocks, pdf.eph)))
    if place > 1 and pdf.will_page_break(together):
        pdf.add_page()
    elif place > 1:
        pdf.ln(8)
    pdf.set_link(pdf.places[section.id], page=pdf.page_no(), y=pdf.get_y())
    title = f"{place} {section.title}"
    pdf.start_section(title)
    pdf.set_font(FAMILY, "B", 15)
    pdf.multi_cell(pdf.epw, 8, title, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    put_all(section.blocks, pdf, pdf.places)


def _fonts() -> Path:
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"
