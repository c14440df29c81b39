"""The SQL of a `Behind`: the conditions by which the counts of a day tell studies and reads apart."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from core.casebook import Dispute
from core.casebook.department import terms_in_force
from core.casebook.tables import ReadTable, StudyTable, UserTable
from core.monitoring.cells import CALLED, Source
from core.monitoring.columns import audited, call, disputed, word
from core.monitoring.pointing import Behind, Outcome, Turn, Wait
from core.monitoring.statements import first_of_reader
from core.monitoring.targets import target_column
from core.monitoring.traits import TRAITS
from core.monitoring.unread import past_target
from core.monitoring.waiting import minutes_to
from core.monitoring.window import Window
from core.records import Band, Call, Mode

_study, _read = StudyTable, ReadTable
_DECIDED = (Call.FRACTURE, Call.NO_FRACTURE)
_SAID: Any = func.coalesce(_study.reference, _study.call)
_HOUR = timedelta(hours=1)


def narrowed(session: Session, window: Window, asked: Behind, now: datetime) -> Select[Any]:
    """Return the numbers of a point's studies, one row a study, or one row a read where it counts reads."""
    query = select(_study.id)
    if asked.turn:
        query = query.join(_read, _read.study_id == _study.id).where(*_reads(asked))
    if asked.hour is not None or asked.weekday is not None:
        query = query.where(_at_hours(session, window, asked))
    return query.where(*_conditions(session, window, asked, now))


def _conditions(
    session: Session, window: Window, asked: Behind, now: datetime
) -> Iterator[ColumnElement[bool]]:
    yield _study.joined_into.is_(None)
    yield window.of_kind(_study)
    yield from _days(window, asked)
    if asked.studies:
        yield _study.id.in_(asked.studies)
    if asked.model:
        yield and_(_study.model == asked.model, _study.version == asked.version)
    if asked.facet:
        yield word(TRAITS[asked.facet]) == asked.value
    yield from _words(asked)
    yield from _references(asked)
    if asked.wait:
        yield from _waited(session, asked.wait, now)
    if asked.open_dispute:
        yield _study.dispute == Dispute.OPEN
    if asked.missed:
        yield _study.missed.is_(True)


def _days(window: Window, asked: Behind) -> Iterator[ColumnElement[bool]]:
    began, until = _ends(window, asked)
    if began is not None:
        yield _study.created_at >= _midnight(began)
    if until is not None:
        yield _study.created_at < _midnight(until + timedelta(days=1))


def _ends(window: Window, asked: Behind) -> tuple[date | None, date | None]:
    """The first and the last day of arrival; what waits now does so whenever it came in."""
    if asked.of_any_time:
        return asked.since, asked.until
    began = max((day for day in (window.since, asked.since) if day), default=None)
    return began, min(day for day in (window.last_day, asked.until) if day)


def _words(asked: Behind) -> Iterator[ColumnElement[bool]]:
    # A read keeps the band that its reader saw; the study's may have come from a later version.
    band = _read.band if asked.turn else _study.band
    for of, wanted in ((band, asked.bands), (call(), asked.calls), (_study.reference, asked.references)):
        if wanted:
            said = of.in_(sorted(wanted - {""}))
            yield or_(said, of.is_(None)) if "" in wanted else said
    if asked.answered is not None:
        yield _study.band.is_not(None) if asked.answered else _study.band.is_(None)
    if asked.disputed is not None:
        yield disputed() if asked.disputed else ~disputed()
    if asked.settled is not None:
        settled = and_(_study.reference.is_not(None), ~disputed(), ~audited())
        yield settled if asked.settled else ~settled
    if asked.probability is not None:
        low, high = asked.probability
        yield _study.probability >= low
        if high < 1:  # the last step holds its upper end
            yield _study.probability < high


def _references(asked: Behind) -> Iterator[ColumnElement[bool]]:
    if asked.known is not None:
        yield _SAID.in_(_DECIDED) if asked.known else or_(_SAID.is_(None), _SAID == Call.UNSURE)
    if asked.fractured is not None:
        yield (Call.FRACTURE if asked.fractured else Call.NO_FRACTURE) == _SAID
    if asked.sources:
        yield or_(*(_SOURCES[source] for source in sorted(asked.sources)))
    if asked.outcome:
        called, fractured = _OUTCOMES[asked.outcome]
        bands = CALLED[asked.point]
        yield _study.band.in_(sorted(bands if called else {*Band} - bands))
        yield (Call.FRACTURE if fractured else Call.NO_FRACTURE) == _SAID


_SOURCES = {
    Source.DECIDED: _study.reference.is_not(None),
    Source.READERS: and_(_study.reference.is_(None), _study.call.in_(_DECIDED)),
    Source.UNSURE: and_(_study.reference.is_(None), _study.call == Call.UNSURE),
    Source.NONE: and_(_study.reference.is_(None), _study.call.is_(None)),
}
_OUTCOMES = {
    Outcome.HIT: (True, True),
    Outcome.MISS: (False, True),
    Outcome.FALSE_ALARM: (True, False),
    Outcome.CORRECT_REJECTION: (False, False),
}


def _reads(asked: Behind) -> Iterator[ColumnElement[bool]]:
    """Each reader's first read of a study with a sure call before and after the answer."""
    yield first_of_reader()
    yield _read.mode == Mode.BLIND_FIRST
    yield _read.first_call.in_(_DECIDED)
    yield _read.call.in_(_DECIDED)
    if asked.turn and asked.turn is not Turn.BLIND:
        yield _study.reference.is_not(None)
        yield from _TURNS[asked.turn]
    if asked.reader:
        yield _read.reader.in_(select(UserTable.name).where(UserTable.pseudonym == asked.reader))
    if asked.experience:
        of_years = aliased(UserTable)
        known = exists().where(of_years.name == _read.reader, of_years.experience.is_not(None))
        same = exists().where(of_years.name == _read.reader, of_years.experience == asked.experience)
        yield same if asked.experience != "not known" else ~known


_first_right = _read.first_call == _study.reference
_last_right = _read.call == _study.reference
_answer: Any = case(
    (_read.band == Band.POSITIVE, literal(Call.FRACTURE.value)),
    (_read.band == Band.NEGATIVE, literal(Call.NO_FRACTURE.value)),
)
_answer_right = _answer == cast(_study.reference, Text)
_followed = cast(_read.call, Text) == _answer
_TURNS: dict[Turn, tuple[ColumnElement[bool], ...]] = {
    Turn.DECIDED: (),
    Turn.MET_WRONG: (~_answer_right, _first_right),
    Turn.FOLLOWED_WRONG: (~_answer_right, _first_right, _followed),
    Turn.MET_RIGHT: (_answer_right, ~_first_right),
    Turn.TOOK_UP_RIGHT: (_answer_right, ~_first_right, _followed),
    Turn.TO_BETTER: (~_first_right, _last_right),
    Turn.TO_WORSE: (_first_right, ~_last_right),
}


def _waited(session: Session, wait: Wait, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wait in (Wait.UNREAD, Wait.OVERDUE):
        yield _study.is_read.is_(False)
        if wait is Wait.OVERDUE:
            yield _study.created_at < now - timedelta(minutes=terms_in_force(session).target_minutes)
        return
    minutes = _minutes(session)
    if wait is Wait.BACKWARDS:
        yield minutes < 0
        return
    if wait in (Wait.LYING, Wait.DUE):
        lying = past_target(session, now)
        yield or_(minutes >= 0, lying) if wait is Wait.DUE else lying
        return
    yield minutes >= 0
    if wait is not Wait.READ:
        target = target_column(session)
        yield minutes <= target if wait is Wait.IN_TARGET else minutes > target


def _minutes(session: Session) -> Any:
    """A study's minutes to its first read, NULL where it has none."""
    every = minutes_to(_read.made_at, session.get_bind().dialect.name)
    return select(func.min(every)).where(_read.study_id == _study.id).correlate(_study).scalar_subquery()


def _at_hours(session: Session, window: Window, asked: Behind) -> ColumnElement[bool]:
    """Return whether a study came in at an hour of the week, by the words of its moment down to the hour."""
    dialect = session.get_bind().dialect.name
    created: Any = _study.created_at
    if dialect == "postgresql":
        hour = func.to_char(func.timezone("UTC", created), "YYYY-MM-DD HH24")
    else:
        hour = func.substr(cast(created, Text), 1, 13)
    return hour.in_([f"{each:%Y-%m-%d %H}" for each in hours_of(session, window, asked)])


def hours_of(session: Session, window: Window, asked: Behind) -> Iterator[datetime]:
    """Yield the hours (UTC) of a window that are a weekday's hour in the zone, as `turnround` places them."""
    began, until = _ends(window, asked)
    if began is None:
        first = session.scalar(select(func.min(_study.created_at)))
        began = first.date() if first else window.last_day
    yield from _hours(began, until or window.last_day, asked)


def _hours(began: date, until: date, asked: Behind) -> Iterator[datetime]:
    zone: tzinfo = asked.zone or UTC
    for place in range(((until - began).days + 1) * 24):
        hour = _midnight(began) + place * _HOUR
        local = hour.astimezone(zone)
        if asked.weekday in (None, local.weekday()) and asked.hour in (None, local.hour):
            yield hour


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
