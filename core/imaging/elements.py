"""Reading single values of a data set that may be broken, without stopping over them."""

import math

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

# What pydicom raises when a value does not fit its type; such an element counts as missing.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


def values(dataset: Dataset, keyword: str) -> tuple[object, ...]:
    """Return all values of an element, none where it is missing, empty or unreadable."""
    try:
        value = dataset.get(keyword)
    except _UNREADABLE:
        return ()
    if value is None or value == "":
        return ()
    return tuple(value) if isinstance(value, MultiValue | list | tuple) else (value,)


def text(dataset: Dataset, keyword: str) -> str:
    """Return the first value as text without padding; empty where there is none."""
    found = values(dataset, keyword)
    return str(found[0]).strip(" \0") if found else ""


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """Return all values as numbers; none at all where one of them is not a finite number."""
    try:
        found = tuple(float(str(value)) for value in values(dataset, keyword))
    except _UNREADABLE:
        return ()
    return found if all(math.isfinite(number) for number in found) else ()


def integer(dataset: Dataset, keyword: str, default: int) -> int:
    """Return the first value as a whole number, or the default."""
    found = numbers(dataset, keyword)
    return int(found[0]) if found else default
