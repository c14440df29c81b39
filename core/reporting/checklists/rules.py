"""How an item of a checklist is judged from what the report holds: always with a reason, never by a claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.reporting.blocks import Status
from core.reporting.evidence import Evidence
from core.reporting.provenance import is_external, is_own_test, provenance
from core.reporting.words import NOT_MEASURED, listed


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far an item is met, in a sentence why, and the id of the section that shows it."""

    status: Status
    reason: str
    where: str = ""


Rule = Callable[[Evidence], Verdict]


@dataclass(frozen=True, slots=True)
class Item:
    """An item by its number in the published list and a short wording of our own."""

    number: str
    wording: str
    rule: Rule


def met(where: str, reason: str) -> Rule:
    """Met whatever the figures are."""
    return lambda _: Verdict(Status.MET, reason, where)


def partly(where: str, reason: str) -> Rule:
    """Met in part whatever the figures are."""
    return lambda _: Verdict(Status.PARTLY, reason, where)


def unmet(reason: str) -> Rule:
    """Not met whatever the figures are."""
    return lambda _: Verdict(Status.NOT_MET, reason)


def measured(keys: Sequence[str], rule: Rule) -> Rule:
    """As the rule says where the metrics have all of these keys; partly with some, not met with none."""

    def judged(evidence: Evidence) -> Verdict:
        lacking = [key for key in keys if evidence.at(*key.split(".")) is None]
        if not lacking:
            return rule(evidence)
        words = (
            f"{NOT_MEASURED} Lacking: {listed([key.replace('.', ' ').replace('_', ' ') for key in lacking])}."
        )
        if len(lacking) == len(keys):
            return Verdict(Status.NOT_MET, words)
        return Verdict(Status.PARTLY, words, rule(evidence).where)

    return judged


def carded(keys: Sequence[str], rule: Rule) -> Rule:
    """As the rule says where the card has these keys; else not met."""

    def judged(evidence: Evidence) -> Verdict:
        if all(evidence.carded(*key.split(".")) is not None for key in keys):
            return rule(evidence)
        return Verdict(Status.NOT_MET, "The version's card does not say.")

    return judged


def known_data(rule: Rule) -> Rule:
    """As the rule says where the data set's origin and labels are known to the report; else not met."""

    def judged(evidence: Evidence) -> Verdict:
        if provenance(evidence) is not None:
            return rule(evidence)
        return Verdict(Status.NOT_MET, "Nothing is known of this data set but its films.")

    return judged


def external(where: str) -> Rule:
    """Met where the films are of another data set than the model's own."""

    def judged(evidence: Evidence) -> Verdict:
        if is_external(evidence):
            return Verdict(Status.PARTLY, "An external test, on one other data set.", where)
        return Verdict(
            Status.NOT_MET,
            "A single data set: no film from elsewhere was tested, since none is labelled here.",
        )

    return judged


def internal(where: str) -> Rule:
    """Met where the films are the version's own test part."""

    def judged(evidence: Evidence) -> Verdict:
        if is_own_test(evidence):
            return Verdict(Status.MET, "On films that took no part in training or tuning.", where)
        return Verdict(Status.NOT_MET, "These are not shown to be the version's own test films.")

    return judged


def compared(where: str) -> Rule:
    """Met where another network was read on the same films."""

    def judged(evidence: Evidence) -> Verdict:
        if evidence.comparison:
            return Verdict(Status.MET, "Another network on the same films, and both together.", where)
        return Verdict(Status.NOT_MET, "No comparison with another network was given.")

    return judged
