"""Which groups of readers are not shown, so that no figures are those of one reader who could be named.

Whoever knows the house knows who its one trainee is, and whoever looks knows their own reads: a group of one
other reader is withheld. All reads less the groups that are shown would be that reader's again, so where one
group alone is withheld, the next smallest is too (complementary suppression: A. Hundepool and others,
Statistical Disclosure Control, Wiley 2012).
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Withheld:
    """The groups not shown. alone: of one reader besides the viewer. cover: shown, it would tell that reader.

    cover is empty where none is needed, and where there is none that could help.
    """

    alone: tuple[str, ...] = ()
    cover: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted({*self.alone, *([self.cover] if self.cover else [])}))

    @property
    def sentence(self) -> str:
        """Which groups are not shown and why; empty where all are."""
        if not self.alone:
            return ""
        said = f"No group for {_listed(self.alone)}: it would be one reader, whom everybody here could name."
        if not self.cover:
            return said
        return (
            f"{said} None for {_words(self.cover)} either: what is left of all reads would be that reader's."
        )


def withheld(groups: Mapping[str, Set[str]], viewer: str) -> Withheld:
    """Return which groups are not shown; groups: the names of a group's readers, viewer: whoever looks."""
    others = {group: len(who - {viewer}) for group, who in groups.items()}
    alone = tuple(sorted(group for group, n in others.items() if n == 1))
    # A group of the viewer alone hides nobody: the viewer can take it away from the rest.
    more = sorted((n, group) for group, n in others.items() if n > 1)
    return Withheld(alone, more[0][1] if len(alone) == 1 and more else "")


def _listed(groups: tuple[str, ...]) -> str:
    return " and ".join(_words(group) for group in groups)


def _words(group: str) -> str:
    return group.replace("_", " ")
