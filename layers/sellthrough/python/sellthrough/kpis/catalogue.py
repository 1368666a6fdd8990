"""The KPI models: SQL and TOML of `models/` in, definitions, tables and rendered queries out."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from textwrap import indent
from typing import Literal

from sellthrough.model.calendar import shift_period
from sellthrough.model.tables import Column, Table, columns, tables
from sellthrough.model.workspace import Vendor

PREFIX = "kpi_"
MASTERS = frozenset({"partners", "products", "accounts", "regions", "exchange_rates"})
ROW_PLACE = ("submission_id", "row_key", "source_file", "source_sheet", "source_line")
_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SUBMISSION = re.compile(r"[0-9A-Za-z_-]{1,64}")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_EVERYTHING = "1 = 1"


@dataclass(frozen=True)
class Model:
    """One KPI: what it means, and the SQL that computes it (docs/kpis.md).

    Attributes:
        sql: Restricted Athena SQL (`lint`) with the placeholders that `render` fills: `<name>.sql` over `kpi_rows`,
            which are `rows`; so a number is what the rows behind it add up to, by construction.
        grain: Columns that name one row of the result.
        version: Rises when the number changes its meaning.
        reads: Tables whose change changes the KPI.
        looks_ahead: Later periods that change when a period does; "window" is the length of the weeks-of-supply
            window less one.
        touched: SQL for the periods that changed submissions touch, where those are not the periods that the
            submissions' rows count in; empty otherwise.
        adds_up: Columns of the result that are the sum of what each published row behind them brings.
        rows: SQL for those rows (`row_columns`), so that every number leads to the lines it was made of.
        lead: The number that stands for the KPI where there is room for one.
        apart: Columns of the grain over which nothing is ever added up.
        ratios: Ratio columns, each with the two counts or values that it is made of: the first as a share of both.
    """

    name: str
    title: str
    definition: str
    unit: str
    grain: tuple[str, ...]
    version: int
    reads: tuple[str, ...]
    looks_ahead: int | Literal["window"]
    columns: tuple[Column, ...]
    sql: str
    touched: str = ""
    adds_up: tuple[str, ...] = ()
    rows: str = ""
    lead: str = ""
    apart: tuple[str, ...] = ()
    ratios: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def row_columns(self) -> tuple[Column, ...]:
        """Columns of `rows`: the grain, what the row adds to each number, and where it stands in which file."""
        return tuple(columns()[name] for name in (*self.grain, *self.adds_up, *ROW_PLACE))

    @property
    def table(self) -> Table:
        """The Iceberg table that holds its result."""
        return Table(name=f"{PREFIX}{self.name}", kind="table", about=self.definition, columns=self.columns)


@dataclass(frozen=True)
class Parameters:
    """What the vendor's settings say to the models."""

    window_months: int = 3
    window_weeks: int = 13
    reporting_currency: str = "USD"

    @classmethod
    def of(cls, vendor: Vendor) -> "Parameters":
        """The parameters of a vendor."""
        return cls(vendor.weeks_of_supply_months, vendor.weeks_of_supply_weeks, vendor.reporting_currency)


@cache
def models() -> dict[str, Model]:
    """All models by name, in alphabetical order."""
    folder = files(__package__).joinpath("models")
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return {name: _model(name) for name in names}


def _model(name: str) -> Model:
    folder = files(__package__).joinpath("models")
    definition, rows, result = (
        folder.joinpath(f"{name}.{ending}").read_text(encoding="utf-8").strip()
        for ending in ("toml", "rows.sql", "sql")
    )
    spec = tomllib.loads(definition)
    return Model(
        name=name,
        title=spec["title"],
        definition=" ".join(spec["definition"].split()),
        unit=spec["unit"],
        grain=tuple(spec["grain"]),
        version=spec["version"],
        reads=tuple(spec["reads"]),
        looks_ahead=spec["looks_ahead"],
        columns=tuple(columns()[c] for c in spec["columns"]),
        sql=_over_rows(rows, result),
        touched=spec.get("touched", "").strip(),
        adds_up=tuple(spec["adds_up"]),
        rows=rows,
        lead=spec["lead"],
        apart=tuple(spec.get("apart", ())),
        ratios={name: (parts[0], parts[1]) for name, parts in spec.get("ratios", {}).items()},
    )


def _over_rows(rows: str, result: str) -> str:
    """The query of the result with `kpi_rows` as its first common table, before those that it names itself."""
    first = f"with\n  kpi_rows as (\n{indent(rows, '    ')}\n  )"
    own = result.removeprefix("with\n")
    return f"{first}\n{result}" if own == result else f"{first},\n{own}"


def kpi_tables() -> dict[str, Table]:
    """The tables `kpi_<name>` by name; the migration creates them beside those of `tables.toml`."""
    return {model.table.name: model.table for model in models().values()}


def affected_periods(model: Model, touched: Iterable[str], parameters: Parameters = Parameters()) -> list[str]:
    """Periods of the KPI that change when those periods change, sorted.

    Raises:
        ValueError: A period is not YYYY-MM.
    """
    ahead = parameters.window_months - 1 if model.looks_ahead == "window" else model.looks_ahead
    return sorted({shift_period(_period(p), months) for p in touched for months in range(ahead + 1)})


def render(model: Model, periods: Iterable[str], parameters: Parameters = Parameters()) -> str:
    """The query for those periods; arguments and errors as `_render`."""
    return _render(model, model.sql, periods, parameters)


def render_rows(model: Model, periods: Iterable[str], parameters: Parameters = Parameters()) -> str:
    """The query for the published rows behind the numbers of those periods; arguments and errors as `_render`."""
    return _render(model, model.rows, periods, parameters)


def _render(model: Model, sql: str, periods: Iterable[str], parameters: Parameters) -> str:
    """The query with its placeholders filled.

    Args:
        periods: At least one, each YYYY-MM.

    Raises:
        ValueError: A period, the currency or a number is not what it must be; nothing else reaches the SQL.
    """
    wanted = sorted({_period(p) for p in periods})
    if not wanted:
        raise ValueError(f"{model.name}: no period to render")
    if not _CURRENCY.fullmatch(parameters.reporting_currency):
        raise ValueError(f"{parameters.reporting_currency!r} is not an ISO 4217 code")
    window = sorted({shift_period(p, -months) for p in wanted for months in range(parameters.window_months)})
    values = {
        "periods": _quoted(wanted),
        "window_periods": _quoted(window),
        "window_months": str(int(parameters.window_months)),
        "window_weeks": str(int(parameters.window_weeks)),
        "reporting_currency": parameters.reporting_currency,
    }
    return _PLACEHOLDER.sub(lambda match: values[match[1]], sql)


def render_touched(model: Model, submission_ids: Iterable[str] | None) -> str:
    """The query for the periods (column `period`) that the rows of these submissions touch, of all when None.

    Raises:
        ValueError: An id is not one.
    """
    changed = _EVERYTHING
    if submission_ids is not None:
        changed = f"c.submission_id in ({_quoted(sorted({_submission(i) for i in submission_ids}))})"
    if model.touched:
        return _PLACEHOLDER.sub(lambda match: {"changed": changed}[match[1]], model.touched)
    return "\nunion\n".join(f"select c.period as period from {table}_rows c where {changed}" for table in _rows(model))


def basis_of(model: Model, parameters: Parameters, config_version: str) -> str:
    """What the numbers rest on besides the rows: when it changes, every period must be computed again.

    Returns:
        A hash of the SQL, the vendor's settings and, for a KPI that reads the masters, the configuration version.
    """
    masters = config_version if MASTERS & set(model.reads) else ""
    text = "\n".join((str(model.version), model.sql, model.touched, repr(parameters), masters))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rows(model: Model) -> list[str]:
    return [name for name in model.reads if tables()[name].kind == "rows"]


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _period(text: str) -> str:
    if not _PERIOD.fullmatch(text):
        raise ValueError(f"{text!r} is not a period YYYY-MM")
    return text


def _submission(text: str) -> str:
    if not _SUBMISSION.fullmatch(text):
        raise ValueError(f"{text!r} is not a submission id")
    return text
