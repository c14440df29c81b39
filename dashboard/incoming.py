"""From dropped files to kept studies; a delivery goes on by itself, so that no click can lose the rest."""

import io
import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from core.casebook import Casebook, KeptCase
from core.errors import CallusError, without_words
from core.settings import Settings

if TYPE_CHECKING:
    from core.records import Radiograph

T = TypeVar("T")
OnTaken = Callable[[Sequence[int]], None]
_logger = logging.getLogger(__name__)
_UNEXPECTED = "This file could not be taken in, for a reason that is in the server's log. Please report it."


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file as it was dropped, or one of an archive.

    name: with its folders, for the person who dropped it; it is shown and never kept.
    """

    name: str
    read: Callable[[], bytes]

    @property
    def folder(self) -> str:
        """The folder that the file lay in, empty where it lay in none."""
        return str(PurePosixPath(self.name).parent)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: a case, new or earlier, or the sentence why it was refused, and its kind."""

    name: str
    case: KeptCase | None = None
    reason: str = ""
    kind: str = ""


class Delivery:
    """Files that came in together, taken in one by one by a thread of their own.

    together: whether pictures of one folder are the views of one exam; DICOM films say so themselves.
    who: the name of the person who dropped them. on_kept: told of each case, from the delivery's thread.
    """

    def __init__(
        self,
        files: Sequence[Dropped],
        casebook: Casebook,
        settings: Settings,
        who: str,
        *,
        together: bool = False,
        synthetic: bool = False,
        on_kept: Callable[[int], None] = lambda _case: None,
    ) -> None:
        self._files, self._casebook, self._settings, self._who = files, casebook, settings, who
        self.together, self.synthetic, self._on_kept = together, synthetic, on_kept
        self._exams: dict[str, str] = {}
        self._done = threading.Event()
        self._told = False
        self.taken: list[Taken] = []
        self.total = len(files)
        self.current = ""

    def start(self) -> "Delivery":
        """Begin; returns at once."""
        threading.Thread(target=self._work, name="delivery", daemon=True).start()
        return self

    def wait(self, seconds: float) -> bool:
        """Wait for the end, so long at most, and return whether it has come."""
        return self._done.wait(seconds)

    def tell(self, on_taken: OnTaken) -> bool:
        """Say once, after the end, which studies came; returns whether this call said it."""
        if self._told or not self.is_done:
            return False
        self._told = True
        on_taken(self.studies)
        return True

    @property
    def is_done(self) -> bool:
        """Whether every file was taken in or refused."""
        return self._done.is_set()

    @property
    def refused(self) -> list[Taken]:
        """The files that were refused, so far."""
        return [each for each in self.taken if each.case is None]

    @property
    def earlier(self) -> list[KeptCase]:
        """The cases that were in the casebook before, so far."""
        return [each.case for each in self.taken if each.case and each.case.earlier]

    @property
    def studies(self) -> list[int]:
        """The studies that the files belong to, in the order in which they came, so far."""
        return list(dict.fromkeys(each.case.study_id for each in self.taken if each.case))

    def _work(self) -> None:
        try:
            files = [
                each for file in self._files for each in self._guarded(file.name, self._opened, file) or ()
            ]
            self.total = len(files) + len(self.taken)
            for file in files:
                self.current = file.name
                if case := self._guarded(file.name, self._keep, file):
                    self.taken.append(Taken(file.name, case))
        finally:
            self._files = ()  # the bytes are let go of; what came of them is kept
            self._tell_refusals()
            self._done.set()

    def _tell_refusals(self) -> None:
        """Leave a trace of what was refused, once for all: a folder of other files would flood the trail."""
        kinds = Counter(each.kind for each in self.refused)
        try:
            self._casebook.refuse(kinds, self.total, synthetic=self.synthetic, who=self._who)
        except CallusError as error:
            _logger.error("the trail wasn't told of %d refused files: %s", kinds.total(), error.sentence)

    def _guarded(self, name: str, step: Callable[[Dropped], T], file: Dropped) -> T | None:
        """Take a step with a file; whatever it raises is told beside its name, and the others go on."""
        try:
            return step(file)
        except CallusError as error:
            self.taken.append(Taken(name, reason=error.sentence, kind=error.kind))
        except Exception as error:  # noqa: BLE001 - told beside the file's name, and logged
            _logger.error("a dropped file could not be taken in: %s", without_words(error))
            self.taken.append(Taken(name, reason=_UNEXPECTED, kind="unexpected"))
        return None

    def _opened(self, file: Dropped) -> tuple[Dropped, ...]:
        """Return the file, or those in it where it is an archive; none for what belongs to the disk."""
        # Imported with the first file, since OpenCV comes with it: an empty worklist must not wait for that.
        from core.imaging import ArchiveLimits, is_archive, is_litter, packed_files

        if is_litter(file.name):
            return ()
        data = file.read()
        if not is_archive(data):
            return (file,)
        inner = packed_files(io.BytesIO(data), ArchiveLimits(file_bytes=self._settings.max_file_bytes))
        return tuple(Dropped(f"{file.name}/{each.name}", each.read) for each in inner)

    def _keep(self, file: Dropped) -> KeptCase:
        from core.imaging import read_radiograph

        data, limits = file.read(), self._settings
        film = read_radiograph(data, max_bytes=limits.max_file_bytes, max_pixels=limits.max_pixels)
        kept = self._casebook.keep(
            film, data, synthetic=self.synthetic, who=self._who, study=self._exam(film, file.folder)
        )
        self._on_kept(kept.case_id)
        return kept

    def _exam(self, film: "Radiograph", folder: str) -> str:
        """Return the key that a picture shares with the others of its folder: the digest of the first."""
        if film.study or not self.together:
            return ""
        return self._exams.setdefault(folder, film.digest)


def dropped(name: str, data: bytes) -> Dropped:
    """Return bytes at hand as a dropped file."""
    return Dropped(name, partial(bytes, data))
