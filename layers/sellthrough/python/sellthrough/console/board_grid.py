"""Cells of the reporting board in, tables of partner and feed x period out, one for each cadence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

PERIODS_SHOWN = 6
_CADENCES = (
    ("Monthly reports", re.compile(r"\d{4}-\d{2}")),
    ("Quarterly reports", re.compile(r"\d{4}-Q\d")),
    ("Weekly reports", re.compile(r"\d{4}-W\d{2}")),
    ("Daily reports", re.compile(r"\d{4}-\d{2}-\d{2}")),
)
_OTHER = "Other reports"


class BoardCell(Protocol):
    """What the board says of one report that is owed or came (`sellthrough.cycle.board.BoardRow`)."""

    @property
    def partner_id(self) -> str: ...  # noqa: D102
    @property
    def feed(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def due_at(self) -> datetime: ...  # noqa: D102
    @property
    def submission_id(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Line:
    """One partner's feed; a cell for each period of the grid, None where nothing was owed and nothing came."""

    partner_id: str
    feed: str
    cells: tuple[BoardCell | None, ...]


@dataclass(frozen=True)
class Grid:
    """The board of one cadence, its last periods from left to right."""

    title: str
    periods: tuple[str, ...]
    lines: tuple[Line, ...]


def grids_of(cells: Iterable[BoardCell]) -> list[Grid]:
    """The grids that have any cell, monthly first."""
    by_title: dict[str, list[BoardCell]] = {}
    for cell in cells:
        title = next((title for title, pattern in _CADENCES if pattern.fullmatch(cell.period)), _OTHER)
        by_title.setdefault(title, []).append(cell)
    order = [title for title, _ in _CADENCES] + [_OTHER]
    return [_grid(title, by_title[title]) for title in order if title in by_title]


def _grid(title: str, cells: Sequence[BoardCell]) -> Grid:
    due: dict[str, datetime] = {}
    for cell in cells:
        due[cell.period] = max(cell.due_at, due.get(cell.period, cell.due_at))
    periods = tuple(sorted(due, key=lambda period: (due[period], period))[-PERIODS_SHOWN:])
    feeds = sorted({(cell.partner_id, cell.feed) for cell in cells})
    found = {(cell.partner_id, cell.feed, cell.period): cell for cell in cells}
    lines = (Line(p, f, tuple(found.get((p, f, period)) for period in periods)) for p, f in feeds)
    return Grid(title, periods, tuple(line for line in lines if any(line.cells)))
