"""Which studies drive an alarm: those since it began that lie farthest out."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.casebook.tables import CaseTable, FeatureTable, ImageTable, StudyTable
from core.records import Agreement, Band

SHOWN = 12
# So many of the newest studies are looked at; an alarm of a large house would sort a year of them.
_NEWEST = 5_000


def driving(session: Session, series: str, began: date, *, upwards: bool, synthetic: bool) -> tuple[int, ...]:
    """Return the numbers of at most 12 studies since a day that moved a series up or down the most."""
    if series == "refused":
        return ()  # what was refused never became a study
    of_time = (
        select(StudyTable.id)
        .where(
            StudyTable.created_at >= datetime.combine(began, time(), UTC),
            StudyTable.synthetic.is_(synthetic),
            StudyTable.joined_into.is_(None),
        )
        .order_by(StudyTable.created_at.desc())
        .limit(_NEWEST)
        .subquery()
    )
    value, asked = _value(series, select(StudyTable.id).join(of_time, of_time.c.id == StudyTable.id))
    order = value.desc() if upwards else value.asc()
    known = asked.where(value.is_not(None)).order_by(order, StudyTable.id.desc())
    found = session.scalars(known.limit(SHOWN))
    return tuple(dict.fromkeys(found))


def _value(series: str, asked: Select[Any]) -> tuple[Any, Select[Any]]:
    """Return what to order studies by, and the statement with the tables that it takes."""
    if series.startswith("sketch_"):
        joined = asked.join(CaseTable, CaseTable.id == StudyTable.case_id)
        joined = joined.join(FeatureTable, FeatureTable.analysis_id == CaseTable.analysis_id)
        return getattr(FeatureTable, series), joined
    if series in ("grey_mean", "grey_spread", "megapixels"):
        column: Any = ImageTable.height * ImageTable.width
        column = column if series == "megapixels" else getattr(ImageTable, series)
        joined = asked.join(CaseTable, CaseTable.study_id == StudyTable.id)
        return column, joined.join(ImageTable, ImageTable.case_id == CaseTable.id)
    if series.startswith("region_"):
        return StudyTable.region == series.removeprefix("region_"), asked
    words: dict[str, Any] = {
        "probability": StudyTable.probability,
        "doubt": StudyTable.band == Band.DOUBT,
        "disagreement": StudyTable.agreement == Agreement.DISAGREE,
        "unanswered": StudyTable.band.is_(None),
    }
    return words[series], asked
