"""Asking the networks: which of them there are, which have still to speak on a case, and what they say."""

import logging
from collections.abc import Callable, Sequence, Set
from typing import TYPE_CHECKING

from core.casebook import Casebook, StoredAnalysis
from core.errors import CallusError, LostImageError, ModelError, without_words
from core.records import ModelVersion, Radiograph
from core.settings import Settings

if TYPE_CHECKING:
    from core.inference import Engine
    from core.models import ModelStore

_logger = logging.getLogger(__name__)
_UNEXPECTED = "The analysis failed for a reason that is in the server's log. Please report it."


def radiograph_of(data: bytes, settings: Settings) -> Radiograph:
    """Read a kept film within the house's own limits; raises `RadiographError`."""
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
    return _others(versions, {(each.analysis.model, each.analysis.version) for each in stored})


def to_ask(versions: Sequence[ModelVersion], case_id: int, casebook: Casebook) -> tuple[ModelVersion, ...]:
    """Return the versions that have not yet spoken on a case, or whose heatmap of it was lost since.

    Raises `UnknownCaseError`.
    """
    return _others(versions, casebook.answered(case_id))


def _others(versions: Sequence[ModelVersion], spoken: Set[tuple[str, str]]) -> tuple[ModelVersion, ...]:
    return tuple(version for version in versions if (version.name, version.version) not in spoken)


def analyse(
    case_id: int,
    versions: Sequence[ModelVersion],
    casebook: Casebook,
    engine: "Engine",
    settings: Settings,
    *,
    who: str = "",
) -> tuple[str, ...]:
    """Let those versions that are `to_ask` speak on a case, and keep what they say.

    versions: all, the deciding one first. Returns a sentence for each that could not; the others still speak.
    who: on whose behalf, for the trail. Raises `CasebookError` where the case can't be read or the answer not
    be kept, `RadiographError` where its bytes can't be read any more.
    """
    missing = to_ask(versions, case_id, casebook)
    radiograph = radiograph_of(casebook.original(case_id), settings)
    failures = []
    for version in missing:
        try:
            found = engine.analyse(radiograph, f"{version.name}-{version.version}")
            casebook.add_analysis(case_id, found, decides=version == versions[0], who=who)
        except (ModelError, LostImageError) as error:
            failures.append(error.sentence)
    return tuple(failures)


def failures_of(ask: Callable[[], Sequence[str]]) -> tuple[str, ...]:
    """Ask networks, and return why those that could not speak could not, in sentences, whatever was raised.

    One film must end neither the page nor the analyst; of what nobody foresaw the log has the cause.
    """
    try:
        return tuple(ask())
    except CallusError as error:
        return (error.sentence,)
    except Exception as error:  # noqa: BLE001 - told beside the film, and logged
        _logger.error("a film could not be analysed: %s", without_words(error))
        return (_UNEXPECTED,)
