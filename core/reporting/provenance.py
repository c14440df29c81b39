"""What is known of a data set besides its films: where it is from and who labelled it."""

from dataclasses import dataclass

from core.reporting.evidence import Evidence

# The part that a version's own evaluation is on, as `core.examination.release` names it.
OWN_SPLIT = "test"


@dataclass(frozen=True, slots=True)
class Provenance:
    """origin, labels, lacking: sentences; lacking says what the data set doesn't tell."""

    title: str
    origin: str
    labels: str
    lacking: str


FRACATLAS = Provenance(
    title="FracAtlas",
    origin="FracAtlas (Abedeen et al., Scientific Data 10, 521, 2023; CC BY 4.0): radiographs of hand, "
    "leg, hip and shoulder from three hospitals in Bangladesh, collected after they were taken for care, "
    "without names.",
    labels="Whether a film shows a fracture, and boxes around fractures, were marked by two radiologists. "
    "How far they agreed and what else they knew of a patient is not known here, and no CT, MRI or "
    "follow-up confirms the labels.",
    lacking="Age, sex, date, device and patient number of the films are not published. Films of one "
    "patient can't be told for certain; near copies and runs of neighbouring numbers are kept on one side "
    "instead.",
)


def provenance(evidence: Evidence) -> Provenance | None:
    """Return what is known of the data set that was evaluated, None where nothing is."""
    return FRACATLAS if _plain(evidence.at("data", "name")) == _plain(FRACATLAS.title) else None


def is_external(evidence: Evidence) -> bool | None:
    """Whether the films are of another data set than the version's card was made on; None if unknown.

    The digest of the card's test films settles that these are the same; else the data sets' names do.
    """
    if _same_films(evidence):
        return False
    here, there = _plain(evidence.at("data", "name")), _plain(evidence.carded("data", "name"))
    if not here or not there:
        return None
    return here != there


def is_own_test(evidence: Evidence) -> bool:
    """Whether the films are the version's own test films."""
    expected = evidence.carded("figures", "n")
    same = expected is None or expected == evidence.at("n")
    if evidence.carded("data", "test_digest") and evidence.at("data", "digest"):
        return _same_films(evidence)
    return is_external(evidence) is False and evidence.at("data", "split") == OWN_SPLIT and same


def _same_films(evidence: Evidence) -> bool:
    stated = evidence.carded("data", "test_digest")
    return bool(stated) and bool(stated == evidence.at("data", "digest"))


def _plain(name: object) -> str:
    return str(name or "").strip().lower()
