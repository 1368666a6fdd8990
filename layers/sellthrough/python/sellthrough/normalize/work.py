"""What the steps of normalising one file share: the DuckDB connection, the mapping and the configuration around it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb

from sellthrough.errors import ConfigurationError
from sellthrough.model.fields import FieldSpec, fields_of
from sellthrough.model.reports import ReadReport
from sellthrough.model.sql_texts import quoted
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration, Feed, Partner
from sellthrough.normalize.mapping import Mapping


@dataclass(frozen=True)
class Check:
    """One row rule: when `condition` (SQL over the parsed lines) holds, the row is a reject of that code.

    `field` names the cell at fault; `cell` is SQL of what it says, where the cell does not say it itself.
    """

    code: str
    condition: str
    field: str | None = None
    cell: str | None = None


@dataclass
class Work:
    """One file on its way through the steps; each step adds its look-up tables, joins, columns and checks.

    `records` holds the records as `records.py` says; in `joins` and `columns` it goes by the name `r`.

    Attributes:
        joins: Left joins of look-up tables.
        texts: Published column to its SQL over the records, for what no rule needs.
        columns: Column of the parsed lines to its SQL.
        checks: Row rules, in the order in which the first one counts.
        readings: Field to how its column is read, with the evidence in words.
        keys: Field of dates or numbers to each of its keys, with how many cells have it and on which line first.
        clean: Fields of text of which it is known that cleaning leaves all their cells as they are.
        keyed: Name of the records with the keys of their numbers.
        counted: Field of numbers to where its keys are counted, when that is not `records`.
        extended: SQL over the parsed lines of what quantity and price come to.
    """

    connection: duckdb.DuckDBPyConnection
    mapping: Mapping
    report: ReadReport
    feed: Feed
    configuration: Configuration
    submission: Submission
    joins: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)
    keys: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    clean: frozenset[str] = frozenset()
    keyed: str = "records"
    counted: dict[str, str] = field(default_factory=dict)
    extended: str = "quantity_units_value * unit_price_amount_value"

    @cached_property
    def partner(self) -> Partner:
        """The partner that sent the file; ConfigurationError when the master does not have it."""
        wanted = self.submission.partner_id
        found = next((p for p in self.configuration.partners if p.partner_id == wanted), None)
        if found is None:
            raise ConfigurationError(f"partners: {wanted!r} has an agreement but is not in the partner master; add it.")
        return found

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """The fields that the file fills, by column or constant, in the order of `fields.toml`."""
        return {n: s for n, s in fields_of(self.feed.record_type).items() if self.mapping.has(n)}

    def raw(self, name: str) -> str:
        """SQL of the cell of a field as received; a quoted literal for a constant, null for a field not there."""
        if name in self.mapping.constants:
            return quoted(self.mapping.constants[name])
        return f"r.c{self.mapping.positions[name]}" if name in self.mapping.positions else "cast(null as varchar)"

    def text(self, name: str) -> str:
        """SQL of the clean cell of a field that is neither date nor number; null for a field not there."""
        return f"r.t_{name}" if name in self.fields else "cast(null as varchar)"

    def count_keys(self, name: str) -> list[tuple[str, int, int]]:
        """The keys of a field of dates or numbers, sorted; kept as `keys`."""
        counted = self.counted.get(name, "records")
        self.keys[name] = self.connection.execute(f"""
            select k_{name} as k, count(*), min(line) from {counted} where k is not null group by k order by k
        """).fetchall()
        return self.keys[name]

    def distinct(self, name: str) -> str:
        """SQL of the distinct cells of a field as one column `k`, without nulls."""
        return f"select distinct {self.raw(name)} as k from records r where {self.raw(name)} is not null"

    def values(self, name: str) -> list[str]:
        """The distinct cells of a field, sorted."""
        return [row[0] for row in self.connection.execute(f"{self.distinct(name)} order by 1").fetchall()]

    def single(self, statement: str, *parameters: object) -> Any:
        """The one value that a statement answers; for COPY the number of rows written.

        Everything is fetched: DuckDB refuses other work while a result is half read.
        """
        return self.connection.execute(statement, parameters).fetchall()[0][0]

    def heading(self, name: str | None) -> str | None:
        """The heading of a field as the sender wrote it."""
        return self.mapping.headings.get(name or "", name)
