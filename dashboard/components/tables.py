"""Tables as plain HTML: quick to show, readable to a screen reader, and no data-frame library is loaded.

A table is built once, as text, by `table`; `show` puts it on the page, `live` also answers clicks on its
headings (sort) and its rows (open) without a reload of the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.components.colours import palette

_HERE = Path(__file__).parent
_STYLE = _HERE.joinpath("tables.css").read_text()
_clicks = st.components.v2.component(
    "callus_table_clicks", js=_HERE.joinpath("tables.js").read_text(), isolate_styles=False
)

# Pixels of the rows of an even table, as tables.css has them.
HEAD, GROUP, ROW = 34, 48, 57


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, whether it holds numbers, and the key that it sorts by, if it can."""

    label: str
    numeric: bool = False
    sort_key: str = ""
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table.

    text: plain words, escaped here. quiet: less important words behind them; below: such words under them.
    markup: trusted HTML made by this package's components (a badge), shown before the text; tail: the same,
    behind all. href: where the text leads.
    """

    text: str = ""
    quiet: str = ""
    below: str = ""
    markup: str = ""
    tail: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells.

    opens: a click anywhere on the row answers with this. group: a heading over the rows that follow, of one
    cell. faded: no longer in force, shown quietly.
    """

    cells: Sequence[Cell | str]
    opens: str = ""
    group: bool = False
    faded: bool = False


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    caption: str = "",
    over: Sequence[tuple[str, int]] = (),
    sorted_by: str = "",
    even: bool = False,
) -> str:
    """Return a table as HTML.

    even: all rows of the heights HEAD, GROUP and ROW, so that a chart can stand beside it row by row.
    over: headings above the headings, each with the number of columns that it spans.
    sorted_by: the sort key in force; a leading "-" means from the highest down.
    """
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    top = "".join(_span(words, width) for words, width in over)
    heads = (
        f"<tr>{top}</tr>" if top else ""
    ) + f"<tr>{''.join(_heading(c, sorted_by) for c in columns)}</tr>"
    body = "".join(_row(columns, row) for row in rows)
    kind = "callus-table callus-even" if even else "callus-table"
    return f"<table class='{kind}'>{title}<thead>{heads}</thead><tbody>{body}</tbody></table>"


def show(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    caption: str = "",
    over: Sequence[tuple[str, int]] = (),
    even: bool = False,
) -> None:
    """Draw a table that is only read."""
    _draw(table(columns, rows, caption=caption, over=over, even=even))


def live(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    key: str,
    sorted_by: str = "",
    on_sort: Callable[[], None],
) -> str:
    """Draw a table whose headings and rows can be clicked; return what the clicked row opens, "" if none was.

    on_sort: called before the page runs again; the heading's sort key is in `st.session_state[key]["sort"]`.
    """
    # The table itself is plain HTML, so that it is on the screen before the script that answers clicks.
    with st.container(key=f"callus-live-{key}", gap=None):
        _draw(table(columns, rows, sorted_by=sorted_by))
        result = _clicks(key=key, on_sort_change=on_sort, on_open_change=lambda: None)
    return str(result.get("open") or "")


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Draw names and values in two columns; pairs without a value are left out."""
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)
    st.html(f"<style>{_STYLE}</style><dl class='callus-facts'>{items}</dl>")


def tag(text: str) -> str:
    """Return a small framed word as HTML, for `Cell.markup`."""
    return f"<span class='callus-tag'>{escape(text)}</span>"


def _draw(body: str) -> None:
    look = f"class='callus-scroll' style='--accent:{palette().accent};--line:{palette().line}'"
    st.html(f"<style>{_STYLE}</style><div {look}>{body}</div>")


def _heading(column: Column, sorted_by: str) -> str:
    kind = " class='callus-number'" if column.numeric else ""
    if not column.sort_key:
        return f"<th scope='col'{kind}><span>{escape(column.label)}</span></th>"
    active = sorted_by.lstrip("-") == column.sort_key
    falling = sorted_by.startswith("-")
    order = ("descending" if falling else "ascending") if active else "none"
    arrow = (" ↓" if falling else " ↑") if active else ""
    button = (
        f"<button type='button' data-sort='{escape(column.sort_key)}'>{escape(column.label)}{arrow}</button>"
    )
    return f"<th scope='col'{kind} aria-sort='{order}'>{button}</th>"


def _span(words: str, width: int) -> str:
    return f"<th scope='colgroup' class='callus-over' colspan='{width}'>{escape(words)}</th>"


def _row(columns: Sequence[Column], row: Row) -> str:
    if row.group:
        title = _content(row.cells[0])
        return f"<tr class='callus-group'><th scope='rowgroup' colspan='{len(columns)}'>{title}</th></tr>"
    opens = f" data-open='{escape(row.opens)}'" if row.opens else ""
    cells = []
    for index, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        kinds = ["callus-number"] * column.numeric + ["callus-wrap"] * column.wrap
        kind = f" class='{' '.join(kinds)}'" if kinds else ""
        name, scope = ("th", " scope='row'") if index == 0 else ("td", "")
        cells.append(f"<{name}{scope}{kind}>{_content(cell)}</{name}>")
    faded = " class='callus-faded'" if row.faded else ""
    return f"<tr{opens}{faded}>{''.join(cells)}</tr>"


def _content(cell: Cell | str) -> str:
    if isinstance(cell, str):
        return escape(cell)
    text = escape(cell.text)
    if cell.href:
        text = f"<a href='{escape(cell.href)}'>{text}</a>"
    alone = "" if text or cell.markup else " class='callus-alone'"
    quiet = f"<small{alone}>{escape(cell.quiet)}</small>" if cell.quiet else ""
    below = f"<small class='callus-below'>{escape(cell.below)}</small>" if cell.below else ""
    return f"{cell.markup}{text}{quiet}{cell.tail}{below}"
