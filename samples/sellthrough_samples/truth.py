"""The true figures of the samples: what the pipeline must find, worked out from the sales and not from the files."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sellthrough_samples.habits import REJECT_CODE, Report
from sellthrough_samples.sales import Sale, Stock


def _figures(sales: Iterable[Sale]) -> dict[str, Any]:
    rows = list(sales)
    return {
        "lines": len(rows),
        "units": sum(s.quantity for s in rows),
        "reporting_amount": str(sum((s.usd for s in rows), Decimal(0)).quantize(Decimal("0.01"))),
    }


def sell_through_truth(sales: list[Sale]) -> dict[str, Any]:
    """Lines, units and US dollars in all, by partner and by month."""
    by_partner: dict[str, list[Sale]] = defaultdict(list)
    by_month: dict[str, list[Sale]] = defaultdict(list)
    for sale in sales:
        by_partner[sale.partner.partner_id].append(sale)
        by_month[sale.month].append(sale)
    return {
        **_figures(sales),
        "by_partner": {key: _figures(rows) for key, rows in sorted(by_partner.items())},
        "by_month": {key: _figures(rows) for key, rows in sorted(by_month.items())},
    }


def reject_truth(report: Report, file_name: str, first_line: int) -> list[dict[str, Any]]:
    """File, line and code of every broken line; `first_line` is where the file's first record stands."""
    return [
        {"file": file_name, "line": first_line + index, "code": REJECT_CODE[line.broken]}
        for index, line in enumerate(report.lines)
        if line.broken
    ]


def weeks_of_supply_truth(sales: list[Sale], stock: list[Stock]) -> str:
    """Stock at the year's end over the last quarter's units a week, to six places."""
    units = sum(s.quantity for s in sales if s.sold.month >= 10)
    return str((Decimal(sum(r.closing for r in stock)) / (Decimal(units) / 13)).quantize(Decimal("0.000001")))
