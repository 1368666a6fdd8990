"""The figures that the demo shows: SQL over the published tables, and where truth.json says what must come out."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sellthrough_local.cli.screen import Record


@dataclass(frozen=True)
class Figure:
    """One figure, or one per key.

    Attributes:
        sql: One column with one number, or two: a key and a number.
        truth: The keys that lead to it in truth.json; a list there counts by its length, a dictionary gives one figure
            per key.
        leaf: Below each of those keys, where the number stands; "" when it is the number.
        digits: Decimal places that are compared.
    """

    name: str
    sql: str
    truth: tuple[str, ...]
    leaf: str = ""
    digits: int = 0


_STOCK = "FROM {} WHERE period = (SELECT max(period) FROM {})"
FIGURES = (
    Figure("Sell-through lines", "SELECT count(*) FROM sell_through", ("sell_through", "lines")),
    Figure("Sell-through units", "SELECT sum(quantity_units) FROM kpi_sell_through", ("sell_through", "units")),
    Figure(
        "Sell-through USD",
        "SELECT sum(reporting_amount) FROM kpi_sell_through",
        ("sell_through", "reporting_amount"),
        digits=2,
    ),
    Figure(
        "Sell-through USD",
        "SELECT partner_id, sum(reporting_amount) FROM kpi_sell_through GROUP BY partner_id",
        ("sell_through", "by_partner"),
        "reporting_amount",
        digits=2,
    ),
    Figure("Sell-in units", "SELECT sum(quantity_units) FROM sell_in", ("sell_in_units",)),
    Figure(
        "Stock units",
        f"SELECT partner_id, sum(on_hand_units) {_STOCK.format(*['kpi_inventory_on_hand'] * 2)} GROUP BY partner_id",
        ("on_hand_units",),
    ),
    Figure(
        "Weeks of supply",
        f"SELECT partner_id, weeks_of_supply {_STOCK.format(*['kpi_weeks_of_supply'] * 2)}",
        ("weeks_of_supply",),
        digits=4,
    ),
    Figure(
        "Bookings USD",
        "SELECT period, sum(bookings_amount) FROM kpi_bookings GROUP BY period",
        ("bookings",),
        digits=2,
    ),
    Figure("Won USD", "SELECT sum(won_amount) FROM kpi_won_value", ("opportunities", "won_amount"), digits=2),
    Figure("Won opportunities", "SELECT sum(won_count) FROM kpi_win_rate", ("opportunities", "won")),
    Figure("Lost opportunities", "SELECT sum(lost_count) FROM kpi_win_rate", ("opportunities", "lost")),
    Figure(
        "Pipeline USD",
        f"SELECT sum(pipeline_amount) {_STOCK.format(*['kpi_pipeline'] * 2)}",
        ("opportunities", "pipeline_amount"),
        digits=2,
    ),
    Figure(
        "Weighted pipeline USD",
        f"SELECT sum(weighted_pipeline_amount) {_STOCK.format(*['kpi_pipeline'] * 2)}",
        ("opportunities", "weighted_amount"),
        digits=2,
    ),
    Figure(
        "Live contracts",
        "SELECT count(*) FROM contracts WHERE contract_status = 'live'",
        ("live_contracts",),
    ),
    Figure("Rejected lines", "SELECT count(*) FROM rejects", ("rejects",)),
)


def compare(figure: Figure, rows: list[Record], truth: Any) -> Iterator[Record]:
    """What was found and what is true, one record per key; a key that only one side has is not equal."""
    for key in figure.truth:
        truth = truth[key]
    found = {str(cells[0]) if len(cells) > 1 else "": cells[-1] for cells in (list(row.values()) for row in rows)}
    expected: Record = truth if isinstance(truth, dict) else {"": len(truth) if isinstance(truth, list) else truth}
    for key in sorted(found.keys() | expected.keys()):
        value = expected.get(key)
        is_true = _rounded(value[figure.leaf] if figure.leaf and value else value, figure.digits)
        is_found = _rounded(found.get(key), figure.digits)
        name = f"{figure.name} {key}".strip()
        yield {"figure": name, "found": is_found, "truth": is_true, "is_equal": is_found == is_true}


def _rounded(value: Any, digits: int) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal(1).scaleb(-digits))
