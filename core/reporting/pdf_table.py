"""Tables in the PDF: they break between rows, and the head comes again on each page."""

import re
from collections.abc import Mapping

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from core.reporting.blocks import Cell, Table
from core.reporting.pdf_style import BLUE, FAMILY, INK, LINE, RULE, SMALL

_LEADING = 3.7
_MARKS = re.compile(r"(\*\*|__|--|~~)")
_HEAD = FontFace(emphasis="BOLD", color=INK, fill_color=(238, 242, 247))


def put_table(table: Table, pdf: FPDF, places: Mapping[str, int]) -> None:
    """Set a table over the width of the page; places: links by the ids of sections."""
    pdf.set_font(FAMILY, size=SMALL)
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(RULE)
    # The layout fills every cell with the page's colour.
    pdf.set_fill_color(255)
    headed = any(column.title for column in table.columns)
    with pdf.table(
        width=pdf.epw,
        align="LEFT",
        v_align="TOP",
        col_widths=tuple(column.share for column in table.columns),
        text_align=tuple("RIGHT" if column.numeric else "LEFT" for column in table.columns),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        line_height=_LEADING,
        padding=(0.9, 1.4, 0.9, 1.4),
        first_row_as_headings=headed,
        headings_style=_HEAD,
        markdown=True,
    ) as grid:
        if headed:
            grid.row([column.title for column in table.columns])
        for row in table.rows:
            line = grid.row()
            for cell in row:
                line.cell(_words(cell), style=_face(cell), link=places.get(cell.link))


def _words(cell: Cell) -> str:
    """The text, bold where it is strong; what else the library would read as a mark is kept as it is."""
    text, below = (_MARKS.sub(r"\\\1", part) for part in (cell.text, cell.below))
    if cell.strong and text:
        text = f"**{text}**"
    return f"{text}\n{below}" if below else text


def _face(cell: Cell) -> FontFace | None:
    return FontFace(color=BLUE) if cell.link else None
