"""Rows of a KPI's published table in, the figures that tiles, charts and tables show out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sellthrough.console.chart import Chart, bar_chart
from sellthrough.console.kpi_queries import NO_VALUE, Kpi
from sellthrough.console.words import label_of, measure, month, number
from sellthrough.model.calendar import shift_period

BARS = 12
_SPARK_HEIGHT = 110
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Tile:
    """One KPI at a glance.

    Attributes:
        apart: What the number is of, where the KPI is never added up over it; column to value.
        text: The number of the last period that has one.
        change: How it differs from the period before, in words; "" when there is none.
    """

    kpi: Kpi
    apart: Mapping[str, str]
    period: str
    text: str
    unit: str
    change: str
    chart: Chart
    values: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """What the tile is called."""
        parts = " to ".join(str(value).replace("_", " ") for value in self.apart.values() if value != NO_VALUE)
        return f"{self.kpi.title}, {parts}" if parts else self.kpi.title


def lead_of(kpi: Kpi, row: Row) -> Decimal | None:
    """The leading number of a row of sums: itself, or the ratio of what was added up."""
    if kpi.lead in kpi.ratios:
        return ratio_of(row, kpi.ratios[kpi.lead])
    value = row.get(kpi.lead)
    return None if value is None else Decimal(value)


def ratio_of(row: Row, parts: tuple[str, str]) -> Decimal | None:
    """The first of two sums as a share of both; None when both are zero."""
    part, rest = (Decimal(row[name] or 0) for name in parts)
    return part / (part + rest) if part + rest else None


def row_apart(kpi: Kpi, row: Row, filters: Mapping[str, str]) -> dict[str, str]:
    """The filters that lead to this row alone, where the KPI is never added up and no filter says which."""
    return {name: _filter(row[name]) for name in kpi.apart if name not in filters and name in row}


def row_grain(kpi: Kpi, row: Row) -> dict[str, str]:
    """The filters that lead to this published row of a KPI."""
    return {name: _filter(row[name]) for name in kpi.grain}


def _filter(value: Any) -> str:
    return NO_VALUE if value is None else str(value)


def tiles_of(kpi: Kpi, rows: Sequence[Row], currency: str) -> list[Tile]:
    """One tile for each combination that stays apart, the one with the most rows first; none without numbers."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        key = tuple(_filter(row.get(name)) for name in kpi.apart)
        groups.setdefault(key, []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_tile(kpi, dict(zip(kpi.apart, key, strict=True)), of_key, currency) for key, of_key in ordered]


def _tile(kpi: Kpi, apart: Mapping[str, str], rows: Sequence[Row], currency: str) -> Tile:
    series = series_of(kpi, rows)[-BARS:]
    period, value = series[-1]
    before = series[-2][1] if len(series) > 1 else None
    return Tile(
        kpi=kpi,
        apart=apart,
        period=period,
        text=_headline(kpi.lead, value),
        unit=unit_of(kpi.lead, currency),
        change=_change(kpi.lead, value, before, period),
        chart=bar_chart(series, _SPARK_HEIGHT),
        values=tuple((name, measure(kpi.lead, v)) for name, v in series),
    )


def series_of(kpi: Kpi, rows: Sequence[Row]) -> list[tuple[str, Decimal | None]]:
    """Period and leading number, oldest first; a month without a row is a gap and is in the series."""
    known = {str(row["period"]): lead_of(kpi, row) for row in rows if row["period"]}
    if not known:
        return []
    first, last = min(known), max(known)
    found = [first]
    while found[-1] < last:
        found.append(shift_period(found[-1], 1))
    return [(period, known.get(period)) for period in found]


def unit_of(column: str, currency: str) -> str:
    """What a measure is counted in."""
    if column.endswith("_amount"):
        return currency
    return "units" if column.endswith("_units") else "weeks" if column.startswith("weeks") else ""


def _headline(column: str, value: Decimal | None) -> str:
    # Nobody reads the cents of a large sum; the tables show them.
    if value is not None and column.endswith("_amount") and abs(value) >= 1000:
        return number(value, 0)
    return measure(column, value)


def _change(column: str, value: Decimal | None, before: Decimal | None, period: str) -> str:
    if value is None or before is None:
        return ""
    against = month(shift_period(period, -1))
    if column.endswith("_ratio"):
        points = (value - before) * 100
        return f"{'up' if points > 0 else 'down'} {number(abs(points), 1)} points on {against}" if points else ""
    if not before or value == before:
        return "" if value != before else f"as in {against}"
    share = (value - before) / abs(before) * 100
    return f"{'up' if share > 0 else 'down'} {number(abs(share), 1)} % on {against}"


def heading_of(column: str, currency: str) -> str:
    """Column heading with its unit where the name does not say it."""
    return (
        f"{label_of(column).removesuffix(' (amount)')} ({currency})" if column.endswith("_amount") else label_of(column)
    )
