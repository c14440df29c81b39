"""Search gives what a plain loop over all cases would give, and gives it from the indexes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, insert, text

from core.casebook import Casebook, CaseCounts, CaseFilter, CaseRow, Sort
from core.casebook.search import count_statement, page_statement
from core.casebook.tables import CaseTable, StudyTable
from core.records import Agreement, Band, Call, Mode
from tests.casebook.builders import BAND_PROBABILITY, keep_case, on_both, on_sqlite, open_casebook, read

pytestmark = on_both

START = datetime(2026, 3, 1, tzinfo=UTC)
FORMATS = ("DICOM", "JPEG", "PNG", "TIFF")


def fill(casebook: Casebook, cases: int) -> list[CaseRow]:
    """Write random rows straight into the table, and return them as the reference."""
    chance = Random(3)
    wanted = [_row(number, chance) for number in range(1, cases + 1)]
    names = CaseRow.__slots__
    rows = [{name: getattr(row, name) for name in names} for row in wanted]
    with casebook.database.writing() as session:
        session.add(StudyTable(id=1, key="0" * 64, created_at=START, synthetic=False, mode=Mode.CONCURRENT))
        session.flush()
        session.execute(insert(CaseTable), rows)
    return wanted


def _row(number: int, chance: Random) -> CaseRow:
    analysed, is_read = chance.random() < 0.9, chance.random() < 0.6
    moment = START + timedelta(hours=number)
    return CaseRow(
        id=number,
        study_id=1,
        digest=f"{chance.getrandbits(256):064x}",
        created_at=moment,
        synthetic=chance.random() < 0.2,
        source_format=chance.choice(FORMATS),
        probability=chance.choice([0.05, 0.2, 0.45, 0.7, 0.95]) if analysed else None,
        band=chance.choice(list(Band)) if analysed else None,
        model="densenet121" if analysed else None,
        version="1.0.0" if analysed else None,
        is_read=is_read,
        call=chance.choice(list(Call)) if is_read else None,
        agreement=chance.choice(list(Agreement)) if is_read else None,
        reader="anna" if is_read else None,
        read_at=moment + timedelta(hours=1) if is_read else None,
    )


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, database: str
) -> Iterator[tuple[Casebook, list[CaseRow]]]:
    casebook = open_casebook(tmp_path_factory.mktemp(f"search-{database}"))
    yield casebook, fill(casebook, 400)
    casebook.close()


def matches(which: CaseFilter, row: CaseRow) -> bool:
    probability = row.probability
    return all(
        (
            not which.bands or row.band in which.bands,
            not which.calls or row.call in which.calls,
            not which.agreements or row.agreement in which.agreements,
            not which.source_formats or row.source_format in which.source_formats,
            which.is_read is None or row.is_read == which.is_read,
            which.analysed is None or (probability is not None) == which.analysed,
            which.synthetic is None or row.synthetic == which.synthetic,
            which.min_probability is None
            or (probability is not None and probability >= which.min_probability),
            which.max_probability is None
            or (probability is not None and probability <= which.max_probability),
            which.kept_from is None or row.created_at >= which.kept_from,
            which.kept_before is None or row.created_at < which.kept_before,
        )
    )


KEYS: dict[Sort, Callable[[CaseRow], Any]] = {
    Sort.NEWEST: lambda row: -row.id,
    Sort.OLDEST: lambda row: row.id,
    Sort.MOST_SUSPICIOUS: lambda row: (row.probability is None, -(row.probability or 0), -row.id),
    Sort.LEAST_SUSPICIOUS: lambda row: (row.probability is None, row.probability or 0, row.id),
    Sort.WAITING: lambda row: (row.is_read, row.id),
}


def some(values: Any) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(list(values)), max_size=2)


MAYBE = st.sampled_from([None, True, False])
MOMENTS = st.none() | st.integers(0, 401).map(lambda hours: START + timedelta(hours=hours))
PROBABILITIES = st.sampled_from([None, 0.0, 0.2, 0.3, 0.7, 1.0])
FILTERS = st.builds(
    CaseFilter,
    bands=some(Band),
    calls=some(Call),
    agreements=some(Agreement),
    source_formats=some(FORMATS),
    is_read=MAYBE,
    analysed=MAYBE,
    synthetic=MAYBE,
    min_probability=PROBABILITIES,
    max_probability=PROBABILITIES,
    kept_from=MOMENTS,
    kept_before=MOMENTS,
)


@settings(max_examples=60, deadline=None)
@given(which=FILTERS, sort=st.sampled_from(list(Sort)), page=st.integers(1, 9), page_size=st.integers(1, 60))
def test_search_equals_a_loop_over_all_cases(
    filled: tuple[Casebook, list[CaseRow]], which: CaseFilter, sort: Sort, page: int, page_size: int
) -> None:
    casebook, rows = filled
    wanted = sorted((row for row in rows if matches(which, row)), key=KEYS[sort])
    found = casebook.search(which, sort=sort, page=page, page_size=page_size)
    assert found.total == len(wanted)
    assert found.pages == max(1, -(-len(wanted) // page_size))
    assert found.page == min(page, found.pages)
    assert list(found.rows) == wanted[(found.page - 1) * page_size : found.page * page_size]


@pytest.mark.parametrize("sort", list(Sort))
def test_the_pages_together_are_all_cases_once(filled: tuple[Casebook, list[CaseRow]], sort: Sort) -> None:
    casebook, rows = filled
    pages = [casebook.search(sort=sort, page=page, page_size=37).rows for page in range(1, 12)]
    assert [row.id for page in pages for row in page] == [row.id for row in sorted(rows, key=KEYS[sort])]


def test_a_page_beyond_either_end_is_the_last_or_first(filled: tuple[Casebook, list[CaseRow]]) -> None:
    casebook, _ = filled
    assert casebook.search(page=99, page_size=100).rows == casebook.search(page=4, page_size=100).rows
    assert casebook.search(page=0).page == 1


def test_text_finds_a_case_by_number_or_digest(filled: tuple[Casebook, list[CaseRow]]) -> None:
    casebook, rows = filled
    row = next(row for row in rows if not row.digest[:4].isdecimal())
    for words in (row.digest, row.digest[:8], row.digest[:8].upper(), f" {row.digest[:10]} ", row.label):
        assert [found.id for found in casebook.search(CaseFilter(text=words)).rows] == [row.id]
    for words in ("12", "#12", "case 12", "Case #12"):
        assert [found.id for found in casebook.search(CaseFilter(text=words)).rows] == [12]
    letter = [row.id for row in rows if row.digest.startswith("a")]
    assert [row.id for row in casebook.search(CaseFilter(text="a"), sort=Sort.OLDEST).rows] == letter


def test_digits_long_enough_for_a_digest_find_both(casebook: Casebook) -> None:
    rows = fill(casebook, 5)
    with casebook.database.writing() as session:
        session.execute(text("UPDATE cases SET digest = '1234' || substr(digest, 5) WHERE id = 2"))
        session.execute(text("UPDATE cases SET id = 1234 WHERE id = 5"))
    assert len(rows) == 5
    assert [row.id for row in casebook.search(CaseFilter(text="1234")).rows] == [1234, 2]
    assert casebook.search(CaseFilter(text="123")).total == 0


@pytest.mark.parametrize("words", ["müller", "9" * 30, "#" + "9" * 30, "%", "_", "' OR 1=1 --", "a" * 65])
def test_text_that_names_nothing_finds_nothing(filled: tuple[Casebook, list[CaseRow]], words: str) -> None:
    assert filled[0].search(CaseFilter(text=words)).total == 0


def test_moments_of_another_time_zone_are_the_same_moments(filled: tuple[Casebook, list[CaseRow]]) -> None:
    casebook, _ = filled
    tenth = START + timedelta(hours=10)
    elsewhere = tenth.astimezone(timezone(timedelta(hours=-7)))
    found = casebook.search(CaseFilter(kept_from=elsewhere, kept_before=tenth + timedelta(hours=1)))
    assert [row.id for row in found.rows] == [10]
    with pytest.raises(ValueError, match="time zone"):
        CaseFilter(kept_from=datetime(2026, 3, 1))


def test_an_empty_casebook_gives_one_empty_page(casebook: Casebook) -> None:
    page = casebook.search(CaseFilter(is_read=False), sort=Sort.WAITING, page=3)
    assert (page.rows, page.total, page.page, page.pages) == ((), 0, 1, 1)
    assert casebook.counts() == CaseCounts(0, 0, 0, 0, dict.fromkeys(Band, 0))


def test_kept_analysed_and_read_cases_are_found_by_their_state(casebook: Casebook) -> None:
    numbers = {band: keep_case(casebook, band, BAND_PROBABILITY[band]) for band in Band}
    bare, drawn = keep_case(casebook, "bare"), keep_case(casebook, "drawn", 0.9, synthetic=True)
    casebook.add_read(read(numbers[Band.DOUBT], Call.FRACTURE, Agreement.UNSURE))

    def ids(which: CaseFilter, sort: Sort = Sort.OLDEST) -> list[int]:
        return [row.id for row in casebook.search(which, sort=sort).rows]

    assert ids(CaseFilter(bands=frozenset({Band.DOUBT}))) == [numbers[Band.DOUBT]]
    assert ids(CaseFilter(calls=frozenset({Call.FRACTURE}))) == [numbers[Band.DOUBT]]
    assert ids(CaseFilter(analysed=False)) == [bare]
    assert ids(CaseFilter(synthetic=True)) == [drawn]
    assert ids(CaseFilter(), Sort.WAITING)[-1] == numbers[Band.DOUBT]
    assert ids(CaseFilter(), Sort.MOST_SUSPICIOUS)[0] == drawn
    bands = {Band.POSITIVE: 2, Band.DOUBT: 1, Band.NEGATIVE: 1}
    assert casebook.counts() == CaseCounts(cases=5, unread=4, unanalysed=1, synthetic=1, bands=bands)
    assert casebook.counts(synthetic=True) == CaseCounts(
        1, 1, 0, 1, {**dict.fromkeys(Band, 0), Band.POSITIVE: 1}
    )


@on_sqlite
def test_pages_of_20_000_cases_come_from_indexes(casebook: Casebook) -> None:
    rows = fill(casebook, 20_000)
    which = CaseFilter(bands=frozenset({Band.POSITIVE}), synthetic=False)
    for sort, index in (
        (Sort.MOST_SUSPICIOUS, "ix_cases_suspicion"),
        (Sort.LEAST_SUSPICIOUS, "ix_cases_suspicion"),
        (Sort.WAITING, "ix_cases_waiting"),
    ):
        plan = plan_of(casebook, page_statement(which, sort, 500, 50))
        assert f"SCAN cases USING COVERING INDEX {index}" in plan
        wanted = sorted((row for row in rows if matches(which, row)), key=KEYS[sort])
        assert list(casebook.search(which, sort=sort, page=11).rows) == wanted[500:550]
    assert "COVERING INDEX" in " ".join(plan_of(casebook, count_statement(which)))
    assert "(digest>? AND digest<?)" in " ".join(plan_of(casebook, count_statement(CaseFilter(text="abc"))))


def plan_of(casebook: Casebook, statement: Select[*tuple[Any, ...]]) -> list[str]:
    with casebook.database.reading() as session:
        words = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        return [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
