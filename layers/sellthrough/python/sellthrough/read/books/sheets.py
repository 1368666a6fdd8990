"""What the readers of workbooks give: sheets whose rows are read on demand, and what is wrong with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

Row = tuple[int, list[str]]
Columns = tuple[Sequence[int], list[Sequence[str]]]


@dataclass
class Damage:
    """What of a workbook could not be read, in words for the sender; each kind of damage once."""

    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Add one sentence."""
        if text not in self.notes and len(self.notes) < 20:
            self.notes.append(text)


class SheetSource(Protocol):
    """One sheet of an opened workbook.

    Attributes:
        name: As the tab shows it.
        is_hidden: Hidden, or hidden so that only a program can show it.
        hidden_rows: Numbers of the rows that are hidden, known once `rows` is through.
    """

    name: str
    is_hidden: bool
    hidden_rows: list[int]

    def rows(self) -> Iterator[Row]:
        """The rows with a filled cell: number from 1, and the cells from column A without the blank ones at the end."""


@runtime_checkable
class ColumnSource(Protocol):
    """A sheet that comes in columns; its attributes are those of `SheetSource`."""

    name: str
    is_hidden: bool
    hidden_rows: list[int]

    def columns(self) -> Iterator[Columns]:
        """Runs of rows with a filled cell: their numbers from 1, and their cells column by column, from column A."""


def trimmed(cells: list[str]) -> list[str]:
    """The cells without the blank ones at their end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def placed(cells: dict[int, str]) -> list[str]:
    """Cells by column (from 0) as a list from column A."""
    if not cells:
        return []
    row = [""] * (max(cells) + 1)
    for column, text in cells.items():
        row[column] = text
    return trimmed(row)
