"""One page of a longer list, whatever its rows are."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a search; `total` counts what matches on all pages, `page` counts from 1."""

    rows: tuple[Row, ...]
    total: int
    page: int
    page_size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty result has one."""
        return max(1, -(-self.total // self.page_size))

    @property
    def first(self) -> int:
        """The place of the first row among all that match, from 1."""
        return (self.page - 1) * self.page_size + 1
