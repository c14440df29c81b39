"""Keeping the image libraries' own warnings out of the log: they quote header values, and so patients."""

import warnings

_LIBRARIES = ("PIL", "pydicom")


def mute_library_warnings() -> None:
    """Ignore what the image libraries warn of, whatever filters are in force; safe from any thread.

    `warnings.catch_warnings` would save and restore the filters of the whole process, and lose those that
    another thread sets meanwhile. A filter that is set anew and never taken back has no such race, and
    setting the same one again leaves a single copy. A damaged file shows as an error or a remark instead.
    """
    for library in _LIBRARIES:
        warnings.filterwarnings("ignore", module=rf"{library}\b")
