"""Trino's meaning in DuckDB's words: a typed Trino tree in, a tree that DuckDB answers the same way out."""

from collections.abc import Callable

from sqlglot import exp

from sellthrough_local.athena.failures import not_supported
from sellthrough_local.athena.inference import FLOATS, INTEGERS, D, kind_of
from sellthrough_local.athena.types import as_decimal, decimal

# Macros of the engine; `{n}` and `{d}` are unscaled integers. Rounds half away from zero, as Trino does.
MACROS = (
    """CREATE OR REPLACE MACRO trino_unscaled(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)""",
    """CREATE OR REPLACE MACRO trino_quotient(n, d) AS CASE WHEN n IS NULL OR d IS NULL THEN NULL
         WHEN d = 0 THEN error('DIVISION_BY_ZERO: Division by zero')
         WHEN (n < 0) <> (d < 0) THEN -((2 * abs(n) + abs(d)) // (2 * abs(d)))
         ELSE (2 * abs(n) + abs(d)) // (2 * abs(d)) END""",
    """CREATE OR REPLACE MACRO trino_substr(s, start, n) AS CASE WHEN s IS NULL OR start IS NULL OR n IS NULL THEN NULL
         WHEN start = 0 OR abs(start) > length(s) OR n <= 0 THEN '' ELSE substr(s, start, n) END""",
)


def rewrite(tree: exp.Expression) -> exp.Expression:
    """The same query for DuckDB.

    Args:
        tree: Qualified and typed (see `inference`); it is changed.

    Raises:
        QueryFailure: NOT_SUPPORTED where no rewrite keeps Trino's meaning.
    """
    for node in list(tree.walk(bfs=False))[::-1]:
        rule = _RULES.get(type(node))
        if rule is None:
            continue
        new = rule(node)
        if new is node:
            continue
        if node is tree:
            tree = new
        else:
            node.replace(new)
    return tree


def _keep_type(new: exp.Expression, old: exp.Expression) -> exp.Expression:
    new.type = old.type
    return new


def _cast(node: exp.Expression, kind: exp.DataType | str) -> exp.Expression:
    target = kind if isinstance(kind, exp.DataType) else exp.DataType.build(kind)
    cast = exp.Cast(this=node, to=target.copy())
    cast.type = target
    return cast


def _call(name: str, *arguments: exp.Expression | str | int) -> exp.Expression:
    values = [a if isinstance(a, exp.Expression) else exp.convert(a) for a in arguments]
    return exp.Anonymous(this=name, expressions=values)


def _paren(node: exp.Expression) -> exp.Expression:
    return node if isinstance(node, (exp.Column, exp.Literal, exp.Func, exp.Paren)) else exp.Paren(this=node)


def _division(node: exp.Expression) -> exp.Expression:
    left, right = node.left.copy(), node.right.copy()
    kinds = {kind_of(left), kind_of(right)}
    if kinds <= INTEGERS:
        return _keep_type(exp.Paren(this=exp.IntDiv(this=_paren(left), expression=_paren(right))), node)
    if kinds & FLOATS and kinds <= INTEGERS | FLOATS | {D.DECIMAL}:
        quotient = exp.Div(this=_cast(left, "double"), expression=_cast(right, "double"))
        return _keep_type(exp.Paren(this=quotient), node)
    return _decimal_quotient(left, right, node)


def _decimal_quotient(left: exp.Expression, right: exp.Expression, node: exp.Expression) -> exp.Expression:
    a, b, result = as_decimal(left.type), as_decimal(right.type), as_decimal(node.type)
    if a is None or b is None or result is None:
        raise not_supported(f"division of operands whose type is not known: {node.sql('athena')[:80]}; cast them")
    precision, scale = result
    numerator: exp.Expression = _call("trino_unscaled", _cast(left, decimal(*a)))
    if shift := scale + b[1] - a[1]:
        power = exp.Cast(this=exp.Literal.string(str(10**shift)), to=exp.DataType.build("hugeint", dialect="duckdb"))
        numerator = exp.Mul(this=numerator, expression=power)
    quotient = _call("trino_quotient", numerator, _call("trino_unscaled", _cast(right, decimal(*b))))
    whole = _cast(quotient, decimal(38 - scale, 0))
    unit = _cast(exp.Literal.string(f"{10**-scale:.{scale}f}"), decimal(scale + 1, scale))
    exact = exp.Mul(this=whole, expression=unit) if scale else whole
    return _cast(exact, decimal(precision, scale))


def _modulo(node: exp.Expression) -> exp.Expression:
    if {kind_of(node.left), kind_of(node.right)} <= INTEGERS:
        return node  # DuckDB raises on zero as Trino does
    raise not_supported("% of anything but integers")


def _sum(node: exp.Expression) -> exp.Expression:
    if kind_of(node) is not D.BIGINT or isinstance(node.parent, (exp.Window, exp.Filter)):
        return node
    return _cast(node.copy(), "bigint")


def _wrapped_sum(node: exp.Expression) -> exp.Expression:
    """A windowed or filtered sum or average is cast as a whole: the clause must stay with the function."""
    inner = node.this.this if isinstance(node.this, exp.Filter) else node.this
    if isinstance(node.parent, exp.Window):
        return node
    if isinstance(inner, (exp.Sum, exp.CountIf)) and kind_of(inner) is D.BIGINT:
        return _cast(node.copy(), "bigint")
    if isinstance(inner, exp.Avg) and kind_of(inner) is D.DECIMAL:
        raise not_supported("avg of decimals with OVER or FILTER; cast to double, or divide sum by count")
    return node


def _avg(node: exp.Expression) -> exp.Expression:
    if kind_of(node.this) is not D.DECIMAL or isinstance(node.parent, (exp.Window, exp.Filter)):
        return node
    pair = as_decimal(node.this.type) or (38, 0)
    total = exp.Sum(this=node.this.copy())
    total.type = decimal(38, pair[1])
    count = exp.Count(this=node.this.copy(), big_int=True)
    count.type = exp.DataType.build("bigint")
    return _decimal_quotient(total, count, node)


def _round(node: exp.Expression) -> exp.Expression:
    if kind_of(node.this) is not D.DECIMAL:
        return node
    digits = node.args.get("decimals")
    if digits is not None and not digits.is_int:
        raise not_supported("round to a number of digits that is not a literal")
    return _cast(node.copy(), node.type or "double")


def _cast_to(node: exp.Expression) -> exp.Expression:
    source, target = kind_of(node.this), node.args["to"]
    if target.this in INTEGERS and source in FLOATS:
        return _cast(exp.Round(this=node.this.copy()), target)
    if target.this in (D.VARCHAR, D.TEXT, D.CHAR):
        return _cast_to_text(node, source, target)
    return node


def _cast_to_text(node: exp.Expression, source: exp.DType, target: exp.DataType) -> exp.Expression:
    if source in FLOATS:
        raise not_supported("CAST of a double to varchar (Trino writes 1.0E0); cast it to a decimal first")
    value: exp.Expression = node.this.copy()
    if source is D.TIMESTAMP:
        value = _call("strftime", value, "%Y-%m-%d %H:%M:%S.%f")
    elif source is D.TIMESTAMPTZ:
        raise not_supported("CAST of a timestamp with time zone to varchar")
    text = _cast(value, "varchar")
    if target.expressions:
        text = _call("substr", text, 1, int(target.expressions[0].name))
    return _keep_type(text, node)


def _substr(node: exp.Expression) -> exp.Expression:
    start, length = node.args.get("start"), node.args.get("length")
    if isinstance(start, exp.Literal) and start.is_int and int(start.name) > 0:
        return node
    return _keep_type(_call("trino_substr", node.this.copy(), start.copy(), length.copy() if length else 2**31), node)


def _date_diff(node: exp.Expression) -> exp.Expression:
    unit = node.text("unit").lower()
    # Trino's date_diff(unit, a, b) parses as DateDiff(this=b, expression=a): whole units from a to b.
    start, end = node.expression.copy(), node.this.copy()
    kinds = {kind_of(start), kind_of(end)}
    if kinds != {D.DATE}:
        start, end = _cast(start, "timestamp"), _cast(end, "timestamp")
    return _keep_type(_call("datesub", unit, start, end), node)


def _back_to_date(node: exp.Expression) -> exp.Expression:
    return _cast(node.copy(), "date") if kind_of(node) is D.DATE else node


def _arithmetic(node: exp.Expression) -> exp.Expression:
    if D.INTERVAL in {kind_of(node.left), kind_of(node.right)}:
        return _back_to_date(node)
    return _widened(node)


def _widened(node: exp.Expression) -> exp.Expression:
    """DuckDB keeps products of short decimals in 64 bits and overflows where Trino's wider type does not."""
    result, left = as_decimal(node.type), as_decimal(node.left.type)
    if kind_of(node) is not D.DECIMAL or result is None or left is None:
        return node
    scale = left[1] if isinstance(node, exp.Mul) else result[1]
    wide = _cast(node.left.copy(), decimal(max(19, result[0]), scale))
    return _keep_type(type(node)(this=wide, expression=node.right.copy()), node)


def _regexp_extract(node: exp.Expression) -> exp.Expression:
    found = exp.RegexpLike(this=node.this.copy(), expression=node.expression.copy())
    return _keep_type(exp.Case(ifs=[exp.If(this=found, true=node.copy())]), node)


def _by_extreme(name: str) -> Callable[[exp.Expression], exp.Expression]:
    """max_by returns the value of the extreme row even when it is null; DuckDB's arg_max skips such rows."""

    def build(node: exp.Expression) -> exp.Expression:
        if node.args.get("count") is not None:
            raise not_supported(f"{name} of several rows")
        return _keep_type(_call(name, node.this.copy(), node.expression.copy()), node)

    return build


_RULES: dict[type[exp.Expression], Callable[[exp.Expression], exp.Expression]] = {
    exp.Div: _division,
    exp.Mod: _modulo,
    exp.Sum: _sum,
    exp.CountIf: _sum,
    exp.Avg: _avg,
    exp.Window: _wrapped_sum,
    exp.Filter: _wrapped_sum,
    exp.Round: _round,
    exp.Cast: _cast_to,
    exp.TryCast: _cast_to,
    exp.Substring: _substr,
    exp.DateDiff: _date_diff,
    exp.DateAdd: _back_to_date,
    exp.DateTrunc: _back_to_date,
    exp.TimestampTrunc: _back_to_date,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _widened,
    exp.RegexpExtract: _regexp_extract,
    exp.ArgMax: _by_extreme("arg_max_null"),
    exp.ArgMin: _by_extreme("arg_min_null"),
}
