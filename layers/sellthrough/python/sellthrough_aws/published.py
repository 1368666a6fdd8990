"""`published_submissions` in typed rows: a scope's partition in, and one conditional replacement of partitions out."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyiceberg.exceptions import CommitFailedException, ValidationException
from pyiceberg.expressions import And, BooleanExpression, EqualTo, In
from pyiceberg.table import Table as IcebergTable

from sellthrough.errors import Busy
from sellthrough.model.arrow import arrow_schema
from sellthrough.model.engine import connected
from sellthrough.model.submissions import Counts, State
from sellthrough.model.tables import table_of
from sellthrough.publish.decide import Published
from sellthrough.publish.rows import write_parquet
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_files import field_ids

TABLE = "published_submissions"


class PublishedSubmissions:
    """What readers see of one record type, as it stood when this was made; and the change of it.

    Args:
        record_type: Only its partitions are read and written.
        partner_ids: Only these partners' partitions.
    """

    def __init__(self, lake: Lake, record_type: str, partner_ids: Iterable[str]) -> None:
        self._lake = lake
        self._record_type = record_type
        self._table: IcebergTable = lake.table(TABLE)
        rows = self._table.scan(row_filter=self._where(partner_ids)).to_arrow().to_pylist()
        self.rows: dict[str, Published] = {row["submission_id"]: _published(row) for row in rows}

    @property
    def sequence(self) -> int:
        """Sequence number of the commit that these rows were read from."""
        return int(self._table.metadata.last_sequence_number)

    def replace(self, rows: Mapping[str, Published], folder: Path) -> int:
        """Make `rows` what readers see of their partners, which must be given whole.

        Args:
            rows: By submission id, of some of the partners that were read.
            folder: Scratch space.

        Returns:
            The sequence number of the commit.

        Raises:
            Busy: Somebody else changed these partners' rows since they were read.
        """
        files = []
        ids = field_ids(self._table)
        schema = arrow_schema(table_of(TABLE).columns)
        partner_ids = sorted({row.partner_id for row in rows.values()})
        for number, partner_id in enumerate(partner_ids):
            mine = sorted((r for r in rows.values() if r.partner_id == partner_id), key=lambda r: r.submission_id)
            arrow = pa.Table.from_pylist([_row(r) for r in mine], schema=schema)
            path = folder / f"published-{number}.parquet"
            with connected(folder, len(mine)) as connection:
                connection.register("published", arrow)
                write_parquet(connection, "select * from published", ids, path)
            files.append(path)
        try:
            return self._lake.replace_files(self._table, self._where(partner_ids), files, {})
        except (ValidationException, CommitFailedException) as error:
            raise Busy(f"{TABLE} was changed by another run") from error

    def _where(self, partner_ids: Iterable[str]) -> BooleanExpression:
        return And(EqualTo("record_type", self._record_type), In("partner_id", sorted(set(partner_ids))))


def _published(row: Mapping[str, Any]) -> Published:
    return Published(
        **{name: row[name] for name in _PLAIN},
        state=State(row["submission_state"]),
        published_at=row["published_at"].replace(tzinfo=UTC).isoformat(),
        counts=Counts.model_validate(row),
    )


def _row(published: Published) -> dict[str, Any]:
    instant = datetime.fromisoformat(published.published_at).astimezone(UTC).replace(tzinfo=None)
    plain = {name: getattr(published, name) for name in _PLAIN}
    return {
        **plain,
        "submission_state": published.state.value,
        "published_at": instant,
        **published.counts.model_dump(),
    }


_PLAIN = (
    "submission_id",
    "run",
    "partner_id",
    "feed",
    "record_type",
    "reporting_period",
    "superseded_by",
    "landing_order",
)
