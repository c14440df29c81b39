"""Alarms: what was found, who has seen it, and what came of it.

An alarm is kept as it was first raised and never changed; what people do about it is added step by step. It
is new until somebody says that they have seen it, and open until somebody closes it with a note that says
what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook import AlarmStep, Casebook, EventKind, clock, trail
from core.casebook.rules import checked_name
from core.casebook.tables import LARGEST_ID, AlarmStepTable, AlarmTable
from core.errors import AlarmError
from core.monitoring.series import is_share, title_of

_LONGEST_NOTE = 2000


class AlarmState(StrEnum):
    """What has become of an alarm."""

    NEW = "new"
    SEEN = "seen"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AlarmStepTaken:
    """Something that somebody did about an alarm; at is UTC."""

    id: int
    step: AlarmStep
    who: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """A shift that was found. usual, found: the mean before and since; deviation: in daily deviations.

    began_on: the day from which it shows; raised_on: the last day that was needed to see it; made_at: when it
    was kept (UTC). studies: the numbers of those that drive it, the strongest first.
    """

    id: int
    series: str
    title: str
    began_on: date
    raised_on: date
    usual: float
    found: float
    deviation: float
    studies: tuple[int, ...]
    sentence: str
    made_at: datetime
    steps: tuple[AlarmStepTaken, ...] = ()

    @property
    def share(self) -> bool:
        """Whether its series is a share of studies, else a plain number."""
        return is_share(self.series)

    @property
    def state(self) -> AlarmState:
        """New, seen, or closed."""
        if not self.steps:
            return AlarmState.NEW
        return AlarmState.CLOSED if self.steps[-1].step == AlarmStep.CLOSED else AlarmState.SEEN


def alarms(casebook: Casebook, *, synthetic: bool = False) -> tuple[Alarm, ...]:
    """Return every alarm that was ever raised, the newest first; raises `CasebookError`."""
    with casebook.database.reading() as session:
        return newest_first(kept(session, synthetic))


def newest_first(found: Sequence[Alarm]) -> tuple[Alarm, ...]:
    """Return alarms by the day on which they were raised, the strongest of a day first."""
    return tuple(sorted(found, key=lambda alarm: (alarm.raised_on, abs(alarm.deviation)), reverse=True))


def kept(session: Session, synthetic: bool) -> tuple[Alarm, ...]:
    """Return all alarms with their steps, in two questions to the database, the oldest first."""
    asked = select(AlarmTable).where(AlarmTable.synthetic.is_(synthetic)).order_by(AlarmTable.raised_on)
    rows = session.scalars(asked).all()
    steps: dict[int, list[AlarmStepTaken]] = {row.id: [] for row in rows}
    of_these = select(AlarmStepTable).where(AlarmStepTable.alarm_id.in_(steps)).order_by(AlarmStepTable.id)
    for step in session.scalars(of_these):
        steps[step.alarm_id].append(_step(step))
    return tuple(_record(row, steps[row.id]) for row in rows)


def acknowledge(
    casebook: Casebook, alarm_id: int, step: AlarmStep, *, who: str, note: str = ""
) -> AlarmStepTaken:
    """Keep that somebody has seen an alarm, or closes it, and tell the trail.

    note: plain words, never of a patient; closing takes one. Raises `AlarmError` where there is no such
    alarm, it is closed already, or the note is missing or too long; `CasebookError` for no name.
    """
    who, note = checked_name(who), note.strip()
    with casebook.database.writing() as session:
        row = _locked(session, alarm_id)
        _check(_steps_of(session, row), step, note)
        taken = AlarmStepTable(alarm_id=row.id, step=step, who=who, note=note, at=clock.now())
        session.add(taken)
        session.flush()
        detail = f"alarm {row.id}: {step}"
        trail.record(session, EventKind.ALARM_STEP, who, detail=detail, facts={"series": row.series})
        return _step(taken)


def _locked(session: Session, alarm_id: int) -> AlarmTable:
    """Return an alarm that two people can't close at once."""
    row = session.get(AlarmTable, alarm_id) if 0 < alarm_id <= LARGEST_ID else None
    if row is None:
        raise AlarmError("There is no such alarm.")
    session.refresh(row, with_for_update=True)
    return row


def _steps_of(session: Session, row: AlarmTable) -> list[AlarmStep]:
    of_this = select(AlarmStepTable.step).where(AlarmStepTable.alarm_id == row.id)
    return list(session.scalars(of_this.order_by(AlarmStepTable.id)))


def _check(steps: Sequence[AlarmStep], step: AlarmStep, note: str) -> None:
    if steps and steps[-1] == AlarmStep.CLOSED:
        raise AlarmError("This alarm is closed. Nothing can be added to it.")
    if len(note) > _LONGEST_NOTE:
        raise AlarmError(f"Please be brief: {_LONGEST_NOTE} letters for the note.")
    if step == AlarmStep.CLOSED and not note:
        raise AlarmError("Say what it was, or why nothing needs to be done, before you close an alarm.")


def _step(row: AlarmStepTable) -> AlarmStepTaken:
    return AlarmStepTaken(row.id, row.step, row.who, row.note, row.at)


def _record(row: AlarmTable, steps: Sequence[AlarmStepTaken]) -> Alarm:
    return Alarm(
        id=row.id,
        series=row.series,
        title=title_of(row.series),
        began_on=row.began_on,
        raised_on=row.raised_on,
        usual=row.usual,
        found=row.found,
        deviation=row.deviation,
        studies=tuple(row.studies),
        sentence=row.sentence,
        made_at=row.made_at,
        steps=tuple(steps),
    )
