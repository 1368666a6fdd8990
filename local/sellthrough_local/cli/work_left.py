"""A deployment in, what waits for a person out."""

from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.screen import Record

COLUMNS = ("work_item_type", "partner", "feed", "cell_value", "row_count", "note")


def open_work_items(deployment: Deployment) -> list[Record]:
    """One record per open question, the one that most rows wait for first."""
    items = [item for item in deployment.ledger.work_items() if item.work_item_state == "open"]
    items.sort(key=lambda item: (-item.row_count, item.partner_id, item.feed, item.note, item.work_item_id))
    return [
        {
            "work_item_id": item.work_item_id,
            "work_item_type": item.work_item_type,
            "partner": item.partner_id,
            "feed": item.feed,
            "cell_value": item.cell_value,
            "row_count": item.row_count,
            "note": item.note,
        }
        for item in items
    ]
