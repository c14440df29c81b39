"""The pages of an exported study: A4, the notice at the foot of each, films in pairs."""

import io

from PIL import Image

from core.reporting.blocks import Report
from core.reporting.pdf import ReportPdf
from core.reporting.pdf_blocks import put_all
from core.reporting.pdf_style import FAMILY, GREY, INK, LEADING, SIZE, SMALL
from core.reporting.study import NOTICE, FilmSheet, StudySheet
from core.reporting.study_pictures import marked_film, plain_film
from core.reporting.study_words import answers, decisions, front, moment, reads

_GAP = 4.0  # millimetres between two films
_TALLEST = 105.0  # millimetres of a film's picture
_LINE = (
    "Left: the film. Right: the deciding network's heatmap and boxes, broken where in doubt; dashed blue: "
    "the readers' marks."
)


class StudyPdf(ReportPdf):
    """The report's pages, with the notice at the foot."""

    def footer(self) -> None:
        """Write the notice and the page's number."""
        super().footer()
        self.set_y(-14)
        self.set_font(FAMILY, "B", SIZE)
        self.cell(self.epw - 30, 5, NOTICE)
        self.set_font(FAMILY, size=SIZE)


def render(sheet: StudySheet, *, compress: bool) -> bytes:
    """Return the file's bytes; see `core.reporting.study.study_pdf`."""
    pdf, written = StudyPdf(_outline(sheet)), io.BytesIO()
    try:
        pdf.set_compression(compress)
        pdf.add_page()
        _title(pdf, sheet)
        put_all(front(sheet), pdf, {})
        for film in sheet.films:
            _film(pdf, sheet, film)
        put_all((*answers(sheet), *reads(sheet), *decisions(sheet)), pdf, {})
        pdf.output(written)
    finally:
        pdf.close_fonts()
    return written.getvalue()


def _outline(sheet: StudySheet) -> Report:
    title = f"Study {sheet.study_id}"
    running = " \u00b7 ".join(part for part in (sheet.department, title, sheet.software) if part)
    return Report(
        title, "One study, with everything that was said of it", running, sheet.made_at.date(), (), ()
    )


def _title(pdf: StudyPdf, sheet: StudySheet) -> None:
    pdf.set_font(FAMILY, "B", 18)
    pdf.cell(pdf.epw, 9, f"Study {sheet.study_id}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, size=SIZE)
    pdf.set_text_color(*GREY)
    by = f" by {sheet.by}" if sheet.by else ""
    pdf.cell(pdf.epw, 6, f"Exported {moment(sheet.made_at)}{by}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*INK)
    pdf.ln(2)


def _film(pdf: StudyPdf, sheet: StudySheet, film: FilmSheet) -> None:
    """Set a view's two pictures side by side, equally high, under its name, with what they are below."""
    marks = [mark.box for read in sheet.final_reads for mark in read.marks if mark.case_id == film.case_id]
    pictures = (plain_film(film), marked_film(film, marks))
    shapes = [_shape(picture) for picture in pictures]
    tall = min(_TALLEST, (pdf.epw - _GAP) / sum(shapes))
    if pdf.will_page_break(tall + 18):
        pdf.add_page()
    pdf.set_font(FAMILY, "B", 11)
    title = f"{film.name} (case {film.case_id})"
    pdf.cell(pdf.epw, 7, title, new_x="LMARGIN", new_y="NEXT")
    left, top = pdf.l_margin, pdf.get_y()
    for picture, shape, alt in zip(pictures, shapes, ("The film", "The film, marked"), strict=True):
        pdf.image(io.BytesIO(picture), left, top, shape * tall, tall, alt_text=f"{alt}. {NOTICE}")
        left += shape * tall + _GAP
    pdf.set_xy(pdf.l_margin, top + tall + 1.5)
    pdf.set_font(FAMILY, size=SMALL)
    pdf.set_text_color(*GREY)
    pdf.multi_cell(pdf.epw, LEADING, _LINE, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*INK)
    pdf.set_font(FAMILY, size=SIZE)
    pdf.ln(3)


def _shape(picture: bytes) -> float:
    """Return a picture's width over its height."""
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.width / opened.height
