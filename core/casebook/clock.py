"""What time it is: asked in one place, so that one place says so where it matters to be told another."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment in UTC, time-aware."""
    return datetime.now(UTC)
