"""The department's settings as a form with plain explanations, and the history of their changes."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.casebook import Reading, Terms, TermsChange
from core.errors import CasebookError
from dashboard.components import layout, moments, tables
from dashboard.components.tables import Cell, Column, Row

READINGS = {
    Reading.BLIND_FIRST: "Blind first",
    Reading.CONCURRENT: "With the answer in view",
    Reading.RANDOM: "At random, to measure",
}
_MEANINGS = {
    Reading.BLIND_FIRST: "Each reader says what they see, and only then is shown the answer. Protects most"
    " against a wrong answer, and shows how often it changes a mind.",
    Reading.CONCURRENT: "The answer is there from the start. Quicker; a wrong answer is followed more often.",
    Reading.RANDOM: "Each new study is drawn for one of both, so that the Performance page can compare them.",
}
_MINUTES_A_DAY = 24 * 60


def form(now: Terms, change: Callable[[Terms], Terms]) -> None:
    """Draw the form, filled with the terms in force; change: puts new ones in force."""
    with st.form("terms", enter_to_submit=False):
        name = st.text_input(
            "Name of the department",
            now.name,
            max_chars=128,
            help="It stands on exported studies and reports.",
        )
        reading = st.radio(
            "How new studies are read",
            list(Reading),
            list(Reading).index(now.reading),
            format_func=READINGS.__getitem__,
            captions=[_MEANINGS[one] for one in Reading],
        )
        share = st.slider(
            "Share read blind first, where it is drawn at random", 0, 100, round(now.blind_share * 100), 5,
            format="%d %%",
        )  # fmt: skip
        left, right = st.columns(2)
        target = left.number_input(
            "Target: read within, minutes", 1, 7 * _MINUTES_A_DAY, now.target_minutes,
            help="The worklist marks what waits for longer.",
        )  # fmt: skip
        claim = right.number_input(
            "A study is held for, minutes", 1, _MINUTES_A_DAY, now.claim_minutes,
            help="Who opens a study holds it for so long; then it is free for others again.",
        )  # fmt: skip
        audit = st.columns(2)[0].number_input(
            "Drawn for an audit, % of undisputed studies", 0.0, 100.0, round(100 * now.audit_share, 2), 0.5,
            format="%g",
            help="Of the signed studies on which nobody disagrees, so many go to a senior reader all the"
            " same: only so are fractures counted that reader and model both missed. 0 draws none.",
        )  # fmt: skip
        sent = st.form_submit_button("Put in force", type="primary", shortcut="Ctrl+Enter")
    if sent:
        wanted = Terms(name, reading or now.reading, share / 100, target, claim, round(audit / 100, 4))
        _keep(now, wanted, change)


def _keep(now: Terms, wanted: Terms, change: Callable[[Terms], Terms]) -> None:
    try:
        kept = change(wanted)
    except CasebookError as error:
        st.error(error.sentence, icon=":material/error:")
        return
    if kept == now:
        st.info("Nothing was changed.", icon=":material/info:")
    else:
        st.success(
            "In force from now on. Studies that are here already keep their way.", icon=":material/check:"
        )


def history(changes: Sequence[TermsChange]) -> None:
    """List what was changed, by whom and when, the newest first."""
    if not changes:
        layout.section("Changes", "These are the settings that Callus comes with. Nobody has changed them.")
        return
    layout.section("Changes", "The newest first; what differs from the change before it.")
    before = [*(change.terms for change in changes[1:]), Terms()]
    tables.show(
        (Column("From"), Column("By"), Column("What changed", wrap=True)),
        [
            Row((moments.moment(change.at), change.who, Cell(changed(earlier, change.terms))))
            for change, earlier in zip(changes, before, strict=True)
        ],
    )


def changed(before: Terms, after: Terms) -> str:
    """Return what differs, in words."""
    then, now = _said(before), _said(after)
    parts = [f"{name}: {now[name]} (was {then[name]})" for name in now if now[name] != then[name]]
    return "; ".join(parts) or "Nothing"


def _said(terms: Terms) -> dict[str, str]:
    return {
        "Name": terms.name or "none",
        "Reading": READINGS[terms.reading].lower(),
        "Share blind first": f"{terms.blind_share * 100:.0f} %",
        "Target": f"{terms.target_minutes:,} min",
        "Held for": f"{terms.claim_minutes:,} min",
        "Drawn for an audit": f"{terms.audit_share * 100:g} %",
    }
