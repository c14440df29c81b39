"""The lines of the trail in words."""

from types import MappingProxyType

from core.casebook import Event, EventKind

EVENTS = MappingProxyType(
    {
        EventKind.CASE_KEPT: "Radiograph kept",
        EventKind.CASE_DROPPED_AGAIN: "The same file was dropped again",
        EventKind.FILES_REFUSED: "Files refused",
        EventKind.ANALYSIS_ADDED: "Analysed",
        EventKind.FIRST_READ_ADDED: "First read",
        EventKind.READ_ADDED: "Read signed",
        EventKind.STUDY_CLAIMED: "Study taken to read",
        EventKind.STUDY_RELEASED: "Study given back",
        EventKind.STUDIES_JOINED: "Studies joined",
        EventKind.STUDY_REOPENED: "Study waits again",
        EventKind.DISPUTE_DECIDED: "Disagreement decided",
        EventKind.RECALL_OPENED: "Recall opened",
        EventKind.RECALL_STEP: "Recall step",
        EventKind.THRESHOLDS_PROPOSED: "Thresholds proposed",
        EventKind.TERMS_CHANGED: "Department settings changed",
        EventKind.SIGNED_IN: "Signed in",
        EventKind.SIGNED_OUT: "Signed out",
        EventKind.SIGN_IN_REFUSED: "Sign-in refused",
        EventKind.LOCKED_OUT: "Locked out after failed sign-ins",
        EventKind.SESSIONS_ENDED: "Signed out everywhere",
        EventKind.PASSWORD_CHANGED: "Password changed",
        EventKind.PASSWORD_GIVEN: "New password given",
        EventKind.PERSON_ADDED: "Person added",
        EventKind.PERSON_DEACTIVATED: "Person deactivated",
        EventKind.PERSON_REACTIVATED: "Person reactivated",
        EventKind.PERSON_UNLOCKED: "Person unlocked",
        EventKind.ROLE_CHANGED: "Role changed",
        EventKind.EXPERIENCE_CHANGED: "Experience changed",
        EventKind.TRAIL_VERIFIED: "Trail checked",
        EventKind.TRAIL_EXPORTED: "Trail exported",
        EventKind.SIMULATED: "Simulated",
        EventKind.ORIGINAL_HANDED_OUT: "Original file handed out",
        EventKind.STUDY_EXPORTED: "Study exported",
        EventKind.AUDIT_DRAWN: "Put up for decision",
        EventKind.ALARM_STEP: "Alarm looked at",
    }
)
_WORDS = MappingProxyType({"who": "for", "missed_by": "missed by", "broken_at": "broken at"})
# A seal is for machines; it stands whole in the export.
_LEFT_OUT = frozenset({"head"})


def facts(event: Event) -> str:
    """Return what was in force, as a person reads it: "call fracture, seconds 12"; empty without any.

    Of a change only what differs is said.
    """
    before, after = event.facts.get("before"), event.facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        changed = (key for key in after if after[key] != before.get(key))
        return ", ".join(
            f"{_name(key)} {_value(after[key]) or 'none'} (was {_value(before.get(key)) or 'none'})"
            for key in changed
        )
    said = ((_name(key), _value(value)) for key, value in event.facts.items() if key not in _LEFT_OUT)
    return ", ".join(f"{name} {value}" for name, value in said if value)


def _name(key: str) -> str:
    return _WORDS.get(key, key.replace("_", " "))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_name(str(key))} {_value(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_value(inner) for inner in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if value is None else str(value).replace("_", " ")
