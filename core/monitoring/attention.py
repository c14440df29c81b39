"""What should we look at next? Open disagreements, open recalls, and the studies most worth a label.

Most worth: the studies of the kind (band, call, disputed or not) in which one more decision takes the most
off the uncertainty of the corrected sensitivity and specificity. With p the share fractured among the m
decided of a kind of n studies, a figure's variance from it is (n * pull)^2 p (1 - p) / m, and one more
decision takes off 1 / (m + 1) of that: Neyman's rule for where to sample (J. Neyman, J. of the Royal
Statistical Society 97, 1934), one study at a time. Within the kind the newest are listed, so that the films
are still at hand; whoever labels all that are listed keeps the draw within a kind nearly fair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from core.casebook import Casebook, Cause, Dispute, RecallStep
from core.casebook.recalls import stands_open
from core.casebook.states import TO_DECIDE
from core.casebook.tables import RecallStepTable, RecallTable, StudyTable
from core.monitoring.cells import CALLED, counted_by_version
from core.monitoring.columns import disputed
from core.monitoring.counting import bring_up_to_date
from core.monitoring.verification import Kind, kinds_of
from core.monitoring.window import Window
from core.records import POINTS, Band, Call

LISTED = 12
FIRST = 8
RECENT_DAYS = 90
_KINDS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A study worth a label, and why; case_id: the view that it is listed by.

    to_decide: whether it waits on the Disagreements page.
    """

    study_id: int
    case_id: int | None
    created_at: datetime
    band: Band
    call: Call
    why: str
    to_decide: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """A study on which opinions differ, and why; read_at: of the latest read. missed: as in `Attention`."""

    study_id: int
    read_at: datetime | None
    causes: tuple[Cause, ...]
    missed: bool


@dataclass(frozen=True, slots=True)
class Untold:
    """A recall that isn't done; last: the last step taken, None where nobody was told yet."""

    recall_id: int
    study_id: int
    opened_at: datetime
    last: RecallStep | None


@dataclass(frozen=True, slots=True)
class Attention:
    """The fifth question, answered. disputes, recalls: how many are open; audits: drawn for a decision.

    missed: open disputes in which a fracture may have been missed. oldest_dispute, oldest_recall: how long
    the oldest has waited, None without one. disputed, untold: the first few of them, in the order in which
    their pages have them.
    """

    disputes: int
    missed: int
    oldest_dispute: timedelta | None
    recalls: int
    oldest_recall: timedelta | None
    wanted: tuple[Wanted, ...]
    audits: int = 0
    disputed: tuple[Disputed, ...] = ()
    untold: tuple[Untold, ...] = ()

    @property
    def sentence(self) -> str:
        """What waits, for a person who reads only one line."""
        if self.recalls:
            days = self.oldest_recall.days if self.oldest_recall else 0
            return f"{self.recalls:,} recalls are open, the oldest for {days} days: somebody must be told."
        if self.disputes:
            return (
                f"{self.disputes:,} disagreements wait for a decision; in {self.missed:,} of them a fracture "
                "may have been missed."
            )
        return "No disagreement and no recall is open."


def attention(casebook: Casebook, window: Window | None = None, *, now: datetime | None = None) -> Attention:
    """Return what waits, whenever it came in, and what to label next; raises `CasebookError`.

    window: only its choice of real or synthetic studies counts.
    """
    window, now = window or Window(), now or datetime.now(UTC)
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        disputes, missed, audits, oldest = _disputes(session, window)
        recalls, opened = _recalls(session, window)
        disputed, untold = _first_disputed(session, window), _first_untold(session, window)
        versions = counted_by_version(session, Window(synthetic=window.synthetic))
        kinds = kinds_of(cell for cells in versions.values() for cell in cells if cell.answered)
        wanted = _wanted(session, window, kinds, now)
    return Attention(
        disputes=disputes,
        missed=missed,
        oldest_dispute=now - oldest if oldest else None,
        recalls=recalls,
        oldest_recall=now - opened if opened else None,
        wanted=wanted,
        audits=audits,
        disputed=disputed,
        untold=untold,
    )


def worth(kinds: Sequence[Kind]) -> list[tuple[Kind, float]]:
    """Return the kinds with undecided studies by what one more decision takes off, the most first.

    The unit is variance of a share, the largest among both figures at both operating points.
    """
    found = []
    for kind in kinds:
        if kind.decided < kind.n:
            gains = (
                _gain(kinds, kind, CALLED[point], fractured)
                for point in POINTS
                for fractured in (True, False)
            )
            found.append((kind, max(gains)))
    return sorted(found, key=lambda each: -each[1])


def _gain(kinds: Sequence[Kind], kind: Kind, called: frozenset[str], fractured: bool) -> float:
    shares = {each: _share(each) if fractured else 1 - _share(each) for each in kinds}
    held = sum(each.n * share for each, share in shares.items())
    right = sum(each.n * share for each, share in shares.items() if (each.band in called) == fractured)
    pull = ((kind.band in called) == fractured) - right / held
    p, m = _share(kind), kind.decided + 1
    return (kind.n * pull / held) ** 2 * p * (1 - p) / m / (m + 1)


def _share(kind: Kind) -> float:
    # Half a study either way, so that a kind without decisions is not taken for one without fractures.
    return (kind.fractured + 0.5) / (kind.decided + 1)


def _wanted(session: Session, window: Window, kinds: Sequence[Kind], now: datetime) -> tuple[Wanted, ...]:
    found: list[Wanted] = []
    ranked = worth(kinds)[:_KINDS]
    for place, (kind, _) in enumerate(ranked):
        room = -(-(LISTED - len(found)) // (len(ranked) - place))
        found += _studies(session, window, kind, now, room)
    return tuple(found)


def _studies(session: Session, window: Window, kind: Kind, now: datetime, room: int) -> list[Wanted]:
    newest = session.scalar(select(func.max(StudyTable.created_at)).where(StudyTable.created_at <= now))
    if newest is None:
        return []
    asked = (
        select(
            StudyTable.id,
            StudyTable.case_id,
            StudyTable.created_at,
            StudyTable.band,
            StudyTable.call,
            StudyTable.dispute.in_(TO_DECIDE),
        )
        .where(
            StudyTable.created_at.between(newest - timedelta(days=RECENT_DAYS), now),
            window.of_kind(StudyTable),
            StudyTable.band == (kind.band or None),
            StudyTable.call == kind.call,
            StudyTable.reference.is_(None),
            disputed() if kind.disputed else ~disputed(),
            StudyTable.views > 0,
        )
        .order_by(StudyTable.created_at.desc())
        .limit(room)
    )
    why = _why(kind)
    return [
        Wanted(number, case, at, Band(band), Call(call), why, to_decide)
        for number, case, at, band, call, to_decide in session.execute(asked)
        if band and call
    ]


def _why(kind: Kind) -> str:
    call = {Call.FRACTURE: "fracture", Call.NO_FRACTURE: "no fracture"}.get(Call(kind.call), "unsure")
    band = {Band.POSITIVE: "positive", Band.NEGATIVE: "negative"}.get(Band(kind.band), "in doubt")
    return (
        f"Model {band}, reader {call}: {kind.decided:,} of {kind.n:,} such studies have a decision, so they "
        "leave the figures the least certain."
    )


def _disputes(session: Session, window: Window) -> tuple[int, int, int, datetime | None]:
    is_open = StudyTable.dispute == Dispute.OPEN
    asked = select(
        func.count().filter(is_open),
        func.count().filter(is_open, StudyTable.missed),
        func.count().filter(StudyTable.dispute == Dispute.AUDIT),
        func.min(StudyTable.created_at).filter(is_open),
    ).where(StudyTable.dispute.in_(TO_DECIDE), window.of_kind(StudyTable))
    n, missed, audits, oldest = session.execute(asked).one()
    return n, missed, audits, oldest


def _first_disputed(session: Session, window: Window) -> tuple[Disputed, ...]:
    study = StudyTable
    asked = (
        select(study.id, study.read_at, study.causes, study.missed)
        .where(study.dispute == Dispute.OPEN, window.of_kind(StudyTable))
        .order_by(study.missed.desc(), study.probability.desc().nulls_last(), study.id.desc())
        .limit(FIRST)
    )
    return tuple(
        Disputed(number, at, tuple(map(Cause, causes)), missed)
        for number, at, causes, missed in session.execute(asked)
    )


def _recalls(session: Session, window: Window) -> tuple[int, datetime | None]:
    """Count the recalls whose last step is not the last word."""
    # Not as a join: SQLite would go through all studies and ask each for its recalls.
    kept = exists().where(StudyTable.id == RecallTable.study_id, window.of_kind(StudyTable))
    asked = select(func.count(), func.min(RecallTable.opened_at)).where(stands_open(), kept)
    n, oldest = session.execute(asked).one()
    return n, oldest


def _first_untold(session: Session, window: Window) -> tuple[Untold, ...]:
    steps = select(RecallStepTable.step).where(RecallStepTable.recall_id == RecallTable.id)
    last = steps.order_by(RecallStepTable.id.desc()).limit(1).scalar_subquery()
    asked = (
        select(RecallTable.id, RecallTable.study_id, RecallTable.opened_at, last)
        .join(StudyTable, StudyTable.id == RecallTable.study_id)
        .where(stands_open(), window.of_kind(StudyTable))
        .order_by(RecallTable.id)
        .limit(FIRST)
    )
    return tuple(
        Untold(number, study, at, RecallStep(step) if step else None)
        for number, study, at, step in session.execute(asked)
    )
