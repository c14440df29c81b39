"""The report as one HTML file: styles and charts inside it, no script, nothing fetched from anywhere."""

import base64
from collections.abc import Sequence
from functools import singledispatch
from html import escape
from pathlib import Path

from core.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Report,
    Row,
    Section,
    Table,
)
from core.reporting.charts.forms import svg
from core.reporting.document import FRONT

_STYLE = Path(__file__).with_name("report.css")
# Nothing that got into the file could run or fetch anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PNG = b"\x89PNG"


def render(report: Report) -> str:
    """Return the whole page; the same report gives the same text."""
    made = report.made_on.isoformat()
    contents = "".join(
        f'<li><a href="#{section.id}">{escape(section.title)}</a></li>' for section in report.sections
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(report.title)}</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>\n"
        f"{_label(report)}"
        f'<header id="{FRONT}"><h1>{escape(report.title)}</h1>'
        f'<p class="subtitle">{escape(report.subtitle)}</p>'
        f'<p class="made">Made on <time datetime="{made}">{made}</time></p>{_blocks(report.front)}</header>\n'
        f'<nav id="contents" aria-label="Contents"><h2>Contents</h2><ol>{contents}</ol></nav>\n<main>\n'
        + "\n".join(_section(place, section) for place, section in enumerate(report.sections, 1))
        + f"\n</main><footer>{escape(report.running)} \u00b7 {made}</footer></body></html>\n"
    )


def _label(report: Report) -> str:
    return f'<p class="label" role="note">{escape(report.label)}</p>\n' if report.label else ""


def _section(place: int, section: Section) -> str:
    heading = f"<h2>{place} {escape(section.title)}</h2>"
    return f'<section id="{section.id}">{heading}{_blocks(section.blocks)}</section>'


def _blocks(blocks: Sequence[Block]) -> str:
    return "\n".join(_block(block) for block in blocks)


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(f"no form for {type(block).__name__}")


@_block.register
def _(block: Paragraph) -> str:
    return f'<p class="{block.tone.value}">{escape(block.text)}</p>'


@_block.register
def _(block: Heading) -> str:
    return f"<h3>{escape(block.text)}</h3>"


@_block.register
def _(block: Bullets) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in block.items)
    return f'<ul class="{block.tone.value}">{lines}</ul>'


@_block.register
def _(block: Table) -> str:
    head = "".join(
        f'<th scope="col"{_numeric(column)}>{escape(column.title)}</th>' for column in block.columns
    )
    # A head of empty titles says nothing; the first column then names the rows.
    head = f"<thead><tr>{head}</tr></thead>" if any(column.title for column in block.columns) else ""
    whole = sum(column.share for column in block.columns)
    widths = "".join(f'<col style="width:{100 * column.share / whole:.1f}%">' for column in block.columns)
    rows = "".join(_row(block.columns, row) for row in block.rows)
    note = f'<p class="below">{escape(block.note)}</p>' if block.note else ""
    return (
        f'<div class="table"><table><caption>{escape(block.caption)}</caption><colgroup>{widths}</colgroup>'
        f"{head}<tbody>{rows}</tbody></table>{note}</div>"
    )


@_block.register
def _(block: Chart) -> str:
    drawing = svg(block).replace("<svg", f'<svg role="img" aria-label="{escape(block.alt)}"', 1)
    caption = f"<strong>{escape(block.title)}.</strong> {escape(block.caption)}"
    return f'<figure id="chart-{block.name}">{drawing}<figcaption>{caption}</figcaption></figure>'


@_block.register
def _(block: Pictures) -> str:
    return (
        f'<h3>{escape(block.caption)}</h3><div class="pictures">{"".join(map(_picture, block.items))}</div>'
    )


def _picture(picture: Picture) -> str:
    kind = "png" if picture.image.startswith(_PNG) else "jpeg"
    code = base64.b64encode(picture.image).decode("ascii")
    caption = f"<strong>{escape(picture.title)}</strong> {escape(picture.caption)}"
    return (
        f'<figure><img alt="{escape(picture.title)}" src="data:image/{kind};base64,{code}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _row(columns: Sequence[Column], row: Row) -> str:
    first, *rest = zip(columns, row, strict=True)
    cells = "".join(f"<td{_numeric(column)}>{_cell(cell)}</td>" for column, cell in rest)
    return f'<tr><th scope="row"{_numeric(first[0])}>{_cell(first[1])}</th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.link:
        text = f'<a href="#{cell.link}">{text}</a>'
    if cell.strong:
        text = f"<strong>{text}</strong>"
    return f"{text}<small>{escape(cell.below)}</small>" if cell.below else text


def _numeric(column: Column) -> str:
    return ' class="number"' if column.numeric else ""
