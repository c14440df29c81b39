"""Section 4: what using the model would bring and cost, also where fractures are rarer or more common."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.evaluation.exploring import expected
from core.evaluation.grouped import Effects
from core.evaluation.titles import POINT_TITLES
from core.reporting.blocks import Block, Cell, Chart, Column, Heading, Row, Section, Table
from core.reporting.charts import curves
from core.reporting.charts.style import WIDTH
from core.reporting.evidence import Evidence, at, items
from core.reporting.words import NONE, cell, count, decimal, figures, missing, number, percent, ratio

ID = "clinical"
_PREVALENCES = (0.05, 0.10, 0.20, 0.30)
_EVERY = 5  # of the curve's thresholds are put into the table


def build(evidence: Evidence) -> Section:
    """Return the section."""
    return Section(
        ID,
        "Clinical use",
        (
            Heading("Decision curve"),
            *_decision(evidence),
            Heading("Likelihood ratios"),
            _likelihood(evidence),
            Heading("Where fractures are rarer or more common"),
            *(_prevalences(title, evidence.at("points", key)) for key, title in POINT_TITLES.items()),
        ),
    )


def _decision(evidence: Evidence) -> tuple[Block, ...]:
    curve = evidence.at("decision")
    if curve is None:
        return (missing(),)
    chart = Chart(
        "decision",
        "Decision curve",
        partial(curves.decision, metrics=evidence.metrics),
        (WIDTH, 3.2),
        "Net benefit of the model over threshold probabilities, against calling every film or none fractured",
        "The threshold probability says how many false alarms are worth one fracture found: at 0.10 nine. "
        "The model helps where its line is above both others (Vickers and Elkin 2006).",
    )
    return chart, _benefit(curve)


def _benefit(curve: Mapping[str, Any]) -> Table:
    columns = (
        Column("Threshold probability", numeric=True),
        Column("Net benefit of the model", 2, numeric=True),
        Column("Every film called fractured", numeric=True),
    )
    lists = [items(curve, "model", key) for key in ("value", "low", "high")]
    rows: list[Row] = []
    for place, threshold in enumerate(items(curve, "thresholds")):
        if (place + 1) % _EVERY:
            continue
        value, low, high = (each[place] if place < len(each) else None for each in lists)
        model = {"value": value, "low": low, "high": high, "n": at(curve, "n"), "note": at(curve, "note")}
        all_called = items(curve, "treat_all")
        rows.append((Cell(number(threshold, ratio)), cell(model), _plain(all_called, place)))
    note = " ".join(str(at(curve, key) or "") for key in ("method", "note")).strip()
    return Table(columns, tuple(rows), f"Net benefit, n {count(at(curve, 'n'))}", note)


def _plain(values: list[Any], place: int) -> Cell:
    value = values[place] if place < len(values) else None
    return Cell(NONE if value is None else decimal(value))


def _likelihood(evidence: Evidence) -> Table:
    names = {"lr_positive": "Positive likelihood ratio", "lr_negative": "Negative likelihood ratio"}
    rows = [
        (f"{name}, {title.lower()} point", evidence.at("points", key, field), ratio)
        for key, title in POINT_TITLES.items()
        for field, name in names.items()
    ]
    return figures(rows, "What an answer does to the odds of a fracture")


def _prevalences(title: str, point: Any) -> Table:
    columns = (
        Column("Prevalence", 0.9, numeric=True),
        Column("PPV", 1.3, numeric=True),
        Column("NPV", 1.3, numeric=True),
        Column("Missed per 1,000 films", 1.2, numeric=True),
        Column("False alarms per 1,000 films", 1.3, numeric=True),
    )
    rows = tuple(_at_prevalence(point, prevalence) for prevalence in _PREVALENCES)
    sensitivity, specificity = (count(at(point, key, "n")) for key in ("sensitivity", "specificity"))
    related = "as unrelated" if _effects(point) is None else "by the design effect of related ones"
    note = (
        f"Computed from sensitivity (n {sensitivity}) and specificity (n {specificity}) as measured here, "
        "taking both to be the same at any prevalence, which they need not be. Intervals: of missed and of "
        "false alarms from Wilson's of sensitivity and specificity; of PPV and NPV on the logit scale "
        f"(Mercaldo et al. 2007); all of them take films {related}."
    )
    return Table(columns, rows, f"{title} point at other prevalences", note)


def _at_prevalence(point: Any, prevalence: float) -> Row:
    tp, fp, fn, tn = (at(point, "confusion", key) for key in ("tp", "fp", "fn", "tn"))
    found = {} if None in (tp, fp, fn, tn) else expected(tp, fp, fn, tn, prevalence, effects=_effects(point))
    forms = {"ppv": percent, "npv": percent, "missed": _films, "false_alarms": _films}
    return (
        Cell(f"{prevalence:.0%}".replace("%", " %"), strong=True),
        *(cell(found.get(name), form) for name, form in forms.items()),
    )


def _effects(point: Any) -> Effects | None:
    """The design effects of the point's calls; versions judged before there were such have none."""
    fractured, others = (at(point, "design_effects", side) for side in ("fractured", "not_fractured"))
    return None if fractured is None or others is None else (fractured, others)


def _films(value: float) -> str:
    return f"{value:,.0f}"
