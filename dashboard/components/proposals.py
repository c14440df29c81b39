"""Proposing thresholds: a form, and the proposals that were kept. Nothing here changes a model."""

from dataclasses import astuple
from typing import TYPE_CHECKING

import streamlit as st

from core.accounts import Right
from core.casebook import Casebook, Proposal
from core.errors import CasebookError
from core.evaluation import POINT_TITLES
from core.records import OperatingPoints
from dashboard import resources, session
from dashboard.components import charts, layout, moments, tables
from dashboard.components.tables import Cell, Column, Row

if TYPE_CHECKING:
    from dashboard.components.explorer import Judged

_COLUMNS = (
    Column("When"),
    Column("Who"),
    Column("Why", wrap=True),
    Column("High sensitivity", numeric=True),
    Column("High specificity", numeric=True),
)
_CAUTION = (
    "A proposal is kept and changes nothing: the model in use goes on with its own thresholds, and applying"
    " a proposal is a separate step, in a new version. Thresholds chosen on test films make the figures of"
    " those films flatter: judge them on others before they are used."
)


def proposals(judged: "Judged", chosen: OperatingPoints) -> None:
    """Draw the form for the thresholds chosen, and list what was proposed before."""
    layout.section("Propose these thresholds")
    try:
        casebook = resources.casebook()
        person = session.person()
        if person is not None and person.may(Right.ADMINISTER):
            _form(judged, chosen, casebook, person.name)
        else:
            st.caption("An administrator can propose other thresholds, with a reason, and see them here.")
        kept = casebook.proposals(judged.model, judged.version)
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    _listed(judged, kept)


def _form(judged: "Judged", chosen: OperatingPoints, casebook: Casebook, who: str) -> None:
    left, right = st.columns(2, gap="large")
    now = judged.points
    with left, st.form("proposal", clear_on_submit=True):
        st.markdown(
            f"High sensitivity **{chosen.high_sensitivity:.3f}** (in use {now.high_sensitivity:.3f}), high"
            f" specificity **{chosen.high_specificity:.3f}** (in use {now.high_specificity:.3f}), proposed by"
            f" {layout.plain(who)}."
        )
        why = st.text_area("Why", key="proposal-why", height=68, max_chars=2000, placeholder="Required.")
        sent = st.form_submit_button("Keep proposal", type="primary")
    with right:
        st.caption(_CAUTION)
        if sent:
            _keep(Proposal(judged.model, judged.version, now, chosen, who, why or ""), casebook)


def _keep(proposal: Proposal, casebook: Casebook) -> None:
    try:
        kept = casebook.propose(proposal)
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
    else:
        st.success(f"Kept as proposal {kept.id}. The model in use has not changed.", icon=":material/check:")


def _listed(judged: "Judged", kept: tuple[Proposal, ...]) -> None:
    if not kept:
        st.caption(f"No thresholds were proposed for {judged.name} yet.")
        return
    layout.section(
        "Proposed so far",
        f"None is in use. Changes of 1,000 films, {judged.prevalence * 100:.1f} % fractured as in the test.",
    )
    tables.show(_COLUMNS, [_row(judged, proposal) for proposal in kept])
    charts.csv_button(lambda: as_csv(kept), "proposals")


def _row(judged: "Judged", proposal: Proposal) -> Row:
    when = moments.moment(proposal.made_at) if proposal.made_at else "\u2013"
    return Row((when, proposal.who, proposal.why, *(_changed(judged, proposal, key) for key in POINT_TITLES)))


def _changed(judged: "Judged", proposal: Proposal, key: str) -> Cell:
    now, wanted = getattr(proposal.current, key), getattr(proposal.proposed, key)
    if now == wanted:
        return Cell(f"{wanted:.3f}", below="as in use")
    before, after = judged.at(now, judged.prevalence), judged.at(wanted, judged.prevalence)
    if before.missed["value"] is None or after.missed["value"] is None:
        return Cell(f"{wanted:.3f}", below=str(after.missed["note"]))
    missed, alarms = (
        getattr(after, name)["value"] - getattr(before, name)["value"] for name in ("missed", "false_alarms")
    )
    return Cell(
        f"{wanted:.3f}", quiet=f"was {now:.3f}", below=f"missed {missed:+.0f}, false alarms {alarms:+.0f}"
    )


def as_csv(kept: tuple[Proposal, ...]) -> str:
    """Return the proposals, their moments in UTC."""
    return charts.csv_text(
        (
            "id",
            "made_at",
            "who",
            "why",
            *(f"{which}_{key}" for which in ("current", "proposed") for key in POINT_TITLES),
        ),
        (
            (
                p.id,
                p.made_at and p.made_at.isoformat(),
                p.who,
                p.why,
                *astuple(p.current),
                *astuple(p.proposed),
            )
            for p in kept
        ),
    )
