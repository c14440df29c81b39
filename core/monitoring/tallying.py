"""How many a point counts, from the counts a day: else a million studies would be asked for their reads.

`counted` answers for what readers did and how long studies waited, narrowed by no more than the counts know.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.casebook.tables import DailyHourTable, DailyWaitTable, UserTable
from core.monitoring.narrowing import hours_of, narrowed
from core.monitoring.pointing import Behind, Turn, Wait
from core.monitoring.read_cells import ReadCell, read_cells
from core.monitoring.steps import NO_STEP
from core.monitoring.waiting import READ
from core.monitoring.window import Window

_DAYS = {"since", "until", "point", "zone"}
_OF_READS = {*_DAYS, "turn", "bands", "reader", "experience"}
_OF_WAITS = {*_DAYS, "wait", "bands"}
_OF_HOURS = {*_DAYS, "wait", "weekday", "hour"}


def counted(session: Session, window: Window, asked: Behind, now: datetime) -> int | None:
    """Return a point's n; None where the counts a day can't tell, or unread studies would tell an answer."""
    if asked.wait is Wait.DUE:
        return None if asked.tells_answer else _due(session, window, asked, now)
    given = {each.name for each in fields(Behind) if getattr(asked, each.name) != each.default}
    since = max((day for day in (window.since, asked.since) if day), default=None)
    until = min((day for day in (window.until, asked.until) if day), default=None)
    window = replace(window, since=since, until=until)
    if asked.turn and given <= _OF_READS:
        return _reads(session, window, asked)
    if asked.wait and not asked.of_any_time and given <= _OF_WAITS:
        return _waits(session, window, asked)
    if asked.wait in (Wait.READ, Wait.IN_TARGET, Wait.LATE) and given <= _OF_HOURS:
        return _hours(session, window, asked)
    return None


def _due(session: Session, window: Window, asked: Behind, now: datetime) -> int | None:
    """Those that were read from the counts; those that lie unread are few enough to be counted one by one."""
    read = counted(session, window, replace(asked, wait=Wait.READ), now)
    lying = narrowed(session, window, replace(asked, wait=Wait.LYING), now).subquery()
    return None if read is None else read + (session.scalar(select(func.count()).select_from(lying)) or 0)


def _reads(session: Session, window: Window, asked: Behind) -> int:
    kept = _TURNS[asked.turn or Turn.BLIND]
    names = _names(session, asked)
    return sum(
        cell.n
        for cell in read_cells(session, window)
        if cell.blind
        and (not asked.bands or cell.band in asked.bands)
        and names(cell.reader)
        and (kept is None or (bool(cell.reference) and kept(cell)))
    )


def _names(session: Session, asked: Behind) -> Callable[[str], bool]:
    """Return whether a reader is of a pseudonym and an experience."""
    people = {
        name: (pseudonym, years.value if years else "not known")
        for name, pseudonym, years in session.execute(
            select(UserTable.name, UserTable.pseudonym, UserTable.experience)
        )
    }

    def held(name: str) -> bool:
        pseudonym, years = people.get(name, ("", "not known"))
        return asked.reader in ("", pseudonym) and asked.experience in ("", years)

    return held


def _met_wrong(cell: ReadCell) -> bool:
    return bool(cell.answer) and cell.answer != cell.reference and cell.first == cell.reference


def _met_right(cell: ReadCell) -> bool:
    return cell.answer == cell.reference and cell.first != cell.reference


_TURNS: dict[Turn, Callable[[ReadCell], bool] | None] = {
    Turn.BLIND: None,
    Turn.DECIDED: lambda _: True,
    Turn.MET_WRONG: _met_wrong,
    Turn.FOLLOWED_WRONG: lambda cell: _met_wrong(cell) and cell.call == cell.answer,
    Turn.MET_RIGHT: _met_right,
    Turn.TOOK_UP_RIGHT: lambda cell: _met_right(cell) and cell.call == cell.answer,
    Turn.TO_BETTER: lambda cell: cell.first != cell.reference == cell.call,
    Turn.TO_WORSE: lambda cell: cell.first == cell.reference != cell.call,
}


def _waits(session: Session, window: Window, asked: Behind) -> int:
    table = DailyWaitTable
    backwards = asked.wait is Wait.BACKWARDS
    query = select(func.coalesce(func.sum(table.n), 0), func.coalesce(func.sum(table.in_target), 0)).where(
        *window.holds(table),
        table.stage == READ,
        table.step == NO_STEP if backwards else table.step != NO_STEP,
    )
    if asked.bands:
        query = query.where(table.band.in_(sorted(asked.bands)))
    n, in_target = session.execute(query).one()
    return _of(asked, n, in_target)


def _hours(session: Session, window: Window, asked: Behind) -> int:
    table = DailyHourTable
    wanted = {(each.date(), each.hour) for each in hours_of(session, window, asked)}
    query = select(table.day, table.hour, table.n, table.in_target).where(*window.holds(table))
    rows = [row for row in session.execute(query) if (row.day, row.hour) in wanted]
    return _of(asked, sum(row.n for row in rows), sum(row.in_target for row in rows))


def _of(asked: Behind, n: int, in_target: int) -> int:
    return int({Wait.IN_TARGET: in_target, Wait.LATE: n - in_target}.get(asked.wait or Wait.READ, n))
