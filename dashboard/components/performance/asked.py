"""What a view of the Performance page is asked: which studies, whose casebook, and who looks."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.accounts import Person
    from core.casebook import Casebook
    from core.monitoring import Standing, Window


@dataclass(frozen=True, slots=True)
class Asked:
    """period: the window in words, "the last 90 days". zone: of whoever looks. standing: of the window."""

    casebook: "Casebook"
    window: "Window"
    period: str
    standing: "Standing"
    person: "Person"
    zone: tzinfo

    @property
    def sees_studies(self) -> bool:
        """Whether this person may see which studies a figure is made of."""
        from core.accounts import Right

        return self.person.may(Right.SEE_IMAGES)

    @property
    def simulated(self) -> bool:
        """Whether the studies are simulated or drawn ones."""
        return bool(self.window.synthetic)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know before the figures, but for the simulation, which has a label of its own."""
        return replace(self.standing, synthetic=0).remarks
