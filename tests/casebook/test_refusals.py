"""What was refused is told in the trail and counted for its day, without a word of the files."""

from datetime import UTC, datetime

from sqlalchemy import select

from core.casebook import Casebook, EventKind
from core.casebook.tables import DailyRefusalTable
from core.errors import DamagedFileError, NotARadiographError
from tests.casebook.builders import on_both

pytestmark = on_both


def counted(casebook: Casebook) -> dict[tuple[bool, str], int]:
    with casebook.database.reading() as session:
        rows = session.scalars(select(DailyRefusalTable)).all()
    assert {row.day for row in rows} <= {datetime.now(UTC).date()}
    return {(row.synthetic, row.kind): row.n for row in rows}


def test_a_delivery_is_one_line_and_its_kinds_are_counted(casebook: Casebook) -> None:
    damaged, other = DamagedFileError().kind, NotARadiographError().kind
    casebook.refuse({damaged: 9_990, other: 2}, 10_000, who="anna")
    (event,) = casebook.events()
    assert (event.kind, event.who, event.detail) == (EventKind.FILES_REFUSED, "anna", "9,992 of 10,000 files")
    assert event.facts == {"files": 10_000, "refused": {"damaged_file": 9_990, "not_a_radiograph": 2}}
    casebook.refuse({other: 1}, 1, who="ben")
    casebook.refuse({other: 1}, 1, synthetic=True)
    assert counted(casebook) == {
        (False, "damaged_file"): 9_990,
        (False, "not_a_radiograph"): 3,
        (True, "not_a_radiograph"): 1,
    }
    assert casebook.trail.verify().ok


def test_a_delivery_without_refusals_leaves_no_line(casebook: Casebook) -> None:
    casebook.refuse({}, 12, who="anna")
    assert casebook.events() == () and counted(casebook) == {}
