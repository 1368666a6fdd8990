"""From Athena's SQL to DuckDB's: query text and catalogue in; DuckDB SQL with the tables it reads out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.checks import check_nodes, check_types
from sellthrough_local.athena.failures import QueryFailure, not_supported
from sellthrough_local.athena.inference import metadata
from sellthrough_local.athena.rewrite import rewrite
from sellthrough_local.athena.types import data_type

# sqlglot imports a dialect when it is first asked for; two first queries at once would find one half imported.
for _dialect in ("athena", "duckdb"):
    sqlglot.Dialect.get_or_raise(_dialect)
_CATALOGUES = frozenset({"", "awsdatacatalog", "hive"})
_MAX_VIEW_DEPTH = 16
Lookup = Callable[[str, str], GlueTable]


@dataclass(frozen=True)
class Translation:
    """A query in DuckDB's meaning, and the catalogue tables that it reads."""

    tree: exp.Expression
    tables: tuple[GlueTable, ...]

    def sql(self, physical: Mapping[tuple[str, str], str]) -> str:
        """DuckDB SQL over the DuckDB tables that stand for (database, name)."""
        tree = self.tree.copy()
        for node in tree.find_all(exp.Table):
            if node.db:
                node.set("this", exp.to_identifier(physical[node.db, node.name], quoted=True))
                node.set("db", None)
        return str(tree.sql(dialect="duckdb"))


def parse(sql: str) -> exp.Expression:
    """One statement as a tree.

    Raises:
        QueryFailure: SYNTAX_ERROR.
    """
    try:
        statements = [s for s in sqlglot.parse(sql, read="athena") if s is not None]
    except SqlglotError as error:
        raise QueryFailure("SYNTAX_ERROR", str(error).split("\n", maxsplit=1)[0]) from error
    if len(statements) != 1:
        raise QueryFailure("SYNTAX_ERROR", f"expected one statement, got {len(statements)}")
    return statements[0]


def translate(query: exp.Expression, database: str, lookup: Lookup) -> Translation:
    """A SELECT (or set operation) for DuckDB.

    Args:
        query: As `parse` gives it, without parameters.
        database: Where unqualified tables are looked up.
        lookup: Database and name to table; raises QueryFailure for an unknown one.

    Raises:
        QueryFailure: The query is wrong, or it cannot be answered as Athena would.
    """
    if not isinstance(query, exp.Query):
        raise not_supported(f"{query.key.upper()} statements; only SELECT, SHOW, DESCRIBE and EXPLAIN run here")
    _name_columns(query)
    tables: dict[tuple[str, str], GlueTable] = {}
    tree = _expand(query.copy(), database.lower(), lookup, tables, 0)
    check_nodes(tree)
    schema = MappingSchema(dialect="athena")
    for table in tables.values():
        columns = {name: data_type(kind) for name, kind, _ in table.columns}
        schema.add_table(exp.table_(table.name, db=table.database, quoted=True), columns)
    try:
        tree = qualify(tree, schema=schema, dialect="athena", expand_alias_refs=False, validate_qualify_columns=True)
        tree = annotate_types(tree, schema=schema, dialect="athena", expression_metadata=metadata())
    except OptimizeError as error:
        raise _column_failure(str(error)) from error
    check_types(tree)
    return Translation(rewrite(tree), tuple(tables.values()))


def _name_columns(query: exp.Expression) -> None:
    """Trino calls a column without a name _col0, by its place."""
    selects = query.selects if isinstance(query, exp.Query) else []
    for index, select in enumerate(selects):
        if not isinstance(select, exp.Star) and not select.is_star and not select.output_name:
            select.replace(exp.alias_(select.copy(), f"_col{index}"))


def _expand(
    tree: exp.Expression, database: str, lookup: Lookup, tables: dict[tuple[str, str], GlueTable], depth: int
) -> exp.Expression:
    """Name every table in full and put the text of each view in its place."""
    if depth > _MAX_VIEW_DEPTH:
        raise QueryFailure("VIEW_IS_RECURSIVE", "views refer to each other")
    ctes = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for node in list(tree.find_all(exp.Table)):
        if not isinstance(node.this, exp.Identifier):
            raise not_supported("table functions")
        if not node.db and node.name.lower() in ctes:
            continue
        if node.catalog.lower() not in _CATALOGUES:
            raise QueryFailure("CATALOG_NOT_FOUND", f"Catalog '{node.catalog}' does not exist")
        table = lookup((node.db or database).lower(), node.name.lower())
        if table.is_view:
            node.replace(_view(node, table, lookup, tables, depth))
            continue
        tables[table.database, table.name] = table
        node.set("catalog", None)
        node.set("db", exp.to_identifier(table.database, quoted=True))
        node.set("this", exp.to_identifier(table.name, quoted=True))
        if not node.alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
    return tree


def _view(
    node: exp.Table, view: GlueTable, lookup: Lookup, tables: dict[tuple[str, str], GlueTable], depth: int
) -> exp.Expression:
    body = parse(view.view_sql)
    if not isinstance(body, exp.Query):
        raise QueryFailure("INVALID_VIEW", f"view {view.name} is not a query")
    names = [select.alias_or_name.lower() for select in body.selects]
    stored = [name for name, _, _ in view.columns]
    if "*" not in names and names != stored:
        raise QueryFailure("VIEW_IS_STALE", f"View '{view.database}.{view.name}' is stale; its columns have changed")
    expanded = _expand(body, view.view_database.lower(), lookup, tables, depth + 1)
    alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(view.name, quoted=True))
    subquery = exp.Subquery(this=expanded, alias=alias.copy())
    for join in node.args.get("joins") or []:
        subquery.append("joins", join.copy())
    return subquery


def _column_failure(text: str) -> QueryFailure:
    first = text.split("\n", maxsplit=1)[0]
    return QueryFailure("COLUMN_NOT_FOUND", first.replace("could not be resolved", "cannot be resolved"))
