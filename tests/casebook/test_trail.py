"""The trail: searched, and checked seal by seal, so that tampering shows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from core.casebook import Casebook, EventKind, TrailFilter, trail_search
from tests.casebook.builders import keep_case, on_both, read

pytestmark = on_both


def _told(casebook: Casebook) -> None:
    """Two films, an analysis each and two reads: in all six lines."""
    first, second = keep_case(casebook, "one", 0.9), keep_case(casebook, "two", 0.1)
    casebook.add_read(read(first, reader="anna"))
    casebook.add_read(read(second, reader="ben"))


def _tamper(casebook: Casebook, *statements: str) -> None:
    """Do what somebody with the database could do, ban on change or not."""
    with casebook.database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER ALL"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS events_no_{verb}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("which", "ids"),
    [
        (TrailFilter(), [6, 5, 4, 3, 2, 1]),
        (TrailFilter(who="anna"), [5]),
        (TrailFilter(kinds=frozenset({EventKind.CASE_KEPT, EventKind.READ_ADDED})), [6, 5, 3, 1]),
        (TrailFilter(case_id=2), [6, 4, 3]),
        (TrailFilter(study_id=1, kinds=frozenset({EventKind.READ_ADDED})), [5]),
        (TrailFilter(study_id=2**40), []),
        (TrailFilter(text="DENSENET121 1.0"), [6, 5, 4, 2]),
        (TrailFilter(text="read 2"), [6]),
        (TrailFilter(text="100%"), []),
        (TrailFilter(since=datetime.now(UTC) + timedelta(days=1)), []),
        (TrailFilter(before=datetime.now(UTC) + timedelta(days=1), who="ben"), [6]),
    ],
)
def test_search(casebook: Casebook, which: TrailFilter, ids: list[int]) -> None:
    _told(casebook)
    page = casebook.trail.search(which)
    assert ([event.id for event in page.rows], page.total, page.capped) == (ids, len(ids), False)


def test_pages(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    _told(casebook)
    last = casebook.trail.search(page=9, page_size=4)
    assert ([event.id for event in last.rows], last.page, last.pages) == ([2, 1], 2, 2)
    monkeypatch.setattr(trail_search, "MOST_FOUND", 3)
    found = casebook.trail.search(TrailFilter(text="densenet"), page=2, page_size=2)
    assert ([event.id for event in found.rows], found.total, found.capped) == ([4], 3, True)


def test_names_and_export(casebook: Casebook) -> None:
    _told(casebook)
    assert casebook.trail.names() == ("anna", "ben")
    taken = list(casebook.trail.lines(TrailFilter(kinds=frozenset({EventKind.READ_ADDED})), who="root"))
    assert [event.who for event in taken] == ["ben", "anna"]
    assert [event.id for event in casebook.trail.lines(who="root", most=2)] == [8, 7]
    assert casebook.trail.search().rows[0].kind == EventKind.TRAIL_EXPORTED


def test_a_trail_as_it_was_written_is_whole(casebook: Casebook) -> None:
    empty = casebook.trail.verify()
    assert (empty.ok, empty.lines, empty.head) == (True, 0, "")
    _told(casebook)
    seen: list[tuple[int, int]] = []
    sealed = casebook.trail.verify(progress=lambda done, of: seen.append((done, of)))
    assert (sealed.ok, sealed.lines, sealed.broken_at) == (True, 6, None)
    assert sealed.head == casebook.trail.head()
    assert seen == [(6, 6)]


@pytest.mark.parametrize(
    ("done", "broken_at"),
    [
        ("UPDATE events SET who = 'ben' WHERE id = 5", 5),
        ("UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE id = 1", 1),
        ("UPDATE events SET facts = '{}' WHERE id = 6", 6),
        ("DELETE FROM events WHERE id = 3", 4),
        ("UPDATE events SET id = 7 WHERE id = 2", 3),
    ],
)
def test_a_line_that_was_changed_or_taken_out_shows(casebook: Casebook, done: str, broken_at: int) -> None:
    _told(casebook)
    _tamper(casebook, done)
    sealed = casebook.trail.verify()
    assert (sealed.ok, sealed.broken_at) == (False, broken_at)
    assert f"broken at line {broken_at}" in sealed.sentence


def test_a_cut_end_shows_to_who_kept_the_head(casebook: Casebook) -> None:
    _told(casebook)
    kept = casebook.trail.head()
    casebook.add_read(read(1, reader="cleo"))
    assert casebook.trail.verify(f" {kept.upper()}\n").ok
    _tamper(casebook, "DELETE FROM events WHERE id >= 6")
    assert casebook.trail.verify().ok
    sealed = casebook.trail.verify(kept)
    assert (sealed.ok, sealed.cut, sealed.broken_at) == (False, True, None)
    assert "cut off" in sealed.sentence


def test_a_check_is_itself_told(casebook: Casebook) -> None:
    _told(casebook)
    assert casebook.trail.last_check() is None
    sealed = casebook.trail.verify_for("root")
    line = casebook.trail.last_check()
    assert line is not None
    assert (line.who, line.detail, line.facts["head"]) == ("root", "whole", sealed.head)
    assert casebook.trail.verify().lines == 7
