"""The bytes of a partner's sales report in; what became of them in reader and normaliser, with the canonical rows, out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.submissions import submission

from sellthrough.model.reports import NormalizeReport, ReadReport
from sellthrough.model.workspace import Configuration, Feed, Layout
from sellthrough.normalize.normalizer import normalize
from sellthrough.read.reader import read_file

CONFIGURATION: dict[str, Any] = {
    "version": "v1",
    "vendor": {"name": "Vexa", "reporting_currency": "USD", "brand": {"name": "Vexa"}},
    "agreements": [{"partner_id": "birch", "feeds": [{"feed": "pos", "record_type": "sell_through", "files": ".*"}]}],
    "partners": [{"partner_id": "birch", "partner_name": "Birch Supply", "country_code": "US", "currency_code": "USD"}],
    "products": [{"product_id": f"VX-{at}00", "product_name": f"Router {at}"} for at in range(1, 10)],
    "exchange_rates": [{"period": "2025-03", "currency_code": "EUR", "units_per_reporting_unit": "0.92"}],
}
SUBMISSION = submission(config_version="v1")


@dataclass(frozen=True)
class Canonical:
    """Both reports; the rows that are accepted, in the order of their lines, and those set aside, one for each reason."""

    read: ReadReport
    normalized: NormalizeReport
    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]


def canonical(content: bytes, folder: Path, layout: Layout | None = None) -> Canonical:
    """Read and normalise a report the way the pipeline does.

    Args:
        folder: An existing one for what the stages write.
        layout: Of the feed; without it everything is found out.

    Raises:
        Held: With the question that the file waits for.
        Refused: With the reason.
    """
    (folder / "landed").write_bytes(content)
    feed = Feed(feed="pos", record_type="sell_through", files=".*", layout=layout or Layout())
    configuration = Configuration.model_validate(CONFIGURATION)
    read = read_file(folder / "landed", "march.csv", feed.layout, folder, record_type=feed.record_type)
    done = normalize(folder / "records.parquet", read, feed, configuration, SUBMISSION, folder)
    candidates, rejects = (pq.read_table(folder / f"{name}.parquet").to_pylist() for name in ("candidates", "rejects"))
    accepted = sorted((row for row in candidates if row["error"] is None), key=lambda row: row["source_line"])
    return Canonical(read, done, accepted, rejects)
