"""The front door of imaging: bytes of a file become one `Radiograph`, pixels become a network's input."""

from typing import TYPE_CHECKING

from core.imaging.archives import ArchiveLimits, PackedFile, is_archive, is_litter, packed_files
from core.imaging.display import encode_png
from core.imaging.framing import Frame, to_network_input
from core.imaging.reading import read_radiograph

if TYPE_CHECKING:
    from core.imaging.full_depth import FullDepth, read_full_depth
    from core.imaging.samples import Sample, sample_radiographs

__all__ = [
    "ArchiveLimits",
    "Frame",
    "FullDepth",
    "PackedFile",
    "Sample",
    "encode_png",
    "is_archive",
    "is_litter",
    "packed_files",
    "read_full_depth",
    "read_radiograph",
    "sample_radiographs",
    "to_network_input",
]


def __getattr__(name: str) -> object:
    if name in {"FullDepth", "read_full_depth"}:  # with these comes pydicom
        import importlib

        return getattr(importlib.import_module("core.imaging.full_depth"), name)
    # The samples are drawn with OpenCV, which a page that only reads or shows a film need not wait for.
    if name in {"Sample", "sample_radiographs"}:
        from core.imaging import samples

        return getattr(samples, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
