"""Builder: a submission as the ledger has it once it was received."""

from typing import Any

from sellthrough.model.submissions import Submission


def submission(**changes: Any) -> Submission:
    """Birch's sales of March 2025, landed in April and not processed yet; `changes` say what is otherwise."""
    name, landed_at = changes.get("file_name", "march.csv"), changes.get("landed_at", "2025-04-05T08:00:00+00:00")
    values = {
        "submission_id": "s1",
        "partner_id": "birch",
        "feed": "pos",
        "record_type": "sell_through",
        "reporting_period": "2025-03",
        "sha256": "0" * 64,
        "bucket": "landing",
        "object_key": f"landing/birch/pos/{name}",
        "file_name": name,
        "landed_at": landed_at,
        "landing_order": f"{landed_at}#1",
        "config_version": "c1",
    }
    return Submission.model_validate(values | changes)
