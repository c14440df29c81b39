"""The Thresholds view: what other operating points would do, at the prevalence of one's own house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import CallusError
from core.evaluation import POINT_TITLES, Explored, explore
from core.models import ModelStore
from core.records import OperatingPoints
from dashboard.components import charts, charts_decision, layout, relatives, tables
from dashboard.components.charts_validation import Evaluated
from dashboard.components.figures import Figure, value
from dashboard.components.proposals import proposals
from dashboard.components.tables import Cell, Column, Row

_STEP = 0.001  # of a threshold
_SHARES = {
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "ppv": "Positive predictive value",
    "npv": "Negative predictive value",
}
_FILMS = {"called": "Called", "missed": "Fractures missed", "false_alarms": "False alarms"}
Pair = tuple[Explored, Explored]  # as chosen, and as in use


@dataclass(frozen=True, slots=True)
class Judged:
    """A version's answers on its test films: labels (n,) of 1 and 0, probabilities (n,); and what it uses.

    groups: (n,) equal for related films, where known.
    """

    model: str
    version: str
    name: str
    labels: Sequence[int]
    probabilities: Sequence[float]
    points: OperatingPoints
    prevalence: float
    groups: Sequence[int] | None

    def at(self, threshold: float, prevalence: float) -> Explored:
        """Judge a threshold at a prevalence."""
        return explore(self.labels, self.probabilities, threshold, prevalence, self.groups)


def thresholds(network: Evaluated, store: ModelStore) -> None:
    """Let the visitor try thresholds, and propose them."""
    version = store.find(network.label)
    films = store.predictions(version)
    share = network.metrics["prevalence"]["value"]
    if not films or not share or share == 1:
        layout.empty("Nothing to explore", f"{network.name} has no answers on test films of both kinds.")
        return
    try:
        groups = relatives.groups_of(store.root, {film.image_id for film in films})
    except CallusError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    judged = Judged(
        version.name,
        version.version,
        network.name,
        [film.label for film in films],
        [film.probability for film in films],
        version.operating_points,
        share,
        None if groups is None else [groups[film.image_id] for film in films],
    )
    _explore(judged)


@st.fragment
def _explore(judged: Judged) -> None:
    """Only this runs again when a slider moves."""
    layout.section(
        f"Try thresholds for {judged.name}",
        "Below the first a film is cleared, from the second on it is positive, between them it is in doubt.",
    )
    left, right = st.columns([2, 1], gap="large")
    now = judged.points
    with left:
        handles = st.slider(
            "Thresholds: high sensitivity and high specificity", 0.0, 1.0,
            (round(now.high_sensitivity, 3), round(now.high_specificity, 3)),
            step=_STEP, format="%.3f", key=f"thresholds-{judged.model}-{judged.version}",
        )  # fmt: skip
    with right:
        percent = st.slider(
            "Prevalence, % fractured", 0.5, 60.0, min(max(round(judged.prevalence * 200) / 2, 0.5), 60.0),
            step=0.5, format="%.1f", key=f"prevalence-{judged.model}-{judged.version}",
        )  # fmt: skip
    chosen = exact(handles, now)
    prevalence = percent / 100
    pairs = {
        key: (judged.at(getattr(chosen, key), prevalence), judged.at(getattr(now, key), prevalence))
        for key in POINT_TITLES
    }
    _show(judged, pairs)
    proposals(judged, chosen)


def exact(handles: tuple[float, float], now: OperatingPoints) -> OperatingPoints:
    """Return what the handles stand for: a handle that wasn't moved stands for the exact threshold in use."""
    kept = (now.high_sensitivity, now.high_specificity)
    return OperatingPoints(
        *(
            own if round(own, 3) == round(handle, 3) else handle
            for handle, own in zip(handles, kept, strict=True)
        )
    )


def _show(judged: Judged, pairs: Mapping[str, Pair]) -> None:
    left, right = st.columns(2, gap="large")
    meaning = "\n".join(change_meaning(POINT_TITLES[key], pair) for key, pair in pairs.items())
    with left:
        figure = charts_decision.sweep(judged.labels, judged.probabilities, pairs)
        charts.chart(figure, key="sweep", alt=meaning)
    with right:
        st.markdown(meaning.replace("\n", "  \n"))
        _table(judged, pairs)
        charts.csv_button(lambda: as_csv(judged.name, pairs), "thresholds")


def _table(judged: Judged, pairs: Mapping[str, Pair]) -> None:
    over = (("", 1), *((word, 2) for word in POINT_TITLES.values()))
    columns = (Column(""), *(Column(w, numeric=True) for _ in POINT_TITLES for w in ("Chosen", "In use")))
    tried = [each for pair in pairs.values() for each in pair]
    rows = [Row(("Threshold", *(f"{each.threshold:.3f}" for each in tried)))]
    rows += [Row((word, *(_share(getattr(each, key)) for each in tried))) for key, word in _SHARES.items()]
    rows.append(Row((Cell("Of 1,000 films"),), group=True))
    rows += [Row((word, *(_count(getattr(each, key)) for each in tried))) for key, word in _FILMS.items()]
    tables.show(columns, rows, over=over)
    first = tried[0]
    related = "take films as unrelated" if judged.groups is None else "allow for related films"
    st.caption(
        f"Judged on {first.n:,} test films, {first.n_fractured:,} fractured, as if"
        f" {first.prevalence * 100:.1f} % were; 95 % intervals that {related}. Sensitivity and"
        " specificity are taken to be the same at any prevalence."
    )


def change_meaning(point: str, pair: Pair) -> str:
    """Say what a chosen threshold changes against the one in use."""
    chosen, now = pair
    if chosen.missed["value"] is None or now.missed["value"] is None:
        return f"{point}: {chosen.missed['note']}"
    missed, alarms = (getattr(chosen, key)["value"] for key in ("missed", "false_alarms"))
    here = f"{point}, from {chosen.threshold:.3f}: of 1,000 films {missed:.0f} fractures are missed and"
    here += f" {alarms:.0f} others called"
    if chosen.threshold == now.threshold:
        return f"{here}, as in use."
    return f"{here}; in use {now.missed['value']:.0f} and {now.false_alarms['value']:.0f}."


def _share(figure: Figure) -> Cell:
    if figure["value"] is None:
        return Cell("\u2013", below=str(figure["note"]))
    return Cell(value(figure), below=_ends(figure, 100, ".1f"))


def _count(figure: Figure) -> Cell:
    if figure["value"] is None:
        return Cell("\u2013", below=str(figure["note"]))
    return Cell(f"{figure['value']:.0f}", below=_ends(figure, 1, ".0f"))


def _ends(figure: Figure, times: float, form: str) -> str:
    if figure["low"] is None or figure["high"] is None:
        return "no interval"
    return f"{figure['low'] * times:{form}}\u2013{figure['high'] * times:{form}}"


def as_csv(name: str, pairs: Mapping[str, Pair]) -> str:
    """Return every figure of the thresholds chosen and in use."""
    return charts.csv_text(
        ("network", "operating_point", "which", "threshold", "prevalence", "figure", "value", "low", "high"),
        (
            (name, point, which, each.threshold, each.prevalence, key, *(getattr(each, key)[k] for k in ends))
            for point, pair in pairs.items()
            for which, each in zip(("chosen", "in_use"), pair, strict=True)
            for key in (*_SHARES, *_FILMS)
            for ends in [("value", "low", "high")]
        ),
    )
