"""Northwind's Orders and OrderDetails in, one point-of-sale file out, as a partner would export it."""

import csv
from decimal import Decimal
from pathlib import Path

FILE_NAME = "northwind_pos.csv"
_ORDER = ("OrderID", "OrderDate", "CustomerID", "ShipCity", "ShipPostalCode", "ShipCountry")
_LINE = ("ProductID", "UnitPrice", "Quantity", "Discount")


def write_pos_file(northwind: Path, folder: Path) -> Path:
    """Join order lines with their orders and customers; the net amount is exact: price x quantity x (1 - discount)."""
    orders = {row["OrderID"]: row for row in _rows(northwind / "Orders.csv")}
    names = {row["CustomerID"]: row["CompanyName"] for row in _rows(northwind / "Customers.csv")}
    path = folder / FILE_NAME
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*_ORDER, "CompanyName", *_LINE, "NetAmount"])
        for line in _rows(northwind / "OrderDetails.csv"):
            order = orders[line["OrderID"]]
            net = Decimal(line["UnitPrice"]) * int(line["Quantity"]) * (1 - Decimal(line["Discount"]))
            cells = [*(order[name] for name in _ORDER), names[order["CustomerID"]], *(line[name] for name in _LINE)]
            writer.writerow([*cells, format(net, "f")])
    return path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
