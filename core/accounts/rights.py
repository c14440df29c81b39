"""Who may do what: one table, asked by every page, action and route on the server."""

from enum import StrEnum
from types import MappingProxyType

from core.records import Role


class Right(StrEnum):
    """Something that a role may or may not do."""

    SEE_FIGURES = "see_figures"
    SEE_IMAGES = "see_images"
    READ = "read"
    ADJUDICATE = "adjudicate"
    ADMINISTER = "administer"


# An administrator keeps the house and doesn't decide on disputes: that is a senior reader's judgement.
RIGHTS = MappingProxyType(
    {
        Role.VIEWER: frozenset({Right.SEE_FIGURES}),
        Role.READER: frozenset({Right.SEE_FIGURES, Right.SEE_IMAGES, Right.READ}),
        Role.SENIOR: frozenset({Right.SEE_FIGURES, Right.SEE_IMAGES, Right.READ, Right.ADJUDICATE}),
        Role.ADMINISTRATOR: frozenset({Right.SEE_FIGURES, Right.SEE_IMAGES, Right.READ, Right.ADMINISTER}),
    }
)


def allowed(role: Role, right: Right) -> bool:
    """Return whether a role has a right."""
    return right in RIGHTS[role]
