"""The restricted Athena subset: SQL of a model or a view in, the list of what breaks the rules out.

The subset is what Trino and DuckDB answer alike. sqlglot is needed here and nowhere else in `sellthrough`; it is a
tool of development and is not deployed.
"""

from collections.abc import Iterable, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sellthrough.model.tables import Column

FUNCTIONS = frozenset(
    {
        "sum", "count", "count_if", "min", "max", "coalesce", "nullif", "cast", "case", "date_format", "substr", "rank",
        "round", "abs", "greatest", "least", "upper", "lower", "trim", "length", "and", "or",
    }
)  # fmt: skip
_TYPES = {"string": "varchar", "int": "integer", "timestamp": "timestamp(6)"}
_SAME_NAME = {"time_to_str": "date_format", "substring": "substr", "char_length": "length", "if": "case"}
_CLAUSES = (exp.Limit, exp.Offset, exp.Fetch, exp.AtTimeZone, exp.TableSample, exp.Lateral, exp.Unnest, exp.Interval)


def lint(sql: str, columns: Sequence[Column], reads: Iterable[str]) -> list[str]:
    """What breaks the rules, in words; empty when nothing does.

    Args:
        sql: Rendered, without placeholders.
        columns: Declared output, in order.
        reads: Tables that the query may read.
    """
    try:
        statements = sqlglot.parse(sql, read="athena")
    except SqlglotError as error:
        return [f"it is not Athena SQL: {error}"]
    tree = statements[0]
    if len(statements) != 1 or not isinstance(tree, exp.Query):
        return ["it is not one query"]
    return [
        *_unknown_functions(tree),
        *_wrong_clauses(tree),
        *_unguarded_divisions(tree),
        *_wrong_tables(tree, frozenset(reads)),
        *(problem for select in _selects(tree) for problem in _wrong_output(select, columns)),
    ]


def _unknown_functions(tree: exp.Expression) -> list[str]:
    found = []
    for node in tree.find_all(exp.Func):
        name = node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        name = _SAME_NAME.get(name, name)
        if name not in FUNCTIONS:
            found.append(f"function {name} is not in the subset")
    return found


def _wrong_clauses(tree: exp.Expression) -> list[str]:
    found = [f"{type(node).__name__} is not in the subset" for node in tree.find_all(*_CLAUSES)]
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            found.append("name the columns instead of *")
    if any(isinstance(select, exp.Select) and select.args.get("distinct") for select in tree.find_all(exp.Select)):
        found.append("select distinct is not in the subset; group by the columns")
    return found


def _unguarded_divisions(tree: exp.Expression) -> list[str]:
    found = []
    for node in tree.find_all(exp.Div, exp.Mod):
        divisor = node.right.unnest()
        if not isinstance(divisor, exp.Nullif):
            found.append(f"divide by nullif(..., 0), not by {divisor.sql('athena')}")
    return found


def _wrong_tables(tree: exp.Expression, allowed: frozenset[str]) -> list[str]:
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    named = {table.name for table in tree.find_all(exp.Table)} - ctes
    return [f"it reads {name}, which `reads` does not name" for name in sorted(named - allowed)]


def _selects(tree: exp.Expression) -> list[exp.Select]:
    """The branches of a union, or the query itself."""
    if isinstance(tree, exp.SetOperation):
        return [*_selects(tree.left), *_selects(tree.right)]
    return [tree] if isinstance(tree, exp.Select) else []


def _wrong_output(select: exp.Select, columns: Sequence[Column]) -> list[str]:
    names = [projection.alias_or_name for projection in select.expressions]
    if names != [column.name for column in columns]:
        return [f"its columns are {names}, declared are {[column.name for column in columns]}"]
    found = []
    for projection, column in zip(select.expressions, columns, strict=True):
        wanted = exp.DataType.build(_TYPES.get(column.type, column.type), dialect="athena")
        value = projection.unalias()
        if not isinstance(value, exp.Cast) or value.args["to"] != wanted:
            found.append(f"column {column.name} is not cast to {wanted.sql('athena').lower()}")
    return found
