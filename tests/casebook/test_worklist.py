"""The worklist gives what a plain loop over all studies would give, and gives it from the indexes."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, insert, text

from core.casebook import Casebook, Dispute, StudyCounts, StudyFilter, StudyRow, StudySort, Terms
from core.casebook.tables import CaseTable, ReadTable, StudyTable
from core.casebook.worklist import count_statement, counts_statement, next_statement, page_statement
from core.errors import UnknownCaseError
from core.records import Agreement, Band, Call, FirstRead, Mode
from tests.casebook.builders import keep_case, on_both, on_sqlite, open_casebook, read

pytestmark = on_both

NOW = datetime.now(UTC)
REGIONS = ("hand", "leg", None)


def fill(casebook: Casebook, studies: int) -> list[StudyRow]:
    """Write random studies of one film each straight into the tables, and return them as the reference."""
    chance = Random(5)
    wanted = [_row(number, chance) for number in range(1, studies + 1)]
    names = [field.name for field in fields(StudyRow)]
    rows = [{name: getattr(row, name) for name in names} for row in wanted]
    films = [
        {
            "id": row.id,
            "study_id": row.id,
            "digest": f"{chance.getrandbits(256):064x}",
            "is_read": row.is_read,
        }
        | {"created_at": row.created_at, "synthetic": row.synthetic, "source_format": "PNG"}
        | {"is_read": row.is_read}
        for row in wanted
    ]
    reads = [
        {"case_id": row.id, "study_id": row.id, "reader": row.reader, "call": row.call, "comment": ""}
        | {"agreement": row.agreement, "made_at": row.read_at, "made_on": NOW.date(), "marks": []}
        | {"synthetic": row.synthetic, "report": ""}
        for row in wanted
        if row.is_read
    ]
    with casebook.database.writing() as session:
        keyed = [row | {"causes": [], "key": f"{row['id']:064x}"} for row in rows]
        session.execute(insert(StudyTable), keyed)
        session.execute(insert(CaseTable), films)
        session.execute(insert(ReadTable), reads)
    return wanted


def _row(number: int, chance: Random) -> StudyRow:
    analysed, is_read = chance.random() < 0.9, chance.random() < 0.5
    moment = NOW - timedelta(minutes=chance.choice([5, 50, 70, 600, 6000]), seconds=number // 3)
    held = not is_read and chance.random() < 0.2
    return StudyRow(
        id=number,
        created_at=moment,
        synthetic=chance.random() < 0.2,
        mode=Mode.CONCURRENT,
        views=1,
        case_id=number,
        probability=chance.choice([0.05, 0.2, 0.45, 0.7, 0.95]) if analysed else None,
        band=chance.choice(list(Band)) if analysed else None,
        model="densenet121" if analysed else None,
        version="1.0.0" if analysed else None,
        region=chance.choice(REGIONS) if analysed else None,
        is_read=is_read,
        reads=int(is_read),
        call=chance.choice(list(Call)) if is_read else None,
        agreement=chance.choice(list(Agreement)) if is_read else None,
        reader=chance.choice(["anna", "ben"]) if is_read else None,
        read_at=moment + timedelta(hours=1) if is_read else None,
        dispute=chance.choice(list(Dispute)) if is_read else Dispute.NONE,
        causes=(),
        missed=False,
        reference=None,
        reference_at=None,
        claimed_by=chance.choice(["anna", "ben"]) if held else None,
        claimed_until=NOW + timedelta(hours=1) if held else None,
    )


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, database: str
) -> Iterator[tuple[Casebook, list[StudyRow]]]:
    casebook = open_casebook(tmp_path_factory.mktemp(f"worklist-{database}"))
    yield casebook, fill(casebook, 400)
    casebook.close()


def matches(which: StudyFilter, row: StudyRow) -> bool:
    return (
        (not which.bands or row.band in which.bands)
        and (not which.regions or (row.region or "") in which.regions)
        and (not which.disputes or row.dispute in which.disputes)
        and which.is_read in (None, row.is_read)
        and which.synthetic in (None, row.synthetic)
        and which.analysed in (None, row.probability is not None)
        and (not which.mine or which.mine in (row.claimed_by, row.reader))
        and (which.kept_from is None or row.created_at >= which.kept_from)
        and (which.kept_before is None or row.created_at < which.kept_before)
    )


def suspicion(row: StudyRow) -> tuple[Any, ...]:
    return (row.probability is None, -(row.probability or 0), -row.id)


KEYS: dict[StudySort, Callable[[StudyRow], Any]] = {
    StudySort.MOST_SUSPICIOUS: suspicion,
    StudySort.LONGEST_WAITING: lambda row: (row.created_at, row.id),
    StudySort.NEWEST: lambda row: (-row.created_at.timestamp(), -row.id),
}
maybe = st.sampled_from([None, True, False])
moments = st.sampled_from([None, NOW - timedelta(minutes=60), NOW - timedelta(minutes=700)])
filters = st.builds(
    StudyFilter,
    bands=st.frozensets(st.sampled_from(list(Band))),
    regions=st.frozensets(st.sampled_from(["hand", "leg", "hip", ""])),
    disputes=st.frozensets(st.sampled_from(list(Dispute))),
    is_read=maybe,
    analysed=maybe,
    synthetic=maybe,
    mine=st.sampled_from(["", "", "anna"]),
    kept_from=moments,
    kept_before=moments,
)
sorts = st.sampled_from(list(StudySort))


@settings(max_examples=60, deadline=None)
@given(which=filters, sort=sorts, page=st.integers(-1, 60), page_size=st.sampled_from([1, 7, 25]))
def test_a_page_is_what_a_plain_loop_gives(
    filled: tuple[Casebook, list[StudyRow]], which: StudyFilter, sort: StudySort, page: int, page_size: int
) -> None:
    casebook, rows = filled
    wanted = sorted((row for row in rows if matches(which, row)), key=KEYS[sort])
    found = casebook.studies.worklist(which, sort=sort, page=page, page_size=page_size)
    assert found.total == len(wanted)
    assert found.page == min(max(1, page), found.pages)
    start = (found.page - 1) * page_size
    assert list(found.rows) == wanted[start : start + page_size]


@settings(max_examples=60, deadline=None)
@given(which=filters, sort=sorts, here=st.integers(1, 400), reader=st.sampled_from(["anna", "eva", ""]))
def test_next_and_previous_are_the_neighbours_that_wait_and_are_free(
    filled: tuple[Casebook, list[StudyRow]], which: StudyFilter, sort: StudySort, here: int, reader: str
) -> None:
    casebook, rows = filled
    key, place = KEYS[sort], KEYS[sort](rows[here - 1])
    waiting = [row for row in rows if matches(replace(which, is_read=False), row)]
    free = sorted((row for row in waiting if row.claimed_by in (None, reader)), key=key)
    after = [row.id for row in free if key(row) > place] + [row.id for row in free if key(row) < place]
    before = [row.id for row in free if key(row) < place]
    studies = casebook.studies
    assert studies.next_after(here, which, sort, reader) == (after[0] if after else None)
    assert studies.previous_before(here, which, sort, reader) == (before[-1] if before else None)
    assert studies.next_after(None, which, sort, reader) == (free[0].id if free else None)


def test_counts_say_what_is_to_be_done(filled: tuple[Casebook, list[StudyRow]]) -> None:
    casebook, rows = filled
    unread = [row for row in rows if not row.is_read]
    hour_ago = datetime.now(UTC) - timedelta(minutes=60)
    assert casebook.studies.counts() == StudyCounts(
        studies=len(rows),
        unread=len(unread),
        positive_unread=sum(row.band is Band.POSITIVE for row in unread),
        overdue=sum(row.created_at < hour_ago for row in unread),
        in_dispute=sum(row.dispute is Dispute.OPEN for row in rows),
        open_recalls=0,
    )


def test_overdue_goes_by_the_departments_target(casebook: Casebook) -> None:
    rows = fill(casebook, 60)
    casebook.department.change(Terms(target_minutes=30), "chief")
    late = [row for row in rows if not row.is_read and row.created_at < NOW - timedelta(minutes=30)]
    assert casebook.studies.counts().overdue == len(late)


def test_text_finds_a_study_by_its_number_its_case_or_its_film(casebook: Casebook) -> None:
    for name in ("one", "two"):
        keep_case(casebook, name, study="first exam")
    three = keep_case(casebook, "three")
    digest = casebook.case(three).digest

    def found(words: str) -> list[int]:
        return [row.id for row in casebook.studies.worklist(StudyFilter(text=words)).rows]

    assert [found(words) for words in ("1", "#1", "study 1", "Study #1 ")] == [[1]] * 4
    assert [found("case 3"), found(digest[:12]), found(digest.upper())] == [[2]] * 3
    assert [found(words) for words in ("3", "case 9", "müller", "9" * 30, "%", "' OR 1=1 --")] == [[]] * 6


def test_mine_is_what_a_reader_holds_has_begun_or_has_read(casebook: Casebook) -> None:
    for name in "abcd":
        keep_case(casebook, name, 0.5)
    casebook.add_read(read(1, reader="anna"))
    casebook.add_read(read(1, reader="ben"))
    casebook.department.change(Terms(), "chief")
    begun = casebook.studies.of_case(keep_case(casebook, "e", 0.5))
    casebook.readings.add_first(FirstRead(begun, "anna", Call.FRACTURE))
    casebook.studies.claim(3, "anna")
    casebook.studies.claim(4, "ben")
    mine = casebook.studies.worklist(StudyFilter(mine="anna"), sort=StudySort.NEWEST).rows
    assert [row.id for row in mine] == [begun, 3, 1]


def test_what_comes_in_above_the_place_of_the_reader_is_not_missed(casebook: Casebook) -> None:
    numbers = [keep_case(casebook, name, chance) for name, chance in (("a", 0.8), ("b", 0.5), ("c", 0.2))]
    studies = casebook.studies
    assert [studies.next_after(here) for here in (None, *numbers)] == [1, 2, 3, 1]
    casebook.add_read(read(numbers[0]))
    assert studies.next_after(1) == 2
    urgent = keep_case(casebook, "urgent", 0.95)
    assert studies.next_after(3) == urgent
    assert studies.previous_before(2) == urgent
    for case_id in (numbers[1], urgent):
        casebook.add_read(read(case_id))
    assert studies.next_after(3) is None
    assert studies.previous_before(3) is None


def test_a_moment_without_a_zone_and_an_unknown_case_are_refused(casebook: Casebook) -> None:
    with pytest.raises(ValueError, match="time zone"):
        StudyFilter(kept_from=datetime(2026, 3, 1))
    with pytest.raises(UnknownCaseError):
        casebook.studies.of_case(7)


def test_an_empty_casebook_gives_one_empty_page(casebook: Casebook) -> None:
    page = casebook.studies.worklist(page=3)
    assert (page.rows, page.total, page.page, page.pages) == ((), 0, 1, 1)
    assert casebook.studies.counts() == StudyCounts(0, 0, 0, 0, 0, 0)
    assert casebook.studies.next_after() is None


@on_sqlite
def test_pages_of_20_000_studies_come_from_indexes(casebook: Casebook) -> None:
    rows = fill(casebook, 20_000)
    unread = StudyFilter(is_read=False, bands=frozenset({Band.POSITIVE}), synthetic=False)
    for which, sort, index in (
        (unread, StudySort.MOST_SUSPICIOUS, "ix_studies_worklist (is_read=?)"),
        (unread, StudySort.LONGEST_WAITING, "ix_studies_waiting (is_read=?)"),
        (unread, StudySort.NEWEST, "ix_studies_waiting (is_read=?)"),
        (StudyFilter(), StudySort.MOST_SUSPICIOUS, "ix_studies_suspicion"),
        (StudyFilter(), StudySort.NEWEST, "ix_studies_created_at"),
    ):
        plan = plan_of(casebook, page_statement(which, sort, 500, 25, NOW))
        assert any(f"USING COVERING INDEX {index}" in line for line in plan), plan
        wanted = sorted((row for row in rows if matches(which, row)), key=KEYS[sort])
        assert list(casebook.studies.worklist(which, sort=sort, page=21).rows) == wanted[500:525]
    for whole in (count_statement(unread, NOW), counts_statement(60, NOW)):
        assert "COVERING INDEX" in " ".join(plan_of(casebook, whole))
    following = next_statement(None, unread, StudySort.MOST_SUSPICIOUS, "anna", NOW)
    assert "ix_studies_worklist" in " ".join(plan_of(casebook, following))
    mine = " ".join(plan_of(casebook, count_statement(StudyFilter(mine="anna"), NOW)))
    assert "SCAN studies" not in mine


def plan_of(casebook: Casebook, statement: Select[*tuple[Any, ...]]) -> list[str]:
    with casebook.database.reading() as session:
        words = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        return [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
