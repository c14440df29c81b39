"""The terms on which a department reads, and what must hold of them."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import CasebookError
from core.records import Mode

_LONGEST_NAME = 128
_WEEK = 7 * 24 * 60
_DAY = 24 * 60


class Reading(StrEnum):
    """How new studies are to be read: all in one mode, or each in a mode drawn at random, for measuring."""

    BLIND_FIRST = "blind_first"
    CONCURRENT = "concurrent"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Terms:
    """The department's settings.

    name: of the department, shown on exports. blind_share: of studies read blind first, for RANDOM.
    target_minutes: within which a study should be read. claim_minutes: for which a reader holds a study.
    audit_share: of studies that nobody disputes, how many a senior reader decides on all the same.
    """

    name: str = ""
    reading: Reading = Reading.BLIND_FIRST
    blind_share: float = 0.5
    target_minutes: int = 60
    claim_minutes: int = 15
    audit_share: float = 0.02

    def mode_of(self, key: str) -> Mode:
        """Draw the mode of the study of a key."""
        if self.reading is not Reading.RANDOM:
            return Mode(self.reading)
        return Mode.BLIND_FIRST if _drawn("mode", key) < self.blind_share else Mode.CONCURRENT

    def audits(self, key: str) -> bool:
        """Draw whether the study of a key is decided on although nobody disputes it."""
        return _drawn("audit", key) < self.audit_share


def _drawn(what: str, key: str) -> float:
    """Return a number in [0, 1) that is as good as drawn for a study's key.

    It is a hash: even, blind to what the films show, and the same again for whoever checks.
    """
    return int(hashlib.sha256(f"{what} of {key}".encode()).hexdigest()[:8], 16) / 2**32


@dataclass(frozen=True, slots=True)
class TermsChange:
    """Terms from a moment (UTC) on, and who set them."""

    terms: Terms
    who: str
    at: datetime


def checked(terms: Terms) -> Terms:
    """Return terms with a trimmed name; raises `CasebookError` where they can't be meant."""
    if len(terms.name.strip()) > _LONGEST_NAME:
        raise CasebookError(f"The department's name has at most {_LONGEST_NAME} letters.")
    if not 0 <= terms.blind_share <= 1:
        raise CasebookError("The share of studies read blind first lies between 0 and 100 %.")
    if not 0 <= terms.audit_share <= 1:
        raise CasebookError("The share of studies drawn for an audit lies between 0 and 100 %.")
    if not 1 <= terms.target_minutes <= _WEEK:
        raise CasebookError("The target lies between one minute and one week.")
    if not 1 <= terms.claim_minutes <= _DAY:
        raise CasebookError("A study is held for at least one minute and at most one day.")
    return replace(terms, name=terms.name.strip())


def packed(terms: Terms) -> dict[str, Any]:
    """Return terms as plain values for JSON."""
    return {**asdict(terms), "reading": str(terms.reading)}


def unpacked(kept: dict[str, Any]) -> Terms:
    """Return the terms that `packed` wrote."""
    return Terms(**{**kept, "reading": Reading(kept["reading"])})
