"""Typed errors. Each carries the sentence that a clinician may see.

`str(error)` is that sentence: it names no path, no patient and no library. The technical cause, where there
is one, is chained (`raise ... from cause`). The casebook tells the log of the engineer what of it can name no
patient.
"""

import re
import traceback


class CallusError(Exception):
    """Anything that Callus refuses or cannot do, said in one plain sentence."""

    default = "Callus could not do this."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.default)

    @property
    def sentence(self) -> str:
        """The sentence for the person."""
        return str(self)

    @property
    def kind(self) -> str:
        """What kind of error this is, as a word for the trail: "damaged_file"."""
        name = type(self).__name__.removesuffix("Error")
        return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=A)(?=[A-Z])", "_", name).lower()


def without_words(error: Exception) -> str:
    """Return what the log may have of an error that nobody foresaw: its kind and its place.

    Not its words, since a message of a library may quote what it was given, a header that names a patient.
    """
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


class RadiographError(CallusError):
    """A file that is not one readable single radiograph."""

    default = "This file can't be read as a radiograph."


class EmptyFileError(RadiographError):
    """A file of no bytes, or of nothing but a header."""

    default = "The file is empty."


class UnknownFormatError(RadiographError):
    """Bytes that are neither DICOM nor PNG, JPEG or TIFF."""

    default = "This is not a DICOM, PNG, JPEG or TIFF file."


class DamagedFileError(RadiographError):
    """An image file whose picture is lost, wholly or beyond use."""

    default = "The file is damaged: its picture can't be decoded."


class TooLargeError(RadiographError):
    """A file or a picture over the limit of bytes or of pixels."""

    default = "The file is larger than this installation accepts."


class NotARadiographError(RadiographError):
    """A sound file of another kind: a CT slice, a report, a film loop, a photograph."""

    default = "This is not a single radiograph."


class UnsupportedEncodingError(RadiographError):
    """A DICOM object in a transfer syntax or pixel format that no decoder here reads."""

    default = "The picture is stored in a form that Callus can't decode."


class ArchiveError(RadiographError):
    """A ZIP archive that can't be unpacked, or that is not to be."""

    default = "The archive is damaged and can't be unpacked."


class ModelError(CallusError):
    """A model that is missing, unknown or broken."""

    default = "The model can't be used."


class UnknownModelError(ModelError):
    """A model name that the store does not hold."""

    default = "There is no such model in the model store."


class DataSetError(CallusError):
    """A labelled folder that is missing or not laid out as expected."""

    default = "The data folder can't be read."


class TrainingError(CallusError):
    """A training run that can't start or go on."""

    default = "The training can't go on."


class EvaluationError(CallusError):
    """Figures that can't be computed from what was given."""

    default = "The evaluation can't be done."


class DownloadError(CallusError):
    """A data set that can't be fetched, checked or unpacked."""

    default = "The data set can't be fetched."


class CasebookError(CallusError):
    """A case, image or read that can't be kept or found."""

    default = "The casebook can't do this."


class MissingCasebookError(CasebookError):
    """A casebook that is not where it is looked for, or of which only the images are left."""

    default = "There is no casebook here: are CALLUS_HOME and CALLUS_DATABASE_URL right?"


class CasebookVersionError(CasebookError):
    """A casebook whose tables are those of another version of Callus."""

    default = "The casebook was made by another version of Callus."


class UnknownCaseError(CasebookError):
    """A case number that the casebook does not hold."""

    default = "There is no such case."


class UnknownStudyError(CasebookError):
    """A study number that the casebook does not hold, or one that has become part of another study."""

    default = "There is no such study."


class CasebookBusyError(CasebookError):
    """A database that others hold for longer than Callus waits; trying again makes sense."""

    default = "The casebook is busy. Nothing was lost; please try again in a moment."


class InvalidReadError(CasebookError):
    """A read that does not fit its case."""

    default = "This read can't be kept."


class DecisionError(CasebookError):
    """A decision on a disagreement that can't be meant, or that came too late."""

    default = "This decision can't be kept."


class RecallError(CasebookError):
    """A recall that isn't there, or a step of it that can't be meant."""

    default = "This step can't be kept."


class AlarmError(CasebookError):
    """An alarm that isn't there, or a step of it that can't be meant."""

    default = "This can't be kept of the alarm."


class LostImageError(CasebookError):
    """A kept image or heatmap whose file is gone or is no longer what was kept."""

    default = (
        "This case's image or heatmap is missing or was altered on disk. Drop the film again; where that "
        "doesn't help, restore it from the backup."
    )


class AccountError(CallusError):
    """Something that can't be done with an account."""

    default = "This can't be done with the account."


class WeakPasswordError(AccountError):
    """A password that others could guess."""

    default = "The password is too easy to guess."


class MonitoringError(CallusError):
    """Figures, a monthly report or a notice that can't be made."""

    default = "The figures can't be made."


class SimulationError(MonitoringError):
    """A department that can't be simulated, or not into this casebook."""

    default = "This can't be simulated."


class SettingsError(CallusError):
    """A setting that can't be understood."""

    default = "A setting can't be understood."
