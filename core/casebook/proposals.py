"""Proposed thresholds: what must hold before one is kept, and the way between record and row."""

from datetime import datetime

from sqlalchemy import Select, select

from core.casebook.records import Proposal
from core.casebook.tables import ProposalTable
from core.errors import CasebookError
from core.records import OperatingPoints

_LONGEST_NAME = 128
_LONGEST_REASON = 2000


def of_version(model: str, version: str) -> Select[ProposalTable]:
    """Return the statement of a model version's proposals, the newest first."""
    return select(ProposalTable).filter_by(model=model, version=version).order_by(ProposalTable.id.desc())


def checked_row(proposal: Proposal, made_at: datetime) -> ProposalTable:
    """Return the row of a proposal made in UTC; raises `CasebookError` for one that can't be meant."""
    who, why = proposal.who.strip(), proposal.why.strip()
    if not 0 < len(who) <= _LONGEST_NAME:
        raise CasebookError(f"A proposal needs a name, of at most {_LONGEST_NAME} letters.")
    if not 0 < len(why) <= _LONGEST_REASON:
        raise CasebookError(f"A proposal needs a reason, of at most {_LONGEST_REASON} letters.")
    now, wanted = proposal.current, proposal.proposed
    if not 0 <= wanted.high_sensitivity <= wanted.high_specificity <= 1:
        raise CasebookError(
            "Thresholds lie between 0 and 1, the one of high sensitivity not above the other."
        )
    if wanted == now:
        raise CasebookError("These thresholds are the ones in use: there is nothing to propose.")
    return ProposalTable(
        made_at=made_at,
        who=who,
        why=why,
        model=proposal.model,
        version=proposal.version,
        current_high_sensitivity=float(now.high_sensitivity),
        current_high_specificity=float(now.high_specificity),
        proposed_high_sensitivity=float(wanted.high_sensitivity),
        proposed_high_specificity=float(wanted.high_specificity),
    )


def record(row: ProposalTable) -> Proposal:
    """Return a proposal as it was made."""
    return Proposal(
        model=row.model,
        version=row.version,
        current=OperatingPoints(row.current_high_sensitivity, row.current_high_specificity),
        proposed=OperatingPoints(row.proposed_high_sensitivity, row.proposed_high_specificity),
        who=row.who,
        why=row.why,
        id=row.id,
        made_at=row.made_at,
    )
