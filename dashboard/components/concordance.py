"""The parts of the Performance page: what readers and model said, side by side, and how sure that is."""

from core.monitoring import Concordance, Share
from core.records import Agreement, Band, Call
from dashboard.components import charts, charts_performance, layout, moments, tables
from dashboard.components.charts_performance import ENOUGH, Week
from dashboard.components.figures import name_of_model
from dashboard.components.tables import Cell, Column, Row
from dashboard.theme import AGREEMENTS, BANDS, CALLS


def rate(share: Share) -> Cell:
    """Return a share as a cell; below `ENOUGH` it is only counted: a rate would say more than is known."""
    if share.n < ENOUGH or share.value is None or share.low is None or share.high is None:
        return Cell("\u2013", below=f"{share.hits} of {share.n}: too few for a rate")
    value, between = f"{share.value * 100:.1f} %", f"{share.low * 100:.1f}\u2013{share.high * 100:.1f}"
    return Cell(value, below=f"{between} · n {share.n:,}")


def headline(found: Concordance) -> str:
    """Say in one sentence how far readers and model agree, or how many reads are wanting to say so."""
    share = found.agreement
    if share.n >= ENOUGH:
        between = rate(share).below.split(" ")[0]
        return (
            f"Readers and model agreed on {share.hits:,} of {share.n:,} decided reads:"
            f" {rate(share).text} (95 % interval {between})."
        )
    return (
        f"{found.agreement.n} reads can be compared with a clear answer of the model so far."
        f" From {ENOUGH} on, a rate of agreement is shown here; before that it would mislead."
    )


def so_far(found: Concordance) -> None:
    """Show the counts that the rate rests on, and the rate of each model version."""
    layout.section("So far")
    stated = ", ".join(f"{AGREEMENTS[word].lower()} {found.stated[word]:,}" for word in Agreement)
    tables.facts(
        (
            ("Cases", f"{found.cases:,}, of them {found.read_cases:,} read"),
            ("Final reads", f"{found.reads:,}, of them {found.unpaired:,} on cases without an analysis"),
            ("Compared", f"{found.agreement.n:,}: a clear band and a clear call"),
            ("Readers said", stated),
        )
    )
    tables.show(
        (
            Column("Model"),
            Column("Reads", numeric=True),
            Column("Agreement", numeric=True),
            Column("Kappa", numeric=True),
        ),
        [
            Row(
                (
                    name_of_model(model.model, model.version),
                    f"{model.reads:,}",
                    rate(model.agreement),
                    f"{model.kappa:.2f}"
                    if model.kappa is not None and model.agreement.n >= ENOUGH
                    else "\u2013",
                )
            )
            for model in found.models
        ],
    )


def matrix(found: Concordance) -> None:
    """Show final reads by band and call."""
    layout.section("The model's band and the reader's call", "Final reads; shares are of each band.")
    charts.chart(
        charts_performance.band_by_call(found.table),
        key="band_by_call",
        alt="Final reads by band and reader's call",
    )
    charts.csv_button(lambda: _table_csv(found), "band_by_call")


def over_time(found: Concordance) -> None:
    """Show the rate of agreement week by week."""
    layout.section("Over time", f"By week; a rate only where at least {ENOUGH} reads can be compared.")
    weeks = charts_performance.weeks(found.days)
    charts.panel(
        charts_performance.over_time(weeks),
        key="agreement_by_week",
        meaning="A fall that lasts for weeks wants a look: at the films, at the device, at the model.",
        columns=(Column("Week of"), Column("Reads", numeric=True), Column("Agreement", numeric=True)),
        rows=[_week_row(week) for week in reversed(weeks[-8:])],
        download=lambda: _weeks_csv(weeks),
        width="stretch",
    )


def _week_row(week: Week) -> Row:
    share = Share(week.hits, week.n, week.rate, week.low, week.high)
    return Row((moments.day(week.monday), f"{week.reads:,}", rate(share)))


def _table_csv(found: Concordance) -> str:
    rows = [(BANDS[band].word, CALLS[call], found.table[band][call]) for band in Band for call in Call]
    return charts.csv_text(("band", "call", "final_reads"), rows)


def _weeks_csv(weeks: tuple[Week, ...]) -> str:
    rows = [
        (w.monday, w.reads, w.n, w.hits, *((w.rate, w.low, w.high) if w.rate is not None else (None,) * 3))
        for w in weeks
    ]
    return charts.csv_text(("week_of", "reads", "compared", "agreed", "rate", "low", "high"), rows)
