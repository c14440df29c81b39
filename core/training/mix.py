"""How many films of each class a batch holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mix:
    """More fractured films a batch than there are in life, so that each batch teaches both classes."""

    fractured: int = 12
    others: int = 20

    @property
    def size(self) -> int:
        """Films a batch."""
        return self.fractured + self.others
