"""Moments as a person reads them, in the visitor's own time zone."""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def zone() -> tzinfo:
    """Return the time zone of the visitor's browser, UTC where it is not known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def moment(when: datetime) -> str:
    """Return day and minute: "24 Nov 2026, 21:49"."""
    return f"{day(when.astimezone(zone()))}, {when.astimezone(zone()):%H:%M}"


def day(when: date) -> str:
    """Return a day as it can't be misread: "24 Nov 2026"."""
    return f"{when.day} {when:%b %Y}"


def start_of(when: date) -> datetime:
    """Return the visitor's midnight at which a day begins."""
    return datetime.combine(when, time.min, zone())


def duration(seconds: float | None) -> str:
    """Return a time taken: "8 s", "2 min 5 s"; nothing where it was not measured."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
