"""Figures in words: a value with its interval and n, or the sentence that says why there is none.

A figure is {"value", "low", "high", "n", "method", "note"} as `core.evaluation` says. Every function takes
what a damaged or an older file may hold in its place, None, and then says that it was not measured.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.reporting.blocks import Cell, Column, Paragraph, Row, Table, Tone

Figure = Mapping[str, Any]
Form = Callable[[float], str]

NOT_MEASURED = "Not measured for this version."
NONE = "\u2013"
UNIT = " %"
# The level of every interval in metrics.json.
INTERVAL = "95 % interval"
FIGURE_COLUMNS = (
    Column("Figure", 2.5),
    Column("Value", 0.95, numeric=True),
    Column(INTERVAL, 1.5, numeric=True),
    Column("n", 0.6, numeric=True),
    Column("Method, or why there is none", 4.05),
)
_NO_NOTE = "No value, and no reason was kept."


def decimal(value: float) -> str:
    """0.7896 as 0.790."""
    return _signed(f"{value:.3f}")


def percent(value: float) -> str:
    """0.7896 as 79.0 %."""
    return f"{_signed(f'{value * 100:.1f}')}{UNIT}"


def ratio(value: float) -> str:
    """1.3994 as 1.40."""
    return _signed(f"{value:.2f}")


def difference(value: float) -> str:
    """0.016 as +0.016."""
    return _signed(f"{value:+.3f}")


def p_value(value: Any) -> str:
    """0.0312 as 0.031, and what would be 0.000 as < 0.001."""
    return "< 0.001" if isinstance(value, int | float) and value < 0.001 else number(value)


def count(value: Any) -> str:
    """1234 as 1,234; a dash for what is no number."""
    return f"{value:,}" if isinstance(value, int) else NONE


def number(value: Any, form: Form = decimal) -> str:
    """Return a bare number; a dash for what is none."""
    return form(value) if isinstance(value, int | float) else NONE


def interval(figure: Figure, form: Form = decimal) -> str:
    """Return "0.735 to 0.850", or a dash."""
    low, high = figure.get("low"), figure.get("high")
    return NONE if low is None or high is None else between(low, high, form)


def between(low: float, high: float, form: Form) -> str:
    """Return two numbers with their unit once: "73.5 to 85.0 %"."""
    return f"{form(low).removesuffix(UNIT)} to {form(high)}"


def cell(figure: Figure | None, form: Form = decimal, *, gap: str = "; ") -> Cell:
    """Return a figure in one cell: the value, under it interval and n, or why there is no value.

    gap: what parts interval and n; a new line where the column is narrow.
    """
    if not isinstance(figure, Mapping):
        return Cell(NONE, NOT_MEASURED)
    if figure.get("value") is None:
        return Cell(NONE, f"{_note(figure)} n {count(figure.get('n'))}")
    reach = interval(figure, form)
    # Only an interval that is missing has a note beside a value.
    inside = reach if reach != NONE else str(figure.get("note") or "no interval").rstrip(".")
    return Cell(form(figure["value"]), f"{inside}{gap}n {count(figure.get('n'))}", strong=True)


def row(label: str, figure: Figure | None, form: Form = decimal) -> Row:
    """Return a row under FIGURE_COLUMNS."""
    if not isinstance(figure, Mapping):
        return Cell(label), Cell(NONE), Cell(NONE), Cell(NONE), Cell(NOT_MEASURED)
    value, n = figure.get("value"), Cell(count(figure.get("n")))
    if value is None:
        return Cell(label), Cell(NONE), Cell(NONE), n, Cell(_note(figure))
    how = "; ".join(str(figure[key]) for key in ("method", "note") if figure.get(key))
    return Cell(label), Cell(form(value), strong=True), Cell(interval(figure, form)), n, Cell(how or NONE)


def figures(rows: Iterable[tuple[str, Figure | None, Form]], caption: str, note: str = "") -> Table:
    """Return a table of figures, one a row."""
    return Table(FIGURE_COLUMNS, tuple(row(*each) for each in rows), caption, note)


def spoken(figure: Figure | None, form: Form = decimal) -> str:
    """Return a figure for a sentence: "0.790 (95 % interval 0.735 to 0.850, n = 491)"."""
    if not isinstance(figure, Mapping):
        return "not measured"
    if figure.get("value") is None:
        return f"no value ({_note(figure).rstrip('.')})"
    reach = interval(figure, form)
    inside = "" if reach == NONE else f"{INTERVAL} {reach}, "
    return f"{form(figure['value'])} ({inside}n = {count(figure.get('n'))})"


def methods(shown: Iterable[Figure | None]) -> str:
    """Return the sentence that names how the intervals of these figures were made, each way once."""
    ways = [str(f["method"]) for f in shown if isinstance(f, Mapping) and f.get("method")]
    return f"Intervals: {'; '.join(dict.fromkeys(ways))}." if ways else ""


def listed(names: Sequence[str]) -> str:
    """Return "hand, leg and hip"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def missing(what: str = "") -> Paragraph:
    """Return the sentence for what a version's evaluation lacks."""
    return Paragraph(f"{what}: not measured for this version." if what else NOT_MEASURED, Tone.NOTE)


def _note(figure: Figure) -> str:
    return str(figure.get("note") or _NO_NOTE)


def _signed(text: str) -> str:
    """A real minus sign, which no browser breaks a line after."""
    return text.replace("-", "\u2212")
