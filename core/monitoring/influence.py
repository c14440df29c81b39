"""Does it help or mislead? Readers before and after they saw the answer, from blind-first reads.

Truth is a senior reader's decision alone: the readers' own calls can't judge them. A read whose call changed,
or contradicts the answer, puts its study in dispute, so the studies in which the answer could change anything
are all up for decision. They don't get it in the order in which they came, so all figures are weighted by
kind of study (`core.monitoring.weighing`), those in dispute apart from the others; sensitivity and
specificity, which also count studies on which all agreed, as in `core.monitoring.verification`.

Readers are shown by pseudonym to all but themselves. A group that would tell one reader's figures is withheld
(`core.monitoring.withholding`): whoever knows the house would know the pseudonym.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casebook import Casebook
from core.casebook.tables import UserTable
from core.monitoring.counting import bring_up_to_date
from core.monitoring.effect import Influence
from core.monitoring.effects import of_reads
from core.monitoring.read_cells import ReadCell, read_cells
from core.monitoring.window import Window
from core.monitoring.withholding import Withheld, withheld
from core.records import Band, Experience


@dataclass(frozen=True, slots=True)
class ReaderInfluence:
    """One reader; `name` is a pseudonym unless the figures are one's own."""

    name: str
    own: bool
    experience: Experience | None
    influence: Influence


@dataclass(frozen=True, slots=True)
class Influences:
    """The second question, answered: all together, then by band, experience and reader.

    withheld: the groups by experience that are not shown.
    """

    overall: Influence
    bands: Mapping[str, Influence]
    experience: Mapping[str, Influence]
    readers: tuple[ReaderInfluence, ...]
    withheld: Withheld


def influence(casebook: Casebook, window: Window | None = None, *, viewer: str = "") -> Influences:
    """Return what the answers do to readers; viewer: the name of whoever looks, who may know themselves.

    Raises `CasebookError`.
    """
    window = window or Window()
    bring_up_to_date(casebook.database)
    with casebook.database.reading() as session:
        cells = read_cells(session, window)
        people = _people(session)
    groups: dict[str, set[str]] = {}
    for reader in {cell.reader for cell in cells}:
        groups.setdefault(_experience(people, reader), set()).add(reader)
    hidden = withheld(groups, viewer)
    return Influences(
        overall=of_reads(cells),
        bands={band.value: of_reads(cell for cell in cells if cell.band == band) for band in Band},
        experience={
            word: of_reads(cell for cell in cells if cell.reader in groups[word])
            for word in sorted(set(groups) - set(hidden.groups))
        },
        readers=_readers(cells, people, viewer),
        withheld=hidden,
    )


def _readers(
    cells: Sequence[ReadCell], people: Mapping[str, tuple[str, str, Experience | None]], viewer: str
) -> tuple[ReaderInfluence, ...]:
    found = []
    unknown = sorted({cell.reader for cell in cells} - set(people))
    for reader in sorted({cell.reader for cell in cells}):
        own = reader == viewer
        pseudonym, display, experience = people.get(
            reader, (f"Reader {unknown.index(reader) + 1}" if reader in unknown else "", reader, None)
        )
        part = of_reads(cell for cell in cells if cell.reader == reader)
        found.append(ReaderInfluence(f"{display} (you)" if own else pseudonym, own, experience, part))
    # By pseudonym: the order of names would give them away.
    return tuple(sorted(found, key=lambda each: (not each.own, each.name)))


def _people(session: Session) -> dict[str, tuple[str, str, Experience | None]]:
    asked = select(UserTable.name, UserTable.pseudonym, UserTable.display, UserTable.experience)
    return {name: (pseudonym, display, years) for name, pseudonym, display, years in session.execute(asked)}


def _experience(people: Mapping[str, tuple[str, str, Experience | None]], reader: str) -> str:
    known = people.get(reader)
    return known[2].value if known and known[2] else "not known"
