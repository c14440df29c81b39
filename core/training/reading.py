"""A film off the disk under the limits of this installation, for training and examination alike."""

from pathlib import Path

from core.imaging import read_radiograph
from core.records import Radiograph
from core.settings import load_settings


def read_film(path: Path) -> Radiograph:
    """Read a radiograph as large as CALLUS_MAX_FILE_MEGABYTES and CALLUS_MAX_MEGAPIXELS allow.

    Raises `RadiographError` for a file that can't be read as one, `OSError` for one that can't be opened.
    """
    settings = load_settings()
    return read_radiograph(
        path.read_bytes(), max_bytes=settings.max_file_bytes, max_pixels=settings.max_pixels
    )
