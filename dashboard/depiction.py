"""What a network takes a film to show, in one plain line, worked out from the record alone."""

from collections.abc import Sequence

from core.records import Depiction


def sentence(depiction: Depiction | None) -> str:
    """Return the line below a verdict; empty where the network says nothing but the fracture."""
    if depiction is None:
        return ""
    words = [*_recognised(depiction), *_hardware(depiction)]
    return f"Network's reading: {', '.join(words)}."


def _recognised(depiction: Depiction) -> list[str]:
    if not depiction.regions and not depiction.views:
        return ["region and view not recognised"]
    views = f"{_listed(depiction.views)} {'view' if len(depiction.views) == 1 else 'views'}"
    return [
        _listed(depiction.regions) if depiction.regions else "region not recognised",
        views if depiction.views else "view not recognised",
    ]


def _hardware(depiction: Depiction) -> list[str]:
    """Hardware is said where it is seen; that none was seen would be taken for more than it is worth."""
    return ["hardware seen"] if depiction.hardware else []


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
