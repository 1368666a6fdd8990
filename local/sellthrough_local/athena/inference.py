"""Trino's types of expressions: sqlglot nodes whose children are typed in, Trino's result type out.

The table is also the list of functions that this endpoint runs: a function that is not here is refused, because
nobody has shown that DuckDB answers it as Trino does.
"""

from collections.abc import Callable
from typing import Any

from sqlglot import exp
from sqlglot.dialects.presto import Presto

from sellthrough_local.athena.types import as_decimal, decimal

D = exp.DType
Rule = Callable[[exp.Expression], exp.DataType | exp.DType]
INTEGERS = frozenset({D.TINYINT, D.SMALLINT, D.INT, D.BIGINT})
FLOATS = frozenset({D.FLOAT, D.DOUBLE})
_INTEGER_ORDER = (D.TINYINT, D.SMALLINT, D.INT, D.BIGINT)


def kind_of(node: exp.Expression | None) -> Any:
    """The type's enum of a typed node; UNKNOWN when there is none."""
    return node.type.this if node is not None and node.type is not None else D.UNKNOWN


def common_type(nodes: list[exp.Expression]) -> exp.DataType | exp.DType:
    """The type that Trino coerces all of these to; UNKNOWN when one of them is."""
    types = [node.type for node in nodes if node.type is not None and node.type.this is not D.NULL]
    kinds = {t.this for t in types}
    if not types:
        return D.NULL
    if len(kinds) == 1 and D.DECIMAL not in kinds:
        return types[0]
    if kinds <= INTEGERS | FLOATS | {D.DECIMAL}:
        return _common_number(types)
    if kinds <= {D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ}:
        return D.TIMESTAMPTZ if D.TIMESTAMPTZ in kinds else D.TIMESTAMP
    return D.VARCHAR if kinds <= {D.VARCHAR, D.CHAR, D.TEXT} else D.UNKNOWN


def _common_number(types: list[exp.DataType]) -> exp.DataType | exp.DType:
    kinds = {t.this for t in types}
    if kinds & FLOATS:
        return D.DOUBLE
    if kinds <= INTEGERS:
        return max(kinds, key=_INTEGER_ORDER.index)
    pairs = [pair for t in types if (pair := as_decimal(t))]
    scale = max(s for _, s in pairs)
    return decimal(max(p - s for p, s in pairs) + scale, scale)


def _arithmetic(node: exp.Expression) -> exp.DataType | exp.DType:
    left, right = node.left, node.right
    kinds = {kind_of(left), kind_of(right)}
    if D.INTERVAL in kinds:
        other = right if kind_of(left) is D.INTERVAL else left
        return other.type or D.UNKNOWN
    if D.DECIMAL not in kinds or kinds & FLOATS:
        return common_type([left, right])
    a, b = as_decimal(left.type), as_decimal(right.type)
    return _decimal_result(node, a, b) if a and b else D.UNKNOWN


def _decimal_result(node: exp.Expression, left: tuple[int, int], right: tuple[int, int]) -> exp.DataType:
    """Trino's "Decimal functions and operators": precision and scale of a result."""
    (p1, s1), (p2, s2) = left, right
    if isinstance(node, exp.Mul):
        return decimal(p1 + p2, s1 + s2)
    if isinstance(node, exp.Div):
        return decimal(p1 + s2 + max(0, s2 - s1), max(s1, s2))
    if isinstance(node, exp.Mod):
        return decimal(min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
    return decimal(max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))


def _literal(node: exp.Expression) -> exp.DataType | exp.DType:
    if node.args.get("is_string"):
        return D.VARCHAR
    text = node.name.lower()
    if "e" in text:
        return D.DOUBLE
    if "." in text:
        whole, _, fraction = text.partition(".")
        return decimal(max(1, len(whole.lstrip("0") + fraction)), len(fraction))
    return D.INT if int(text) < 2**31 else D.BIGINT


def _this(node: exp.Expression) -> exp.DataType | exp.DType:
    return node.this.type or D.UNKNOWN


def _sum(node: exp.Expression) -> exp.DataType | exp.DType:
    inner = node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this
    if kind_of(inner) in INTEGERS:
        return D.BIGINT
    pair = as_decimal(inner.type)
    return decimal(38, pair[1]) if pair else inner.type or D.UNKNOWN


def _avg(node: exp.Expression) -> exp.DataType | exp.DType:
    return _this(node) if kind_of(node.this) is D.DECIMAL else D.DOUBLE


def _round(node: exp.Expression) -> exp.DataType | exp.DType:
    if kind_of(node.this) is not D.DECIMAL:
        return _this(node)
    pair = as_decimal(node.this.type) or (38, 0)
    digits = node.args.get("decimals")
    return decimal(pair[0] + 1, pair[1] if digits is not None else 0)


def _whole(node: exp.Expression) -> exp.DataType | exp.DType:
    pair = as_decimal(node.this.type)
    return decimal(pair[0] - pair[1] + 1, 0) if kind_of(node.this) is D.DECIMAL and pair else _this(node)


def _case(node: exp.Expression) -> exp.DataType | exp.DType:
    values = [branch.args["true"] for branch in node.args["ifs"]]
    return common_type([*values, *([node.args["default"]] if node.args.get("default") is not None else [])])


def _if(node: exp.Expression) -> exp.DataType | exp.DType:
    return common_type([v for v in (node.args.get("true"), node.args.get("false")) if v is not None])


def _all(node: exp.Expression) -> exp.DataType | exp.DType:
    return common_type([v for v in (node.this, *node.expressions) if v is not None])


def _subquery(node: exp.Expression) -> exp.DataType | exp.DType:
    selects = node.selects
    return (selects[0].type or D.UNKNOWN) if len(selects) == 1 else D.UNKNOWN


def _array(node: exp.Expression) -> exp.DataType | exp.DType:
    item = common_type(node.expressions) if node.expressions else D.UNKNOWN
    item = item if isinstance(item, exp.DataType) else exp.DataType(this=item)
    return exp.DataType(this=D.ARRAY, expressions=[item.copy()], nested=True)


def _array_of_this(node: exp.Expression) -> exp.DataType | exp.DType:
    inner = node.this.this if isinstance(node.this, exp.Order) else node.this
    inner = inner.expressions[0] if isinstance(inner, exp.Distinct) else inner
    item = inner.type or exp.DataType(this=D.UNKNOWN)
    return exp.DataType(this=D.ARRAY, expressions=[item.copy()], nested=True)


def _constant(kind: exp.DType) -> Rule:
    return lambda _: kind


_COMPARE = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_BOOLEAN = (exp.And, exp.Or, exp.Not, exp.Like, exp.In, exp.Is, exp.Escape, exp.Between, exp.Exists, *_COMPARE)
_TEXT = (exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Concat, exp.ConcatWs, exp.DPipe, exp.Replace, exp.SplitPart)
_DAY_PART = (exp.Year, exp.Quarter, exp.Month, exp.Day, exp.WeekOfYear, exp.YearOfWeek, exp.DayOfWeekIso, exp.DayOfYear)
_NUMBER = (*_DAY_PART, exp.Hour, exp.Minute, exp.Second, exp.Extract)
_MATHS = (exp.Sqrt, exp.Ln, exp.Log, exp.Exp, exp.Pow, exp.Stddev, exp.StddevSamp, exp.StddevPop, exp.Variance)

RULES: dict[type[exp.Expression], Rule] = {
    exp.Literal: _literal,
    exp.Null: _constant(D.NULL),
    exp.Boolean: _constant(D.BOOLEAN),
    exp.Interval: _constant(D.INTERVAL),
    exp.Paren: _this,
    exp.Alias: _this,
    exp.Neg: _this,
    exp.Ordered: _this,
    exp.Window: _this,
    exp.Filter: _this,
    exp.IgnoreNulls: _this,
    exp.RespectNulls: _this,
    exp.Cast: lambda node: node.args["to"],
    exp.TryCast: lambda node: node.args["to"],
    exp.Case: _case,
    exp.If: _if,
    exp.Coalesce: _all,
    exp.Greatest: _all,
    exp.Least: _all,
    exp.Nullif: _this,
    exp.Subquery: _subquery,
    exp.RegexpLike: _constant(D.BOOLEAN),
    exp.StartsWith: _constant(D.BOOLEAN),
    exp.LogicalAnd: _constant(D.BOOLEAN),
    exp.LogicalOr: _constant(D.BOOLEAN),
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), _arithmetic),
    **dict.fromkeys(_BOOLEAN, _constant(D.BOOLEAN)),
    **dict.fromkeys(_TEXT, _constant(D.VARCHAR)),
    **dict.fromkeys((exp.RegexpReplace, exp.RegexpExtract, exp.TimeToStr, exp.Pad, exp.Reverse), _constant(D.VARCHAR)),
    **dict.fromkeys((exp.ArrayToString, exp.GroupConcat), _constant(D.VARCHAR)),
    **dict.fromkeys(_NUMBER, _constant(D.BIGINT)),
    **dict.fromkeys(_MATHS, _constant(D.DOUBLE)),
    **dict.fromkeys((exp.Length, exp.StrPosition, exp.DateDiff, exp.ArraySize, exp.Grouping), _constant(D.BIGINT)),
    **dict.fromkeys((exp.Count, exp.CountIf, exp.ApproxDistinct), _constant(D.BIGINT)),
    **dict.fromkeys((exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile), _constant(D.BIGINT)),
    **dict.fromkeys((exp.PercentRank, exp.CumeDist), _constant(D.DOUBLE)),
    **dict.fromkeys((exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue), _this),
    **dict.fromkeys((exp.Max, exp.Min, exp.AnyValue, exp.ArgMax, exp.ArgMin, exp.Abs), _this),
    exp.Sum: _sum,
    exp.Avg: _avg,
    exp.Round: _round,
    exp.Ceil: _whole,
    exp.Floor: _whole,
    exp.Sign: _this,
    exp.Array: _array,
    exp.ArrayAgg: _array_of_this,
    exp.ArrayContains: _constant(D.BOOLEAN),
    exp.CurrentDate: _constant(D.DATE),
    exp.CurrentTimestamp: _constant(D.TIMESTAMPTZ),
    **dict.fromkeys((exp.TsOrDsToDate, exp.Date, exp.LastDay, exp.FromISO8601Date), _constant(D.DATE)),
    exp.StrToTime: _constant(D.TIMESTAMP),
    exp.UnixToTime: _constant(D.TIMESTAMPTZ),
    **dict.fromkeys((exp.DateAdd, exp.DateTrunc, exp.TimestampTrunc), _this),
    exp.JSONExtractScalar: _constant(D.VARCHAR),
}


def metadata() -> dict[type[exp.Expression], dict[str, Any]]:
    """The rules as `annotate_types(expression_metadata=...)` takes them."""

    def entry(rule: Rule) -> dict[str, Any]:
        return {"annotator": lambda annotator, node: annotator._set_type(node, rule(node))}

    return {**Presto.EXPRESSION_METADATA, **{node: entry(rule) for node, rule in RULES.items()}}
