"""A vendor's master files (CSV, in our columns or in theirs) in, validated rows of the model out."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sellthrough.checks.places import Row
from sellthrough.checks.problems import Problems, did_you_mean
from sellthrough.model.tables import table_of
from sellthrough.model.workspace import (
    Account,
    AccountContact,
    Alias,
    ExchangeRate,
    Partner,
    Product,
    Region,
    SalesPerson,
)

_LISTS = {"match", "packs"}
_PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
_TABLE_OF = {
    "list_price_amount": "products",
    "unit_cost_amount": "products",
    "units_per_reporting_unit": "exchange_rates",
}


class MasterFile(BaseModel):
    """One `[masters.<name>]` table: where a master file lies and how its headings are called.

    Attributes:
        file: Path relative to the workspace; may lead out of it.
        columns: Our column to their heading, to "=value" (the same for every row), or to "slug:heading" (an id
            made from a name). When given, nothing but these columns is read.
        encoding: Python codec name.
        delimiter: Field separator.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    columns: dict[str, str] = Field(default_factory=dict)
    encoding: str = "utf-8-sig"
    delimiter: str = Field(default=",", min_length=1, max_length=1)


@dataclass(frozen=True)
class Master:
    """A kind of master: its row, its default file, the columns that make a row unique."""

    row: type[BaseModel]
    file: str
    key: tuple[str, ...]
    is_needed: bool = False


MASTERS: dict[str, Master] = {
    "partners": Master(Partner, "partners.csv", ("partner_id",), is_needed=True),
    "products": Master(Product, "products.csv", ("product_id",), is_needed=True),
    "accounts": Master(Account, "customers.csv", ("account_id",)),
    "regions": Master(Region, "regions.csv", ("region_code",)),
    "exchange_rates": Master(ExchangeRate, "exchange_rates.csv", ("period", "currency_code")),
    "aliases": Master(Alias, "aliases.csv", ("kind", "alias", "partner_id")),
    "sales_people": Master(SalesPerson, "sales_people.csv", ("owner_name",)),
    "account_contacts": Master(AccountContact, "contacts.csv", ("account_id", "role", "email")),
}


def read_master(workspace: Path, name: str, source: MasterFile | None, problems: Problems) -> list[Row]:
    """The rows of one master, sorted by their key; mistakes go to `problems` with their line."""
    master = MASTERS[name]
    given = source or MasterFile(file=master.file)
    path = workspace / given.file
    if not path.is_file():
        if master.is_needed or source:
            problems.add(given.file, "", "the file is not there", f"Add the {name} master, or correct masters.{name}.")
        return []
    rows = list(_rows(path, given, master, problems))
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = _key_of(row.value, master)
        if key in seen:
            rule = f"{' '.join(part for part in key if part)} stands on line {seen[key]} already"
            problems.add(row.file, f"line {row.line}", rule, f"Keep one row per {' and '.join(master.key)}.")
        seen.setdefault(key, row.line)
    return sorted(rows, key=lambda row: _key_of(row.value, master))


def slug_of(name: str) -> str:
    """An id from a name: letters and digits without accents, joined by hyphens, at most 64 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:64]


def _key_of(value: BaseModel, master: Master) -> tuple[str, ...]:
    return tuple(str(getattr(value, column) or "") for column in master.key)


def _rows(path: Path, source: MasterFile, master: Master, problems: Problems) -> Iterator[Row]:
    try:
        with path.open(encoding=source.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=source.delimiter, strict=True)
            headings = next(reader, [])
            columns = _columns(headings, source, master, problems)
            if columns is None:
                return
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                place = f"line {reader.line_num}"
                if len(cells) != len(headings):
                    rule = f"it has {len(cells)} cells and the heading has {len(headings)}"
                    problems.add(source.file, place, rule, "Quote cells that contain the separator; keep empty cells.")
                    continue
                row = _row(cells, columns, master.row, file=source.file, place=place, problems=problems)
                if row is not None:
                    yield Row(source.file, reader.line_num, row)
    except LookupError:
        problems.add(
            source.file, "", f"{source.encoding!r} is no encoding", "Write a codec name such as utf-8 or cp1252."
        )
    except OSError as error:
        problems.add(source.file, "", f"it cannot be read ({error.strerror})", "Allow this user to read it.")
    except UnicodeError as error:
        place = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        rule = f"it is not {source.encoding}{place}"
        problems.add(source.file, "", rule, 'Save it as UTF-8, or say encoding = "..." in its masters table.')
    except csv.Error as error:
        problems.add(
            source.file, f"line {reader.line_num}", f"it is not CSV ({error})", "Export the file again as CSV."
        )


def _columns(
    headings: list[str], source: MasterFile, master: Master, problems: Problems
) -> dict[str, tuple[str, int | str]] | None:
    """Our column to ("constant", text) or ("heading" or "slug", position); None when the heading row does not do."""
    fields = list(master.row.model_fields)
    names = [heading.strip() for heading in headings]
    wanted = source.columns or {name: name for name in names if name}
    before = len(problems.found)
    columns: dict[str, tuple[str, int | str]] = {}
    for column, text in wanted.items():
        kind, heading = ("slug", text[5:]) if text.startswith("slug:") else ("heading", text)
        if column not in fields:
            problems.add(source.file, "line 1", f"there is no column {column}", did_you_mean(column, fields))
        elif text.startswith("="):
            columns[column] = ("constant", text[1:])
        elif names.count(heading) != 1:
            rule = f"the heading {heading} stands there {names.count(heading)} times"
            problems.add(source.file, "line 1", rule, "It must stand there once; correct the file or its columns.")
        else:
            columns[column] = (kind, names.index(heading))
    for name, field in master.row.model_fields.items():
        if field.is_required() and name not in wanted:
            problems.add(source.file, "line 1", f"the column {name} is missing", "Add it, or name it in columns.")
    return columns if len(problems.found) == before else None


def _row(
    cells: list[str],
    columns: dict[str, tuple[str, int | str]],
    model: type[BaseModel],
    *,
    file: str,
    place: str,
    problems: Problems,
) -> BaseModel | None:
    values: dict[str, object] = {}
    for column, (kind, what) in columns.items():
        text = (what if isinstance(what, str) else cells[what]).strip()
        text = slug_of(text) if kind == "slug" else text
        if text:
            values[column] = tuple(t.strip() for t in text.split(";") if t.strip()) if column in _LISTS else text
    for column in _TABLE_OF.keys() & values.keys():
        if fault := _fault_of(column, str(values[column])):
            problems.add(file, place, f"{column} is {values[column]!r}, {fault[0]}", fault[1])
            return None
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems.add_invalid(file, place, model, error)
        return None


def _fault_of(column: str, text: str) -> tuple[str, str] | None:
    """Why the published table cannot hold that number, and what to do; None when it can."""
    precision, scale = _size_of(column)
    if not _PLAIN_NUMBER.fullmatch(text):
        return "which is no number from 0 up", "Write a plain number with a decimal point."
    whole, _, decimals = text.partition(".")
    if len(whole.lstrip("0")) > precision - scale:
        return f"which has more than {precision - scale} digits before the point", "Correct it."
    if len(decimals.rstrip("0")) > scale:
        return f"which has more than {scale} decimals", f"Round it to {scale} decimals."
    return None


def _size_of(column: str) -> tuple[int, int]:
    """Digits in all and behind the point, as columns.toml has it: (18, 4) of decimal(18,4)."""
    found = next(c.type for c in table_of(_TABLE_OF[column]).columns if c.name == column)
    precision, scale = re.findall(r"\d+", found)
    return int(precision), int(scale)
