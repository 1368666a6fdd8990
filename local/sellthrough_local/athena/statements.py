"""Which kind of statement a text is, and the answers of those that only read the catalogue (SHOW, DESCRIBE)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sellthrough_local.athena.catalogue import Catalogue
from sellthrough_local.athena.failures import QueryFailure, not_supported

_NAME = r'[`"]?([\w$-]+)[`"]?'
_TABLE = rf"(?:(?:[`\"]?AwsDataCatalog[`\"]?\.)?{_NAME}\.)?{_NAME}"
_FLAGS = re.IGNORECASE | re.DOTALL
_LEADING = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


@dataclass(frozen=True)
class Listing:
    """Rows that come from the catalogue: column names and cells."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def trimmed(sql: str) -> str:
    """The text without leading comments and the closing semicolon."""
    return _LEADING.sub("", sql, count=1).rstrip().removesuffix(";").rstrip()


def statement_type(sql: str) -> tuple[str, str]:
    """Athena's StatementType and SubstatementType of a text."""
    words = trimmed(sql).upper().replace("(", " ").split()
    first, second = words[0] if words else "", words[1] if len(words) > 1 else ""
    if first in ("SELECT", "WITH", "VALUES", "TABLE", ""):
        return "DML", "SELECT"
    if first == "EXECUTE":
        return "DML", "SELECT"
    if first in ("SHOW", "DESCRIBE", "DESC", "EXPLAIN"):
        kind = {"DESC": "DESCRIBE_TABLE", "DESCRIBE": "DESCRIBE_TABLE", "EXPLAIN": "EXPLAIN"}
        return "UTILITY", kind.get(first, f"SHOW_{second}")
    if first in ("INSERT", "DELETE", "UPDATE", "MERGE", "UNLOAD"):
        return "DML", first
    return "DDL", f"{first}_{second}" if second else first


def using_values(text: str) -> list[str]:
    """The literals of `EXECUTE name USING a, b`, split where the commas of the list stand.

    Raises:
        QueryFailure: SYNTAX_ERROR.
    """
    try:
        row = sqlglot.parse_one(f"SELECT {text}", read="athena")
    except SqlglotError as error:
        raise QueryFailure("SYNTAX_ERROR", "USING takes a list of literals") from error
    if not isinstance(row, exp.Select) or any(value for name, value in row.args.items() if name != "expressions"):
        raise QueryFailure("SYNTAX_ERROR", "USING takes a list of literals")
    return [node.sql(dialect="athena") for node in row.expressions]


def listing(sql: str, database: str, catalogue: Catalogue) -> Listing | None:
    """The answer of SHOW and DESCRIBE; None for any other statement.

    Raises:
        QueryFailure: An unknown object, or a SHOW that nobody needed yet.
    """
    text = trimmed(sql)
    for pattern, answer in _LISTINGS:
        if match := re.fullmatch(pattern, text, _FLAGS):
            return answer(catalogue, database, match.groups())
    if re.match(r"(show|describe|desc)\b", text, _FLAGS):
        raise not_supported(f"this form of {text.split(maxsplit=1)[0].upper()}")
    return None


def _like(pattern: str | None) -> re.Pattern[str]:
    """Hive's pattern: * stands for anything, | separates alternatives."""
    if not pattern:
        return re.compile(".*")
    return re.compile(
        "|".join(".*".join(map(re.escape, part.split("*"))) for part in pattern.split("|")), re.IGNORECASE
    )


Groups = Sequence[str | None]


def _databases(catalogue: Catalogue, _: str, groups: Groups) -> Listing:
    names = sorted(d["Name"] for d in catalogue.databases())
    return Listing(("database_name",), [(n,) for n in names if _like(groups[0]).fullmatch(n)])


def _tables(catalogue: Catalogue, database: str, groups: Groups) -> Listing:
    wanted = (groups[0] or database).lower()
    catalogue.database(wanted)
    names = sorted(t.name for t in catalogue.tables(wanted))
    return Listing(("tab_name",), [(n,) for n in names if _like(groups[1]).fullmatch(n)])


def _views(catalogue: Catalogue, database: str, groups: Groups) -> Listing:
    wanted = (groups[0] or database).lower()
    catalogue.database(wanted)
    names = sorted(t.name for t in catalogue.tables(wanted) if t.is_view)
    return Listing(("views",), [(n,) for n in names if _like(groups[1]).fullmatch(n)])


def _columns(catalogue: Catalogue, database: str, groups: Groups) -> Listing:
    table = catalogue.table((groups[2] or groups[0] or database).lower(), (groups[1] or "").lower())
    return Listing(("field",), [(name,) for name, _, _ in table.columns])


def _describe(catalogue: Catalogue, database: str, groups: Groups) -> Listing:
    table = catalogue.table((groups[0] or database).lower(), (groups[1] or "").lower())
    return Listing(("col_name", "data_type", "comment"), list(table.columns))


def _create_view(catalogue: Catalogue, database: str, groups: Groups) -> Listing:
    view = catalogue.table((groups[0] or database).lower(), (groups[1] or "").lower())
    if not view.is_view:
        raise QueryFailure("SYNTAX_ERROR", f"{view.database}.{view.name} is not a view")
    return Listing(("Create View",), [(f'CREATE VIEW "{view.database}"."{view.name}" AS {view.view_sql}',)])


_PATTERN = r"(?:\s+(?:like\s+)?'([^']*)')?"
_LISTINGS: tuple[tuple[str, Callable[[Catalogue, str, Groups], Listing]], ...] = (
    (rf"show\s+(?:databases|schemas){_PATTERN}", _databases),
    (rf"show\s+tables(?:\s+(?:in|from)\s+{_NAME})?{_PATTERN}", _tables),
    (rf"show\s+views(?:\s+(?:in|from)\s+{_NAME})?{_PATTERN}", _views),
    (rf"show\s+columns\s+(?:in|from)\s+{_TABLE}(?:\s+(?:in|from)\s+{_NAME})?", _columns),
    (rf"(?:describe|desc)\s+(?:formatted\s+|extended\s+)?{_TABLE}", _describe),
    (rf"show\s+create\s+view\s+{_TABLE}", _create_view),
)
