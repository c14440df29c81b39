"""Files that were refused: they leave no case, so the trail says how many there were, and of what kind."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.casebook import clock, trail
from core.casebook.records import EventKind
from core.casebook.tables import DailyRefusalTable


def add(session: Session, kinds: Mapping[str, int], files: int, *, synthetic: bool, who: str) -> None:
    """Tell the trail of a delivery's refusals, and count them for their day (UTC).

    One line a delivery, whatever its size: a folder of 10,000 files of another kind must not bury the trail.
    It says nothing of the files but the kinds of the errors.
    """
    refused = sum(kinds.values())
    facts: dict[str, Any] = {"files": files, "refused": dict(sorted(kinds.items()))}
    if synthetic:
        facts["synthetic"] = True
    detail = f"{refused:,} of {files:,} {'file' if files == 1 else 'files'}"
    trail.record(session, EventKind.FILES_REFUSED, who, detail=detail, facts=facts)
    # Whoever writes to the trail is alone until the end of the transaction, so none is counted twice.
    day = clock.now().date()
    for kind, n in kinds.items():
        row = session.get(DailyRefusalTable, (synthetic, day, kind))
        if row is None:
            session.add(DailyRefusalTable(synthetic=synthetic, day=day, kind=kind, n=n))
        else:
            row.n += n
