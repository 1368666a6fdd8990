"""A warehouse in memory: rows of the published tables in; KPIs and views as Trino would answer out, without a cloud."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from sellthrough.kpis.catalogue import Parameters, models, render, render_touched
from sellthrough.model.arrow import arrow_schema
from sellthrough.model.tables import tables
from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.rewrite import MACROS
from sellthrough_local.athena.translate import parse, translate

Row = dict[str, Any]
DEFAULTS = Parameters()


class Warehouse:
    """Tables of `tables.toml`, empty until `add`; what is added to a table of rows counts as published."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}

    def add(self, table: str, *rows: Row) -> None:
        self.rows.setdefault(table, []).extend(rows)

    def kpi(self, name: str, periods: Iterable[str], parameters: Parameters = DEFAULTS) -> list[Row]:
        return self.query(render(models()[name], periods, parameters))

    def touched(self, name: str, submission_ids: Iterable[str] | None) -> set[str]:
        return {row["period"] for row in self.query(render_touched(models()[name], submission_ids))}

    def view(self, name: str) -> list[Row]:
        return self.query(files("sellthrough.model").joinpath("views", f"{name}.sql").read_text())

    def query(self, sql: str) -> list[Row]:
        translation = translate(parse(sql), "sellthrough", self._lookup)
        con = duckdb.connect()
        for macro in MACROS:
            con.execute(macro)
        for table in translation.tables:
            name = table.name.removesuffix("_rows")
            content = pa.Table.from_pylist(self.rows.get(name, []), schema=arrow_schema(tables()[name].columns))
            con.register(f"p_{table.name}", content)
        physical: Mapping[tuple[str, str], str] = {(t.database, t.name): f"p_{t.name}" for t in translation.tables}
        return con.sql(translation.sql(physical)).to_arrow_table().to_pylist()

    def _lookup(self, database: str, name: str) -> GlueTable:
        columns = tables()[name.removesuffix("_rows")].columns
        return GlueTable(database, name, tuple((c.name, c.type, c.about) for c in columns))


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()
