"""The shared business files and what their columns mean in, what the mapper finds with no agreement at all out."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
from tests.scenarios.northwind_pos import write_pos_file

from sellthrough.errors import Held, Refused
from sellthrough.model.fields import IGNORE, PRODUCT_FIELDS, fold_heading, mandatory_fields
from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Feed
from sellthrough.normalize.mapping import Mapping, Sample, map_columns
from sellthrough.normalize.products import ProductCatalogue
from sellthrough.normalize.recognition.profiles import Resolve
from sellthrough.read.reader import read_file
from sellthrough_local.cli.landing import files_in
from sellthrough_local.workspace_folder import load_folder

_HERE = Path(__file__).parent
_LINES = 60
# Files that no scenario loads, with the meaning of their columns; a column that is not named has none of our fields.
_FURTHER = {
    "aw_reseller/FactResellerSales.csv.gz": ("sell_through", {
        "SalesOrderNumber": "order_number", "OrderDate": "sold_date", "ProductKey": "product_code",
        "ResellerKey": "reseller_code", "OrderQuantity": "quantity_units", "UnitPrice": "unit_price_amount",
        "SalesAmount": "net_amount",
    }),
    "maven_toys_inventory/inventory.csv": ("inventory", {
        "Store_ID": "location_code", "Product_ID": "product_code", "Stock_On_Hand": "on_hand_units",
    }),
    "northwind/Products.csv": ("inventory", {
        "ProductID": "product_code", "ProductName": "description", "UnitsInStock": "on_hand_units",
        "UnitsOnOrder": "on_order_units",
    }),
    "drop_dev_aw/reference/vendor_sell_in_shipments.csv": ("sell_in", {
        "ship_date": "shipped_date", "partner_id": "partner_code", "sku": "product_code", "units": "quantity_units",
    }),
}  # fmt: skip
# What a heading says all the same where an agreement says otherwise: a price that it leaves out, an order number that it
# takes for the invoice; and the resellers that one sender calls "End Customer", which only he can know.
_ALSO = {
    "UnitPrice": "unit_price_amount", "OrderID": "order_number", "Order": "order_number",
    "End Customer": "customer_name",
}  # fmt: skip


@dataclass(frozen=True)
class RealFile:
    """One file, the feed it would be read for without any layout, and field by heading as it is agreed."""

    path: Path
    feed: Feed
    truth: dict[str, str]
    resolve: Resolve | None
    buyer_is_customer: bool


@dataclass
class Found:
    """What came of the files: mandatory columns right first time, asked and wrong; and every column of no question."""

    right: int = 0
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    mapped: int = 0
    layouts: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def right_share(self) -> float:
        return self.right / (self.right + len(self.asked))


def real_files(shared_data: Path, scratch: Path) -> Iterator[RealFile]:
    """Every file with headings whose columns are agreed in a scenario, and the further ones."""
    for name in ("drop_dev_aw", "maven_crm", "northwind"):
        inbox = shared_data / name / ("inbox" if name == "drop_dev_aw" else "")
        if name == "northwind":
            write_pos_file(inbox, scratch)
            inbox = scratch
        configuration = load_folder(_HERE / name, inbox)
        for agreement in configuration.agreements:
            catalogue = ProductCatalogue(configuration, agreement.partner_id, "")
            for feed in agreement.feeds:
                for path in files_in(inbox):
                    if feed.layout.header and re.fullmatch(feed.files, path.name, re.IGNORECASE):
                        bare = _bare(feed.record_type, feed.layout.sheet)
                        buyer = feed.tier_to == "end_customer" or feed.record_type != "sell_through"
                        yield RealFile(path, bare, feed.layout.columns, catalogue.resolve, buyer)
    for relative, (record_type, truth) in _FURTHER.items():
        yield RealFile(shared_data / relative, _bare(record_type), truth, None, record_type != "sell_through")


def measure(files: Iterable[RealFile], is_told: bool) -> Found:
    """Map every file; `is_told` False withholds each of its headings, as if nobody had ever written it down."""
    found = Found()
    for file in files:
        headings, rows, kind = _read(file.path, file.feed.layout.sheet, file.feed.record_type)
        found.layouts.add(headings)
        mapping = _mapped(
            file, headings, rows, kind, frozenset() if is_told else frozenset(map(fold_heading, headings))
        )
        _count(found, file, headings, mapping)
    return found


def _bare(record_type: str, sheet: str | None = None) -> Feed:
    layout = {"sheet": sheet} if sheet else {}
    return Feed.model_validate({"feed": "f", "record_type": record_type, "files": ".*", "layout": layout})


@cache
def _read(
    path: Path, sheet: str | None, record_type: str
) -> tuple[tuple[str, ...], tuple[tuple[str | None, ...], ...], str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = folder / path.name
        shutil.copyfile(path, copy)
        report = read_file(copy, path.name, _bare(record_type, sheet).layout, folder, record_type=record_type)
        batch = next(pq.ParquetFile(folder / "records.parquet").iter_batches(batch_size=_LINES), None)
    rows = (
        [tuple(v for n, v in row.items() if n not in {"sheet", "line"}) for row in batch.to_pylist()] if batch else []
    )
    return report.headings, tuple(rows), report.kind


def _mapped(
    file: RealFile, headings: tuple[str, ...], rows: tuple[tuple[str | None, ...], ...], kind: str,
    withheld: frozenset[str],
) -> Mapping | None:  # fmt: skip
    report = ReadReport(kind=kind, headings=headings, rows_in=len(rows))
    sample = Sample(rows, file.resolve, withheld)
    try:
        return map_columns(report, file.feed, ("USD", "CAD", "EUR", "GBP"), file.buyer_is_customer, sample)
    except (Held, Refused):
        return None


def _count(found: Found, file: RealFile, headings: tuple[str, ...], mapping: Mapping | None) -> None:
    meant = {fold_heading(h): n for h, n in file.truth.items() if n != IGNORE}
    needed = [n for n in mandatory_fields(file.feed.record_type) if n in meant.values() or n == "product_code"]
    if mapping is None:
        found.asked += [f"{file.path.name}: {n}, the file is held" for n in needed]
        return
    given = {n: fold_heading(headings[p - 1]) for n, p in mapping.positions.items()}
    missing = [n for n in needed if not given.keys() & (set(PRODUCT_FIELDS) if n == "product_code" else {n})]
    found.asked += [f"{file.path.name}: {n} of {headings}" for n in missing]
    found.right += len(needed) - len(missing)
    if missing:
        return
    also = {fold_heading(h): n for h, n in _ALSO.items()}
    for name, heading in given.items():
        found.mapped += 1
        if name not in {meant.get(heading), also.get(heading)}:
            found.wrong.append(f"{file.path.name}: {heading} is {meant.get(heading)}, taken for {name}")
