"""Warnings of the image libraries are muted, those of everyone else are not."""

import warnings

import pytest

from core.imaging.muting import mute_library_warnings


def warn_as(module: str) -> None:
    warnings.warn_explicit("Doe^Jane is odd", UserWarning, "file.py", 1, module=module)


def test_only_the_image_libraries_are_muted() -> None:
    mute_library_warnings()
    for module in ("pydicom", "pydicom.valuerep", "PIL.TiffImagePlugin"):
        warn_as(module)
    for module in ("numpy", "pydicomplus", "core.imaging"):
        with pytest.raises(UserWarning, match="odd"):
            warn_as(module)


def test_muting_again_adds_nothing() -> None:
    mute_library_warnings()
    before = len(warnings.filters)
    for _ in range(5):
        mute_library_warnings()
    assert len(warnings.filters) == before
