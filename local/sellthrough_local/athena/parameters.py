"""Execution parameters: a statement with question marks and the caller's values in, the statement with literals out.

A value is parsed as one literal and written back by the SQL generator at the place of its question-mark token, so it
can never end a string, open a comment or add a clause.
"""

from collections.abc import Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from sellthrough_local.athena.failures import QueryFailure

_SIMPLE = (exp.Literal, exp.Boolean, exp.Null)


def bind(sql: str, values: Sequence[str]) -> str:
    """The statement with each `?` replaced by the literal at its place.

    Args:
        sql: Statement text; `?` inside strings and comments is text.
        values: SQL literals as Athena takes them: `5`, `'abc'`, `DATE '2019-10-01'`, `null`, `ARRAY['a', 'b']`.

    Raises:
        QueryFailure: INVALID_PARAMETER_USAGE or SYNTAX_ERROR.
    """
    try:
        tokens = sqlglot.tokenize(sql, read="athena")
    except SqlglotError as error:
        raise QueryFailure("SYNTAX_ERROR", str(error).split("\n", maxsplit=1)[0]) from error
    places = [token for token in tokens if token.token_type is TokenType.PLACEHOLDER and token.text == "?"]
    if len(places) != len(values):
        found = f"expected {len(places)} but found {len(values)}"
        raise QueryFailure("INVALID_PARAMETER_USAGE", f"Incorrect number of parameters: {found}")
    for token, value in reversed(list(zip(places, values, strict=True))):
        sql = f"{sql[: token.start]}{literal(value)}{sql[token.end + 1 :]}"
    return sql


def literal(value: str) -> str:
    """The value written again as a literal.

    Raises:
        QueryFailure: INVALID_PARAMETER_USAGE when it is anything but one literal.
    """
    try:
        node = sqlglot.parse_one(value, read="athena")
    except SqlglotError as error:
        raise _wrong(value) from error
    if not _is_literal(node):
        raise _wrong(value)
    text = node.sql(dialect="athena", comments=False)
    return f"({text})" if isinstance(node, exp.Neg) else text


def _is_literal(node: exp.Expression) -> bool:
    if isinstance(node, _SIMPLE):
        return True
    if isinstance(node, (exp.Neg, exp.Paren)):
        return _is_literal(node.this)
    if isinstance(node, exp.Cast):
        return isinstance(node.this, _SIMPLE)
    return isinstance(node, exp.Array) and all(_is_literal(item) for item in node.expressions)


def _wrong(value: str) -> QueryFailure:
    text = value if len(value) <= 40 else f"{value[:40]}..."
    return QueryFailure("INVALID_PARAMETER_USAGE", f"{text} is not a literal; quote strings: 'text'")
