"""Copies of the ledger for BI: ids of changed submissions in, their rows of `submissions`, `received_files` and
`work_items` replaced out."""

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sellthrough.model.arrow import arrow_schema
from sellthrough.model.ledger_entries import ReceivedFile, WorkItem
from sellthrough.model.submissions import Counts, Submission
from sellthrough.model.tables import table_of
from sellthrough_aws.lake import Lake
from sellthrough_aws.ledger import Ledger

Row = dict[str, Any]
_RATIO = Decimal("0.000001")


class Copies:
    """Writes what the ledger says about submissions into Iceberg. Repeating it changes nothing."""

    def __init__(self, ledger: Ledger, lake: Lake) -> None:
        self._ledger = ledger
        self._lake = lake

    def refresh(self, submission_ids: Collection[str] | None, pool: Executor, properties: Mapping[str, str]) -> None:
        """Copy those submissions with their files and work items, or everything when None.

        One commit a table, made side by side in `pool`.
        """
        submissions = list(self._ledger.submissions(submission_ids))
        by_id = {s.submission_id: s for s in submissions}
        files, items = self._files(submission_ids), self._work_items(submission_ids)
        rows = {
            "submissions": [submission_row(s) for s in submissions],
            "received_files": [file_row(f, by_id.get(f.submission_id)) for f in files],
            "work_items": [item.model_dump() for item in items],
        }
        tasks = [
            pool.submit(self._replace, name, of_table, submission_ids, properties) for name, of_table in rows.items()
        ]
        for task in tasks:
            task.result()

    def _files(self, submission_ids: Collection[str] | None) -> list[ReceivedFile]:
        if submission_ids is None:
            return list(self._ledger.files())
        return [file for i in sorted(submission_ids) for file in self._ledger.files_of(i)]

    def _work_items(self, submission_ids: Collection[str] | None) -> list[WorkItem]:
        if submission_ids is None:
            return self._ledger.work_items()
        return [item for i in sorted(submission_ids) for item in self._ledger.work_items_of(i)]

    def _replace(
        self, name: str, rows: Iterable[Row], submission_ids: Collection[str] | None, properties: Mapping[str, str]
    ) -> None:
        content = pa.Table.from_pylist(list(rows), schema=arrow_schema(table_of(name).columns))
        if submission_ids is None:
            self._lake.replace_all(self._lake.table(name), content, properties)
        else:
            self._lake.replace_where(self._lake.table(name), "submission_id", submission_ids, content, properties)


def submission_row(submission: Submission) -> Row:
    """One line of the table `submissions`."""
    parts = (submission.reason_code, submission.reason)
    return {
        **submission.model_dump(include={column.name for column in table_of("submissions").columns}),
        **submission.counts.model_dump(),
        "submission_state": submission.state.value,
        "reason": ": ".join(part for part in parts if part) or None,
        "source_file": submission.file_name,
        "transport": submission.transport,
        "landed_at": _instant(submission.landed_at),
        "due_at": _instant(submission.due_at),
        "timeliness_ratio": _ratio(submission.timeliness_ratio),
        "completeness_ratio": _ratio(submission.completeness_ratio),
        "validity_ratio": _ratio(submission.validity_ratio),
    }


def file_row(file: ReceivedFile, submission: Submission | None) -> Row:
    """One line of the table `received_files`; every record of a repeated file is a duplicate of the first one's."""
    counts = submission.counts if submission else Counts()
    is_repeat = submission is not None and file.is_repeat_of(submission)
    if is_repeat:
        counts = Counts(rows_in=counts.rows_in, duplicate_rows=counts.rows_in, ignored_lines=counts.ignored_lines)
    return {
        **file.model_dump(include={column.name for column in table_of("received_files").columns}),
        **counts.model_dump(),
        "source_file": file.file_name,
        "transport": file.transport,
        "landed_at": _instant(file.landed_at),
        "is_repeat": is_repeat,
        "submission_state": submission.state.value if submission else None,
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) if text else None


def _ratio(text: str | None) -> Decimal | None:
    return Decimal(text).quantize(_RATIO) if text is not None else None
