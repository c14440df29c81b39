"""The trail as it is looked at: searched, taken away as a file, and checked seal by seal."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.casebook import rows, trail
from core.casebook.database import Database
from core.casebook.paging import Page
from core.casebook.records import Event, EventKind
from core.casebook.rules import checked_name
from core.casebook.tables import LARGEST_ID, EventTable

MOST_FOUND = 1_000
_BATCH = 500  # numbers in one question
_CHECKED_AT_ONCE = 5_000
_SEALED = (
    EventTable.id,
    EventTable.at,
    EventTable.kind,
    EventTable.who,
    EventTable.case_id,
    EventTable.study_id,
    EventTable.detail,
    EventTable.facts,
    EventTable.chain,
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which lines to list. An empty field does not filter; all fields that are set must hold.

    kinds: any of these. since is inclusive, before exclusive, both time-aware. text: what the detail or the
    facts contain, in any case.
    """

    who: str = ""
    kinds: frozenset[EventKind] = frozenset()
    study_id: int | None = None
    case_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if any(moment and moment.tzinfo is None for moment in (self.since, self.before)):
            raise ValueError("since and before need a time zone")


@dataclass(frozen=True, slots=True)
class TrailPage(Page[Event]):
    """One page of the trail, the newest line first; capped: whether there may be more than `total`."""

    capped: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """Whether the trail is whole.

    lines: how many were checked. broken_at: the first line whose seal doesn't fit, which was changed, or
    before which lines were taken out or put in; None where all fit. head: the last line's chain, "" of an
    empty trail. cut: whether the chain that was expected is nowhere in the trail: lines were cut off its end.
    """

    ok: bool
    lines: int
    broken_at: int | None
    head: str
    cut: bool = False

    @property
    def sentence(self) -> str:
        """What came of the check, for a person."""
        if self.broken_at is not None:
            return (
                f"The trail is broken at line {self.broken_at:,}: it was changed, or lines before it were"
                " taken out or put in."
            )
        if self.cut:
            return f"The expected chain is in none of {self.lines:,} lines: the end was cut off or replaced."
        return f"The trail is whole: {self.lines:,} lines, each sealed by the one before."


class Trail:
    """The trail of who did what; see `core.casebook.trail` for how its lines are sealed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, which: TrailFilter | None = None, *, page: int = 1, page_size: int = 50) -> TrailPage:
        """Return one page of the lines that match; a page beyond the last gives the last.

        Words may stand anywhere in a line, so that every line must be looked at: only the newest `MOST_FOUND`
        lines with them are listed.
        """
        which = which or TrailFilter()
        with self._database.reading() as session:
            ids = _ids(which, session.get_bind().dialect.name)
            if which.text.strip():
                found = session.scalars(ids.limit(MOST_FOUND)).all()
                total, page = len(found), _within(page, len(found), page_size)
                wanted = list(found[(page - 1) * page_size : page * page_size])
            else:
                total = session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
                page = _within(page, total, page_size)
                wanted = list(session.scalars(ids.offset((page - 1) * page_size).limit(page_size)))
            events = _events(session, wanted)
        return TrailPage(events, total, page, page_size, capped=bool(which.text) and total == MOST_FOUND)

    def lines(self, which: TrailFilter | None = None, *, who: str, most: int = 100_000) -> Iterator[Event]:
        """Give at most so many of the lines that match, the newest first.

        Asking for the first lets the trail say that `who` took them.
        """
        with self._database.writing() as session:
            trail.record(session, EventKind.TRAIL_EXPORTED, checked_name(who))
        with self._database.reading() as session:
            ids = _ids(which or TrailFilter(), session.get_bind().dialect.name)
            wanted = session.scalars(ids.limit(most)).all()
        for start in range(0, len(wanted), _BATCH):
            with self._database.reading() as session:
                events = _events(session, wanted[start : start + _BATCH])
            yield from events

    def head(self) -> str:
        """Return the last line's chain, "" of an empty trail: what to keep elsewhere to notice a cut."""
        with self._database.reading() as session:
            return session.scalar(select(EventTable.chain).order_by(EventTable.id.desc()).limit(1)) or ""

    def names(self) -> tuple[str, ...]:
        """Return who is named in the trail, in order."""
        with self._database.reading() as session:
            return tuple(sorted(name for name in session.scalars(_distinct_names()) if name))

    def last_check(self) -> Event | None:
        """Return the line of the last check that `verify_for` kept, None where there was none."""
        of_kind = select(EventTable).filter_by(kind=EventKind.TRAIL_VERIFIED).order_by(EventTable.id.desc())
        with self._database.reading() as session:
            row = session.scalar(of_kind.limit(1))
            return rows.event_record(row) if row else None

    def verify(self, expected: str = "", *, progress: Progress = lambda done, of: None) -> Sealed:
        """Work out every seal anew, from the first line on, and compare; changes nothing.

        expected: a chain that was kept elsewhere, which must be found. progress: called now and then with
        the lines checked and how many there are.
        """
        expected = expected.strip().lower()
        before, lines, found, total = "", 0, not expected, self.search(page_size=1).total
        for row in self._sealed():
            lines += 1
            if trail.link(before, row) != row.chain:
                return Sealed(False, lines, row.id, before, cut=False)
            before = row.chain
            found = found or before == expected
            if lines % _CHECKED_AT_ONCE == 0:
                progress(lines, max(lines, total))
        progress(lines, lines)
        return Sealed(found, lines, None, before, cut=not found)

    def verify_for(self, who: str, *, progress: Progress = lambda done, of: None) -> Sealed:
        """Verify, and let the trail say who did and what came of it."""
        who = checked_name(who)
        sealed = self.verify(progress=progress)
        facts = {"ok": sealed.ok, "lines": sealed.lines, "broken_at": sealed.broken_at, "head": sealed.head}
        said = "whole" if sealed.ok else f"broken at line {sealed.broken_at}"
        with self._database.writing() as session:
            trail.record(session, EventKind.TRAIL_VERIFIED, who, detail=said, facts=facts)
        return sealed

    def _sealed(self) -> Iterator[trail.Line]:
        """Give every line in order; in batches, so that nobody waits for one long transaction."""
        last = 0
        while True:
            asked = (
                select(*_SEALED).where(EventTable.id > last).order_by(EventTable.id).limit(_CHECKED_AT_ONCE)
            )
            with self._database.reading() as session:
                batch = session.execute(asked).all()
            if not batch:
                return
            yield from batch
            last = batch[-1].id


def _distinct_names() -> Select[str]:
    """Return the statement of every name once, by jumps in the index: a million lines have few names."""
    first = select(func.min(EventTable.who).label("who")).cte("names", recursive=True)
    following = select(func.min(EventTable.who)).where(EventTable.who > first.c.who).scalar_subquery()
    every = first.union_all(select(following).where(first.c.who.is_not(None)))
    return select(every.c.who).where(every.c.who.is_not(None))


def _ids(which: TrailFilter, dialect: str) -> Select[int]:
    """Return the statement of the matching lines' numbers, the newest first."""
    lines = _lines_of(which)
    asked = select(lines.id).where(*_conditions(which, lines, dialect))
    if which.since or which.before:
        # From the index of moments; after a clock was set back, they are what was asked for.
        return asked.order_by(lines.at.desc(), lines.id.desc())
    return asked.order_by(lines.id.desc())


def _lines_of(which: TrailFilter) -> type[EventTable]:
    """Return the lines to look through: those of a case or study first, which are few, whatever is asked.

    Without its limit a database may take the two questions for one, and begin with the other.
    """
    numbers = {"study_id": which.study_id, "case_id": which.case_id}
    asked = {name: min(number, LARGEST_ID) for name, number in numbers.items() if number is not None}
    if not asked:
        return EventTable
    return aliased(EventTable, select(EventTable).filter_by(**asked).limit(LARGEST_ID).subquery())


def _conditions(which: TrailFilter, lines: type[EventTable], dialect: str) -> Iterator[ColumnElement[bool]]:
    if which.who:
        yield lines.who == which.who
    if which.kinds:
        yield lines.kind.in_(sorted(which.kinds))
    if which.since is not None:
        yield lines.at >= which.since
    if which.before is not None:
        yield lines.at < which.before
    if words := which.text.strip():
        # Facts are kept as JSON, in which letters beyond ASCII are escaped.
        yield or_(
            _holds(lines.detail, words, dialect),
            _holds(cast(lines.facts, Text), json.dumps(words)[1:-1], dialect),
        )


def _holds(
    column: ColumnElement[str] | InstrumentedAttribute[str], words: str, dialect: str
) -> ColumnElement[bool]:
    # SQLite's LIKE ignores case as it is, and is twice as quick without lower().
    find = column.contains if dialect == "sqlite" else column.icontains
    return find(words, autoescape=True)


def _events(session: Session, ids: Sequence[int]) -> tuple[Event, ...]:
    """Return lines in the order of their numbers given."""
    found = session.scalars(select(EventTable).where(EventTable.id.in_(ids)))
    by_id = {row.id: rows.event_record(row) for row in found}
    return tuple(by_id[number] for number in ids)


def _within(page: int, total: int, page_size: int) -> int:
    return min(max(1, page), max(1, -(-total // page_size)))
