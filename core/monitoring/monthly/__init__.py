"""The monthly report: the five questions of the Performance pages on one month, as HTML and PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

from core.casebook import Casebook
from core.errors import MonitoringError
from core.monitoring.accuracy import Accuracy, accuracy
from core.monitoring.attention import Attention, attention
from core.monitoring.estimating import Estimate, estimates
from core.monitoring.influence import Influences, influence
from core.monitoring.shift import Shift, shift
from core.monitoring.standing import Standing, standing
from core.monitoring.turnround import Turnround, turnround
from core.monitoring.window import Window


@dataclass(frozen=True, slots=True)
class Month:
    """Everything that is said of a month. before: the accuracy of the three months before it."""

    title: str
    window: Window
    standing: Standing
    accuracy: Accuracy
    before: Accuracy
    estimates: tuple[Estimate, ...]
    influence: Influences
    shift: Shift
    turnround: Turnround
    attention: Attention


def month(
    casebook: Casebook,
    text: str,
    *,
    synthetic: bool | None = False,
    zone: tzinfo = UTC,
    now: datetime | None = None,
) -> Month:
    """Return what is said of a month (UTC), "2026-03"; zone: of the hours of the day.

    Raises `MonitoringError` for what is no month or hasn't begun, `CasebookError`.
    """
    now = now or datetime.now(UTC)
    first = _first(text)
    if first > now.date():
        raise MonitoringError("This month has not begun yet.")
    window = Window(first, _next(first) - timedelta(days=1), synthetic)
    earlier = first
    for _ in range(3):
        earlier = (earlier - timedelta(days=1)).replace(day=1)
    before = Window(earlier, first - timedelta(days=1), synthetic)
    return Month(
        title=f"{first:%B %Y}",
        window=window,
        standing=standing(casebook, window),
        accuracy=accuracy(casebook, window),
        before=accuracy(casebook, before),
        estimates=estimates(casebook, window),
        influence=influence(casebook, window),
        shift=shift(casebook, window, today=now.date()),
        turnround=turnround(casebook, window, zone=zone, now=now),
        attention=attention(casebook, window, now=now),
    )


def write_month(
    said: Month,
    out: Path,
    *,
    made_on: date,
    name_studies: bool = True,
    progress: Callable[[float], None] | None = None,
) -> tuple[Path, Path]:
    """Write performance-2026-03.html and .pdf into a folder and return their paths.

    name_studies: whether the report says which studies drive an alarm and which are to be looked at.
    progress: called with the share that is done, in [0, 1], whenever a chart is drawn.
    Raises `EvaluationError` where the folder can't be written.
    """
    # Matplotlib and the PDF's library load when a report is made, not when core is imported.
    from core.monitoring.monthly.document import build, telling
    from core.reporting.writing import put

    since = said.window.since or made_on
    report = build(said, made_on, name_studies=name_studies)
    return put(telling(report, progress) if progress else report, out, f"performance-{since:%Y-%m}")


def _first(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as cause:
        raise MonitoringError(f"A month is written like 2026-03, not '{text}'.") from cause


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
