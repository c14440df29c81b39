"""The trail: who did what and when, each line sealed by the chain of the line before.

chain = SHA-256 of the chain before and of this line's canonical JSON (RFC 8785's idea: sorted keys, no
spaces). A line that is changed, taken out or put in breaks every chain after it; lines cut off the end are
missed only by someone who kept the last chain, which is why `python -m core audit` prints it.
"""

import json
from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from core.casebook import clock
from core.casebook.records import EventKind
from core.casebook.tables import EventTable

# A row of the table, or the same columns of a question that asks for no more.
Line = EventTable | Row[*tuple[Any, ...]]


def record(
    session: Session,
    kind: EventKind,
    who: str,
    *,
    case_id: int | None = None,
    study_id: int | None = None,
    detail: str = "",
    facts: Mapping[str, Any] | None = None,
) -> EventTable:
    """Add a line to the trail in the transaction of what it tells of; facts: plain values for JSON."""
    _one_at_a_time(session)
    session.flush()
    before = session.scalar(select(EventTable.chain).order_by(EventTable.id.desc()).limit(1)) or ""
    row = EventTable(
        at=clock.now(),
        kind=kind,
        who=who,
        case_id=case_id,
        study_id=study_id,
        detail=detail,
        facts=dict(facts or {}),
    )
    row.chain = link(before, row)
    session.add(row)
    return row


def link(before: str, row: Line) -> str:
    """Return the chain of a line that follows a line with chain `before`; 64 hexadecimal digits."""
    line = {
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": str(row.kind),
        "who": row.who,
        "case": row.case_id,
        "study": row.study_id,
        "detail": row.detail,
        "facts": row.facts,
    }
    sealed = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(f"{before}\n{sealed}".encode()).hexdigest()


def _one_at_a_time(session: Session) -> None:
    """Let no two transactions take the same line for the last; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext('callus trail'))"))
