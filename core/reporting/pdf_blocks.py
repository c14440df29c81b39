"""How each block is set on the pages of the PDF."""

import io
from collections.abc import Mapping, Sequence
from functools import partial, singledispatch
from typing import cast

from fpdf import FPDF
from fpdf.util import Padding

from core.reporting.blocks import Block, Bullets, Chart, Heading, Paragraph, Picture, Pictures, Table, Tone
from core.reporting.charts.forms import png
from core.reporting.pdf_style import BLUE, FAMILY, GREY, INK, LEADING, ORANGE, PALE, SIZE, SMALL, WARM
from core.reporting.pdf_table import put_table

Places = Mapping[str, int]
_MM = 25.4
_HEADING, _CAPTION, _ROWS, _LINES = 10.0, 15.0, 32.0, 12.0
_ACROSS = 3  # pictures in a row
_PICTURE = 52.0  # millimetres, of a picture's height


def put_all(blocks: Sequence[Block], pdf: FPDF, places: Places) -> None:
    """Set blocks one below the other; places: links by the ids of sections."""
    for place, block in enumerate(blocks):
        if pdf.will_page_break(room(blocks[place:], pdf.eph)):
            pdf.add_page()
        put(block, pdf, places)


def room(blocks: Sequence[Block], page: float) -> float:
    """Millimetres that the first block wants together: a heading, or words before a chart, stay with it."""
    first = blocks[0]
    if isinstance(first, Heading) and len(blocks) > 1:
        return min(page, _HEADING + room(blocks[1:], page))
    if isinstance(first, Paragraph) and len(blocks) > 1 and isinstance(blocks[1], Paragraph | Chart):
        return min(page, _LINES + room(blocks[1:], page))
    if isinstance(first, Chart):
        width, height = first.size
        return min(page, _MM * height * min(1.0, page / (_MM * width)) + _CAPTION)
    # Of a table its caption, its head and a row or two; of a paragraph a few lines.
    return _ROWS if isinstance(first, Table) else _LINES


@singledispatch
def put(block: Block, pdf: FPDF, places: Places) -> None:
    """Set a block where the page has come to; places: links by the ids of sections."""
    raise TypeError(f"no form for {type(block).__name__}")


@put.register
def _(block: Paragraph, pdf: FPDF, places: Places) -> None:
    if block.tone is Tone.TEXT:
        _lines(pdf, block.text)
    else:
        _boxed(pdf, block.text, block.tone)
    pdf.ln(2)


@put.register
def _(block: Heading, pdf: FPDF, places: Places) -> None:
    pdf.ln(2)
    pdf.set_font(FAMILY, "B", 11)
    pdf.multi_cell(pdf.epw, 6, block.text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, size=SIZE)
    pdf.ln(1)


@put.register
def _(block: Bullets, pdf: FPDF, places: Places) -> None:
    for line in block.items:
        if block.tone is Tone.TEXT:
            _lines(pdf, f"\u2022 {line}")
        else:
            _boxed(pdf, line, block.tone)
        pdf.ln(1)
    pdf.ln(1.5)


@put.register
def _(block: Table, pdf: FPDF, places: Places) -> None:
    pdf.set_font(FAMILY, "B", SIZE)
    pdf.multi_cell(pdf.epw, LEADING, block.caption, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(0.5)
    put_table(block, pdf, places)
    if block.note:
        pdf.ln(0.5)
        _lines(pdf, block.note, small=True)
    pdf.ln(4)


@put.register
def _(block: Chart, pdf: FPDF, places: Places) -> None:
    width, height = block.size
    wide = min(pdf.epw, width * _MM)
    tall = wide * height / width
    caption = f"{block.title}. {block.caption}"
    pdf.image(io.BytesIO(png(block)), w=wide, h=tall, alt_text=block.alt)
    pdf.ln(1)
    _lines(pdf, caption, small=True)
    pdf.ln(3)


@put.register
def _(block: Pictures, pdf: FPDF, places: Places) -> None:
    put(Heading(block.caption), pdf, places)
    wide = pdf.epw / _ACROSS
    for start in range(0, len(block.items), _ACROSS):
        if pdf.will_page_break(_PICTURE + 16):
            pdf.add_page()
        top, lowest = pdf.get_y(), pdf.get_y()
        for place, picture in enumerate(block.items[start : start + _ACROSS]):
            lowest = max(lowest, _picture(pdf, picture, pdf.l_margin + place * wide, top, wide - 3))
        pdf.set_xy(pdf.l_margin, lowest + 3)


def _picture(pdf: FPDF, picture: Picture, left: float, top: float, wide: float) -> float:
    """Set a picture and its caption; return where they end."""
    pdf.image(
        io.BytesIO(picture.image), left, top, wide, _PICTURE, alt_text=picture.title, keep_aspect_ratio=True
    )
    pdf.set_xy(left, top + _PICTURE + 1)
    pdf.set_font(FAMILY, size=SMALL)
    words = ". ".join(part for part in (picture.title, picture.caption) if part)
    pdf.multi_cell(wide, 3.6, words, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, size=SIZE)
    return pdf.get_y()


def _lines(pdf: FPDF, text: str, *, small: bool = False) -> None:
    pdf.set_font(FAMILY, size=SMALL if small else SIZE)
    pdf.set_text_color(*(GREY if small else INK))
    pdf.multi_cell(pdf.epw, 3.7 if small else LEADING, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*INK)
    pdf.set_font(FAMILY, size=SIZE)


def _boxed(pdf: FPDF, text: str, tone: Tone) -> None:
    """A paragraph on a tint with a line at its left."""
    edge, tint = (ORANGE, WARM) if tone is Tone.WARNING else (BLUE, PALE)
    pdf.set_font(FAMILY, size=SIZE)
    pdf.set_fill_color(*tint)
    pdf.set_draw_color(*edge)
    pdf.set_line_width(0.8)
    box = partial(
        pdf.multi_cell, pdf.epw, LEADING, text, border="L", fill=True, align="L",
        padding=Padding(1.6, 3, 1.6, 3), new_x="LMARGIN", new_y="NEXT",
    )  # fmt: skip
    # Not `unbreakable`, which copies the whole document's fonts for each box.
    height = cast(float, box(dry_run=True, output="HEIGHT"))
    if pdf.will_page_break(height):
        pdf.add_page()
    box()
