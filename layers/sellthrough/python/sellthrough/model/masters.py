"""A configuration in, the rows of the master tables out: partners, products, accounts, regions, exchange rates."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sellthrough.model.tables import table_of
from sellthrough.model.workspace import Configuration, Strict

Row = dict[str, Any]


def master_rows(configuration: Configuration) -> dict[str, list[Row]]:
    """The rows of each master table, by table name; prices and rates are decimals, in the reporting currency."""
    currency = configuration.vendor.reporting_currency
    products = _rows("products", configuration.products)
    for product in products:
        for amount, unit in (("list_price_amount", "list_price_currency"), ("unit_cost_amount", "unit_cost_currency")):
            product[amount] = Decimal(product[amount]) if product[amount] else None
            product[unit] = currency if product[amount] is not None else None
    rates = _rows("exchange_rates", configuration.exchange_rates)
    for rate in rates:
        rate["units_per_reporting_unit"] = Decimal(rate["units_per_reporting_unit"])
        rate["reporting_currency"] = currency
    masters = {
        "partners": _rows("partners", configuration.partners),
        "products": products,
        "accounts": _rows("accounts", configuration.accounts),
        "regions": _rows("regions", configuration.regions),
        "exchange_rates": rates,
    }
    return {name: [row | {"config_version": configuration.version} for row in rows] for name, rows in masters.items()}


def _rows(table: str, records: Iterable[Strict]) -> list[Row]:
    names = [column.name for column in table_of(table).columns]
    return [{name: getattr(record, name, None) for name in names} for record in records]
