"""The published tables: `tables.toml` and `columns.toml` in, typed definitions out (for Glue, docs and writers)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["rows", "table", "view"]
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Column:
    """One published column, defined once and shared by every table that has it."""

    name: str
    type: str
    about: str
    unit: str = ""

    @property
    def decimal(self) -> tuple[int, int] | None:
        """Precision and scale, or None for a column that is no decimal."""
        match = _DECIMAL.fullmatch(self.type)
        return (int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True)
class Table:
    """One table or view of the Glue database.

    `kind` "rows" is an Iceberg table `<name>_rows` that `publish` writes and a view `<name>` that shows the
    published runs; "table" is an Iceberg table read directly; "view" is SQL in `views/<name>.sql`.
    """

    name: str
    kind: Kind
    about: str
    columns: tuple[Column, ...]

    @property
    def storage_name(self) -> str:
        """Name of the Iceberg table behind it."""
        return f"{self.name}_rows" if self.kind == "rows" else self.name


def _load(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def columns() -> dict[str, Column]:
    """All columns by name, in the order of `columns.toml`."""
    return {name: Column(name=name, **spec) for name, spec in _load("columns.toml").items()}  # type: ignore[arg-type]


@cache
def tables() -> dict[str, Table]:
    """All tables and views by name, in the order of `tables.toml`."""
    raw = _load("tables.toml")
    groups: dict[str, list[str]] = raw.pop("groups")  # type: ignore[assignment]

    def expand(names: list[str]) -> list[str]:
        return [n for name in names for n in (groups[name[1:]] if name.startswith("@") else [name])]

    return {
        name: Table(
            name=name,
            kind=spec["kind"],  # type: ignore[arg-type]
            about=str(spec["about"]),
            columns=tuple(columns()[c] for c in expand(spec["columns"])),  # type: ignore[arg-type]
        )
        for name, spec in raw.items()
    }


def table_of(name: str) -> Table:
    """The table of that name; KeyError when there is none."""
    return tables()[name]
