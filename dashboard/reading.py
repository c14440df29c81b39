"""From dropped bytes to an analysed case: the steps of the Read page that draw nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.casebook import Casebook, KeptCase, StoredAnalysis
from core.errors import CasebookError, ModelError, RadiographError
from core.records import Agreement, Band, Call, ModelVersion, Radiograph
from core.settings import Settings

if TYPE_CHECKING:
    from core.inference import Engine
    from core.models import ModelStore


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one dropped file: a case, new or earlier, or the sentence why it was refused.

    name: the file's name, for the person who dropped it; it is shown and never kept.
    """

    name: str
    case: KeptCase | None = None
    reason: str = ""


def take_in(
    name: str, data: bytes, casebook: Casebook, settings: Settings, *, synthetic: bool = False
) -> Taken:
    """Read one file and keep it as a case; a file that is refused never stops the others."""
    try:
        radiograph = _radiograph(data, settings)
        kept = casebook.keep(radiograph, data, synthetic=synthetic, who=settings.reader)
    except (RadiographError, CasebookError) as error:
        return Taken(name, reason=error.sentence)
    return Taken(name, kept)


def _radiograph(data: bytes, settings: Settings) -> Radiograph:
    # Imported with the first file, since OpenCV comes with it: an empty desk must not wait for that.
    from core.imaging import read_radiograph

    return read_radiograph(data, max_bytes=settings.max_file_bytes, max_pixels=settings.max_pixels)


def deciding_first(store: "ModelStore", settings: Settings) -> tuple[ModelVersion, ...]:
    """Return every version of the store, the one that decides first; raises `ModelError` as the store."""
    decider = store.find(settings.default_model)
    return (decider, *(version for version in store.versions() if version != decider))


def unanswered(
    versions: Sequence[ModelVersion], stored: Sequence[StoredAnalysis]
) -> tuple[ModelVersion, ...]:
    """Return the versions that have not yet spoken on a case."""
    spoken = {(each.analysis.model, each.analysis.version) for each in stored}
    return tuple(version for version in versions if (version.name, version.version) not in spoken)


def analyse(
    case_id: int, versions: Sequence[ModelVersion], casebook: Casebook, engine: "Engine", settings: Settings
) -> tuple[str, ...]:
    """Let those versions that have not yet spoken speak on a case, and keep what they say.

    versions: all, the deciding one first. Returns a sentence for each that could not; the others still speak.
    Raises `CasebookError` where the case can't be read or the answer not be kept.
    """
    missing = unanswered(versions, casebook.analyses(case_id))
    radiograph = _radiograph(casebook.original(case_id), settings)
    failures = []
    for version in missing:
        try:
            found = engine.analyse(radiograph, f"{version.name}-{version.version}")
        except ModelError as error:
            failures.append(error.sentence)
            continue
        casebook.add_analysis(case_id, found, decides=version == versions[0], who=settings.reader)
    return tuple(failures)


def implied_agreement(call: Call | None, band: Band | None) -> Agreement | None:
    """Return what a reader's own call says of the answer; None where it is open, as in the doubt band."""
    if call is Call.UNSURE:
        return Agreement.UNSURE
    if call is None or band not in (Band.POSITIVE, Band.NEGATIVE):
        return None
    same = (call is Call.FRACTURE) == (band is Band.POSITIVE)
    return Agreement.AGREE if same else Agreement.DISAGREE


def implied_call(agreement: Agreement | None, band: Band | None) -> Call | None:
    """Return the call that goes with agreeing or disagreeing; None where it is open."""
    if agreement is Agreement.UNSURE:
        return Call.UNSURE
    if agreement is None or band not in (Band.POSITIVE, Band.NEGATIVE):
        return None
    fracture = (agreement is Agreement.AGREE) == (band is Band.POSITIVE)
    return Call.FRACTURE if fracture else Call.NO_FRACTURE
