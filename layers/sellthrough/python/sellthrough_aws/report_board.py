"""A configuration and the time in, the table `report_board` brought up to date out; nothing is written when it is."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from sellthrough.cycle.board import BoardRow, board, is_on_board
from sellthrough.cycle.occurrences import Watched, feeds_with_cycle
from sellthrough.model.arrow import arrow_schema
from sellthrough.model.submissions import Submission
from sellthrough.model.tables import table_of
from sellthrough.model.workspace import Configuration
from sellthrough_aws.lake import Lake
from sellthrough_aws.ledger import Ledger

TABLE = "report_board"
DIGEST = "sellthrough.board"


class ReportBoard:
    """Writes the board of reports owed for BI; the same board is never written twice."""

    def __init__(self, ledger: Ledger, lake: Lake) -> None:
        self._ledger = ledger
        self._lake = lake

    def refresh(self, configuration: Configuration, now: datetime) -> bool:
        """Replace the table by the board as it stands, in one commit; False when it stands there already.

        Args:
            now: Aware; states depend on it between two reports too.
        """
        watched = self._ledger.watched()
        cells = board(configuration, self._received(configuration, now, watched), now, watched=watched)
        rows = [board_row(cell) for cell in cells]
        digest = hashlib.sha256(repr(rows).encode()).hexdigest()
        if self._lake.current_property(TABLE, DIGEST) == digest:
            return False
        content = pa.Table.from_pylist(rows, schema=arrow_schema(table_of(TABLE).columns))
        self._lake.replace_all(self._lake.table(TABLE), content, {DIGEST: digest})
        return True

    def _received(self, configuration: Configuration, now: datetime, watched: Watched) -> Iterator[Submission]:
        """What was received for the periods that the board shows; older ones are not read."""
        wanted: list[str] = []
        for agreement, feed in feeds_with_cycle(configuration):
            for period, ids in self._ledger.reports_of(agreement.partner_id, feed.feed).items():
                if is_on_board(configuration, agreement, feed, period, as_of=now, watched=watched):
                    wanted += ids
        return self._ledger.submissions(wanted)


def board_row(cell: BoardRow) -> dict[str, Any]:
    """One line of the table `report_board`."""
    return {
        **cell.model_dump(include={column.name for column in table_of(TABLE).columns}),
        "reporting_period": cell.period,
        "first_date": cell.first_day,
        "last_date": cell.last_day,
        "board_state": cell.state.value,
        "submission_state": cell.submission_state.value if cell.submission_state else None,
        "due_at": _instant(cell.due_at),
        "missing_at": _instant(cell.missing_at),
        "landed_at": _instant(cell.landed_at),
    }


def _instant(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC).replace(tzinfo=None) if at else None
