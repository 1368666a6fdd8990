"""A KPI's definition, filters and what the user may see in; statements over its published table and its rows out.

Names come from the definitions, every value is bound: nothing that a person types is ever read as SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sellthrough.model.tables import Column, Table
from sellthrough.model.users import User

NO_VALUE = "~"  # in an address: the rows where the column is empty
PERIODS_SHOWN = 24
GROUPS_SHOWN = 200
_PLACE = ("source_file", "source_sheet", "source_line", "row_key")


class Kpi(Protocol):
    """What these statements need of a KPI's definition (`sellthrough.kpis.catalogue.Model`)."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def definition(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def grain(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def columns(self) -> tuple[Column, ...]: ...  # noqa: D102
    @property
    def adds_up(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def lead(self) -> str: ...  # noqa: D102
    @property
    def apart(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def ratios(self) -> Mapping[str, tuple[str, str]]: ...  # noqa: D102
    @property
    def row_columns(self) -> tuple[Column, ...]: ...  # noqa: D102
    @property
    def table(self) -> Table: ...  # noqa: D102


@dataclass(frozen=True)
class Statement:
    """SQL with a `?` for each value."""

    sql: str
    values: tuple[str, ...] = ()


def is_added_up(kpi: Kpi) -> bool:
    """True when the leading number of several rows is known; False when only the table's own rows have one."""
    return kpi.lead in kpi.adds_up or kpi.lead in kpi.ratios


def filters_of(kpi: Kpi, query: Mapping[str, str]) -> dict[str, str]:
    """The filters that an address holds and the KPI knows."""
    return {column: query[column] for column in kpi.grain if query.get(column)}


def by_period(kpi: Kpi, filters: Mapping[str, str], user: User) -> Statement:
    """The sums of the last periods, newest first, apart where they must stay apart."""
    keys = ("period", *_open(kpi.apart, filters))
    statement = _grouped(kpi, keys, filters, user)
    count = PERIODS_SHOWN if len(keys) == 1 else PERIODS_SHOWN * 4
    return Statement(f"{statement.sql} order by {', '.join(f'{k} desc' for k in keys)} limit {count}", statement.values)


def by_column(kpi: Kpi, column: str, filters: Mapping[str, str], user: User) -> Statement:
    """The sums of one period by one column of the grain, the largest first."""
    keys = (column, *_open(kpi.apart, {**filters, column: ""}))
    statement = _grouped(kpi, keys, filters, user)
    order = f"order by {kpi.adds_up[-1] if kpi.lead not in kpi.adds_up else kpi.lead} desc, {', '.join(keys)}"
    return Statement(f"{statement.sql} {order} limit {GROUPS_SHOWN}", statement.values)


def as_published(kpi: Kpi, filters: Mapping[str, str], user: User) -> Statement:
    """The table's own rows, newest period first."""
    where, values = _conditions(kpi, filters, user)
    names = ", ".join(column.name for column in kpi.columns)
    order = ", ".join(["period desc", *(name for name in kpi.grain if name != "period")])
    return Statement(f"select {names} from {kpi.table.name}{where} order by {order} limit {GROUPS_SHOWN}", values)


def values_of(kpi: Kpi, column: str, user: User) -> Statement:
    """Every value of one column of the grain, for a filter."""
    where, values = _conditions(kpi, {}, user)
    sql = f"select {column} from {kpi.table.name}{where} group by {column} order by {column} desc limit {GROUPS_SHOWN}"
    return Statement(sql, values)


def rows_behind(kpi: Kpi, rows_sql: str, filters: Mapping[str, str], user: User, page: Sequence[int]) -> Statement:
    """The published rows behind a number, in the order of the files.

    Args:
        rows_sql: `sellthrough.kpis.catalogue.render_rows` for the number's period.
        page: How many to skip and how many to take.
    """
    where, values = _conditions(kpi, filters, user)
    names = ", ".join(column.name for column in kpi.row_columns)
    skip, take = page
    order = f"order by {', '.join(_PLACE)} offset {int(skip)} limit {int(take)}"
    return Statement(f"select {names} from (\n{rows_sql}\n) r{where} {order}", values)


def sum_of_rows(kpi: Kpi, rows_sql: str, filters: Mapping[str, str], user: User) -> Statement:
    """How many rows are behind a number, and what they add up to."""
    where, values = _conditions(kpi, filters, user)
    sums = "".join(f", sum({name}) as {name}" for name in kpi.adds_up)
    return Statement(f"select count(*) as row_count{sums} from (\n{rows_sql}\n) r{where}", values)


def _grouped(kpi: Kpi, keys: Sequence[str], filters: Mapping[str, str], user: User) -> Statement:
    where, values = _conditions(kpi, filters, user)
    sums = ", ".join(f"sum({name}) as {name}" for name in kpi.adds_up)
    named = ", ".join(keys)
    return Statement(f"select {named}, {sums} from {kpi.table.name}{where} group by {named}", values)


def _conditions(kpi: Kpi, filters: Mapping[str, str], user: User) -> tuple[str, tuple[str, ...]]:
    parts: list[str] = []
    values: list[str] = []
    for column, value in filters.items():
        parts.append(f"{column} is null" if value == NO_VALUE else f"{column} = ?")
        values += [] if value == NO_VALUE else [value]
    for column, allowed in (("partner_id", user.partners), ("region_code", user.regions)):
        if allowed:
            if column not in kpi.grain:
                raise ValueError(f"{kpi.name} has no {column}: who may see some of them only may not see it")
            parts.append(f"{column} in ({', '.join('?' * len(allowed))})")
            values += allowed
    return (f" where {' and '.join(parts)}" if parts else ""), tuple(values)


def _open(columns: Sequence[str], filters: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(column for column in columns if column not in filters)
