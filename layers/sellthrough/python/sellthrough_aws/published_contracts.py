"""Published contract lines of some partners in, their contracts in the ledger out, whatever else is published."""

from collections.abc import Iterable
from typing import Any

from pyiceberg.expressions import EqualTo

from sellthrough.errors import Busy
from sellthrough.model.submissions import State
from sellthrough.model.tables import table_of
from sellthrough.renewals.base import contracts_of
from sellthrough_aws.contracts import Contracts
from sellthrough_aws.lake import Lake
from sellthrough_aws.published import PublishedSubmissions

RECORD_TYPE = "contracts"
_ROUNDS = 3
_COLUMNS = (
    "submission_id",
    "run",
    "row_key",
    "partner_id",
    "reporting_period",
    "contract_number",
    "contract_status",
    "start_date",
    "end_date",
    "product_id",
    "customer_id",
    "customer_name",
    "net_amount",
    "net_currency",
    "serial_number",
    "description",
    "source_sheet",
    "source_line",
)


def follow_published(lake: Lake, contracts: Contracts, partner_ids: Iterable[str]) -> None:
    """Bring the partners' contracts in the ledger in line with what readers of the tables see.

    What is published meanwhile is seen by looking once more: so of two that do this at a time, whoever ends last has
    written what stands.

    Raises:
        Busy: Others kept publishing.
    """
    for partner_id in sorted(set(partner_ids)):
        seen = PublishedSubmissions(lake, RECORD_TYPE, {partner_id}).rows
        for _ in range(_ROUNDS):
            contracts.replace(partner_id, contracts_of(_lines(lake, partner_id, seen)))
            again = PublishedSubmissions(lake, RECORD_TYPE, {partner_id}).rows
            if again == seen:
                break
            seen = again
        else:
            raise Busy(f"contracts of {partner_id} are published faster than they can be followed")


def _lines(lake: Lake, partner_id: str, seen: dict[str, Any]) -> list[dict[str, Any]]:
    shown = {i: row for i, row in seen.items() if row.state == State.PUBLISHED}
    table = lake.table(table_of(RECORD_TYPE).storage_name)
    rows = table.scan(row_filter=EqualTo("partner_id", partner_id), selected_fields=_COLUMNS).to_arrow().to_pylist()
    return [
        {**row, "landing_order": shown[row["submission_id"]].landing_order}
        for row in rows
        if row["submission_id"] in shown and row["run"] == shown[row["submission_id"]].run
    ]
